/* What every widget looks like, on both grids: compared with the texts in
 * tests/golden/ui. BARRIO_GOLDEN=write renews them, to be looked at. */
#include "ui/dialog.h"
#include "ui/grid.h"
#include "ui/keyboard.h"
#include "ui/letters.h"
#include "ui/list.h"
#include "ui/pad.h"
#include "ui/page.h"
#include "ui/qr.h"
#include "ui/ranking.h"
#include "ui/scale.h"
#include "ui/wheels.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct canvas *canvas;
    struct rack rack;
    struct grid grid;
};

enum { SIZES = 2 };
static const struct {
    int width, height;
} SIZE[SIZES] = {{80, 24}, {40, 11}};

/* An empty page of a size, with room for a prompt of two rows. */
static void open_page(struct page *p, int size)
{
    p->canvas = canvas_new(SIZE[size].width, SIZE[size].height);
    p->grid = grid_for(SIZE[size].width, SIZE[size].height, 2);
    rack_init(&p->rack);
    rack_begin(&p->rack, p->canvas);
}

static void close_page(struct page *p)
{
    canvas_free(p->canvas);
    rack_clear(&p->rack);
}

/* Compares the page with tests/golden/ui/NAME-WIDTHxHEIGHT.screen. */
static void check(struct page *p, const char *name)
{
    struct buf expected;
    char *dump = canvas_dump(p->canvas);
    char *path = xasprintf("tests/golden/ui/%s-%dx%d.screen", name,
                           canvas_width(p->canvas), canvas_height(p->canvas));

    buf_init(&expected, 65536);
    if (getenv("BARRIO_GOLDEN"))
        assert_int_equal(file_write(path, dump, strlen(dump)), 0);
    assert_int_equal(file_read(path, &expected), 0);
    assert_string_equal(dump, buf_text(&expected));
    buf_clear(&expected);
    free(path);
    free(dump);
}

static const struct target *at(const struct page *p, int id)
{
    const struct target *t = rack_find(&p->rack, id);

    assert_non_null(t);
    return t;
}

/* Floors of a finger's target: 3x10 cells, 2x10 on the small grid. */
static void check_targets(const struct page *p, int least_width)
{
    assert_true(p->rack.count > 0);
    for (size_t i = 0; i < p->rack.count; i++) {
        const struct target *t = &p->rack.targets[i];
        assert_true(t->area.height >= p->grid.slot_height);
        assert_true(t->area.width >= least_width);
        assert_true(t->area.x >= 0 && t->area.y >= 0);
        assert_true(t->area.x + t->area.width <= canvas_width(p->canvas));
        assert_true(t->area.y + t->area.height <= canvas_height(p->canvas));
    }
}

static void draw_frame(struct page *p)
{
    struct header header = {"Luna 3 · Plaza de la Luna", "Pregunta 2 de 5", 2,
                            5, "Español"};
    struct prompt prompt = {"¿Qué le hace falta a esta calle?", "Elija una.",
                            0};
    struct footer_key large[] = {{.key = '0', .label = "Atrás"},
                                 {.key = '*', .label = "Ayuda idioma voz"},
                                 {.key = '8', .label = "No sé"},
                                 {.key = '9', .label = "Prefiero no decir"},
                                 {.key = '#', .label = "Seguir"}};
    struct footer_key small[] = {{.key = '0', .label = "Atrás"},
                                 {.key = '*', .label = "Ayuda idioma"},
                                 {.key = '9', .label = "Mejor no"},
                                 {.key = '#', .label = "Seguir"}};

    header_draw(p->canvas, &p->rack, p->grid.header, &header);
    prompt_draw(p->canvas, &p->rack, p->grid.prompt, &prompt);
    footer_draw(p->canvas, &p->rack, p->grid.footer,
                p->grid.small ? small : large, p->grid.footer_slots);
}

