#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/stick.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static int setup(void **state)
{
    char *folder = xstrdup("/tmp/barrio-stick.XXXXXX");

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

static enum err join(void *context, const char *name)
{
    buf_printf(context, "%s ", name);
    return ERR_NONE;
}

static void what_is_written_is_read_listed_and_removed(void **state)
{
    struct stick *stick;
    struct buf text;
    size_t refused = 0;

    assert_int_equal(stick_open(&stick, *state, 0), ERR_MISSING);
    assert_int_equal(stick_open(&stick, *state, 1), ERR_NONE);
    buf_init(&text, 0);
    assert_int_equal(stick_read(stick, "a.x", &text), ERR_MISSING);
    assert_int_equal(stick_write(stick, "b.x", "two", 3), ERR_NONE);
    assert_int_equal(stick_write(stick, "a.x", "one", 3), ERR_NONE);
    assert_int_equal(stick_write(stick, "a.x", "new", 3), ERR_NONE);
    assert_int_equal(stick_read(stick, "a.x", &text), ERR_NONE);
    assert_string_equal(buf_text(&text), "new");
    buf_reset(&text);
    assert_int_equal(stick_each(stick, ".x", join, &text, &refused), ERR_NONE);
    assert_string_equal(buf_text(&text), "a.x b.x ");
    assert_int_equal(refused, 0);
    assert_int_equal(stick_remove(stick, "a.x"), ERR_NONE);
    assert_int_equal(stick_remove(stick, "a.x"), ERR_NONE);
    assert_int_equal(stick_read(stick, "a.x", &text), ERR_MISSING);
    stick_close(stick);
    buf_clear(&text);
}

static void links_and_odd_files_are_refused(void **state)
{
    char *link = xasprintf("%s/barrio/l.x", (char *)*state);
    char *pipe = xasprintf("%s/barrio/p.x", (char *)*state);
    struct stick *stick;
    struct buf text;
    size_t refused = 0;

    buf_init(&text, 0);
    assert_int_equal(stick_open(&stick, *state, 1), ERR_NONE);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(stick_read(stick, "l.x", &text), ERR_DENIED);
    assert_int_equal(stick_read(stick, "p.x", &text), ERR_DENIED);
    assert_int_equal(stick_read(stick, "../x", &text), ERR_DENIED);
    assert_int_equal(stick_each(stick, ".x", join, &text, &refused), ERR_NONE);
    assert_int_equal(refused, 2);
    assert_int_equal(text.size, 0);
    assert_int_equal(stick_write(stick, "l.x", "own", 3), ERR_NONE);
    assert_int_equal(stick_read(stick, "l.x", &text), ERR_NONE);
    assert_string_equal(buf_text(&text), "own");
    stick_close(stick);
    buf_clear(&text);
    free(pipe);
    free(link);
}

static void a_folder_that_is_a_link_is_not_entered(void **state)
{
    char *link = xasprintf("%s/barrio", (char *)*state);
    struct stick *stick;

    assert_int_equal(symlink("/tmp", link), 0);
    assert_int_equal(stick_open(&stick, *state, 0), ERR_DENIED);
    assert_int_equal(stick_open(&stick, *state, 1), ERR_DENIED);
    assert_null(stick);
    free(link);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            what_is_written_is_read_listed_and_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(links_and_odd_files_are_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_is_a_link_is_not_entered,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
