#include "tongue.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void what_a_browser_asks_for_is_looked_for_in_its_order(void **state)
{
    static const char *const CASES[][2] = {
        {"en", "en"},
        {"es-MX,es;q=0.9,en;q=0.8", "es"},
        {"fr-CA,en;q=0.5", "en"},
        {"ar, es", "es"},
        {"fr,pt,ar", NULL},
        {"", NULL},
        {"est", NULL},
        {"english", NULL},
        {"\"><script>", NULL},
        {"EN", NULL},
        {",,,en", "en"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const char *found = tongue_of_pages(CASES[i][0]);
        if (CASES[i][1])
            assert_string_equal(found, CASES[i][1]);
        else
            assert_null(found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_browser_asks_for_is_looked_for_in_its_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
