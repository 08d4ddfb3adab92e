#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/published.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int setup(void **state)
{
    char *folder = xstrdup("/tmp/barrio-pub.XXXXXX");

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

static void put(const char *data, const char *name, const char *text)
{
    char *folder = file_join(data, "published/bulletin");
    char *path = published_path(data, PUBLICATION_BULLETIN, name);

    assert_int_equal(file_make_folder(folder), ERR_NONE);
    assert_int_equal(file_write(path, text, strlen(text)), ERR_NONE);
    free(path);
    free(folder);
}

static void what_was_published_is_read(void **state)
{
    struct buf text;

    buf_init(&text, 100);
    assert_int_equal(
        published_read(*state, PUBLICATION_BULLETIN, "a.atom", &text),
        ERR_MISSING);
    put(*state, "a.atom", "news");
    assert_int_equal(
        published_read(*state, PUBLICATION_BULLETIN, "a.atom", &text),
        ERR_NONE);
    assert_string_equal(buf_text(&text), "news");
    assert_int_equal(published_read(*state, PUBLICATION_THEME, "a.atom", &text),
                     ERR_MISSING);
    buf_clear(&text);
}

static void a_name_cannot_lead_elsewhere(void **state)
{
    struct buf text;

    put(*state, "a.atom", "news");
    buf_init(&text, 100);
    assert_int_equal(
        published_read(*state, PUBLICATION_THEME, "../bulletin/a.atom", &text),
        ERR_MISSING);
    buf_clear(&text);
}

static enum err join(void *context, const char *name)
{
    buf_printf(context, "%s ", name);
    return strcmp(name, "c.atom") == 0 ? ERR_LIMIT : ERR_NONE;
}

static void each_is_visited_in_order_until_an_error(void **state)
{
    struct buf seen;

    buf_init(&seen, 0);
    assert_int_equal(published_each(*state, PUBLICATION_BULLETIN, join, &seen),
                     ERR_NONE);
    put(*state, "d.atom", "");
    put(*state, "b.atom", "");
    put(*state, "c.atom", "");
    assert_int_equal(published_each(*state, PUBLICATION_BULLETIN, join, &seen),
                     ERR_LIMIT);
    assert_string_equal(buf_text(&seen), "b.atom c.atom ");
    buf_clear(&seen);
}

static void readers_and_a_switch_keep_apart(void **state)
{
    int one = published_hold(*state, false),
        two = published_hold(*state, false);

    assert_true(one >= 0 && two >= 0);
    published_let_go(one);
    published_let_go(two);
    int alone = published_hold(*state, true);
    assert_true(alone >= 0);
    assert_int_equal(published_hold(*state, false), -1);
    published_let_go(alone);
    one = published_hold(*state, false);
    assert_true(one >= 0);
    published_let_go(one);
    assert_int_equal(published_hold("/nonexistent", false), -1);
    published_let_go(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_published_is_read, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_name_cannot_lead_elsewhere, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(each_is_visited_in_order_until_an_error,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(readers_and_a_switch_keep_apart, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
