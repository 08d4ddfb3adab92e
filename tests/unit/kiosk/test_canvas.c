#include "ui/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check(const struct canvas *canvas, const char *expected)
{
    char *dump = canvas_dump(canvas);

    assert_string_equal(dump, expected);
    free(dump);
}

static void a_new_page_is_blank(void **state)
{
    struct canvas *c = canvas_new(4, 2);

    (void)state;
    check(c, "\n\n");
    canvas_free(c);
}

static void text_is_cut_at_the_edges_and_at_the_clip(void **state)
{
    struct canvas *c = canvas_new(6, 2);
    struct rect clip = {1, 0, 3, 2};

    (void)state;
    assert_int_equal(canvas_text(c, 4, 0, ROLE_TEXT, "abcd"), 4);
    canvas_text(c, -2, 1, ROLE_TEXT, "abcd");
    check(c, "    ab\ncd\n");
    canvas_wipe(c);
    canvas_set_clip(c, &clip);
    canvas_text(c, 0, 0, ROLE_TEXT, "abcdef");
    check(c, " bcd\n\n");
    canvas_free(c);
}

static void half_a_wide_character_never_stays(void **state)
{
    struct canvas *c = canvas_new(6, 1);

    (void)state;
    canvas_text(c, 0, 0, ROLE_TEXT, "日本");
    canvas_text(c, 1, 0, ROLE_TEXT, "x");
    check(c, " x本\n");
    canvas_text(c, 2, 0, ROLE_TEXT, "y");
    check(c, " xy\n");
    canvas_text(c, 5, 0, ROLE_TEXT, "日");
    check(c, " xy\n");
    canvas_free(c);
}

static void control_characters_become_blanks(void **state)
{
    struct canvas *c = canvas_new(8, 1);

    (void)state;
    canvas_text(c, 0, 0, ROLE_TEXT, "a\033[2Jb");
    check(c, "a [2Jb\n");
    canvas_free(c);
}

static void boxes_and_marks_follow_the_glyph_set(void **state)
{
    struct canvas *c = canvas_new(5, 3);

    (void)state;
    canvas_box(c, (struct rect){0, 0, 5, 3}, ROLE_TEXT);
    canvas_text(c, 2, 1, ROLE_TEXT, GLYPH_CHOSEN);
    check(c, "╭───╮\n│ ● │\n╰───╯\n");
    canvas_set_glyphs(c, GLYPHS_CONSOLE);
    canvas_box(c, (struct rect){0, 0, 5, 3}, ROLE_TEXT);
    canvas_text(c, 2, 1, ROLE_TEXT, GLYPH_CHOSEN);
    check(c, "┌───┐\n│ • │\n└───┘\n");
    canvas_set_glyphs(c, GLYPHS_ASCII);
    canvas_box(c, (struct rect){0, 0, 5, 3}, ROLE_TEXT);
    canvas_text(c, 2, 1, ROLE_TEXT, GLYPH_CHOSEN);
    check(c, "+---+\n| * |\n+---+\n");
    canvas_free(c);
}

static void long_lines_end_in_an_ellipsis(void **state)
{
    struct canvas *c = canvas_new(8, 3);

    (void)state;
    canvas_line(c, (struct rect){0, 0, 8, 1}, ALIGN_START, 0, "Banquetas sin");
    canvas_line(c, (struct rect){0, 1, 8, 1}, ALIGN_CENTRE, 0, "Luz");
    canvas_line(c, (struct rect){0, 2, 8, 1}, ALIGN_END, 0, "Luz");
    check(c, "Banquet…\n  Luz\n     Luz\n");
    canvas_free(c);
}

static void wrap_says_how_much_there_is(void **state)
{
    struct canvas *c = canvas_new(6, 2);
    struct rect all = {0, 0, 6, 2};

    (void)state;
    assert_int_equal(canvas_wrap(c, all, 0, 0, "one two three four"), 4);
    check(c, "one\ntwo\n");
    canvas_wipe(c);
    canvas_wrap(c, all, 2, 0, "one two three four");
    check(c, "three\nfour\n");
    canvas_free(c);
}

static void a_mirrored_page_turns_layout_but_not_latin_words(void **state)
{
    struct canvas *c = canvas_new(10, 1);

    (void)state;
    canvas_set_mirrored(c, true);
    canvas_text(c, 0, 0, ROLE_TEXT, GLYPH_FOCUS);
    canvas_text(c, 2, 0, ROLE_TEXT, "Hola");
    check(c, "    Hola ◀\n");
    canvas_set_cursor(c, 0, 0);
    int x, y;
    assert_true(canvas_cursor(c, &x, &y));
    assert_int_equal(x, 9);
    assert_int_equal(canvas_layout_x(c, 9), 0);
    canvas_free(c);
}

static void
arabic_stands_in_visual_order_unless_the_terminal_does_it(void **state)
{
    struct canvas *c = canvas_new(8, 1);

    (void)state;
    canvas_set_mirrored(c, true);
    canvas_text(c, 0, 0, ROLE_TEXT, "لغة");
    check(c, "     ﺔﻐﻟ\n");
    canvas_wipe(c);
    canvas_set_bidi(c, BIDI_BY_TERMINAL);
    canvas_text(c, 0, 0, ROLE_TEXT, "لغة");
    check(c, "     لغة\n");
    canvas_text(c, 7, 0, ROLE_TEXT, GLYPH_FOCUS);
    check(c, "◀    لغة\n"); /* marks belong to the layout */
    canvas_free(c);
}