static void the_frame_of_a_page(void **state)
{
    (void)state;
    for (int size = 0; size < SIZES; size++) {
        struct page p;
        open_page(&p, size);
        rack_focus(&p.rack, '#');
        draw_frame(&p);
        message_draw(p.canvas, p.grid.message, MESSAGE_REFUSAL,
                     "Escriba un número de 1 a 30.");
        check(&p, "frame");
        check_targets(&p, 10);
        assert_int_equal(at(&p, '#')->key, '#');
        close_page(&p);
    }
}

static struct list five(struct list_item items[5])
{
    static const char *const LABELS[] = {
        "Luz por la noche", "Banquetas sin hoyos", "Árboles y sombra",
        "Un paso seguro para cruzar", "Otra cosa (la escribo)"};

    for (size_t i = 0; i < 5; i++)
        items[i] = (struct list_item){.label = LABELS[i]};
    return (struct list){.items = items,
                         .count = 5,
                         .word_chosen = "elegida",
                         .word_back = "Anteriores",
                         .word_more = "Más"};
}

static struct list many(struct list_item items[40])
{
    static char labels[40][16];

    for (size_t i = 0; i < 40; i++) {
        snprintf(labels[i], sizeof labels[i], "%c barrio %zu",
                 (char)('A' + (char)(i % 26)), i + 1);
        items[i] = (struct list_item){.label = labels[i]};
    }
    return (struct list){.items = items,
                         .count = 40,
                         .word_chosen = "elegida",
                         .word_back = "Anteriores",
                         .word_more = "Más"};
}

static struct act tapped(int id)
{
    return (struct act){.kind = ACT_TARGET, .id = id};
}

static void a_short_list_stands_as_caps(void **state)
{
    struct list_item items[5];
    struct list list = five(items);
    size_t picked;

    (void)state;
    items[2].chosen = true;
    for (int size = 0; size < SIZES; size++) {
        struct page p;
        open_page(&p, size);
        rack_focus(&p.rack, TARGET_LIST + 2);
        list_draw(&list, p.canvas, &p.rack, p.grid.body, p.grid.slot_height);
        check(&p, "list");
        check_targets(&p, 10);
        assert_string_equal(rack_say(&p.rack, TARGET_LIST + 2),
                            "Árboles y sombra, elegida");
        close_page(&p);
    }
    struct page p;
    struct act act = tapped(TARGET_LIST);
    open_page(&p, 0);
    assert_int_equal(list_act(&list, &p.rack, &act, 0, &picked), LIST_CHANGED);
    assert_true(items[0].chosen && !items[2].chosen);
    assert_int_equal(list_act(&list, &p.rack, &act, 0, &picked), LIST_CHANGED);
    assert_int_equal(list_chosen(&list), 0);
    close_page(&p);
}

static void a_list_measured_once_stands_as_any_other(void **state)
{
    struct list_item items[5];
    struct list list = five(items);

    (void)state;
    items[2].chosen = true;
    list.fixed = true;
    for (int turn = 0; turn < 3 * SIZES; turn++) {
        struct page p;
        open_page(&p, turn % SIZES);
        rack_focus(&p.rack, TARGET_LIST + 2);
        list_draw(&list, p.canvas, &p.rack, p.grid.body, p.grid.slot_height);
        check(&p, "list");
        close_page(&p);
    }
}

static void several_answers_up_to_a_limit(void **state)
{
    struct list_item items[5];
    struct list list = five(items);
    struct page p;
    size_t picked;

    (void)state;
    list.many = true;
    list.limit = 2;
    open_page(&p, 0);
    for (int i = 0; i < 3; i++) {
        struct act act = tapped(TARGET_LIST + i);
        assert_int_equal(list_act(&list, &p.rack, &act, 0, &picked),
                         i < 2 ? LIST_CHANGED : LIST_TOO_MANY);
    }
    list_draw(&list, p.canvas, &p.rack, p.grid.body, p.grid.slot_height);
    check(&p, "several");
    close_page(&p);
}

