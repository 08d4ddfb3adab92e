#include "base/arena.h"
#include "base/buf.h"
#include "form/calendar.h"
#include "form/datatype.h"
#include "form/value.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void assert_number(double number, const char *plain,
                          const char *as_double)
{
    struct buf buf;

    buf_init(&buf, 0);
    number_print(number, &buf);
    assert_string_equal(buf_text(&buf), plain);
    buf_reset(&buf);
    number_print_double(number, &buf);
    assert_string_equal(buf_text(&buf), as_double);
    buf_clear(&buf);
}

static void prints_numbers_as_java_does(void **state)
{
    (void)state;
    assert_number(7, "7", "7.0");
    assert_number(-2.5, "-2.5", "-2.5");
    assert_number(0.1 + 0.2, "0.30000000000000004", "0.30000000000000004");
    assert_number(2147483648.0, "2.147483648E9", "2.147483648E9");
    assert_number(100000000, "100000000", "1.0E8");
    assert_number(0.0005, "5.0E-4", "5.0E-4");
    assert_number(1e-15, "0", "1.0E-15");
    assert_number(1e21, "1.0E21", "1.0E21");
    assert_number(NAN, "NaN", "NaN");
    assert_number(-INFINITY, "-Infinity", "-Infinity");
    assert_number(-0.0, "0", "-0.0");
}

static void rounds_halves_up(void **state)
{
    (void)state;
    assert_true(number_round(2.5, 0) == 3);
    assert_true(number_round(-2.5, 0) == -2);
    assert_true(number_round(-2.51, 0) == -3);
    assert_true(number_round(1.005, 2) == 1.01);
    assert_true(number_round(9.995, 2) == 10);
    assert_true(number_round(12345.12345, -1) == 12350);
    assert_true(number_round(0.04, 1) == 0);
    assert_true(isnan(number_round(1, 31)));
    assert_true(number_round(123, 5) == 123);
}

static void reads_plain_decimals_only(void **state)
{
    static const char *const BAD[] = {"",    "x", "1e3", "+1",    "1 2",
                                      "--1", "-", ".",   "1.2.3", "0x1"};

    (void)state;
    assert_true(number_read(" 5. ") == 5);
    assert_true(number_read("-.5") == -0.5);
    assert_true(number_read("1,5") == 1.5);
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        assert_true(isnan(number_read(BAD[i])));
}

static void assert_canonical(enum datatype type, const char *text,
                             const char *wanted)
{
    struct buf buf;

    buf_init(&buf, 0);
    bool fits = datatype_canonical(type, text, &buf);
    assert_int_equal(fits, wanted != NULL);
    assert_string_equal(buf_text(&buf), wanted ? wanted : "");
    buf_clear(&buf);
}

static void writes_each_type_in_one_way(void **state)
{
    (void)state;
    assert_canonical(TYPE_INT, " 007 ", "7");
    assert_canonical(TYPE_INT, "7.5", NULL);
    assert_canonical(TYPE_INT, "3000000000", NULL);
    assert_canonical(TYPE_LONG, "3000000000", "3000000000");
    assert_canonical(TYPE_DECIMAL, "3", "3.0");
    assert_canonical(TYPE_DECIMAL, "0x3", NULL);
    assert_canonical(TYPE_BOOLEAN, "true", "0");
    assert_canonical(TYPE_BOOLEAN, "1", "1");
    assert_canonical(TYPE_DATE, "2026-11-3", "2026-11-03");
    assert_canonical(TYPE_DATE, "2026-13-03", NULL);
    assert_canonical(TYPE_DATETIME, "2026-11-03T10:00:00Z",
                     "2026-11-03T10:00:00.000Z");
    assert_canonical(TYPE_TIME, "6:30", "06:30:00.000Z");
    assert_canonical(TYPE_GEOPOINT, "19.43 -99.1", "19.43 -99.1 0.0 0.0");
    assert_canonical(TYPE_GEOPOINT, "19.43", NULL);
    assert_canonical(TYPE_GEOTRACE, "1 2;3 4 5 6;",
                     "1.0 2.0 0.0 0.0; 3.0 4.0 5.0 6.0");
    assert_canonical(TYPE_SELECT, " a  b ", "a b");
    assert_canonical(TYPE_STRING, " as it is ", " as it is ");
}

