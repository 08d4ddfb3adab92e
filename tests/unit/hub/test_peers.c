#include "base/mem.h"
#include "peers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

enum { LONG_MS = 600 * 1000 };

/* Both ends of a connection. */
static int setup(void **state)
{
    int *ends = xcalloc(2, sizeof *ends);

    *state = ends;
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}

static int teardown(void **state)
{
    int *ends = *state;

    close(ends[0]);
    close(ends[1]);
    free(ends);
    return 0;
}

/* What the other end of a connection that was cut reads. */
static bool is_cut(const int *ends)
{
    char byte;

    return recv(ends[1], &byte, 1, MSG_DONTWAIT) == 0;
}

static void nobody_is_waited_for(void **state)
{
    struct peers peers;

    (void)state;
    peers_init(&peers, LONG_MS, LONG_MS);
    assert_int_equal(peers_timeout_ms(&peers), -1);
    peers_drop(&peers, NULL);
}

static void
an_idle_connection_is_waited_for_as_long_as_it_may_idle(void **state)
{
    const int *ends = *state;
    struct peers peers;

    peers_init(&peers, LONG_MS, LONG_MS);
    struct peer *peer = peers_add(&peers, ends[0]);
    assert_int_equal(peers.count, 1);
    assert_true(peers_timeout_ms(&peers) > LONG_MS / 2);
    peers_sweep(&peers);
    assert_false(is_cut(ends));
    peers_drop(&peers, peer);
    assert_int_equal(peers.count, 0);
}

static void one_whose_time_is_over_is_cut(void **state)
{
    const int *ends = *state;
    struct peers peers;

    peers_init(&peers, -1, LONG_MS);
    struct peer *peer = peers_add(&peers, ends[0]);
    assert_int_equal(peers_timeout_ms(&peers), 0);
    peers_sweep(&peers);
    assert_true(is_cut(ends));
    peers_drop(&peers, peer);
}

static void a_request_has_a_time_of_its_own(void **state)
{
    const int *ends = *state;
    struct peers peers;

    peers_init(&peers, LONG_MS, -1);
    struct peer *peer = peers_add(&peers, ends[0]);
    peers_set_request(&peers, peer, *state);
    assert_int_equal(peers_timeout_ms(&peers), 0);
    peers_sweep(&peers);
    assert_true(is_cut(ends));
    peers_drop(&peers, peer);
}

/* The request is in: now its sender waits for us. */
static void who_waits_for_an_answer_is_not_cut(void **state)
{
    const int *ends = *state;
    struct peers peers;

    peers_init(&peers, LONG_MS, -1);
    struct peer *peer = peers_add(&peers, ends[0]);
    peers_set_request(&peers, peer, *state);
    peer->is_complete = true;
    peers_sweep(&peers);
    assert_false(is_cut(ends));
    assert_int_equal(peers_timeout_ms(&peers), -1);
    peers_drop(&peers, peer);
}

static void room_is_told_once(void **state)
{
    const int *ends = *state;
    struct peers peers;

    peers_init(&peers, LONG_MS, LONG_MS);
    peers.limit = 1;
    assert_false(peers_made_room(&peers));
    struct peer *peer = peers_add(&peers, ends[0]);
    assert_false(peers_made_room(&peers));
    peers_drop(&peers, peer);
    assert_true(peers_made_room(&peers));
    assert_false(peers_made_room(&peers));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nobody_is_waited_for),
        CASE(an_idle_connection_is_waited_for_as_long_as_it_may_idle),
        CASE(one_whose_time_is_over_is_cut),
        CASE(a_request_has_a_time_of_its_own),
        CASE(who_waits_for_an_answer_is_not_cut),
        CASE(room_is_told_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