static void a_long_list_is_paged_and_found_by_letters(void **state)
{
    struct list_item items[40];
    struct list list = many(items);
    size_t picked;

    (void)state;
    for (int size = 0; size < SIZES; size++) {
        struct page p;
        struct act more = tapped(TARGET_LIST_MORE);
        open_page(&p, size);
        list.first = 0;
        list_draw(&list, p.canvas, &p.rack, p.grid.body, p.grid.slot_height);
        assert_true(list_is_paged(&list));
        assert_int_equal(list_act(&list, &p.rack, &more, 0, &picked),
                         LIST_MOVED);
        rack_begin(&p.rack, p.canvas);
        canvas_wipe(p.canvas);
        list_draw(&list, p.canvas, &p.rack, p.grid.body, p.grid.slot_height);
        check(&p, "paged");
        check_targets(&p, 10);
        close_page(&p);
    }
    struct page p;
    struct act letter = {.kind = ACT_TEXT, .text = "z"};
    open_page(&p, 0);
    assert_int_equal(list_act(&list, &p.rack, &letter, 5000, &picked),
                     LIST_MOVED);
    assert_true(rack_has_focus(&p.rack, TARGET_LIST + 25));
    assert_true(list.first <= 25 && list.first + list.page_size > 25);
    letter.text[0] = '9';
    assert_int_equal(list_act(&list, &p.rack, &letter, 9000, &picked),
                     LIST_UNUSED);
    close_page(&p);
}

static void typed_letters_narrow_a_list_that_asks_for_it(void **state)
{
    struct list_item items[40];
    struct list list = many(items);
    struct page p;
    size_t picked;
    struct act letter = {.kind = ACT_TEXT, .text = "q"};
    struct act back = {.kind = ACT_NAV, .nav = NAV_ERASE};

    (void)state;
    items[7].label = "Rúa do Quiosco";
    items[39].label = "Quinta";
    list.narrows = true;
    open_page(&p, 0);
    assert_int_equal(list_act(&list, &p.rack, &letter, 0, &picked), LIST_MOVED);
    list_draw(&list, p.canvas, &p.rack, p.grid.body, p.grid.slot_height);
    assert_false(items[7].hidden);
    assert_false(items[39].hidden);
    assert_true(items[8].hidden);
    assert_non_null(rack_find(&p.rack, TARGET_LIST + 39));
    assert_int_equal(rack_find(&p.rack, TARGET_LIST + 39)->key, '3');
    assert_null(rack_find(&p.rack, TARGET_LIST + 8));
    assert_int_equal(list_act(&list, &p.rack, &letter, 0, &picked),
                     LIST_UNUSED);
    assert_string_equal(list.typed, "q");
    assert_int_equal(list_act(&list, &p.rack, &back, 0, &picked), LIST_MOVED);
    assert_false(items[8].hidden);
    assert_int_equal(list_act(&list, &p.rack, &back, 0, &picked), LIST_UNUSED);
    close_page(&p);
}

static size_t left_of(const struct list *list)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        count += !list->items[i].hidden;
    return count;
}

static void draw_anew(struct list *list, struct page *p)
{
    rack_begin(&p->rack, p->canvas);
    list_draw(list, p->canvas, &p->rack, p->grid.body, p->grid.slot_height);
}

