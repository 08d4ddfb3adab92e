#include "screen/ask_list.h"

#include "screen/screen.h"

#include "base/arena.h"

void ask_list_begin(struct stage *s, size_t room, bool many)
{
    struct ask *ask = &s->ask;

    ask->room = room;
    ask->shows_symbols = canvas_glyphs(s->canvas) == GLYPHS_ROUND;
    ask->values = arena_array(ask->arena, room + 1, sizeof *ask->values);
    ask->list = (struct list){
        .items = arena_array(ask->arena, room + 1, sizeof *ask->list.items),
        .many = many,
        .fixed = true,
        .word_chosen = stage_text(s, /* max 9 */ "chosen"),
        .word_back = stage_text(s, /* max 14 */ "Before"),
        .word_more = stage_text(s, /* max 14 */ "More"),
    };
}

void ask_list_add(struct ask *ask, const char *label, const char *value,
                  bool chosen)
{
    size_t n = ask->list.count;

    if (n == ask->room)
        return;
    label = arena_strdup(ask->arena, label);
    /* A symbol is for eyes: a voice would read its name, fingers a blank cell,
     * and a poor font has a question mark for it. */
    const char *words = label + text_symbol(label);
    ask->list.items[n].label = ask->shows_symbols ? label : words;
    ask->list.items[n].said = words;
    ask->list.items[n].chosen = chosen;
    ask->values[n] = arena_strdup(ask->arena, value);
    ask->list.count++;
}

/* What was typed so far, or that typing helps. */
static void note_typed(struct stage *s)
{
    const struct list *list = &s->ask.list;

    if (!list->narrows)
        return;
    if (*list->typed)
        s->note = stage_print(s, GLYPH_RIGHT " %s", list->typed);
    else if (list->spells)
        s->note = stage_text(s, /* max 38 */ "Choose the first letters.");
    else if (list_is_paged(list))
        s->note = stage_text(s, /* max 38 */ "On a keyboard, type to search.");
}

/* In the language of now, which may have changed since it was loaded. */
static void find_words(struct stage *s)
{
    struct list *list = &s->ask.list;

    if (!list->narrows)
        return;
    list->word_search = stage_text(s, /* max 14 */ "Search");
    list->word_erase = stage_text(s, /* max 7 */ "erase");
    list->word_show = stage_text(s, /* max 14 */ "Show them");
    list->pad = ask_has_pad_only(s);
}

void ask_list_draw(struct stage *s, const struct question *q)
{
    (void)q;
    find_words(s);
    list_draw(&s->ask.list, s->canvas, &s->rack, s->grid.body,
              s->grid.slot_height);
    note_typed(s);
}

bool ask_list_touch_up(struct stage *s)
{
    return list_touch_up(&s->ask.list, s->canvas, &s->rack);
}

enum asked ask_list_outcome(enum list_outcome outcome)
{
    if (outcome == LIST_TOO_MANY)
        return ASKED_TOO_MANY;
    if (outcome == LIST_CHANGED)
        return ASKED_CHANGED;
    return outcome == LIST_UNUSED ? ASKED_UNUSED : ASKED_USED;
}

enum asked ask_list_act(struct stage *s, const struct act *act)
{
    return ask_list_outcome(
        list_act(&s->ask.list, &s->rack, act, s->now_ms, &(size_t){0}));
}

void ask_list_value(const struct stage *s, struct buf *out)
{
    const struct list *list = &s->ask.list;

    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].chosen)
            buf_printf(out, "%s%s", out->size ? " " : "", s->ask.values[i]);
    }
}
