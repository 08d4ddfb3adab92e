/* Which form, where there are several, and the way to what the city says. */
#include "screen/screen.h"

#include "base/arena.h"

/* Begins a session; what went wrong is the trouble screen's to say. */
static enum place begin(struct stage *s, size_t i)
{
    const struct catalog_entry *entry = kiosk_form(s->kiosk, i);

    s->kiosk->trouble = entry ? kiosk_begin(s->kiosk, entry) : ERR_MISSING;
    return s->kiosk->trouble ? PLACE_TROUBLE : PLACE_CHARTER;
}

/* Besides forms one may read what the city says, where it said anything. */
static size_t count_lists(const struct stage *s)
{
    return s->kiosk->board.bulletin ? 2 : 0;
}

enum place forms_choose(struct stage *s)
{
    bool is_alone = kiosk_forms(s->kiosk) == 1 && !count_lists(s);

    return is_alone ? begin(s, 0) : PLACE_FORMS;
}

static void draw(struct stage *s)
{
    size_t n = kiosk_forms(s->kiosk);
    size_t lists = count_lists(s);
    struct list_item *items = arena_array(s->frame, n + 3, sizeof *items);

    for (size_t i = 0; i < n; i++) {
        items[i].label = kiosk_title(s->kiosk, kiosk_form(s->kiosk, i));
    }
    items[n + BOARD_CITY].label =
        stage_text(s, /* max 76 */ "What the city answered");
    items[n + BOARD_IDEAS].label =
        stage_text(s, /* max 76 */ "Ideas of neighbours");
    s->list.items = items;
    s->list.count = n + lists;
    s->list.plain = true;
    s->list.word_chosen = "";
    s->list.word_back = stage_text(s, /* max 14 */ "Before");
    s->list.word_more = stage_text(s, /* max 14 */ "More");
    stage_page(s, "", stage_text(s, /* max 76 */ "What is it about?"), NULL);
    list_draw(&s->list, s->canvas, &s->rack, s->grid.body, s->grid.slot_height);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL, NULL};
    stage_footer(s, labels, false);
}

static enum place act(struct stage *s, const struct act *act)
{
    size_t picked;

    if (list_act(&s->list, &s->rack, act, s->now_ms, &picked) == LIST_PICKED) {
        size_t n = kiosk_forms(s->kiosk);
        if (picked < n)
            return begin(s, picked);
        s->board_list = (enum board_list)(picked - n);
        s->board_first = 0;
        return PLACE_CITY;
    }
    if (act->kind == ACT_TARGET && act->id == '0')
        return language_back(s);
    return PLACE_STAY;
}

const struct screen SCREEN_FORMS = {
    .name = "forms",
    .idle = IDLE_LEAVES,
    .draw = draw,
    .act = act,
};