static void a_letter_on_the_screen_always_leads_somewhere(void **state)
{
    struct list_item items[40];
    size_t picked;

    (void)state;
    for (int n = 0, letters = 1; n < letters; n++) {
        struct list list = many(items);
        const struct act search = tapped(TARGET_LIST_SEARCH);
        const struct act letter = tapped(TARGET_LETTERS + n);
        struct page p;
        list.narrows = true;
        list.word_search = "buscar";
        list.word_erase = list.word_show = "";
        items[7].label = "Ágora";
        open_page(&p, n % SIZES);
        draw_anew(&list, &p);
        assert_int_equal(rack_find(&p.rack, TARGET_LIST_SEARCH)->key, '5');
        assert_int_equal(list_act(&list, &p.rack, &search, 0, &picked),
                         LIST_MOVED);
        draw_anew(&list, &p);
        assert_null(rack_find(&p.rack, TARGET_LIST));
        while (rack_find(&p.rack, TARGET_LETTERS + letters))
            letters++;
        assert_int_equal(list_act(&list, &p.rack, &letter, 0, &picked),
                         LIST_MOVED);
        assert_in_range(left_of(&list), 1, 40);
        draw_anew(&list, &p);
        assert_true(list.spells == (left_of(&list) > 7));
        close_page(&p);
    }
}

static void every_page_of_a_list_can_be_reached(void **state)
{
    struct list_item items[40];
    struct list list = many(items);
    struct page p;
    size_t seen = 0, picked;

    (void)state;
    open_page(&p, 1);
    do {
        struct act more = tapped(TARGET_LIST_MORE);
        rack_begin(&p.rack, p.canvas);
        list_draw(&list, p.canvas, &p.rack, p.grid.body, p.grid.slot_height);
        for (size_t i = list.first; i < list.first + list.page_size; i++)
            seen += rack_find(&p.rack, TARGET_LIST + (int)i) != NULL;
        if (list_act(&list, &p.rack, &more, 0, &picked) != LIST_MOVED)
            break;
    } while (seen < 100);
    assert_int_equal(seen, 40);
    close_page(&p);
}

static void faces_of_a_scale(void **state)
{
    struct scale scale = {
        .count = 5,
        .first = 1,
        .label = {"Muy mal", "Mal", "Regular", "Bien", "Muy bien"},
        .faces = true,
        .chosen = 3,
        .word_chosen = "elegida"};

    (void)state;
    for (int size = 0; size < SIZES; size++) {
        struct page p;
        open_page(&p, size);
        rack_focus(&p.rack, TARGET_SCALE + 1);
        scale_draw(&scale, p.canvas, &p.rack, p.grid.body);
        check(&p, "scale");
        assert_int_equal(at(&p, TARGET_SCALE)->key, '1');
        close_page(&p);
    }
    struct act act = tapped(TARGET_SCALE + 4);
    assert_true(scale_act(&scale, &act));
    assert_int_equal(scale.chosen, 4);
    assert_true(scale_act(&scale, &act));
    assert_int_equal(scale.chosen, -1);
    assert_true(scale_fits(&scale, 40));
    scale.count = 11;
    assert_false(scale_fits(&scale, 40));
}

static void a_sign_is_typed_first_and_once(void **state)
{
    struct act minus = {.kind = ACT_TEXT, .text = "-"};
    struct pad pad = {.negative = true};
    struct field field;
    bool refused;

    (void)state;
    field_init(&field, 12);
    field_set(&field, "7");
    assert_true(pad_act(&pad, &minus, &field, &refused));
    assert_false(refused);
    assert_string_equal(field.text, "-7");
    (void)pad_act(&pad, &minus, &field, &refused);
    assert_true(refused);
    assert_string_equal(field.text, "-7");
    field_clear(&field);
}

static void keyboard_and_pad(void **state)
{
    static const struct keyboard_words WORDS = {"borra", "deshaz", "MAYÚS",
                                                "123",   "abc",    "espacio"};
    struct keyboard keyboard = {.language = "es", .words = &WORDS};
    struct pad pad = {.decimal = true};

    (void)state;
    for (int size = 0; size < SIZES; size++) {
        struct page p;
        open_page(&p, size);
        struct rect keys = p.grid.body;
        keys.height = size == 0 ? 12 : 4;
        rack_focus(&p.rack, TARGET_KEYBOARD + 2);
        keyboard_draw(&keyboard, p.canvas, &p.rack, keys);
        check(&p, "keyboard");
        canvas_wipe(p.canvas);
        rack_begin(&p.rack, p.canvas);
        keys = p.grid.body;
        keys.x += keys.width / 2;
        keys.width /= 2;
        pad_draw(&pad, p.canvas, &p.rack, keys);
        check(&p, "pad");
        close_page(&p);
    }
}

