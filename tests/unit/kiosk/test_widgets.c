/* What every widget looks like, on both grids: compared with the texts in
 * tests/golden/ui. BARRIO_GOLDEN=write renews them, to be looked at. */
#include "ui/dialog.h"
#include "ui/grid.h"
#include "ui/keyboard.h"
#include "ui/letters.h"
#include "ui/pad.h"
#include "ui/page.h"
#include "ui/qr.h"
#include "ui/ranking.h"
#include "ui/scale.h"
#include "ui/wheels.h"

#include "widget.h"

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
