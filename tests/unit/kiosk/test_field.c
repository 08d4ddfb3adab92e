#include "ui/field.h"
#include "ui/keyboard.h"
#include "ui/pad.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const struct keyboard_words WORDS = {"erase", "undo", "CAPS",
                                            "123",   "abc",  "space"};

static int setup(void **state)
{
    static struct field field;

    field_init(&field, 10);
    *state = &field;
    return 0;
}

static int teardown(void **state)
{
    field_clear(*state);
    return 0;
}

static void text_is_typed_and_erased_by_grapheme(void **state)
{
    struct field *f = *state;

    field_insert(f, "s");
    field_insert(f, "e");
    field_insert(f, "\xcc\x81"); /* joins the e */
    assert_int_equal(field_count(f), 2);
    assert_true(field_erase(f));
    assert_string_equal(f->text, "s");
    assert_true(field_erase(f));
    assert_false(field_erase(f));
}

static void the_limit_counts_letters_not_bytes(void **state)
{
    struct field *f = *state;

    for (int i = 0; i < 10; i++)
        assert_true(field_insert(f, "ñ"));
    assert_false(field_insert(f, "x"));
    assert_int_equal(field_count(f), 10);
    assert_true(field_insert(f, "\xcc\x81")); /* makes no new letter */
    field_set(f, "abcdefghijklmn");
    assert_string_equal(f->text, "abcdefghij");
}

static void the_middle_can_be_mended(void **state)
{
    struct field *f = *state;

    field_set(f, "caña");
    assert_true(field_key(f, NAV_LEFT));
    assert_true(field_key(f, NAV_LEFT));
    field_insert(f, "s");
    assert_string_equal(f->text, "casña");
    assert_true(field_key(f, NAV_DELETE));
    assert_string_equal(f->text, "casa");
    assert_true(field_key(f, NAV_HOME));
    assert_false(field_key(f, NAV_ERASE));
    assert_true(field_key(f, NAV_END));
    assert_false(field_key(f, NAV_DELETE));
}

static void undo_goes_back_step_by_step(void **state)
{
    struct field *f = *state;

    field_insert(f, "a");
    field_insert(f, "b");
    field_erase_all(f);
    assert_true(field_undo(f));
    assert_string_equal(f->text, "ab");
    assert_true(field_undo(f));
    assert_true(field_undo(f));
    assert_string_equal(f->text, "");
    assert_false(field_undo(f));
    for (int i = 0; i < FIELD_UNDO + 5; i++) {
        field_insert(f, "x");
        field_erase(f);
    }
    int steps = 0;
    while (field_undo(f))
        steps++;
    assert_int_equal(steps, FIELD_UNDO);
}

static void a_field_shows_its_end_and_its_cursor(void **state)
{
    struct field *f = *state;
    struct canvas *c = canvas_new(12, 3);
    int x, y;

    f->limit = 40;
    field_set(f, "uno dos tres cuatro");
    field_draw(f, c, (struct rect){0, 0, 12, 3}, CARET_CURSOR);
    char *dump = canvas_dump(c);
    assert_string_equal(dump, "╭──────────╮\n│ cuatro   │\n╰──────────╯\n");
    assert_true(canvas_cursor(c, &x, &y));
    assert_int_equal(x, 8);
    assert_int_equal(y, 1);
    free(dump);
    canvas_free(c);
}

static void a_secret_is_shown_as_dots(void **state)
{
    struct field *f = *state;
    struct canvas *c = canvas_new(12, 1);

    f->secret = true;
    field_set(f, "1ñ3");
    field_draw(f, c, (struct rect){0, 0, 12, 1}, CARET_DRAWN);
    char *dump = canvas_dump(c);
    assert_string_equal(dump, " •••\n");
    free(dump);
    canvas_free(c);
}

/* The id of the key that says the text; 0 when there is none. */
static int find_key(const struct rack *r, const char *text)
{
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(rack_say(r, r->targets[i].id), text) == 0)
            return r->targets[i].id;
    return 0;
}

static bool tap(struct keyboard *k, struct field *f, const char *text)
{
    struct canvas *c = canvas_new(80, 24);
    struct rack r;
    bool refused = false;

    rack_init(&r);
    rack_begin(&r, c);
    keyboard_draw(k, c, &r, (struct rect){1, 8, 77, 12});
    struct act act = {.kind = ACT_TARGET, .id = find_key(&r, text)};
    assert_int_not_equal(act.id, 0);
    assert_true(keyboard_act(k, &act, f, &refused));
    rack_clear(&r);
    canvas_free(c);
    return !refused;
}

