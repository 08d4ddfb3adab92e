/* kiosk/shots: what a device wrote becomes the file of an answer. */
#include "shots.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char data[] = "/tmp/barrio-shots.XXXXXX";

/* As a device does, so many bytes. */
static void make(const char *content, size_t size)
{
    char *part = shots_part(data);

    assert_non_null(part);
    assert_int_equal(file_write(part, content, size), ERR_NONE);
    free(part);
}

static bool is_there(const char *name)
{
    char *path = shots_path(data, name);
    bool there = file_exists(path);

    free(path);
    return there;
}

static void a_picture_is_named_by_its_answer_and_by_what_it_is(void **state)
{
    char *first, *second;

    (void)state;
    make("\xff\xd8\xff\xe0", 4);
    assert_int_equal(shots_keep(data, "uuid:1", "image/*", &first), ERR_NONE);
    make("\x89PNG", 4);
    assert_int_equal(shots_keep(data, "uuid:1", "image/*", &second), ERR_NONE);
    assert_true(is_there(first) && is_there(second));
    assert_string_equal(strrchr(first, '.'), ".jpg");
    assert_string_equal(strrchr(second, '.'), ".png");
    /* The same answer's: all but number and ending is alike. */
    assert_memory_equal(first, second, strlen("shot-0123456789ab-"));
    assert_true(file_name_is_safe(first));
    assert_false(is_there("part"));
    free(first);
    free(second);
}

static void what_is_not_asked_for_is_taken_away(void **state)
{
    static const struct {
        const char *content, *type;
    } CASES[] = {
        {"hello", "image/*"},
        {"OggS....", "image/*"},
        {"\xff\xd8\xff\xe0", "audio/*"},
        {"\xff\xd8", "image/*"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char *name;
        make(CASES[i].content, strlen(CASES[i].content));
        assert_int_equal(shots_keep(data, "uuid:2", CASES[i].type, &name),
                         ERR_FORMAT);
        assert_null(name);
        assert_false(is_there("part"));
    }
}

static void sound_is_known_by_its_beginning(void **state)
{
    char *name;

    (void)state;
    make("RIFF....WAVEfmt ", 16);
    assert_int_equal(shots_keep(data, "uuid:3", "audio/*", &name), ERR_NONE);
    assert_string_equal(strrchr(name, '.'), ".wav");
    free(name);
}

static void without_a_file_there_is_none(void **state)
{
    char *name;

    (void)state;
    free(shots_part(data));
    assert_int_equal(shots_keep(data, "uuid:4", "image/*", &name), ERR_MISSING);
    assert_null(name);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(data) == NULL;
}

static int remove_folder(void **state)
{
    char command[64] = "rm -rf ";

    (void)state;
    return system(strcat(command, data)); // NOLINT(cert-env33-c)
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_is_named_by_its_answer_and_by_what_it_is),
        cmocka_unit_test(what_is_not_asked_for_is_taken_away),
        cmocka_unit_test(sound_is_known_by_its_beginning),
        cmocka_unit_test(without_a_file_there_is_none),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
