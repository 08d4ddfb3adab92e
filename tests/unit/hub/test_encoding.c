#include "base/attr.h"
#include "encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void an_encoding_is_taken_by_its_name_and_weight(void **state)
{
    static const struct {
        const char *header;
        bool accepts;
    } CASES[] = {
        {NULL, false},
        {"", false},
        {"gzip", true},
        {"GZip", true},
        {"gzip, deflate, br", true},
        {"deflate,gzip;q=0.1", true},
        {"gzip;q=0", false},
        {"gzip ; q=0.000, *", false},
        {"gzip; Q=0.", false},
        {"gzip;q=0.001", true},
        {"br , gzip", true},
        {"*", true},
        {"*;q=0", false},
        {"identity, *;q=0, gzip", true},
        {"xgzip", false},
        {"gzipx", false},
        {"x-gzip;q=1", false},
        {",, ,", false},
        {"deflate;q=0, br;q=1", false},
        {"gzip;level=9", true},
        {"gzip;", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        if (encoding_is_accepted(CASES[i].header, "gzip") != CASES[i].accepts)
            fail_msg("%s", CASES[i].header ? CASES[i].header : "(none)");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_encoding_is_taken_by_its_name_and_weight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