static void each_language_can_write_its_letters(void **state)
{
    static const struct {
        const char *language, *letters;
    } NEEDED[] = {
        {"es", "ñáéíóúü"},     {"fr", "éèêàçùô"},
        {"pt-BR", "ãõáéíóêç"}, {"ar", "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإؤئةى"},
        {"en", "'"},           {"xx", "qwertyuiopasdfghjklzxcvbnm"},
    };

    for (size_t i = 0; i < COUNT_OF(NEEDED); i++) {
        const char *letters = NEEDED[i].letters;
        struct keyboard k = {.language = NEEDED[i].language, .words = &WORDS};
        for (size_t at = 0; letters[at]; at = text_next(letters, at)) {
            char letter[8] = "";
            memcpy(letter, letters + at, text_next(letters, at) - at);
            field_set(*state, "");
            assert_true(tap(&k, *state, letter));
            assert_string_equal(((struct field *)*state)->text, letter);
        }
    }
}

static void capitals_last_for_one_letter_or_until_told(void **state)
{
    struct field *f = *state;
    struct keyboard k = {.language = "es", .words = &WORDS};

    tap(&k, f, "CAPS");
    tap(&k, f, "Ñ");
    tap(&k, f, "a");
    tap(&k, f, "CAPS");
    tap(&k, f, "CAPS");
    tap(&k, f, "Q");
    tap(&k, f, "Á");
    assert_string_equal(f->text, "ÑaQÁ");
    tap(&k, f, "erase");
    tap(&k, f, "undo");
    tap(&k, f, "space");
    tap(&k, f, "123");
    tap(&k, f, "7");
    assert_string_equal(f->text, "ÑaQÁ 7");
    tap(&k, f, "abc");
}

static void every_key_is_at_least_three_by_six(void **state)
{
    struct canvas *c = canvas_new(80, 24);
    struct keyboard k = {.language = "ar", .words = &WORDS};
    struct rack r;

    (void)state;
    rack_init(&r);
    rack_begin(&r, c);
    keyboard_draw(&k, c, &r, (struct rect){1, 8, 77, 12});
    assert_true(r.count > 30);
    for (size_t i = 0; i < r.count; i++) {
        assert_true(r.targets[i].area.height >= 3);
        assert_true(r.targets[i].area.width >= 6);
    }
    rack_clear(&r);
    canvas_free(c);
}

static void type(const struct pad *pad, struct field *f, const char *digits,
                 bool expected)
{
    bool refused;

    for (size_t i = 0; digits[i]; i++) {
        struct act act = {.kind = ACT_TEXT, .text = {digits[i]}};
        assert_true(pad_act(pad, &act, f, &refused));
        assert_int_equal(!refused, expected);
    }
}

static void a_number_has_one_sign_and_one_point(void **state)
{
    struct field *f = *state;
    struct pad pad = {.decimal = true, .negative = true};

    type(&pad, f, "1,5", true);
    type(&pad, f, ".", false);
    type(&pad, f, "-", true);
    type(&pad, f, "-", false);
    assert_string_equal(f->text, "-1.5");
    pad = (struct pad){0};
    type(&pad, f, ".", false);
    struct act letter = {.kind = ACT_TEXT, .text = "x"};
    bool refused;
    assert_false(pad_act(&pad, &letter, f, &refused));
}

int main(void)
{
#define WITH_FIELD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_FIELD(text_is_typed_and_erased_by_grapheme),
        WITH_FIELD(the_limit_counts_letters_not_bytes),
        WITH_FIELD(the_middle_can_be_mended),
        WITH_FIELD(undo_goes_back_step_by_step),
        WITH_FIELD(a_field_shows_its_end_and_its_cursor),
        WITH_FIELD(a_secret_is_shown_as_dots),
        WITH_FIELD(each_language_can_write_its_letters),
        WITH_FIELD(capitals_last_for_one_letter_or_until_told),
        WITH_FIELD(every_key_is_at_least_three_by_six),
        WITH_FIELD(a_number_has_one_sign_and_one_point),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
