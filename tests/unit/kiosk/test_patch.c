/* Patches: whatever was drawn before, a page looks as one that is drawn anew.
 */
#include "ui/cap.h"
#include "ui/keyboard.h"
#include "ui/light.h"
#include "ui/page.h"
#include "ui/patch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { WIDTH = 60, HEIGHT = 16, CAPS = 4, FRAMES = 2000, FIRST_ID = 300 };

static unsigned random_state = 1;

static int dice(int sides)
{
    random_state = random_state * 1103515245u + 12345u;
    return (int)((random_state >> 16) % (unsigned)sides);
}

/* All that a frame may look like is thrown here. */
struct look {
    int focus, pressed, y, height;
    bool mirrored, is_clipped, is_chosen;
    const char *label, *note, *hint;
};

static struct look any_look(void)
{
    static const char *const LABELS[] = {
        "Luz", "Banquetas sin hoyos y con rampa en cada esquina",
        "\xe4\xbd\xa0\xe5\xa5\xbd", "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7",
        ""};

    return (struct look){
        .focus = FIRST_ID + dice(CAPS),
        .pressed = dice(3) ? TARGET_NONE : FIRST_ID + dice(CAPS),
        .y = 3 + dice(2),
        .height = 2 + dice(2),
        .mirrored = dice(6) == 0,
        .is_clipped = dice(6) == 0,
        .is_chosen = dice(2),
        .label = LABELS[dice(COUNT_OF(LABELS))],
        .note = dice(2) ? NULL : LABELS[dice(COUNT_OF(LABELS))],
        .hint = dice(2) ? "" : "Elija una",
    };
}

static void draw(struct canvas *canvas, struct rack *rack,
                 const struct look *look)
{
    const struct rect clip = {4, 0, WIDTH - 9, HEIGHT};
    const struct header header = {"Luna 3", look->hint, look->height, 3, "es"};
    const struct prompt prompt = {look->label, look->hint, 0};

    canvas_wipe(canvas);
    canvas_set_mirrored(canvas, look->mirrored);
    canvas_set_clip(canvas, look->is_clipped ? &clip : NULL);
    rack_begin(rack, canvas);
    rack->pressed = look->pressed;
    rack_focus(rack, look->focus);
    header_draw(canvas, rack, (struct rect){1, 0, WIDTH - 2, 1}, &header);
    prompt_draw(canvas, rack, (struct rect){1, 1, WIDTH - 2, 2}, &prompt);
    for (int i = 0; i < CAPS; i++) {
        const struct cap cap = {.id = FIRST_ID + i,
                                .key = "1",
                                .label = i % 2 ? look->label : "Otra",
                                .note = look->note,
                                .chosen = look->is_chosen && i == 1,
                                .bare = i == CAPS - 1};
        struct rect area = {2, look->y + i * look->height, WIDTH - 4,
                            look->height};
        cap_draw(canvas, rack, area, &cap);
    }
    rack_end(rack);
}

static void assert_same_page(const struct canvas *one, const struct canvas *two)
{
    char *a = canvas_dump_styles(one), *b = canvas_dump_styles(two);
    int x, y, as_x, as_y;

    assert_string_equal(a, b);
    assert_int_equal(canvas_cursor(one, &x, &y),
                     canvas_cursor(two, &as_x, &as_y));
    assert_true(!canvas_cursor(one, &x, &y) || (x == as_x && y == as_y));
    free(a);
    free(b);
}

static void a_page_put_back_looks_as_one_drawn_anew(void **state)
{
    struct canvas *kept = canvas_new(WIDTH, HEIGHT);
    struct canvas *fresh = canvas_new(WIDTH, HEIGHT);
    struct rack rack, other;

    (void)state;
    rack_init(&rack);
    for (int i = 0; i < FRAMES; i++) {
        struct look look = any_look();
        draw(kept, &rack, &look);
        rack_init(&other);
        draw(fresh, &other, &look);
        assert_same_page(kept, fresh);
        assert_int_equal(rack.count, other.count);
        rack_clear(&other);
    }
    rack_clear(&rack);
    canvas_free(kept);
    canvas_free(fresh);
}

/* Walks by the light alone, from page to page as any_look throws them. */
static void a_light_moved_looks_as_a_page_drawn_anew(void **state)
{
    enum { WALKS = 3 };
    struct canvas *kept = canvas_new(WIDTH, HEIGHT);
    struct canvas *fresh = canvas_new(WIDTH, HEIGHT);
    struct rack rack, other;
    int moves = 0, refusals = 0;

    (void)state;
    rack_init(&rack);
    for (int i = 0; i < FRAMES; i++) {
        struct look look = any_look();
        draw(kept, &rack, &look);
        for (int n = 0; n < WALKS; n++) {
            int from = look.focus;
            look.focus = FIRST_ID + dice(CAPS);
            rack_focus(&rack, look.focus);
            if (!light_move(&rack, kept, from)) {
                refusals++;
                break;
            }
            moves++;
            rack_init(&other);
            draw(fresh, &other, &look);
            assert_same_page(kept, fresh);
            rack_clear(&other);
        }
    }
    /* Only where a cap does not lie on the page as a whole. */
    assert_true(moves > FRAMES && refusals > 0);
    rack_clear(&rack);
    canvas_free(kept);
    canvas_free(fresh);
}

