#include "ui/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void feed(struct input_parser *p, const char *bytes)
{
    input_feed(p, bytes, strlen(bytes));
}

static void expect_key(struct input_parser *p, enum nav key)
{
    struct input in;

    assert_true(input_next(p, &in));
    assert_int_equal(in.kind, INPUT_KEY);
    assert_int_equal(in.key, key);
}

static void expect_text(struct input_parser *p, const char *text)
{
    struct input in;

    assert_true(input_next(p, &in));
    assert_int_equal(in.kind, INPUT_TEXT);
    assert_string_equal(in.text, text);
}

static void expect_nothing(struct input_parser *p)
{
    struct input in;

    assert_false(input_next(p, &in));
}

static void letters_and_digits_are_text(void **state)
{
    struct input_parser p = {0};

    (void)state;
    feed(&p, "1ñ日#");
    expect_text(&p, "1");
    expect_text(&p, "ñ");
    expect_text(&p, "日");
    expect_text(&p, "#");
    expect_nothing(&p);
}

static void arrows_come_in_every_dialect(void **state)
{
    struct input_parser p = {0};

    (void)state;
    feed(&p, "\033[A\033OB\033[1;5C\033[D\033[5~\033[3~\r\177\t\033[Z");
    expect_key(&p, NAV_UP);
    expect_key(&p, NAV_DOWN);
    expect_key(&p, NAV_RIGHT);
    expect_key(&p, NAV_LEFT);
    expect_key(&p, NAV_PAGE_UP);
    expect_key(&p, NAV_DELETE);
    expect_key(&p, NAV_ENTER);
    expect_key(&p, NAV_ERASE);
    expect_key(&p, NAV_NEXT);
    expect_key(&p, NAV_PREVIOUS);
    expect_nothing(&p);
}

static void a_tap_is_a_press_and_a_release(void **state)
{
    struct input_parser p = {0};
    struct input in;

    (void)state;
    feed(&p, "\033[<0;10;5M\033[<0;11;5m");
    assert_true(input_next(&p, &in));
    assert_int_equal(in.kind, INPUT_PRESS);
    assert_int_equal(in.x, 9);
    assert_int_equal(in.y, 4);
    assert_true(input_next(&p, &in));
    assert_int_equal(in.kind, INPUT_RELEASE);
    assert_int_equal(in.x, 10);
}

static void other_buttons_wheels_and_movements_mean_nothing(void **state)
{
    struct input_parser p = {0};

    (void)state;
    feed(&p, "\033[<2;1;1M\033[<64;1;1M\033[<35;4;4M\033[<0;0;0M");
    expect_nothing(&p);
}

static void bytes_may_come_one_by_one(void **state)
{
    static const char BYTES[] = "\033[<0;3;4Mé";
    struct input_parser p = {0};
    struct input in;
    int found = 0;

    (void)state;
    for (size_t i = 0; BYTES[i]; i++) {
        input_feed(&p, BYTES + i, 1);
        found += input_next(&p, &in);
    }
    assert_int_equal(found, 2);
    assert_string_equal(in.text, "é");
}

static void a_lone_escape_is_a_key_after_a_while(void **state)
{
    struct input_parser p = {0};

    (void)state;
    feed(&p, "\033");
    expect_nothing(&p);
    assert_int_equal(input_patience_ms(&p), 5);
    input_settle(&p);
    expect_key(&p, NAV_ESCAPE);
    expect_nothing(&p);
    assert_int_equal(input_patience_ms(&p), -1);
}

static void a_wire_is_given_time_for_the_rest_of_a_sequence(void **state)
{
    enum { BYTE_US = 1041, HELD_BACK_MS = 16, ARROW = 3 };
    struct input_parser p = {.byte_us = BYTE_US};

    (void)state;
    feed(&p, "\033[");
    expect_nothing(&p);
    assert_true(input_patience_ms(&p) > HELD_BACK_MS + ARROW * BYTE_US / 1000);
    input_settle(&p);
    assert_int_equal(p.byte_us, BYTE_US);
    feed(&p, "\033[A");
    expect_key(&p, NAV_UP);
}

