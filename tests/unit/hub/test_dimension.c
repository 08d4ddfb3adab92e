#include "dimension.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static void parts_of_the_day_cover_it_without_a_gap(void **state)
{
    (void)state;
    assert_int_equal(DAYPARTS[0].from, 0);
    for (size_t i = 1; i < DAYPARTS_COUNT; i++)
        assert_int_equal(DAYPARTS[i].from, DAYPARTS[i - 1].until);
    assert_int_equal(DAYPARTS[DAYPARTS_COUNT - 1].until, 24);
}

static void a_language_is_called_as_its_speakers_do(void **state)
{
    (void)state;
    assert_string_equal(dimension_word(NULL, NULL, "language", "pt"),
                        "Português");
    assert_string_equal(dimension_word(NULL, NULL, "language", "nah"), "nah");
}

static void what_has_no_other_name_keeps_its_own(void **state)
{
    (void)state;
    assert_string_equal(dimension_word(NULL, NULL, "place", "luna-1"),
                        "luna-1");
    assert_string_equal(dimension_word(NULL, NULL, "group", "llegaron"),
                        "llegaron");
    assert_string_equal(dimension_word(NULL, NULL, "daypart", "noon"), "noon");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_the_day_cover_it_without_a_gap),
        cmocka_unit_test(a_language_is_called_as_its_speakers_do),
        cmocka_unit_test(what_has_no_other_name_keeps_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
