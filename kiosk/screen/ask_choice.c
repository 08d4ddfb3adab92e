/* Questions that are answered from a list: one, many, likert, and choosing that
 * goes on by itself. What they share with files and places is in ask_list.c. */
#include "screen/ask_list.h"

#include "screen/screen.h"

#include "base/attr.h"
#include "form/session.h"

#include <stdlib.h>
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

/* How an appearance lays choices out (xlsform.org, Appearance; docs.getodk.org,
 * Select appearances). A drop-down has its choices below each other. */
static const struct {
    const char *word;
    int columns;
} LAYOUTS[] = {
    {"minimal", 1},
    {"vertical", 1},
    {"vertical-compact", 1},
    {"columns", LIST_PACKED},
    {"columns-pack", LIST_PACKED},
    {"columns-flex", LIST_PACKED},
    {"compact", LIST_PACKED},
    {"quickcompact", LIST_PACKED},
    {"horizontal", LIST_PACKED},
    {"horizontal-compact", LIST_PACKED},
};
static const char *const NUMBERED[] = {"columns-", "compact-", "quickcompact-"};

static int columns_of(const struct question *q)
{
    for (size_t i = 0; i < COUNT_OF(LAYOUTS); i++) {
        if (ask_looks(q, LAYOUTS[i].word))
            return LAYOUTS[i].columns;
    }
    for (size_t i = 0; i < COUNT_OF(NUMBERED); i++) {
        const char *at = strstr(q->appearance, NUMBERED[i]);
        if (at && (at == q->appearance || at[-1] == ' '))
            return atoi(at + strlen(NUMBERED[i]));
    }
    return 0;
}

static void fill(struct stage *s, const struct question *q, const char *value)
{
    ask_list_begin(s, q->choices_count, q->control != CONTROL_SELECT1);
    s->ask.list.columns = columns_of(q);
    s->ask.list.narrows = ask_looks(q, "autocomplete");
    for (size_t i = 0; i < q->choices_count; i++) {
        const struct choice *c = &q->choices[i];
        ask_list_add(&s->ask, *c->label ? c->label : c->value, c->value,
                     holds(value, c->value));
    }
}

const struct asker ASK_ONE = {
    .name = "one",
    .hint = WORD(/* max 38 */ "Choose one."),
    .load = fill,
    .draw = ask_list_draw,
    .act = ask_list_act,
    .touch_up = ask_list_touch_up,
    .value = ask_list_value,
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
        ask_list_draw(s, q);
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
    .act = ask_list_act,
    .value = ask_list_value,
};

const struct asker ASK_MANY = {
    .name = "many",
    .hint = WORD(/* max 38 */ "Choose as many as you like."),
    .load = fill,
    .draw = ask_list_draw,
    .act = ask_list_act,
    .touch_up = ask_list_touch_up,
    .value = ask_list_value,
};

static void rank_load(struct stage *s, const struct question *q,
                      const char *value)
{
    struct ranking *ranking = &s->ask.ranking;

    fill(s, q, "");
    ranking->list = s->ask.list;
    ranking->list.fixed = false; /* places come and go as marks */
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
    return ask_list_outcome(
        ranking_act(&s->ask.ranking, &s->rack, act, s->now_ms));
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
