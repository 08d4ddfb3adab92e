#include "address.h"

#include "base/attr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void clients_are_told_apart_by_what_is_theirs(void **state)
{
    static const struct {
        const char *header, *wanted;
    } CASES[] = {
        {"192.0.2.7", "192.0.2.7"},
        {"10.0.0.1, 192.0.2.7", "192.0.2.7"},
        {"evil, , 192.0.2.7 ", "192.0.2.7"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
        {"2001:db8:1:2:ffff::9", "2001:db8:1:2::"},
        {"::ffff:192.0.2.7", "192.0.2.7"},
        {"", "?"},
        {"192.0.2.7, unknown", "?"},
    };
    char text[ADDRESS_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        address_of_proxy(CASES[i].header, text);
        assert_string_equal(text, CASES[i].wanted);
    }
}

static void sockets_give_the_same_texts(void **state)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    char text[ADDRESS_SIZE];

    (void)state;
    inet_pton(AF_INET, "192.0.2.7", &v4.sin_addr);
    address_print((const struct sockaddr *)&v4, text);
    assert_string_equal(text, "192.0.2.7");
    inet_pton(AF_INET6, "2001:db8:1:2:3::", &v6.sin6_addr);
    address_print((const struct sockaddr *)&v6, text);
    assert_string_equal(text, "2001:db8:1:2::");
    address_print(NULL, text);
    assert_string_equal(text, "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clients_are_told_apart_by_what_is_theirs),
        cmocka_unit_test(sockets_give_the_same_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
