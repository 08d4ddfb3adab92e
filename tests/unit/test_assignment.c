#include "record/assignment.h"

#include "base/arena.h"
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct assignment ONE = {
    7, "barrio", "ana", "place", "Mercado \"Sur\"", "place", 20, "2026-11-28"};

static void reads_what_it_wrote(void **state)
{
    struct arena *arena = arena_new();
    struct assignment *got, all = {8, "idea", "", "group", "niñez", "", 3, ""};
    const struct assignment list[] = {ONE, all};
    struct buf text;
    size_t count;

    (void)state;
    buf_init(&text, 0);
    assignments_write(&text, list, 2);
    assert_int_equal(
        assignments_read(buf_text(&text), text.size, arena, &got, &count),
        ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(got[0].id, 7);
    assert_int_equal(got[0].wanted, 20);
    assert_string_equal(got[0].form_id, "barrio");
    assert_string_equal(got[0].worker, "ana");
    assert_string_equal(got[0].dimension, "place");
    assert_string_equal(got[0].name, ONE.name);
    assert_string_equal(got[0].field, "place");
    assert_string_equal(got[0].day, "2026-11-28");
    assert_string_equal(got[1].worker, "");
    assert_string_equal(got[1].day, "");
    buf_clear(&text);
    arena_free(arena);
}

static enum err read(const char *text)
{
    struct arena *arena = arena_new();
    struct assignment *got;
    size_t count;
    enum err err = assignments_read(text, strlen(text), arena, &got, &count);

    arena_free(arena);
    return err;
}

static void none_is_no_error(void **state)
{
    (void)state;
    assert_int_equal(read("{\"assignments\":[]}"), ERR_NONE);
}

static void passes_over_what_it_does_not_know(void **state)
{
    (void)state;
    assert_int_equal(
        read(
            "{\"new\":1,\"assignments\":[{\"id\":1,\"form\":\"f\",\"wanted\":1,"
            "\"dimension\":\"place\",\"name\":\"x\",\"colour\":\"red\"}]}"),
        ERR_NONE);
}

static void refuses_what_is_no_assignment(void **state)
{
    static const char *const TEXTS[] = {
        "",
        "[]",
        "{}",
        "{\"assignments\":[1]}",
        "{\"assignments\":[{}]}",
        "{\"assignments\":[{\"id\":0,\"form\":\"f\",\"wanted\":1,"
        "\"dimension\":\"place\",\"name\":\"x\"}]}",
        "{\"assignments\":[{\"id\":1,\"form\":\"f\",\"wanted\":-1,"
        "\"dimension\":\"place\",\"name\":\"x\"}]}",
        "{\"assignments\":[{\"id\":1,\"form\":\"\",\"wanted\":1,"
        "\"dimension\":\"place\",\"name\":\"x\"}]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        assert_int_equal(read(TEXTS[i]), ERR_FORMAT);
}

static void refuses_more_than_a_station_keeps(void **state)
{
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    buf_puts(&text, "{\"assignments\":[0");
    for (int i = 0; i < ASSIGNMENTS_MOST; i++)
        buf_puts(&text, ",0");
    buf_puts(&text, "]}");
    assert_int_equal(read(buf_text(&text)), ERR_LIMIT);
    buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_it_wrote),
        cmocka_unit_test(none_is_no_error),
        cmocka_unit_test(passes_over_what_it_does_not_know),
        cmocka_unit_test(refuses_what_is_no_assignment),
        cmocka_unit_test(refuses_more_than_a_station_keeps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
