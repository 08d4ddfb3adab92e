#include "header.h"
#include "http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct http_reply read_all(const char *type, const char *etag,
                                  const char *accept, const char *hub)
{
    struct http_reply reply = {0};

    header_read(&(struct header_values){type, etag, accept, hub, "", ""},
                &reply);
    return reply;
}

static void a_type_is_read_without_its_parameters(void **state)
{
    (void)state;
    assert_string_equal(read_all("Text/XML; charset=utf-8", "", "", "").type,
                        "text/xml");
    assert_string_equal(read_all("", "", "", "").type, "");
    assert_string_equal(read_all(" x", "", "", "").type, "");
}

static void half_a_tag_is_none(void **state)
{
    char longest[201];

    (void)state;
    memset(longest, 'x', 200);
    longest[200] = '\0';
    assert_string_equal(read_all("", "W/\"1\"", "", "").etag, "W/\"1\"");
    assert_string_equal(read_all("", longest, "", "").etag, "");
    assert_string_equal(read_all("", longest + 1, "", "").etag, longest + 1);
}

static void a_number_that_makes_no_sense_is_absent(void **state)
{
    static const char *const NONE[] = {
        "", "x", "0", "-5", "99999999999999999999999", "-99999999999999999999"};

    (void)state;
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++) {
        struct http_reply reply = read_all("", "", NONE[i], NONE[i]);
        assert_int_equal(reply.accept_length, 0);
        assert_int_equal(reply.hub_version, 0);
    }
    assert_int_equal(read_all("", "", "100000000", "").accept_length,
                     100000000);
}

static void a_hub_says_what_it_knows(void **state)
{
    (void)state;
    assert_int_equal(read_all("", "", "", "2").hub_version, 2);
    assert_false(read_all("", "", "", "3").hub_lacks_zstd);
    assert_int_equal(read_all("", "", "", "3 zlib").hub_version, 3);
    assert_true(read_all("", "", "", "3 zlib").hub_lacks_zstd);
    /* A later one says more than we understand. */
    assert_int_equal(read_all("", "", "", "4 other").hub_version, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_type_is_read_without_its_parameters),
        cmocka_unit_test(half_a_tag_is_none),
        cmocka_unit_test(a_number_that_makes_no_sense_is_absent),
        cmocka_unit_test(a_hub_says_what_it_knows),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