static void art_keeps_its_order_on_a_mirrored_page(void **state)
{
    struct canvas *c = canvas_new(4, 1);

    (void)state;
    canvas_set_mirrored(c, true);
    canvas_art(c, 0, 0, ROLE_QR, "█ ▀");
    check(c, " █ ▀\n");
    canvas_free(c);
}

static void styles_can_be_read_in_a_dump(void **state)
{
    struct canvas *c = canvas_new(6, 2);

    (void)state;
    canvas_text(c, 0, 0, ROLE_TEXT, "plain");
    canvas_fill(c, (struct rect){0, 1, 4, 1}, STYLE_SURFACE);
    canvas_text(c, 0, 1, ROLE_ERROR, "ab");
    canvas_text(c, 2, 1, ROLE_FOCUS | STYLE_REVERSE, "x");
    char *dump = canvas_dump_styles(c);
    assert_string_equal(dump, "plain\nabx\nee*T\n");
    free(dump);
    canvas_free(c);
}

static void graphemes_of_any_length_take_their_cells(void **state)
{
    /* Four bytes, six, ten; two cells in eleven bytes. */
    static const char TEXT[] = "\u0628\u064ex\u0301\u0323\u0330"
                               "\u0928\u094d\u0928\u093f\U0001f469\u200d"
                               "\U0001f680!";
    struct canvas *c = canvas_new(10, 1);
    int width = text_width(TEXT);
    char *line = malloc(sizeof TEXT + 1);

    (void)state;
    canvas_set_bidi(c, BIDI_BY_TERMINAL);
    sprintf(line, "%s\n", TEXT);
    assert_int_equal(canvas_text(c, 0, 0, ROLE_TEXT, TEXT), width);
    check(c, line);
    canvas_text(c, width - 2, 0, ROLE_TEXT, "?"); /* half of the rocket */
    assert_string_equal(canvas_cell_text(c, canvas_cell(c, width - 3, 0)), " ");
    canvas_wipe(c);
    check(c, "\n");
    canvas_text(c, 0, 0, ROLE_TEXT, TEXT);
    check(c, line);
    free(line);
    canvas_free(c);
}

static void marks_beyond_a_cell_are_dropped_whole(void **state)
{
    enum { MARKS = 30, KEPT = (TEXT_CLUSTER_SIZE - 2) / 2 };
    struct canvas *c = canvas_new(4, 1);
    char text[2 + 2 * MARKS] = "a", kept[2 + 2 * KEPT] = "a";

    (void)state;
    for (int i = 0; i < MARKS; i++)
        strcat(text, "\u0301");
    for (int i = 0; i < KEPT; i++)
        strcat(kept, "\u0301");
    canvas_text(c, 0, 0, ROLE_TEXT, text);
    assert_string_equal(canvas_cell_text(c, canvas_cell(c, 0, 0)), kept);
    canvas_free(c);
}

/* A letter under marks that nobody wrote before. */
static void write_strange(char *out, int number)
{
    static const char *const MARKS[] = {"\u0300", "\u0301", "\u0302", "\u0303",
                                        "\u0304", "\u0306", "\u0307", "\u0308"};

    strcpy(out, "o");
    for (int i = 0; i < 6; i++)
        strcat(out, MARKS[number >> (3 * i) & 7]);
}

static void strange_letters_without_end_are_shown_and_forgotten(void **state)
{
    enum { PAGES = 40, WIDTH = 20, HEIGHT = 10 };
    struct canvas *c = canvas_new(WIDTH, HEIGHT);
    uint64_t serial = canvas_serial(c);
    char letter[TEXT_CLUSTER_SIZE];

    (void)state;
    for (int page = 0; page < PAGES; page++) {
        canvas_wipe(c);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            write_strange(letter, page * WIDTH * HEIGHT + i);
            canvas_text(c, i % WIDTH, i / WIDTH, ROLE_TEXT, letter);
        }
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            const struct cell *cell = canvas_cell(c, i % WIDTH, i / WIDTH);
            write_strange(letter, page * WIDTH * HEIGHT + i);
            assert_string_equal(canvas_cell_text(c, cell), letter);
        }
        if (page == 0)
            assert_int_equal(canvas_serial(c), serial);
    }
    assert_int_not_equal(canvas_serial(c), serial);
    canvas_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_page_is_blank),
        cmocka_unit_test(text_is_cut_at_the_edges_and_at_the_clip),
        cmocka_unit_test(half_a_wide_character_never_stays),
        cmocka_unit_test(control_characters_become_blanks),
        cmocka_unit_test(boxes_and_marks_follow_the_glyph_set),
        cmocka_unit_test(long_lines_end_in_an_ellipsis),
        cmocka_unit_test(wrap_says_how_much_there_is),
        cmocka_unit_test(a_mirrored_page_turns_layout_but_not_latin_words),
        cmocka_unit_test(
            arabic_stands_in_visual_order_unless_the_terminal_does_it),
        cmocka_unit_test(art_keeps_its_order_on_a_mirrored_page),
        cmocka_unit_test(styles_can_be_read_in_a_dump),
        cmocka_unit_test(graphemes_of_any_length_take_their_cells),
        cmocka_unit_test(marks_beyond_a_cell_are_dropped_whole),
        cmocka_unit_test(strange_letters_without_end_are_shown_and_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
