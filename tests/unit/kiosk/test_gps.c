/* kiosk/gps against a real socket, whose other end the test holds. */
#include "gps.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

static const char FIX[] = "{\"class\":\"TPV\",\"mode\":3,\"lat\":19.4326,"
                          "\"lon\":-99.1332,\"altHAE\":2240,\"eph\":4.5}\n";

struct daemon {
    int listening, client;
    char address[32];
};

static void listen_somewhere(struct daemon *d)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;

    d->listening = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(d->listening, (struct sockaddr *)&at, size), 0);
    assert_int_equal(listen(d->listening, 1), 0);
    assert_int_equal(getsockname(d->listening, (struct sockaddr *)&at, &size),
                     0);
    snprintf(d->address, sizeof d->address, "localhost:%d", ntohs(at.sin_port));
    d->client = -1;
}

/* The kiosk's end, connected, with its request read by the daemon. */
static void meet(struct daemon *d, struct gps *gps)
{
    char asked[sizeof GPSD_WATCH];

    listen_somewhere(d);
    gps_init(gps, d->address);
    gps_want(gps, true, 0);
    d->client = accept(d->listening, NULL, NULL);
    assert_true(d->client >= 0);
    gps_hear(gps, 0);
    assert_int_equal(read(d->client, asked, sizeof asked), strlen(GPSD_WATCH));
    assert_memory_equal(asked, GPSD_WATCH, strlen(GPSD_WATCH));
}

static void part(struct daemon *d, struct gps *gps)
{
    gps_clear(gps);
    if (d->client >= 0)
        close(d->client);
    close(d->listening);
}

static void say(const struct daemon *d, const char *text)
{
    assert_int_equal(write(d->client, text, strlen(text)), strlen(text));
}

static void a_position_comes_in_pieces(void **state)
{
    struct daemon d;
    struct gps gps;
    struct buf text;

    (void)state;
    meet(&d, &gps);
    assert_int_equal(gps_state(&gps, 0), GPS_BLIND);
    say(&d, "{\"class\":\"VERSION\"}\r\n{\"class\":\"TPV\",\"mo");
    assert_true(gps_hear(&gps, 10));
    assert_null(gps_fix(&gps, 10));
    say(&d, strstr(FIX, "de\""));
    assert_true(gps_hear(&gps, 20));
    assert_int_equal(gps_state(&gps, 20), GPS_FIX);
    buf_init(&text, 0);
    gps_print(gps_fix(&gps, 20), &text);
    assert_string_equal(buf_text(&text), "19.4326 -99.1332 2240.0 4.5");
    buf_clear(&text);
    say(&d, "{\"class\":\"TPV\",\"mode\":1}\n");
    gps_hear(&gps, 30);
    assert_int_equal(gps_state(&gps, 30), GPS_BLIND);
    part(&d, &gps);
}

static void who_says_nothing_is_silent_until_it_speaks(void **state)
{
    struct daemon d;
    struct gps gps;

    (void)state;
    meet(&d, &gps);
    say(&d, FIX);
    gps_hear(&gps, 1000);
    assert_int_equal(gps_wait_ms(&gps, 1000), 5000);
    assert_int_equal(gps_state(&gps, 6000), GPS_SILENT);
    assert_null(gps_fix(&gps, 6000));
    assert_int_equal(gps_wait_ms(&gps, 6000), -1);
    say(&d, FIX);
    gps_hear(&gps, 7000);
    assert_int_equal(gps_state(&gps, 7000), GPS_FIX);
    part(&d, &gps);
}

static void who_hangs_up_is_called_again(void **state)
{
    struct daemon d;
    struct gps gps;

    (void)state;
    meet(&d, &gps);
    close(d.client);
    assert_true(gps_hear(&gps, 100));
    assert_int_equal(gps_state(&gps, 100), GPS_ABSENT);
    assert_int_equal(gps_watch(&gps).fd, -1);
    assert_int_equal(gps_wait_ms(&gps, 100), 5000);
    gps_hear(&gps, 5099);
    assert_int_equal(gps_watch(&gps).fd, -1);
    gps_hear(&gps, 5100);
    d.client = accept(d.listening, NULL, NULL);
    gps_hear(&gps, 5101);
    assert_int_equal(gps_state(&gps, 5101), GPS_BLIND);
    part(&d, &gps);
}

static void garbage_is_hung_up_on(void **state)
{
    static const char *const GARBAGE[] = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "{\"class\":\"TPV\",\"mode\":3\n",
        "\xff\xfe\x01\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof GARBAGE / sizeof GARBAGE[0]; i++) {
        struct daemon d;
        struct gps gps;
        meet(&d, &gps);
        say(&d, GARBAGE[i]);
        gps_hear(&gps, 50);
        assert_int_equal(gps_state(&gps, 50), GPS_ABSENT);
        part(&d, &gps);
    }
}

static void a_line_without_end_is_hung_up_on(void **state)
{
    static char endless[4001];
    struct daemon d;
    struct gps gps;

    (void)state;
    memset(endless, 'x', sizeof endless - 1);
    meet(&d, &gps);
    for (int i = 0; i < 3 && gps_state(&gps, i) != GPS_ABSENT; i++) {
        say(&d, endless);
        gps_hear(&gps, i);
    }
    assert_int_equal(gps_state(&gps, 9), GPS_ABSENT);
    part(&d, &gps);
}

static void nobody_there_is_said_and_tried_again(void **state)
{
    struct daemon d;
    struct gps gps;

    (void)state;
    listen_somewhere(&d);
    close(d.listening);
    gps_init(&gps, d.address);
    gps_want(&gps, true, 0);
    gps_hear(&gps, 1);
    assert_int_equal(gps_state(&gps, 1), GPS_ABSENT);
    assert_true(gps_wait_ms(&gps, 1) >= 4999);
    gps_want(&gps, false, 2);
    assert_int_equal(gps_wait_ms(&gps, 2), -1);
    gps_clear(&gps);
}

static void an_address_is_a_number_and_a_port(void **state)
{
    static const char *const WRONG[] = {
        "",      "localhost",       "gps:2947",   "localhost:0",
        ":2947", "localhost:65536", "1.2.3:2947", "localhost:29x"};
    char *host = NULL;
    int port;

    (void)state;
    assert_true(gps_address("localhost:2947", &host, &port));
    assert_string_equal(host, "127.0.0.1");
    assert_int_equal(port, 2947);
    free(host);
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
        assert_false(gps_address(WRONG[i], NULL, &port));
}

static void none_is_asked_where_none_is_named(void **state)
{
    struct gps gps;

    (void)state;
    gps_init(&gps, "");
    gps_want(&gps, true, 0);
    assert_int_equal(gps_state(&gps, 0), GPS_NONE);
    assert_int_equal(gps_watch(&gps).fd, -1);
    assert_int_equal(gps_wait_ms(&gps, 0), -1);
    gps_clear(&gps);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_position_comes_in_pieces),
        cmocka_unit_test(who_says_nothing_is_silent_until_it_speaks),
        cmocka_unit_test(who_hangs_up_is_called_again),
        cmocka_unit_test(garbage_is_hung_up_on),
        cmocka_unit_test(a_line_without_end_is_hung_up_on),
        cmocka_unit_test(nobody_there_is_said_and_tried_again),
        cmocka_unit_test(an_address_is_a_number_and_a_port),
        cmocka_unit_test(none_is_asked_where_none_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
