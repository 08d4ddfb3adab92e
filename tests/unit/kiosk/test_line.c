#define _XOPEN_SOURCE 700 /* pseudo-terminals */
#include "ui/line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static int byte_us_at(speed_t code)
{
    struct termios mode = {0};

    assert_int_equal(cfsetispeed(&mode, code), 0);
    assert_int_equal(cfsetospeed(&mode, code), 0);
    return line_byte_us(&mode);
}

static void a_byte_takes_ten_bits_time(void **state)
{
    (void)state;
    assert_int_equal(byte_us_at(B1200), 8333);
    assert_int_equal(byte_us_at(B9600), 1041);
    assert_int_equal(byte_us_at(B19200), 520);
}

static void a_fast_wire_is_a_wire(void **state)
{
    (void)state;
    assert_true(byte_us_at(B57600) > 0);
    assert_true(byte_us_at(B115200) > 0);
}

/* The speed as the kernel gives it, not as this program believes it to be. */
static void a_pseudo_terminal_is_none(void **state)
{
    struct termios mode;
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    (void)state;
    assert_true(master >= 0 && !grantpt(master) && !unlockpt(master));
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    assert_int_equal(tcgetattr(slave, &mode), 0);
    assert_int_equal(line_byte_us(&mode), 0);
    close(slave);
    close(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_takes_ten_bits_time),
        cmocka_unit_test(a_fast_wire_is_a_wire),
        cmocka_unit_test(a_pseudo_terminal_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
