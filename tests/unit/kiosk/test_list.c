/* Lists of choices, drawn on both grids and compared with the texts in
 * tests/golden/ui. BARRIO_GOLDEN=write renews them, to be looked at. */
#include "ui/letters.h"

#include "widget.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_list_stands_as_caps),
        cmocka_unit_test(a_list_measured_once_stands_as_any_other),
        cmocka_unit_test(several_answers_up_to_a_limit),
        cmocka_unit_test(a_long_list_is_paged_and_found_by_letters),
        cmocka_unit_test(typed_letters_narrow_a_list_that_asks_for_it),
        cmocka_unit_test(a_letter_on_the_screen_always_leads_somewhere),
        cmocka_unit_test(every_page_of_a_list_can_be_reached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
