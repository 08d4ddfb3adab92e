#include "machine.h"
#include "stand.h"

static void assert_tells(struct stand *s, int64_t celsius, int64_t low_power)
{
    struct machine machine = machine_read(s->folder);

    assert_int_equal(machine.celsius, celsius);
    assert_int_equal(machine.low_power, low_power);
}

static void a_board_that_tells_nothing_is_not_guessed_at(void **state)
{
    struct stand *s = *state;

    assert_tells(s, -1, -1);
    put(path_of(s, "class/thermal/thermal_zone0/temp"), "");
    put(path_of(s, "class/thermal/thermal_zone1/temp"), "hot\n");
    put(path_of(s, "class/thermal/thermal_zone2/temp"), "-40000\n");
    put(path_of(s, "class/thermal/thermal_zone3/temp"), "999000\n");
    put(path_of(s, "class/thermal/cooling_device0/temp"), "50000\n");
    put(path_of(s, "class/hwmon/hwmon0/name"), "nvme\n");
    put(path_of(s, "class/hwmon/hwmon0/in0_lcrit_alarm"), "1\n");
    assert_tells(s, -1, -1);
}

static void the_hottest_zone_counts(void **state)
{
    struct stand *s = *state;

    put(path_of(s, "class/thermal/thermal_zone0/temp"), "41234\n");
    put(path_of(s, "class/thermal/thermal_zone1/temp"), "67890\n");
    put(path_of(s, "class/thermal/thermal_zone2/temp"), "50000\n");
    assert_tells(s, 67, -1);
}

static void a_raspberry_pi_tells_of_its_voltage(void **state)
{
    static const struct {
        const char *bits;
        int64_t wanted;
    } CASES[] = {{"0\n", 0}, {"50005\n", 1}, {"50000\n", 2},
                 {"1\n", 1}, {"e0000\n", 0}, {"80008\n", 0}};
    struct stand *s = *state;
    char *path = path_of(s, "devices/platform/soc/soc:firmware/get_throttled");

    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        put(path, CASES[i].bits);
        assert_tells(s, -1, CASES[i].wanted);
    }
}

static void its_sensor_is_asked_where_the_firmware_is_silent(void **state)
{
    struct stand *s = *state;

    put(path_of(s, "class/hwmon/hwmon0/name"), "cpu_thermal\n");
    put(path_of(s, "class/hwmon/hwmon1/name"), "rpi_volt\n");
    put(path_of(s, "class/hwmon/hwmon1/in0_lcrit_alarm"), "0\n");
    assert_tells(s, -1, 0);
    put(path_of(s, "class/hwmon/hwmon1/in0_lcrit_alarm"), "1\n");
    assert_tells(s, -1, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_board_that_tells_nothing_is_not_guessed_at),
        CASE(the_hottest_zone_counts),
        CASE(a_raspberry_pi_tells_of_its_voltage),
        CASE(its_sensor_is_asked_where_the_firmware_is_silent),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