static const char *const MONTHS[] = {"ene", "feb", "mar", "abr", "may", "jun",
                                     "jul", "ago", "sep", "oct", "nov", "dic"};

static void a_date_on_wheels(void **state)
{
    struct wheels wheels = {0};
    char iso[16];

    (void)state;
    wheels_set_date(&wheels, "2026-01-31");
    wheels.wheel[0].label = "Día";
    wheels.wheel[1].label = "Mes";
    wheels.wheel[2].label = "Año";
    wheels.wheel[1].names = MONTHS;
    for (int size = 0; size < SIZES; size++) {
        struct page p;
        open_page(&p, size);
        rack_focus(&p.rack, TARGET_WHEELS);
        wheels_draw(&wheels, p.canvas, &p.rack, p.grid.body);
        check(&p, "date");
        close_page(&p);
    }
    struct act month_up = tapped(TARGET_WHEELS + 4);
    assert_true(wheels_act(&wheels, &month_up));
    wheels_print(&wheels, iso);
    assert_string_equal(iso, "2026-02-28"); /* the day follows the month */
    struct act month_down = tapped(TARGET_WHEELS + 5);
    wheels_act(&wheels, &month_down);
    wheels_act(&wheels, &month_down);
    wheels_print(&wheels, iso);
    assert_string_equal(iso, "2026-12-28");
}

static void an_empty_wheel_shows_first_and_turns_then(void **state)
{
    struct wheels wheels = {.empty = true};
    struct act hour_up = tapped(TARGET_WHEELS);
    char iso[16];

    (void)state;
    wheels_set_time(&wheels, "23:55", 5);
    assert_true(wheels_act(&wheels, &hour_up));
    wheels_print(&wheels, iso);
    assert_string_equal(iso, "23:55");
    wheels_act(&wheels, &hour_up);
    struct act minute_up = tapped(TARGET_WHEELS + 4);
    wheels_act(&wheels, &minute_up);
    wheels_print(&wheels, iso);
    assert_string_equal(iso, "00:00");
}

static void a_ranking_gives_places_and_closes_gaps(void **state)
{
    struct list_item items[5];
    struct ranking ranking = {.list = five(items)};
    struct page p;

    (void)state;
    ranking.list.many = true;
    open_page(&p, 0);
    static const int TAPS[] = {3, 0, 4, 0};
    for (size_t i = 0; i < COUNT_OF(TAPS); i++) {
        struct act act = tapped(TARGET_LIST + TAPS[i]);
        assert_int_equal(ranking_act(&ranking, &p.rack, &act, 0), LIST_CHANGED);
    }
    assert_int_equal(ranking.count, 2);
    assert_int_equal(ranking.order[0], 3);
    assert_int_equal(ranking.order[1], 4);
    ranking_draw(&ranking, p.canvas, &p.rack, p.grid.body, 3);
    check(&p, "ranking");
    close_page(&p);
}

static void the_idle_warning(void **state)
{
    static const struct cap CAPS[] = {
        {.id = '5', .key = "5", .press = '5', .label = "Sigo aquí"},
        {.id = TARGET_FIRST, .key = "×", .label = "Terminar y borrar"},
    };
    struct dialog dialog = {
        .title = "¿Sigue aquí?",
        .text = "Toque la pantalla o pulse cualquier tecla y seguimos.",
        .part = 15,
        .whole = 20,
        .bar_text = "Quedan 15 segundos",
        .after = "Después borramos lo que respondió.",
        .caps = CAPS,
        .caps_count = 2,
    };

    (void)state;
    for (int size = 0; size < SIZES; size++) {
        struct page p;
        open_page(&p, size);
        rack_focus(&p.rack, '5');
        dialog_draw(&dialog, p.canvas, &p.rack, p.grid.page);
        check(&p, "dialog");
        check_targets(&p, 10);
        close_page(&p);
    }
}

