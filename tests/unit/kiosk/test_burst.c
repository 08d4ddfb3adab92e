#include "ui/burst.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { GAP_MS = 30 };

static const struct input ENTER = {.kind = INPUT_KEY, .key = NAV_ENTER};

static struct input letter(const char *text)
{
    struct input input = {.kind = INPUT_TEXT};

    memcpy(input.text, text, strlen(text) + 1);
    return input;
}

/* Types a text with so many milliseconds between its keys; what the last was
 * said to be. */
static enum burst_said type(struct burst *b, const char *text, int64_t *now_ms,
                            int64_t between_ms)
{
    enum burst_said said = BURST_FREE;

    for (const char *at = text; *at; at++) {
        const struct input input = letter((const char[]){*at, '\0'});
        said = burst_take(b, &input, *now_ms, GAP_MS);
        *now_ms += between_ms;
    }
    return said;
}

static void fast_keys_and_enter_are_one_code(void **state)
{
    struct burst b = {.size = 0};
    int64_t now = 1000;

    (void)state;
    assert_int_equal(type(&b, "]C1750104", &now, 3), BURST_HOLDS);
    assert_int_equal(burst_take(&b, &ENTER, now, GAP_MS), BURST_CODE);
    assert_string_equal(b.text, "]C1750104");
    burst_clear(&b);
    assert_int_equal(burst_wait_ms(&b, now, GAP_MS), -1);
}

static void slow_keys_are_given_as_they_were_typed(void **state)
{
    struct burst b = {.size = 0};
    struct input given;
    int64_t now = 1000;
    const struct input next = letter("b");

    (void)state;
    assert_int_equal(type(&b, "a", &now, 0), BURST_HOLDS);
    assert_int_equal(burst_wait_ms(&b, now, GAP_MS), GAP_MS + 1);
    assert_int_equal(burst_take(&b, &next, now + 120, GAP_MS), BURST_FREE);
    assert_true(burst_release(&b, &given));
    assert_string_equal(given.text, "a");
    assert_false(burst_release(&b, &given));
    assert_int_equal(burst_take(&b, &next, now + 120, GAP_MS), BURST_HOLDS);
}

static void few_keys_and_enter_are_typed(void **state)
{
    struct burst b = {.size = 0};
    struct input given;
    int64_t now = 0;

    (void)state;
    type(&b, "34", &now, 5);
    assert_int_equal(burst_take(&b, &ENTER, now, GAP_MS), BURST_FREE);
    assert_true(burst_release(&b, &given));
    assert_true(burst_release(&b, &given));
    assert_string_equal(given.text, "4");
    assert_int_equal(burst_take(&b, &ENTER, now, GAP_MS), BURST_FREE);
}

static void control_characters_within_a_code_are_left_out(void **state)
{
    const struct input group = {.kind = INPUT_CHORD, .text = "]"};
    struct burst b = {.size = 0};
    int64_t now = 0;

    (void)state;
    type(&b, "0104", &now, 2);
    assert_int_equal(burst_take(&b, &group, now, GAP_MS), BURST_HOLDS);
    type(&b, "17", &now, 2);
    assert_int_equal(burst_take(&b, &ENTER, now, GAP_MS), BURST_CODE);
    assert_string_equal(b.text, "010417");
    burst_clear(&b);
    assert_int_equal(burst_take(&b, &group, now, GAP_MS), BURST_FREE);
}

static void news_from_elsewhere_part_no_code(void **state)
{
    const struct input news = {.kind = INPUT_OTHER};
    struct burst b = {.size = 0};
    int64_t now = 0;

    (void)state;
    type(&b, "1234", &now, 2);
    assert_int_equal(burst_take(&b, &news, now, GAP_MS), BURST_ASIDE);
    assert_int_equal(burst_take(&b, &ENTER, now, GAP_MS), BURST_CODE);
}

static void what_is_endless_is_no_code(void **state)
{
    struct burst b = {.size = 0};
    struct input given;
    int64_t now = 0;
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < BURST_MOST; i++)
        assert_int_equal(type(&b, "x", &now, 0), BURST_HOLDS);
    assert_int_equal(type(&b, "x", &now, 0), BURST_FREE);
    while (burst_release(&b, &given))
        count++;
    assert_int_equal(count, BURST_MOST);
}

static void letters_of_several_bytes_stay_whole(void **state)
{
    const struct input wide = {.kind = INPUT_TEXT, .text = "ñ"};
    struct burst b = {.size = 0};
    struct input given;

    (void)state;
    burst_take(&b, &wide, 0, GAP_MS);
    assert_true(burst_release(&b, &given));
    assert_string_equal(given.text, "ñ");
}

static void without_a_scanner_nothing_is_held(void **state)
{
    struct burst b = {.size = 0};
    const struct input a = letter("a");

    (void)state;
    assert_int_equal(burst_take(&b, &a, 0, 0), BURST_FREE);
    assert_int_equal(b.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fast_keys_and_enter_are_one_code),
        cmocka_unit_test(slow_keys_are_given_as_they_were_typed),
        cmocka_unit_test(few_keys_and_enter_are_typed),
        cmocka_unit_test(control_characters_within_a_code_are_left_out),
        cmocka_unit_test(news_from_elsewhere_part_no_code),
        cmocka_unit_test(what_is_endless_is_no_code),
        cmocka_unit_test(letters_of_several_bytes_stay_whole),
        cmocka_unit_test(without_a_scanner_nothing_is_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
