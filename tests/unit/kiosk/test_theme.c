#include "ui/palette.h"
#include "ui/theme.h"

#include "base/log.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const char GOOD[] = "glyphs = round\n"
                           "background = FFFFFF 231\n"
                           "surface = FFFFFF 231\n"
                           "text = 000000 16\n"
                           "muted = 000000 16\n"
                           "accent = 000000 16\n"
                           "success = 000000 16\n"
                           "warning = 000000 16\n"
                           "error = 000000 16\n"
                           "focus = FFFFFF 231 on 000000 16\n"
                           "chosen = FFFFFF 231 on 000000 16\n";

/* The good theme with one line replaced; the caller frees it. */
static char *with(const char *old, const char *new)
{
    const char *at = strstr(GOOD, old);

    assert_non_null(at);
    return xasprintf("%.*s%s%s", (int)(at - GOOD), GOOD, new, at + strlen(old));
}

static enum err parse_with(const char *old, const char *new)
{
    struct theme theme;
    char *text = with(old, new);
    enum err err = theme_parse(&theme, "test.theme", text);

    free(text);
    return err;
}

static void contrast_is_that_of_wcag(void **state)
{
    struct rgb black = {0, 0, 0}, white = {255, 255, 255};
    struct rgb grey = {0xaa, 0xaa, 0xaa};

    (void)state;
    assert_true(theme_contrast(black, white) > 20.99);
    assert_true(theme_contrast(white, white) < 1.01);
    assert_int_equal(theme_contrast(grey, black) * 10 + 0.5, 90);
}

static void our_themes_keep_their_promises(void **state)
{
    static const struct {
        const char *name;
        double least;
    } THEMES[] = {{"plaza", 10.0}, {"noche", 10.0}, {"contraste", 20.0}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(THEMES); i++) {
        struct theme theme;
        assert_int_equal(theme_load(&theme, "themes", THEMES[i].name), 0);
        assert_string_equal(theme.name, THEMES[i].name);
        assert_true(theme.least_contrast >= THEMES[i].least);
    }
}

static void a_theme_without_contrast_is_refused(void **state)
{
    (void)state;
    assert_int_equal(parse_with("muted = 000000 16", "muted = 808080 244"),
                     ERR_FORMAT);
    assert_int_equal(parse_with("muted = 000000 16", "muted = 555555 240"),
                     ERR_NONE); /* 7.5:1, a warning */
}

static void damaged_themes_are_refused(void **state)
{
    (void)state;
    assert_int_equal(parse_with("text = 000000 16", "text = black"),
                     ERR_FORMAT);
    assert_int_equal(parse_with("text = 000000 16", "text = 000000 3"),
                     ERR_FORMAT);
    assert_int_equal(parse_with("text = 000000 16", "text = 000000 16 x"),
                     ERR_FORMAT);
    assert_int_equal(parse_with("text = 000000 16", "ink = 000000 16"),
                     ERR_FORMAT);
    assert_int_equal(parse_with("text = 000000 16", ""), ERR_FORMAT);
    assert_int_equal(parse_with("glyphs = round", "glyphs = emoji"),
                     ERR_FORMAT);
    assert_int_equal(parse_with("glyphs = round", "nonsense"), ERR_FORMAT);
    assert_int_equal(parse_with(" on 000000", ""), ERR_FORMAT);
}

static void names_from_outside_stay_in_the_folder(void **state)
{
    struct theme theme;

    (void)state;
    assert_int_equal(theme_load(&theme, "themes", "../themes/plaza"),
                     ERR_MISSING);
    assert_int_equal(theme_load(&theme, "themes", "nowhere"), ERR_MISSING);
}

static struct theme plaza(void)
{
    struct theme theme;

    assert_int_equal(theme_load(&theme, "themes", "plaza"), 0);
    return theme;
}

static void eight_slots_keep_the_focus_visible(void **state)
{
    struct theme theme = plaza();
    struct palette p;
    struct palette_ability console = {
        .colours = 8, .pairs = 64, .changeable = true, .console = true};

    (void)state;
    palette_make(&p, &theme, &console);
    assert_true(p.slots_count <= 8);
    assert_int_not_equal(p.pair[ROLE_FOCUS], p.pair[ROLE_TEXT]);
    assert_int_not_equal(p.pair[ROLE_CHOSEN], p.pair[ROLE_TEXT]);
    assert_int_not_equal(p.pair[ROLE_QR], p.pair[ROLE_TEXT]);
    for (int role = 0; role < ROLE_COUNT; role++) {
        assert_true(p.pair[role] > 0);
        assert_false(p.bold[role | STYLE_BOLD]); /* it would change colour */
    }
}

static void bold_never_reaches_into_the_papers(void **state)
{
    struct theme theme = plaza();
    struct palette p;
    struct palette_ability xterm = {
        .colours = 256, .pairs = 65536, .changeable = true};

    (void)state;
    palette_make(&p, &theme, &xterm);
    for (int i = 1; i < p.pairs_count; i++) {
        assert_true(p.pairs[i].ink >= 8);
        assert_true(p.pairs[i].paper < 8 || p.pairs[i].paper >= 16);
    }
}

static void without_colours_focus_and_press_are_still_seen(void **state)
{
    struct theme theme = plaza();
    struct palette p;
    struct palette_ability mono = {0};

    (void)state;
    palette_make(&p, &theme, &mono);
    assert_true(p.reverse[ROLE_FOCUS]);
    assert_false(p.reverse[ROLE_ACCENT]);
    assert_true(p.reverse[ROLE_ACCENT | STYLE_REVERSE]);
    assert_true(p.bold[ROLE_ACCENT]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contrast_is_that_of_wcag),
        cmocka_unit_test(our_themes_keep_their_promises),
        cmocka_unit_test(a_theme_without_contrast_is_refused),
        cmocka_unit_test(damaged_themes_are_refused),
        cmocka_unit_test(names_from_outside_stay_in_the_folder),
        cmocka_unit_test(eight_slots_keep_the_focus_visible),
        cmocka_unit_test(bold_never_reaches_into_the_papers),
        cmocka_unit_test(without_colours_focus_and_press_are_still_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
