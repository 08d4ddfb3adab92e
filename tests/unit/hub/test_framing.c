/* The headers of a request are made here, in the place of libmicrohttpd's. */
#include "framing.h"

#include "base/attr.h"

#include <microhttpd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

struct header {
    const char *name, *value;
};

struct MHD_Connection {
    const struct header *headers;
    size_t count;
};

int MHD_get_connection_values(struct MHD_Connection *connection,
                              enum MHD_ValueKind kind,
                              MHD_KeyValueIterator iterator, void *iterator_cls)
{
    for (size_t i = 0; i < connection->count; i++)
        iterator(iterator_cls, kind, connection->headers[i].name,
                 connection->headers[i].value);
    return (int)connection->count;
}

#define PLAIN(...)                                                             \
    is_plain((const struct header[]){__VA_ARGS__},                             \
             COUNT_OF(((const struct header[]){__VA_ARGS__})))

static bool is_plain(const struct header *headers, size_t count)
{
    struct MHD_Connection connection = {headers, count};

    return framing_is_plain(&connection);
}

static void one_length_or_chunks_are_plain(void **state)
{
    (void)state;
    assert_true(PLAIN({"Host", "x"}));
    assert_true(PLAIN({"Host", "x"}, {"Content-Length", "0"}));
    assert_true(PLAIN({"content-length", "123456789012345678"}));
    assert_true(PLAIN({"Transfer-Encoding", "Chunked"}));
}

static void what_two_servers_may_read_in_two_ways_is_not(void **state)
{
    (void)state;
    assert_false(PLAIN({"Content-Length", "5"}, {"Content-Length", "5"}));
    assert_false(
        PLAIN({"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}));
    assert_false(PLAIN({"Transfer-Encoding", "chunked"},
                       {"transfer-encoding", "chunked"}));
    assert_false(PLAIN({"Transfer-Encoding", "gzip, chunked"}));
    assert_false(PLAIN({"Transfer-Encoding", "xchunked"}));
    assert_false(PLAIN({"Transfer-Encoding", NULL}));
}

static void a_length_is_digits_that_fit(void **state)
{
    static const char *const ODD[] = {
        "", "+5", "-5", " 5", "5 ", "0x5", "5,", "5, 5", "1234567890123456789"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(ODD); i++)
        assert_false(PLAIN({"Content-Length", ODD[i]}));
    assert_false(PLAIN({"Content-Length", NULL}));
}

static void a_name_with_a_blank_hides_nothing(void **state)
{
    (void)state;
    assert_false(PLAIN({"Content-Length ", "5"}));
    assert_false(PLAIN({"Transfer-Encoding\t", "chunked"}));
    assert_false(PLAIN({"", "x"}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_length_or_chunks_are_plain),
        cmocka_unit_test(what_two_servers_may_read_in_two_ways_is_not),
        cmocka_unit_test(a_length_is_digits_that_fit),
        cmocka_unit_test(a_name_with_a_blank_hides_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
