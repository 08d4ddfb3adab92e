#include "base/buf.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/formfile.h"
#include "store/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "place.h"

static struct formfile file(const char *name, const char *version,
                            const char *hash)
{
    return (struct formfile){"hub", "barrio", version, name, hash};
}

static int is_current(struct db *db, struct formfile f)
{
    int current;

    assert_int_equal(formfile_is_current(db, &f, &current), ERR_NONE);
    return current;
}

static void replace(struct db *db, struct formfile f)
{
    assert_int_equal(formfile_replace(db, &f, 7), ERR_NONE);
}

static enum err note(void *context, const struct formfile *f)
{
    buf_printf(context, "%s %s %s;", f->form_id, f->form_version, f->name);
    return ERR_NONE;
}

static void assert_current(struct db *db, const char *target,
                           const char *wanted)
{
    struct buf list;

    buf_init(&list, 0);
    assert_int_equal(formfile_each(db, target, note, &list), ERR_NONE);
    assert_string_equal(buf_text(&list), wanted);
    buf_clear(&list);
}

static void the_last_file_of_a_name_is_current(void **state)
{
    struct place *p = *state;

    assert_false(is_current(p->db, file("barrio.xml", "1", "a")));
    replace(p->db, file("barrio.xml", "1", "a"));
    assert_true(is_current(p->db, file("barrio.xml", "1", "a")));
    replace(p->db, file("barrio.xml", "2", "b"));
    assert_false(is_current(p->db, file("barrio.xml", "1", "a")));
    assert_true(is_current(p->db, file("barrio.xml", "2", "b")));
    replace(p->db, file("barrio.xml", "1", "a"));
    assert_true(is_current(p->db, file("barrio.xml", "1", "a")));
    assert_current(p->db, "hub", "barrio 1 barrio.xml;");
}

static void media_are_files_of_their_own_and_no_forms(void **state)
{
    struct place *p = *state;

    replace(p->db, file("barrio.xml", "1", "a"));
    replace(p->db, file("barrio-media/calles.csv", "1", "c"));
    assert_true(is_current(p->db, file("barrio.xml", "1", "a")));
    assert_true(is_current(p->db, file("barrio-media/calles.csv", "1", "c")));
    assert_current(p->db, "hub", "barrio 1 barrio.xml;");
    assert_current(p->db, "ministry", "");
}

static void a_retired_form_is_fetched_again_when_it_returns(void **state)
{
    struct place *p = *state;

    replace(p->db, file("barrio.xml", "1", "a"));
    assert_int_equal(formfile_retire(p->db, "hub", "barrio", 8), ERR_NONE);
    assert_false(is_current(p->db, file("barrio.xml", "1", "a")));
    assert_current(p->db, "hub", "");
    replace(p->db, file("barrio.xml", "1", "a"));
    assert_true(is_current(p->db, file("barrio.xml", "1", "a")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_file_of_a_name_is_current),
        TEST(media_are_files_of_their_own_and_no_forms),
        TEST(a_retired_form_is_fetched_again_when_it_returns),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
