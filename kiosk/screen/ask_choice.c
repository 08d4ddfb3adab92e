#include "screen/ask.h"

#include "screen/screen.h"

#include "base/arena.h"
#include "form/session.h"

#include <string.h>

static bool holds(const char *values, const char *value)
{
    size_t size = strlen(value);

    for (const char *at = values; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        if (n == size && strncmp(at, value, n) == 0)
            return true;
        at += n;
    }
    return false;
}

/* The question's choices die with the next answer, so they are copied. */
static void fill(struct stage *s, const struct question *q, const char *value)
{
    struct ask *ask = &s->ask;
    size_t count = q->choices_count;
    struct list_item *items = arena_array(ask->arena, count + 1, sizeof *items);

    ask->values = arena_array(ask->arena, count + 1, sizeof *ask->values);
    for (size_t i = 0; i < count; i++) {
        const struct choice *c = &q->choices[i];
        items[i].label =
            arena_strdup(ask->arena, *c->label ? c->label : c->value);
        items[i].chosen = holds(value, c->value);
        ask->values[i] = arena_strdup(ask->arena, c->value);
    }
    ask->list = (struct list){
        .items = items,
        .count = count,
        .many = q->control != CONTROL_SELECT1,
        .word_chosen = stage_text(s, /* max 9 */ "chosen"),
        .word_back = stage_text(s, /* max 14 */ "Before"),
        .word_more = stage_text(s, /* max 14 */ "More"),
    };
}

static void draw(struct stage *s, const struct question *q)
{
    (void)q;
    list_draw(&s->ask.list, s->canvas, &s->rack, s->grid.body,
              s->grid.slot_height);
}

static enum asked outcome(enum list_outcome outcome)
{
    if (outcome == LIST_TOO_MANY)
        return ASKED_TOO_MANY;
    return outcome == LIST_UNUSED ? ASKED_UNUSED : ASKED_USED;
}

static enum asked act(struct stage *s, const struct act *act)
{
    return outcome(
        list_act(&s->ask.list, &s->rack, act, s->now_ms, &(size_t){0}));
}

static void value(const struct stage *s, struct buf *out)
{
    const struct list *list = &s->ask.list;

    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].chosen)
            buf_printf(out, "%s%s", out->size ? " " : "", s->ask.values[i]);
    }
}

const struct asker ASK_ONE = {
    .name = "one",
    .hint = WORD(/* max 38 */ "Choose one."),
    .load = fill,
    .draw = draw,
    .act = act,
    .value = value,
};

/* A scale of words: side by side where they fit, else a list of the same
 * targets. */
static void likert_load(struct stage *s, const struct question *q,
                        const char *value)
{
    struct ask *ask = &s->ask;

    fill(s, q, value);
    ask->scale = (struct scale){
        .count = ask->list.count <= SCALE_MAX ? (int)ask->list.count : 0,
        .first = 1,
        .faces = ask_looks(q, "faces"),
        .word_chosen = ask->list.word_chosen,
    };
    for (int i = 0; i < ask->scale.count; i++)
        ask->scale.label[i] = ask->list.items[i].label;
}

static void likert_draw(struct stage *s, const struct question *q)
{
    enum { KEYS = 7 };
    struct scale *scale = &s->ask.scale;

    if (s->grid.small || scale->count > KEYS ||
        !scale_fits(scale, s->grid.body.width)) {
        draw(s, q);
        return;
    }
    scale->chosen = -1;
    for (int i = 0; i < scale->count; i++)
        if (s->ask.list.items[i].chosen)
            scale->chosen = i;
    scale_draw(scale, s->canvas, &s->rack, s->grid.body);
}

const struct asker ASK_LIKERT = {
    .name = "likert",
    .hint = WORD(/* max 38 */ "Choose one."),
    .load = likert_load,
    .draw = likert_draw,
    .act = act,
    .value = value,
};

const struct asker ASK_MANY = {
    .name = "many",
    .hint = WORD(/* max 38 */ "Choose as many as you like."),
    .load = fill,
    .draw = draw,
    .act = act,
    .value = value,
};

static void rank_load(struct stage *s, const struct question *q,
                      const char *value)
{
    struct ranking *ranking = &s->ask.ranking;

    fill(s, q, "");
    ranking->list = s->ask.list;
    for (const char *at = value; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        for (size_t i = 0; i < ranking->list.count; i++) {
            if (strlen(s->ask.values[i]) == n &&
                strncmp(s->ask.values[i], at, n) == 0 &&
                ranking->count < RANKING_MAX)
                ranking->order[ranking->count++] = i;
        }
        at += n;
    }
}

static void rank_draw(struct stage *s, const struct question *q)
{
    (void)q;
    ranking_draw(&s->ask.ranking, s->canvas, &s->rack, s->grid.body,
                 s->grid.slot_height);
}

static enum asked rank_act(struct stage *s, const struct act *act)
{
    return outcome(ranking_act(&s->ask.ranking, &s->rack, act, s->now_ms));
}

static void rank_value(const struct stage *s, struct buf *out)
{
    const struct ranking *ranking = &s->ask.ranking;

    for (size_t i = 0; i < ranking->count; i++)
        buf_printf(out, "%s%s", i ? " " : "", s->ask.values[ranking->order[i]]);
}

static const char *rank_hold(struct stage *s)
{
    const struct ranking *ranking = &s->ask.ranking;

    if (ranking->count == 0 || ranking->count == ranking->list.count)
        return NULL;
    return stage_text(s, /* max 38 */ "Give every one of them a place.");
}

const struct asker ASK_RANK = {
    .name = "rank",
    .hint = WORD(/* max 38 */ "Tap the most important one first."),
    .load = rank_load,
    .draw = rank_draw,
    .act = rank_act,
    .value = rank_value,
    .hold = rank_hold,
};