static void a_long_prompt_is_paged_not_cut(void **state)
{
    struct prompt prompt = {
        .question = "uno dos tres cuatro cinco seis siete ocho nueve diez "
                    "once doce trece catorce quince dieciséis diecisiete "
                    "dieciocho diecinueve veinte veintiuno veintidós",
        .hint = "fin"};
    struct page p;
    bool seen = false;

    (void)state;
    open_page(&p, 1);
    struct rect area = {0, 1, 40, 3};
    for (int page = 0; page < 4 && !seen; page++) {
        rack_begin(&p.rack, p.canvas);
        canvas_wipe(p.canvas);
        prompt_draw(p.canvas, &p.rack, area, &prompt);
        at(&p, TARGET_PROMPT_MORE);
        char *dump = canvas_dump(p.canvas);
        seen = strstr(dump, "fin") != NULL;
        free(dump);
        prompt_more(&prompt, area);
    }
    assert_true(seen);
    close_page(&p);
}

static void grids_leave_room_at_every_size(void **state)
{
    (void)state;
    for (int width = GRID_MIN_WIDTH; width <= 200; width++) {
        for (int height = GRID_MIN_HEIGHT; height <= 60; height++) {
            struct grid g = grid_for(width, height, 50);
            assert_true(grid_fits(width, height));
            assert_true(g.prompt.height >= 1);
            assert_true(g.body.height >= 2 * g.slot_height);
            assert_true(g.body.width / 2 >= 17);
            assert_true(g.body.y + g.body.height <= g.footer.y);
            assert_int_equal(g.footer.y + g.footer.height, height);
        }
    }
    assert_false(grid_fits(20, 5));
}

static void a_qr_code_has_its_quiet_zone(void **state)
{
    struct page p;

    (void)state;
    open_page(&p, 0);
    struct qr *qr = qr_new("HTTPS://ECO.BARRIO.MX/R#4081552690732148", 80, 17);
    assert_non_null(qr);
    assert_int_equal(qr_width(qr), 25 + 8);
    assert_int_equal(qr_height(qr), 17);
    qr_draw(qr, p.canvas, 0, 0);
    check(&p, "qr");
    for (int x = 0; x < qr_width(qr); x++) {
        assert_string_equal(canvas_cell(p.canvas, x, 0)->text, "█");
        assert_string_equal(canvas_cell(p.canvas, x, 1)->text, "█");
        assert_int_equal(canvas_cell(p.canvas, x, 9)->style, ROLE_QR);
    }
    qr_free(qr);
    close_page(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_frame_of_a_page),
        cmocka_unit_test(a_short_list_stands_as_caps),
        cmocka_unit_test(a_list_measured_once_stands_as_any_other),
        cmocka_unit_test(several_answers_up_to_a_limit),
        cmocka_unit_test(a_long_list_is_paged_and_found_by_letters),
        cmocka_unit_test(typed_letters_narrow_a_list_that_asks_for_it),
        cmocka_unit_test(a_letter_on_the_screen_always_leads_somewhere),
        cmocka_unit_test(every_page_of_a_list_can_be_reached),
        cmocka_unit_test(faces_of_a_scale),
        cmocka_unit_test(a_sign_is_typed_first_and_once),
        cmocka_unit_test(keyboard_and_pad),
        cmocka_unit_test(a_date_on_wheels),
        cmocka_unit_test(an_empty_wheel_shows_first_and_turns_then),
        cmocka_unit_test(a_ranking_gives_places_and_closes_gaps),
        cmocka_unit_test(the_idle_warning),
        cmocka_unit_test(a_long_prompt_is_paged_not_cut),
        cmocka_unit_test(grids_leave_room_at_every_size),
        cmocka_unit_test(a_qr_code_has_its_quiet_zone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
