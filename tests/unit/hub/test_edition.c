#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "config.h"
#include "edition.h"
#include "keyring.h"
#include "proof/note.h"
#include "wire/edition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char URL[] = "https://hub.example:8443/base";

struct place {
    char folder[32];
    struct archive *archive;
    struct config config;
};

static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-ed.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    assert_int_equal(archive_open(&p->archive, p->folder, ""), ERR_NONE);
    p->config.data = p->folder;
    p->config.public_url = URL;
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    archive_close(p->archive);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

static enum err put(struct place *p, enum publication_kind kind,
                    const char *name, const char *text)
{
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    return archive_end(
        p->archive,
        edition_put(p->archive,
                    &(struct publication){kind, name, text, strlen(text), 7}));
}

static int64_t number(struct place *p)
{
    int64_t n = 0;

    assert_int_equal(edition_current(p->archive, &p->config, 1, &n, NULL),
                     ERR_NONE);
    return n;
}

static void each_change_makes_a_higher_number(void **state)
{
    struct place *p = *state;
    int64_t first = number(p);

    assert_int_equal(number(p), first);
    assert_int_equal(put(p, PUBLICATION_BULLETIN, "b.atom", "one"), ERR_NONE);
    int64_t second = number(p);
    assert_true(second > first);
    assert_int_equal(put(p, PUBLICATION_BULLETIN, "b.atom", "one"), ERR_NONE);
    assert_int_equal(number(p), second);
    assert_int_equal(put(p, PUBLICATION_BULLETIN, "b.atom", "two"), ERR_NONE);
    assert_true(number(p) > second);
}

static void a_clock_that_goes_back_makes_no_lower_number(void **state)
{
    struct place *p = *state;

    assert_int_equal(setenv("BARRIO_NOW", "2099-01-01T00:00:00Z", 1), 0);
    int64_t first = number(p);
    assert_int_equal(setenv("BARRIO_NOW", "2027-01-01T00:00:00Z", 1), 0);
    assert_int_equal(put(p, PUBLICATION_BULLETIN, "b.atom", "one"), ERR_NONE);
    assert_int_equal(number(p), first + 1);
    unsetenv("BARRIO_NOW");
}

static void what_does_not_belong_here_is_refused(void **state)
{
    struct place *p = *state;

    assert_int_equal(put(p, PUBLICATION_FORM, "f", "x"), ERR_FORMAT);
    assert_int_equal(put(p, PUBLICATION_MEDIA, "f", "x"), ERR_FORMAT);
    assert_int_equal(put(p, PUBLICATION_THEME, "../x", "x"), ERR_FORMAT);
    assert_int_equal(put(p, PUBLICATION_THEME, "", "x"), ERR_FORMAT);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    assert_int_equal(
        archive_end(p->archive,
                    edition_remove(p->archive, PUBLICATION_THEME, "nothing")),
        ERR_MISSING);
}

static void the_note_tells_all_and_is_signed(void **state)
{
    struct place *p = *state;
    struct arena *arena = arena_new();
    struct edition e;
    struct buf note;
    int64_t n;

    assert_int_equal(put(p, PUBLICATION_RELEASE, "r 1.csv", "figures"),
                     ERR_NONE);
    buf_init(&note, 0);
    assert_int_equal(edition_current(p->archive, &p->config, 1, &n, &note),
                     ERR_NONE);
    size_t text = note_text_size(note.data, note.size);
    assert_int_equal(edition_read(note.data, text, arena, &e), ERR_NONE);
    assert_int_equal(e.number, n);
    assert_int_equal(e.count, 1);
    assert_string_equal(e.items[0].name, "r 1.csv");
    assert_int_equal(e.items[0].size, 7);
    assert_memory_equal(e.key, "hub.example:8443/1+", 19);
    struct note_verifier verifier;
    assert_true(note_verifier_read(&verifier, e.key));
    assert_int_equal(note_check(note.data, note.size, &verifier, NULL),
                     NOTE_GENUINE);
    buf_clear(&note);
    arena_free(arena);
}

static void keys_follow_each_other(void **state)
{
    struct place *p = *state;
    const char *url = p->config.public_url;
    struct sign_key first, second, before;

    assert_int_equal(keyring_load_previous(p->folder, &before), ERR_MISSING);
    assert_int_equal(keyring_load(p->folder, url, &first), ERR_NONE);
    assert_int_equal(keyring_rotate(p->folder, url), ERR_NONE);
    assert_int_equal(keyring_load(p->folder, url, &second), ERR_NONE);
    assert_int_equal(keyring_load_previous(p->folder, &before), ERR_NONE);
    assert_string_equal(second.name, "hub.example:8443/2");
    assert_memory_not_equal(first.open, second.open, SIGN_KEY_SIZE);
    assert_memory_equal(first.open, before.open, SIGN_KEY_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_change_makes_a_higher_number,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_clock_that_goes_back_makes_no_lower_number, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_belong_here_is_refused,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(the_note_tells_all_and_is_signed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(keys_follow_each_other, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
