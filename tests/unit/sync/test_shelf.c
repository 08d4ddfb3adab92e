#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "shelf.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define LONG "12345678901234567890123456789012345678901234567890"

static int setup(void **state)
{
    char *folder = xstrdup("/tmp/barrio-shelf.XXXXXX");

    assert_non_null(mkdtemp(folder));
    *state = folder;
    return 0;
}

static int teardown(void **state)
{
    char *command = xasprintf("rm -rf %s", (char *)*state);

    assert_int_equal(system(command), 0);
    free(command);
    free(*state);
    return 0;
}

static void assert_form_name(const char *id, const char *wanted)
{
    char *name = shelf_form_name(id);

    assert_string_equal(name, wanted);
    assert_true(file_name_is_safe(name));
    free(name);
}

static void any_id_makes_a_safe_name_of_its_own(void **state)
{
    (void)state;
    assert_form_name("barrio-2.1_x", "barrio-2.1_x.xml");
    assert_form_name("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.xml");
    assert_form_name("a%2Fb", "a%252Fb.xml");
    assert_form_name("ñ", "%C3%B1.xml");
    assert_form_name(".hidden", "%2Ehidden.xml");
    char *one = shelf_form_name(LONG "1"), *two = shelf_form_name(LONG "2");
    assert_string_not_equal(one, two);
    assert_true(file_name_is_safe(one));
    free(one);
    free(two);
}

static size_t count_old(const char *folder)
{
    char *path = file_join(folder, "old");
    DIR *dir = opendir(path);
    size_t n = 0;

    for (struct dirent *e; dir && (e = readdir(dir));)
        n += e->d_name[0] != '.';
    if (dir)
        closedir(dir);
    free(path);
    return n;
}

static void a_replaced_form_is_kept_apart(void **state)
{
    const char *folder = *state;

    assert_int_equal(shelf_keep_old(folder, "a.xml"), ERR_NONE);
    assert_int_equal(count_old(folder), 0);
    for (int i = 0; i < 3; i++) {
        char *content = xasprintf("<a v='%d'/>", i % 2);
        assert_int_equal(shelf_put(folder, "a.xml", content, strlen(content)),
                         ERR_NONE);
        assert_int_equal(shelf_keep_old(folder, "a.xml"), ERR_NONE);
        assert_true(shelf_has(folder, "a.xml"));
        free(content);
    }
    assert_int_equal(count_old(folder), 2);
}

static void a_retired_form_is_gone_but_kept_apart(void **state)
{
    const char *folder = *state;

    assert_int_equal(shelf_put(folder, "a.xml", "<a/>", 4), ERR_NONE);
    assert_int_equal(shelf_retire(folder, "a.xml"), ERR_NONE);
    assert_false(shelf_has(folder, "a.xml"));
    assert_int_equal(count_old(folder), 1);
    assert_int_equal(shelf_retire(folder, "a.xml"), ERR_NONE);
}

static void media_lie_in_a_folder_of_their_form(void **state)
{
    char *name = shelf_media_name("a/b", "calles.csv");

    assert_string_equal(name, "a%2Fb-media/calles.csv");
    assert_int_equal(shelf_put(*state, name, "x", 1), ERR_NONE);
    assert_true(shelf_has(*state, name));
    free(name);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_id_makes_a_safe_name_of_its_own),
        TEST(a_replaced_form_is_kept_apart),
        TEST(a_retired_form_is_gone_but_kept_apart),
        TEST(media_lie_in_a_folder_of_their_form),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
