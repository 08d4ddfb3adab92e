#include "pictures.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { LATE_MS = 60000 };

/* Pictures whose program is this test. */
struct easel {
    struct pictures pictures;
    int to;
};

static int open_easel(void **state)
{
    struct easel *e = xcalloc(1, sizeof *e);
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    buf_init(&e->pictures.unread, 1 << 20);
    e->pictures.from = ends[0];
    e->pictures.is_open = true;
    e->pictures.count = 3;
    e->to = ends[1];
    *state = e;
    return 0;
}

static int close_easel(void **state)
{
    struct easel *e = *state;

    pictures_stop(&e->pictures);
    if (e->to >= 0)
        close(e->to);
    free(e);
    return 0;
}

static void send(struct easel *e, const char *bytes, size_t size)
{
    assert_int_equal(write(e->to, bytes, size), size);
    pictures_hear(&e->pictures, 0);
}

static void send_text(struct easel *e, const char *text)
{
    send(e, text, strlen(text));
}

static void pictures_come_in_order_and_in_any_pieces(void **state)
{
    struct easel *e = *state;
    const char bytes[] = "2 1\nab0 0\n1 2\n\n0";

    for (size_t i = 0; i + 1 < sizeof bytes; i++)
        send(e, bytes + i, 1);
    assert_int_equal(e->pictures.list[0].width, 2);
    assert_memory_equal(e->pictures.list[0].grey, "ab", 2);
    assert_true(e->pictures.list[1].is_missing);
    assert_memory_equal(e->pictures.list[2].grey, "\n0", 2);
    assert_false(e->pictures.is_open);
}

static void nonsense_ends_it_and_the_rest_is_missing(void **state)
{
    static const char *const NONSENSE[] = {
        "129 1\n",  "-1 4\n",
        "0 7\n",    "1\n",
        "x",        "1 1 1\nabc",
        "\n",       "1   1        1\n",
        "+1 +1x\n", "99999999999999999999 1\n",
    };

    for (size_t i = 0; i < sizeof NONSENSE / sizeof *NONSENSE; i++) {
        struct easel *e;
        void *own;
        open_easel(&own);
        e = own;
        send_text(e, "1 1\na");
        send_text(e, NONSENSE[i]);
        close(e->to);
        e->to = -1;
        pictures_hear(&e->pictures, 0);
        assert_false(e->pictures.is_open);
        assert_false(e->pictures.list[0].is_missing);
        assert_true(e->pictures.list[1].is_missing);
        assert_true(e->pictures.list[2].is_missing);
        close_easel(&own);
    }
    (void)state;
}

static void what_does_not_come_in_time_is_missing(void **state)
{
    struct easel *e = *state;

    send_text(e, "1 1\na2 2\nab");
    assert_true(e->pictures.is_open);
    assert_true(pictures_wait_ms(&e->pictures, 0) > 0);
    pictures_hear(&e->pictures, LATE_MS);
    assert_false(e->pictures.is_open);
    assert_false(e->pictures.list[0].is_missing);
    assert_true(e->pictures.list[1].is_missing);
    assert_int_equal(pictures_wait_ms(&e->pictures, LATE_MS), -1);
}

static void no_pictures_start_nothing(void **state)
{
    struct pictures none = {0};

    (void)state;
    pictures_begin(&none, NULL, 0, 0);
    assert_int_equal(none.child, 0);
    assert_int_equal(pictures_watch(&none).fd, -1);
    assert_int_equal(pictures_wait_ms(&none, 0), -1);
    pictures_hear(&none, 0);
    pictures_stop(&none);
}

static void beginning_anew_forgets_those_before(void **state)
{
    struct easel *e = *state;

    send_text(e, "1 1\na");
    pictures_begin(&e->pictures, NULL, 0, 0);
    assert_null(e->pictures.list[0].grey);
    assert_int_equal(pictures_watch(&e->pictures).fd, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            pictures_come_in_order_and_in_any_pieces, open_easel, close_easel),
        cmocka_unit_test(nonsense_ends_it_and_the_rest_is_missing),
        cmocka_unit_test_setup_teardown(what_does_not_come_in_time_is_missing,
                                        open_easel, close_easel),
        cmocka_unit_test(no_pictures_start_nothing),
        cmocka_unit_test_setup_teardown(beginning_anew_forgets_those_before,
                                        open_easel, close_easel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