/* What asked for the focus may show it anywhere: then nothing is moved. */
static void a_light_stays_where_more_depends_on_the_focus(void **state)
{
    struct canvas *canvas = canvas_new(WIDTH, HEIGHT);
    struct look look = {FIRST_ID, TARGET_NONE, 3,     3,  false,
                        false,    false,       "Luz", "", ""};
    struct rack rack;

    (void)state;
    rack_init(&rack);
    draw(canvas, &rack, &look);
    char *before = canvas_dump_styles(canvas);
    rack_focus(&rack, FIRST_ID + 1);
    assert_false(light_move(&rack, canvas, TARGET_NONE));
    assert_false(light_move(&rack, canvas, FIRST_ID + 2));
    assert_true(rack_has_focus(&rack, FIRST_ID + 1));
    assert_false(light_move(&rack, canvas, FIRST_ID));
    char *after = canvas_dump_styles(canvas);
    assert_string_equal(after, before);
    free(before);
    free(after);
    rack_clear(&rack);
    canvas_free(canvas);
}

static void draw_keyboard(struct canvas *canvas, struct rack *rack,
                          const struct keyboard *k, int focus, int pressed,
                          bool mirrored)
{
    struct rect area = {2, 1, WIDTH - 4, k->pad ? 6 : HEIGHT - 2};

    canvas_wipe(canvas);
    canvas_set_mirrored(canvas, mirrored);
    rack_begin(rack, canvas);
    rack->pressed = pressed;
    rack_focus(rack, focus);
    keyboard_draw(k, canvas, rack, area);
    rack_end(rack);
}

static void a_keyboard_put_back_looks_as_one_drawn_anew(void **state)
{
    static const struct keyboard_words WORDS[] = {
        {"erase", "undo", "CAPS", "123", "abc", "space"},
        {"borrar", "volver", "MAYÚS", "123", "abc", "espacio"}};
    static const char *const LANGUAGES[] = {"en", "es", "ar", NULL};
    enum { KEYS = 44 };
    struct canvas *kept = canvas_new(WIDTH, HEIGHT);
    struct canvas *fresh = canvas_new(WIDTH, HEIGHT);
    struct rack rack, other;

    (void)state;
    rack_init(&rack);
    for (int i = 0, focus = 0, pressed = TARGET_NONE; i < FRAMES; i++) {
        struct keyboard k = {LANGUAGES[dice(8) / 2], (enum shift)(dice(6) / 4),
                             dice(8) == 0,           dice(8) == 0,
                             dice(8) == 0,           &WORDS[dice(8) == 0]};
        bool mirrored = dice(8) == 0;
        focus = dice(2) ? focus : TARGET_KEYBOARD + dice(KEYS);
        pressed = dice(4) ? TARGET_NONE : TARGET_KEYBOARD + dice(KEYS);
        draw_keyboard(kept, &rack, &k, focus, pressed, mirrored);
        rack_init(&other);
        draw_keyboard(fresh, &other, &k, focus, pressed, mirrored);
        assert_same_page(kept, fresh);
        assert_int_equal(rack.count, other.count);
        rack_clear(&other);
    }
    rack_clear(&rack);
    canvas_free(kept);
    canvas_free(fresh);
}

static void a_patch_is_there_for_one_page(void **state)
{
    const struct rect area = {0, 0, 3, 1};
    struct canvas *canvas = canvas_new(WIDTH, HEIGHT);
    struct patches patches = {0};
    uint64_t key = patch_key_text(patch_key(canvas, area), "abc");

    (void)state;
    canvas_text(canvas, 0, 0, ROLE_TEXT, "abc");
    patches_keep(&patches, canvas, area, key);
    canvas_wipe(canvas);
    patches_begin(&patches);
    assert_false(patches_put(&patches, canvas, area, key + 1));
    assert_true(patches_put(&patches, canvas, area, key));
    assert_string_equal(canvas_cell(canvas, 2, 0)->text, "c");
    patches_begin(&patches);
    patches_begin(&patches);
    assert_false(patches_put(&patches, canvas, area, key));
    patches_clear(&patches);
    canvas_free(canvas);
}

static void a_missing_text_is_none_that_is_empty(void **state)
{
    (void)state;
    assert_true(patch_key_text(1, NULL) != patch_key_text(1, ""));
    assert_true(patch_key_text(patch_key_text(1, "a"), "bc") !=
                patch_key_text(patch_key_text(1, "ab"), "c"));
}

static void a_patch_holds_long_graphemes_of_its_canvas_only(void **state)
{
    static const char LETTER[] = "o\u0301\u0323\u0330";
    const struct rect area = {0, 0, 3, 1};
    struct canvas *canvas = canvas_new(WIDTH, HEIGHT);
    struct canvas *other = canvas_new(WIDTH, HEIGHT);
    struct patches patches = {0};
    uint64_t key = patch_key(canvas, area);

    (void)state;
    canvas_text(canvas, 0, 0, ROLE_TEXT, LETTER);
    patches_keep(&patches, canvas, area, key);
    canvas_wipe(canvas);
    patches_begin(&patches);
    assert_int_not_equal(patch_key(other, area), key);
    assert_int_equal(patch_key(canvas, area), key);
    assert_true(patches_put(&patches, canvas, area, key));
    assert_string_equal(canvas_cell_text(canvas, canvas_cell(canvas, 0, 0)),
                        LETTER);
    patches_clear(&patches);
    canvas_free(canvas);
    canvas_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_put_back_looks_as_one_drawn_anew),
        cmocka_unit_test(a_keyboard_put_back_looks_as_one_drawn_anew),
        cmocka_unit_test(a_light_moved_looks_as_a_page_drawn_anew),
        cmocka_unit_test(a_light_stays_where_more_depends_on_the_focus),
        cmocka_unit_test(a_patch_is_there_for_one_page),
        cmocka_unit_test(a_patch_holds_long_graphemes_of_its_canvas_only),
        cmocka_unit_test(a_missing_text_is_none_that_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
