#include "base/arena.h"
#include "base/attr.h"
#include "hub.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* What a browser sends of a form, and what stands in one of its fields. */
static const struct {
    const char *body, *name, *value;
} CASES[] = {
    {"a=1&b=2", "a", "1"},
    {"a=1&b=2", "b", "2"},
    {"a=1&b=2", "c", ""},
    {"", "a", ""},
    {"a=", "a", ""},
    {"a", "a", ""},
    {"a=&b=2", "b", "2"},
    /* A name that another one begins or ends with. */
    {"ab=1&a=2", "a", "2"},
    {"xa=1&a=2", "a", "2"},
    {"ab=1", "a", ""},
    {"a=b=c", "a", "b=c"},
    {"a=b=c", "b", ""},
    /* The first one stands. */
    {"a=1&a=2", "a", "1"},
    {"&&a=1&", "a", "1"},
    {"a=uno+dos%20tres", "a", "uno dos tres"},
    {"a=1%2B1%26b%3D3&b=2", "a", "1+1&b=3"},
    {"a=1%2B1%26b%3D3&b=2", "b", "2"},
    {"a=%C3%A1rbol%0D%0Anido", "a", "\xc3\xa1rbol\r\nnido"},
    /* What no browser sends is nothing. */
    {"a=%", "a", ""},
    {"a=%4", "a", ""},
    {"a=%zz", "a", ""},
    {"a=x%00y", "a", ""},
    {"a=%ff%fe", "a", ""},
    {"a=%4&b=1", "b", "1"},
};

static void a_field_is_found_by_its_whole_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct visit visit = {.arena = arena_new()};
        buf_init(&visit.body, 0);
        buf_puts(&visit.body, CASES[i].body);
        const char *value = visit_field(&visit, CASES[i].name);
        if (strcmp(value, CASES[i].value) != 0)
            fail_msg("%s of %s: %s", CASES[i].name, CASES[i].body, value);
        /* The body is as it was: the next field is looked for in it. */
        assert_string_equal(buf_text(&visit.body), CASES[i].body);
        buf_clear(&visit.body);
        arena_free(visit.arena);
    }
}

static void the_last_of_thousands_is_found(void **state)
{
    struct visit visit = {.arena = arena_new()};

    (void)state;
    buf_init(&visit.body, 0);
    for (int i = 0; i < 5000; i++)
        buf_printf(&visit.body, "%ss%d=%d", i ? "&" : "", i, i);
    assert_string_equal(visit_field(&visit, "s4999"), "4999");
    assert_string_equal(visit_field(&visit, "s499"), "499");
    assert_string_equal(visit_field(&visit, "s5000"), "");
    buf_clear(&visit.body);
    arena_free(visit.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_found_by_its_whole_name),
        cmocka_unit_test(the_last_of_thousands_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
