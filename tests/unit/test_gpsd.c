#include "wire/gpsd.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static enum gpsd_report read_one(const char *line, struct gpsd_fix *out)
{
    return gpsd_read(line, strlen(line), out);
}

static void a_position_has_its_accuracy(void **state)
{
    struct gpsd_fix fix;

    (void)state;
    assert_int_equal(
        read_one(
            "{\"class\":\"TPV\",\"mode\":3,\"lat\":19.4326,\"lon\":-99.1332,"
            "\"altHAE\":2230.5,\"alt\":2240.1,\"eph\":5.4,\"epx\":9}",
            &fix),
        GPSD_FIX);
    assert_float_equal(fix.latitude, 19.4326, 1e-12);
    assert_float_equal(fix.longitude, -99.1332, 1e-12);
    assert_float_equal(fix.altitude, 2230.5, 1e-9);
    assert_float_equal(fix.accuracy, 5.4, 1e-9);
}

static void the_error_of_each_axis_is_accuracy_too(void **state)
{
    struct gpsd_fix fix;

    (void)state;
    assert_int_equal(read_one("{\"class\":\"TPV\",\"mode\":2,\"lat\":-33,"
                              "\"lon\":-70,\"epx\":3,\"epy\":4,\"alt\":9}",
                              &fix),
                     GPSD_FIX);
    assert_float_equal(fix.accuracy, 5, 1e-9);
    assert_float_equal(fix.altitude, 0, 1e-9);
    assert_int_equal(
        read_one("{\"class\":\"TPV\",\"mode\":2,\"lat\":1,\"lon\":2}", &fix),
        GPSD_FIX);
    assert_true(fix.accuracy < 0);
}

static void heights_and_errors_beyond_the_earth_are_unknown(void **state)
{
    struct gpsd_fix fix;

    (void)state;
    assert_int_equal(read_one("{\"class\":\"TPV\",\"mode\":3,\"lat\":1,"
                              "\"lon\":2,\"altHAE\":1e300,\"eph\":1e300}",
                              &fix),
                     GPSD_FIX);
    assert_true(fix.accuracy < 0);
    assert_float_equal(fix.altitude, 0, 1e-9);
}

static void without_a_fix_it_is_blind(void **state)
{
    static const char *const LINES[] = {
        "{\"class\":\"TPV\",\"mode\":1}",
        "{\"class\":\"TPV\",\"mode\":1,\"lat\":1,\"lon\":2}",
        "{\"class\":\"TPV\",\"mode\":3}",
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":91,\"lon\":2}",
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":\"1\",\"lon\":2}",
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":1,\"lon\":-181}",
    };
    struct gpsd_fix fix;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(LINES); i++)
        assert_int_equal(read_one(LINES[i], &fix), GPSD_BLIND);
}

static void other_classes_are_passed_over_and_garbage_is_not(void **state)
{
    static char endless[GPSD_LONGEST_LINE + 1];
    struct gpsd_fix fix;

    (void)state;
    assert_int_equal(read_one("{\"class\":\"SKY\",\"satellites\":[]}", &fix),
                     GPSD_OTHER);
    assert_int_equal(read_one("{\"class\":\"TPV\"", &fix), GPSD_BROKEN);
    assert_int_equal(read_one("[1,2]", &fix), GPSD_BROKEN);
    assert_int_equal(read_one("HTTP/1.0 400 Bad Request", &fix), GPSD_BROKEN);
    memset(endless, ' ', sizeof endless);
    assert_int_equal(gpsd_read(endless, sizeof endless, &fix), GPSD_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_position_has_its_accuracy),
        cmocka_unit_test(the_error_of_each_axis_is_accuracy_too),
        cmocka_unit_test(heights_and_errors_beyond_the_earth_are_unknown),
        cmocka_unit_test(without_a_fix_it_is_blind),
        cmocka_unit_test(other_classes_are_passed_over_and_garbage_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
