/* base/notify against a socket as systemd holds it. */
#include "base/mem.h"
#include "base/notify.h"
#include "base/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

static int supervisor = -1;

/* What the supervisor has heard since it was asked last. */
static const char *heard(void)
{
    static char text[64];
    ssize_t n = recv(supervisor, text, sizeof text - 1, MSG_DONTWAIT);

    text[n > 0 ? n : 0] = '\0';
    return text;
}

static int listen_in(void **state)
{
    struct sockaddr_un here = {.sun_family = AF_UNIX};

    (void)state;
    snprintf(here.sun_path, sizeof here.sun_path, "/tmp/barrio-notify.%d",
             (int)getpid());
    supervisor = socket(AF_UNIX, SOCK_DGRAM, 0);
    unlink(here.sun_path);
    setenv("NOTIFY_SOCKET", here.sun_path, 1);
    return bind(supervisor, (struct sockaddr *)&here, sizeof here);
}

static int leave(void **state)
{
    (void)state;
    unlink(getenv("NOTIFY_SOCKET"));
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return close(supervisor);
}

static void it_says_when_it_is_ready_and_when_it_ends(void **state)
{
    (void)state;
    notify_ready();
    assert_string_equal(heard(), "READY=1");
    notify_stopping();
    assert_string_equal(heard(), "STOPPING=1");
}

static void without_a_watchdog_the_wait_stays_as_it_is(void **state)
{
    int64_t last_ms = 0;

    (void)state;
    assert_int_equal(notify_wait(-1, &last_ms), -1);
    assert_int_equal(notify_wait(1234, &last_ms), 1234);
    assert_string_equal(heard(), "");
}

static void the_watchdog_hears_of_it_twice_in_its_time(void **state)
{
    int64_t last_ms = 0;

    (void)state;
    setenv("WATCHDOG_USEC", "20000000", 1);
    int wait_ms = notify_wait(-1, &last_ms);
    assert_string_equal(heard(), "WATCHDOG=1");
    assert_in_range(wait_ms, 9000, 10000);
    assert_int_equal(notify_wait(5, &last_ms), 5);
    assert_string_equal(heard(), "");
    last_ms -= 10000;
    (void)!notify_wait(-1, &last_ms);
    assert_string_equal(heard(), "WATCHDOG=1");
}

static void a_watchdog_of_another_process_is_not_ours(void **state)
{
    int64_t last_ms = 0;

    (void)state;
    setenv("WATCHDOG_USEC", "20000000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    assert_int_equal(notify_wait(-1, &last_ms), -1);
    assert_string_equal(heard(), "");
}

static void without_systemd_nothing_is_said(void **state)
{
    char *place = xstrdup(getenv("NOTIFY_SOCKET"));

    (void)state;
    unsetenv("NOTIFY_SOCKET");
    notify_ready();
    setenv("NOTIFY_SOCKET", "x", 1);
    notify_ready();
    setenv("NOTIFY_SOCKET", place, 1);
    assert_string_equal(heard(), "");
    free(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            it_says_when_it_is_ready_and_when_it_ends, listen_in, leave),
        cmocka_unit_test_setup_teardown(
            without_a_watchdog_the_wait_stays_as_it_is, listen_in, leave),
        cmocka_unit_test_setup_teardown(
            the_watchdog_hears_of_it_twice_in_its_time, listen_in, leave),
        cmocka_unit_test_setup_teardown(
            a_watchdog_of_another_process_is_not_ours, listen_in, leave),
        cmocka_unit_test_setup_teardown(without_systemd_nothing_is_said,
                                        listen_in, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
