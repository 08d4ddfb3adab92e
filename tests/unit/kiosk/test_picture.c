#include "ui/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { BLACK = 0, WHITE = 255 };

/* A canvas of six cells by three with the picture drawn all over it. */
static char *drawn(const struct picture *picture, enum blocks blocks,
                   enum glyphs glyphs)
{
    struct canvas *canvas = canvas_new(6, 3);

    canvas_set_glyphs(canvas, glyphs);
    picture_draw(picture, canvas, (struct rect){0, 0, 6, 3}, blocks);
    char *dump = canvas_dump(canvas);
    canvas_free(canvas);
    return dump;
}

/* Six pixels each way: the left third black. */
static struct picture thirds(void)
{
    struct picture picture = {0};
    unsigned char grey[36];

    for (int i = 0; i < 36; i++)
        grey[i] = i % 6 < 2 ? BLACK : WHITE;
    picture_fill(&picture, 6, 6, grey);
    return picture;
}

static void assert_drawn(const struct picture *picture, enum blocks blocks,
                         enum glyphs glyphs, const char *wanted)
{
    char *dump = drawn(picture, blocks, glyphs);

    assert_string_equal(dump, wanted);
    free(dump);
}

static void white_is_paper_and_black_is_ink(void **state)
{
    struct picture p = thirds();

    (void)state;
    assert_drawn(&p, BLOCKS_HALF, GLYPHS_ROUND, "██\n██\n██\n");
    assert_drawn(&p, BLOCKS_QUADRANT, GLYPHS_ROUND, "██\n██\n██\n");
    assert_drawn(&p, BLOCKS_SEXTANT, GLYPHS_ROUND, "██\n██\n██\n");
    picture_clear(&p);
}

static void letters_stand_for_ink_where_there_are_no_blocks(void **state)
{
    struct picture p = thirds();

    (void)state;
    assert_drawn(&p, BLOCKS_SEXTANT, GLYPHS_ASCII, "##\n##\n##\n");
    picture_clear(&p);
}

static void proportions_stay_and_a_cell_is_twice_as_high_as_wide(void **state)
{
    struct picture square = thirds(), wide = {0}, awaited = {0};
    const unsigned char grey[8] = {0};

    (void)state;
    picture_fill(&wide, 8, 1, grey);
    assert_int_equal(picture_size(&square, 40, 5).width, 10);
    assert_int_equal(picture_size(&square, 40, 5).height, 5);
    assert_int_equal(picture_size(&square, 8, 40).height, 4);
    assert_int_equal(picture_size(&wide, 16, 40).height, 1);
    assert_int_equal(picture_size(&awaited, 40, 5).width, 10);
    picture_clear(&square);
    picture_clear(&wide);
}

static void greys_of_a_photograph_become_a_pattern(void **state)
{
    struct picture p = {0};
    unsigned char grey[36];

    (void)state;
    memset(grey, 128, sizeof grey);
    picture_fill(&p, 6, 6, grey);
    assert_false(p.is_drawing);
    char *dump = drawn(&p, BLOCKS_QUADRANT, GLYPHS_ASCII);
    /* Neither all ink nor all paper. */
    assert_true(strlen(dump) > 6);
    assert_null(strstr(dump, "######"));
    free(dump);
    picture_clear(&p);
}

static void what_is_awaited_keeps_its_place_and_draws_nothing(void **state)
{
    struct picture awaited = {0}, missing = {.is_missing = true};

    (void)state;
    assert_true(picture_is_shown(&awaited));
    assert_false(picture_is_shown(&missing));
    assert_false(picture_is_shown(NULL));
    assert_drawn(&awaited, BLOCKS_HALF, GLYPHS_ROUND, "\n\n\n");
}

static void the_largest_and_the_smallest_are_drawn_anywhere(void **state)
{
    enum { SIDE = PICTURE_MOST };
    static unsigned char grey[SIDE * SIDE];
    struct canvas *canvas = canvas_new(30, 9);

    (void)state;
    for (int width = 1; width <= SIDE; width += SIDE - 1)
        for (int height = 1; height <= SIDE; height += SIDE - 1)
            for (int cells = 1; cells < 30; cells++) {
                struct picture p = {0};
                picture_fill(&p, width, height, grey);
                picture_draw(&p, canvas, (struct rect){0, 0, cells, 9},
                             BLOCKS_SEXTANT);
                picture_draw(&p, canvas, (struct rect){0, 0, 30, cells},
                             BLOCKS_QUADRANT);
                picture_clear(&p);
            }
    canvas_free(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_is_paper_and_black_is_ink),
        cmocka_unit_test(letters_stand_for_ink_where_there_are_no_blocks),
        cmocka_unit_test(proportions_stay_and_a_cell_is_twice_as_high_as_wide),
        cmocka_unit_test(greys_of_a_photograph_become_a_pattern),
        cmocka_unit_test(what_is_awaited_keeps_its_place_and_draws_nothing),
        cmocka_unit_test(the_largest_and_the_smallest_are_drawn_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