static void replies_and_unknown_sequences_mean_nothing(void **state)
{
    struct input_parser p = {0};

    (void)state;
    feed(&p, "\033[?62;22c\033]11;rgb:0000/0000/0000\033\\\033P1$r0m\033\\"
             "\033[200;1H\033[99~\033[[A\033x\034\037");
    expect_key(&p, NAV_HOME); /* "ESC [ ... H" is Home in any dress */
    expect_nothing(&p);
    feed(&p, "\033]0;title\a5");
    expect_text(&p, "5");
}

static void a_control_byte_is_a_chord_of_its_letter(void **state)
{
    struct input_parser p = {0};
    struct input in;

    (void)state;
    feed(&p, "\001\032");
    assert_true(input_next(&p, &in));
    assert_int_equal(in.kind, INPUT_CHORD);
    assert_string_equal(in.text, "a");
    assert_true(input_next(&p, &in));
    assert_string_equal(in.text, "z");
    expect_nothing(&p);
}

static void a_paste_is_swallowed_whole(void **state)
{
    struct input_parser p = {0};

    (void)state;
    feed(&p, "\033[200~rm -rf #1\r");
    expect_nothing(&p);
    for (int i = 0; i < 1000; i++) {
        feed(&p, "0123456789#\r\033[A");
        expect_nothing(&p);
    }
    feed(&p, "\033[20");
    expect_nothing(&p);
    feed(&p, "1~7");
    expect_text(&p, "7");
}

static void an_unfinished_paste_ends_when_nothing_more_comes(void **state)
{
    struct input_parser p = {0};

    (void)state;
    feed(&p, "\033[200~abc");
    expect_nothing(&p);
    assert_int_equal(input_patience_ms(&p), 500);
    input_settle(&p);
    feed(&p, "1");
    expect_text(&p, "1");
}

static void invalid_utf8_means_nothing(void **state)
{
    struct input_parser p = {0};

    (void)state;
    feed(&p, "\xff\xc0\xaf\xed\xa0\x80\xe2z");
    input_feed(&p, "1", 1);
    expect_text(&p, "z");
    expect_text(&p, "1");
    expect_nothing(&p);
}

/* Whatever comes, every byte is used up and every character is valid. */
static void noise_never_stops_the_parser(void **state)
{
    struct input_parser p = {0};
    struct input in;
    unsigned seed = 7;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        static const char LIKELY[] = "\033[<;0123456789MmO]P~A\a\\";
        char bytes[8];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1103515245u + 12345u;
            unsigned r = seed >> 16;
            bytes[i] = r % 3 ? LIKELY[r / 3 % (sizeof LIKELY - 1)] : (char)r;
        }
        if (input_room(&p) < sizeof bytes)
            input_settle(&p);
        assert_true(input_room(&p) >= sizeof bytes);
        input_feed(&p, bytes, sizeof bytes);
        while (input_next(&p, &in))
            assert_true(in.kind == INPUT_TEXT || in.kind == INPUT_KEY ||
                        (in.x >= 0 && in.y >= 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_and_digits_are_text),
        cmocka_unit_test(arrows_come_in_every_dialect),
        cmocka_unit_test(a_tap_is_a_press_and_a_release),
        cmocka_unit_test(other_buttons_wheels_and_movements_mean_nothing),
        cmocka_unit_test(bytes_may_come_one_by_one),
        cmocka_unit_test(a_lone_escape_is_a_key_after_a_while),
        cmocka_unit_test(a_wire_is_given_time_for_the_rest_of_a_sequence),
        cmocka_unit_test(replies_and_unknown_sequences_mean_nothing),
        cmocka_unit_test(a_control_byte_is_a_chord_of_its_letter),
        cmocka_unit_test(a_paste_is_swallowed_whole),
        cmocka_unit_test(an_unfinished_paste_ends_when_nothing_more_comes),
        cmocka_unit_test(invalid_utf8_means_nothing),
        cmocka_unit_test(noise_never_stops_the_parser),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