static void assert_stored(enum datatype type, struct value value,
                          const char *wanted, enum datatype wanted_held)
{
    enum datatype held;
    struct buf buf;

    buf_init(&buf, 0);
    datatype_store(type, &value, &buf, &held);
    assert_string_equal(buf_text(&buf), wanted);
    assert_int_equal(held, wanted_held);
    buf_clear(&buf);
}

static void stores_results_under_the_type_they_have(void **state)
{
    (void)state;
    assert_stored(TYPE_DECIMAL, value_number(3), "3", TYPE_INT);
    assert_stored(TYPE_DECIMAL, value_number(3.5), "3.5", TYPE_DECIMAL);
    assert_stored(TYPE_INT, value_number(3.9), "3", TYPE_INT);
    assert_stored(TYPE_INT, value_number(1e12), "2147483647", TYPE_INT);
    assert_stored(TYPE_STRING, value_number(NAN), "", TYPE_STRING);
    assert_stored(TYPE_STRING, value_boolean(true), "1", TYPE_BOOLEAN);
    assert_stored(TYPE_BOOLEAN, value_text("x"), "1", TYPE_BOOLEAN);
    assert_stored(TYPE_STRING, value_text(""), "", TYPE_STRING);
    assert_stored(TYPE_INT, value_text("5"), "5", TYPE_STRING);
    assert_stored(TYPE_DATE, value_date(0), "1970-01-01", TYPE_DATE);
    assert_stored(TYPE_STRING, value_date(0), "1970-01-01T00:00:00.000Z",
                  TYPE_DATETIME);
    assert_stored(TYPE_TIME, value_text("23:14+02:00"), "21:14:00.000Z",
                  TYPE_TIME);
    assert_stored(TYPE_TIME, value_text("late"), "late", TYPE_STRING);
    assert_stored(TYPE_DATETIME, value_date(0), "1970-01-01T00:00:00.000Z",
                  TYPE_DATETIME);
    assert_stored(TYPE_SELECT, value_text("b  a"), "b a", TYPE_SELECT);
    assert_stored(TYPE_GEOPOINT, value_text("1 2"), "1.0 2.0 0.0 0.0",
                  TYPE_GEOPOINT);
}

static void keeps_local_days_across_summer_time(void **state)
{
    int64_t ms;
    struct buf buf;

    (void)state;
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    buf_init(&buf, 0);
    assert_true(calendar_read("2026-03-30", &ms));
    assert_int_equal(calendar_day(ms), 20542);
    assert_int_equal(calendar_day_start(20542), ms);
    calendar_print_datetime(ms, &buf);
    assert_string_equal(buf_text(&buf), "2026-03-30T00:00:00.000+02:00");
    buf_reset(&buf);
    assert_true(calendar_read("2026-01-01T00:30:00+05:30", &ms));
    calendar_print_datetime(ms, &buf);
    assert_string_equal(buf_text(&buf), "2025-12-31T20:00:00.000+01:00");
    buf_reset(&buf);
    assert_true(calendar_read("1969-12-31T23:59:59.500Z", &ms));
    assert_int_equal(ms, -500);
    calendar_print_time(ms, &buf);
    assert_string_equal(buf_text(&buf), "00:59:59.500+01:00");
    buf_clear(&buf);
    setenv("TZ", "UTC", 1);
    tzset();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_numbers_as_java_does),
        cmocka_unit_test(rounds_halves_up),
        cmocka_unit_test(reads_plain_decimals_only),
        cmocka_unit_test(writes_each_type_in_one_way),
        cmocka_unit_test(stores_results_under_the_type_they_have),
        cmocka_unit_test(keeps_local_days_across_summer_time),
    };

    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
