#include "field/outline.h"

#include "base/mem.h"
#include "ui/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { ITEMS = 4 };

static const struct {
    const char *label;
    enum standing_mark mark;
} LISTED[ITEMS] = {
    {"Who lives here? Rosa Núñez", MARK_ANSWERED},
    {"The home", MARK_HEADING},
    {"Rooms", MARK_MISSING},
    {"Street Sol", MARK_INVALID},
};

static int setup(void **state)
{
    struct outline *o = xcalloc(1, sizeof *o);

    o->items = xcalloc(ITEMS, sizeof *o->items);
    o->shown = xcalloc(ITEMS, sizeof *o->shown);
    o->count = ITEMS;
    for (size_t i = 0; i < ITEMS; i++)
        o->items[i] = (struct outline_item){
            .label = LISTED[i].label,
            .folded = fold_text(LISTED[i].label),
            .mark = LISTED[i].mark,
        };
    *state = o;
    return 0;
}

static int teardown(void **state)
{
    struct outline *o = *state;

    for (size_t i = 0; i < ITEMS; i++)
        free((char *)(uintptr_t)o->items[i].folded);
    outline_clear(o);
    free(o);
    return 0;
}

static void typed_words_leave_those_that_have_them(void **state)
{
    struct outline *o = *state;

    outline_filter(o, "nun");
    assert_int_equal(o->shown_count, 1);
    assert_int_equal(o->shown[0], 0);
    outline_filter(o, "");
    assert_int_equal(o->shown_count, ITEMS);
}

static void only_what_is_open_is_listed_when_asked(void **state)
{
    struct outline *o = *state;

    o->open_only = true;
    outline_filter(o, "");
    assert_int_equal(o->shown_count, 2);
    assert_int_equal(o->shown[0], 2);
    assert_int_equal(o->shown[1], 3);
}

/* Whoever sees no colours tells them by their signs. */
static void each_standing_has_a_sign_of_its_own(void **state)
{
    int role;

    (void)state;
    for (int a = MARK_EMPTY; a <= MARK_INVALID; a++) {
        for (int b = a + 1; b <= MARK_INVALID; b++)
            assert_string_not_equal(outline_sign((enum standing_mark)a, &role),
                                    outline_sign((enum standing_mark)b, &role));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(typed_words_leave_those_that_have_them,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(only_what_is_open_is_listed_when_asked,
                                        setup, teardown),
        cmocka_unit_test(each_standing_has_a_sign_of_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
