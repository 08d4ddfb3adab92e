#include "position.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void what_people_write_is_the_same_place(void **state)
{
    static const char *const WAYS[] = {
        "19.4326 -99.1332",        "19.4326, -99.1332",
        "19.4326,-99.1332",        "19,4326 -99,1332",
        "19.4326 -99.1332 0 0",    "+19.4326  -99.1332",
        "19.4326 N 99.1332 W",     "N19.4326 W99.1332",
        "19.4326n, 99.1332o",      "99.1332 O 19.4326 N",
        "19 25.956 N 99 7.992 W",  "19 25.956 -99 7.992",
        "19°25.956'N 99°7.992'W",  "19° 25′ 57.36″ N, 99° 7′ 59.52″ O",
        "19 25 57.36 -99 7 59.52", "W 99 7.992 N 19 25.956",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(WAYS); i++) {
        struct position p;
        print_message("%s\n", WAYS[i]);
        assert_int_equal(position_read(WAYS[i], &p), POSITION_GOOD);
        assert_float_equal(p.latitude, 19.4326, 1e-9);
        assert_float_equal(p.longitude, -99.1332, 1e-9);
        assert_float_equal(p.accuracy, 0, 1e-9);
    }
}

static void what_a_form_keeps_is_read_again(void **state)
{
    struct position p;

    (void)state;
    assert_int_equal(position_read("19.5 -99.25 2240.1 4.5", &p),
                     POSITION_GOOD);
    assert_float_equal(p.altitude, 2240.1, 1e-9);
    assert_float_equal(p.accuracy, 4.5, 1e-9);
    assert_int_equal(position_read("19 -99 0 0", &p), POSITION_GOOD);
    assert_float_equal(p.longitude, -99, 1e-9);
}

static void south_of_the_equator_by_minutes_alone(void **state)
{
    struct position p;

    (void)state;
    assert_int_equal(position_read("-0 30 -70 15", &p), POSITION_GOOD);
    assert_float_equal(p.latitude, -0.5, 1e-9);
    assert_float_equal(p.longitude, -70.25, 1e-9);
}

static void each_fault_is_told_apart(void **state)
{
    static const struct {
        const char *typed;
        enum position_fault fault;
    } CASES[] = {
        {"", POSITION_SHORT},
        {"19.4", POSITION_SHORT},
        {"19.4326 N", POSITION_SHORT},
        {"1 2 3 4 5", POSITION_SHORT},
        {"1 2 3 4 5 6 7", POSITION_SIGN},
        {"Sol y Luna", POSITION_SIGN},
        {"inf nan", POSITION_SIGN},
        {"0x10 5", POSITION_SIGN},
        {"19.4 N 99.1 S", POSITION_SIGN},
        {"91 0", POSITION_LATITUDE},
        {"-99.1332 19.4326", POSITION_LATITUDE},
        {"19.4 -181", POSITION_LONGITUDE},
        {"19 60 99 5", POSITION_MINUTES},
        {"19 25 60 99 5 3", POSITION_MINUTES},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct position p;
        print_message("\"%s\"\n", CASES[i].typed);
        assert_int_equal(position_read(CASES[i].typed, &p), CASES[i].fault);
    }
}

static void it_is_written_as_forms_have_it(void **state)
{
    struct position p = {19.4326, -99.13321234, 0, 0};
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    position_print(&p, &out);
    assert_string_equal(buf_text(&out), "19.4326 -99.1332123 0 0");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_people_write_is_the_same_place),
        cmocka_unit_test(what_a_form_keeps_is_read_again),
        cmocka_unit_test(south_of_the_equator_by_minutes_alone),
        cmocka_unit_test(each_fault_is_told_apart),
        cmocka_unit_test(it_is_written_as_forms_have_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
