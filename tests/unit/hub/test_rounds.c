#include "rounds.h"

#include "base/arena.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void note(struct rounds *r, struct arena *arena, const char *text)
{
    struct json *extra = NULL;

    assert_int_equal(json_read(text, strlen(text), &extra), ERR_NONE);
    rounds_note(r, arena, extra);
    json_free(extra);
}

static void each_worker_counts_for_each_assignment(void **state)
{
    struct arena *arena = arena_new();
    struct rounds r = {.items = NULL};
    size_t count;

    (void)state;
    note(&r, arena, "{\"assignment\":7,\"worker\":\"luis\"}");
    note(&r, arena, "{\"assignment\":2,\"worker\":\"ana\"}");
    note(&r, arena, "{\"assignment\":7,\"worker\":\"ana\"}");
    note(&r, arena, "{\"assignment\":7,\"worker\":\"luis\"}");
    rounds_settle(&r);
    const struct round *by = rounds_of(&r, 7, &count);
    assert_int_equal(count, 2);
    assert_string_equal(by[0].worker, "ana");
    assert_int_equal(by[0].done, 1);
    assert_string_equal(by[1].worker, "luis");
    assert_int_equal(by[1].done, 2);
    by = rounds_of(&r, 2, &count);
    assert_int_equal(count, 1);
    assert_int_equal(by->done, 1);
    assert_null(rounds_of(&r, 3, &count));
    assert_int_equal(count, 0);
    rounds_clear(&r);
    arena_free(arena);
}

static void what_is_no_task_counts_for_none(void **state)
{
    struct arena *arena = arena_new();
    struct rounds r = {.items = NULL};
    size_t count;

    (void)state;
    note(&r, arena, "{\"worker\":\"ana\"}");
    note(&r, arena, "{\"assignment\":-1,\"worker\":\"ana\"}");
    note(&r, arena, "{\"assignment\":1e300,\"worker\":\"ana\"}");
    note(&r, arena, "{\"assignment\":7,\"worker\":\"\"}");
    note(&r, arena, "{\"assignment\":7,\"worker\":\"a\\nplace\\t9\\t9\\tx\"}");
    note(&r, arena, "{\"assignment\":\"7\",\"worker\":\"ana\"}");
    rounds_settle(&r);
    assert_null(rounds_of(&r, 7, &count));
    assert_int_equal(r.count, 0);
    rounds_clear(&r);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_worker_counts_for_each_assignment),
        cmocka_unit_test(what_is_no_task_counts_for_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
