/* The language: first of all, and in the middle of a visit without a loss. */
#include "field/desk.h"

#include "language.h"

#include "base/arena.h"
#include "base/words.h"
#include "form/session.h"

#include <string.h>

static size_t count(const struct stage *s)
{
    size_t n = 0;

    while (language_of_list(s->kiosk->config.languages, n))
        n++;
    return n;
}

bool stage_has_languages(const struct stage *s)
{
    return count(s) > 1;
}

enum place language_begin(struct stage *s)
{
    const struct language *only =
        language_of_list(s->kiosk->config.languages, 0);

    if (stage_has_languages(s))
        return PLACE_LANGUAGE;
    if (only)
        journal_language(s->kiosk, only->tag);
    return forms_choose(s);
}

enum place language_back(const struct stage *s)
{
    return stage_has_languages(s) ? PLACE_LANGUAGE : PLACE_ATTRACT;
}

/* Blanks that do not break: a sentence stays together. */
static char *unbroken(struct stage *s, const char *text)
{
    struct buf out;

    buf_init(&out, 0);
    for (; *text; text++)
        buf_puts(&out, *text == ' ' ? "\u00a0" : (char[]){*text, '\0'});
    char *copy = arena_strdup(s->frame, buf_text(&out));
    buf_clear(&out);
    return copy;
}

/* The same in every language, so that nobody has to guess; one word of each
 * where there is no room for sentences. */
static const char *sentence(struct stage *s)
{
    bool small = stage_is_small(s);
    const char *all = "";

    for (size_t i = 0; i < count(s); i++) {
        const char *tag = language_of_list(s->kiosk->config.languages, i)->tag;
        const char *one = unbroken(
            s, small ? kiosk_text_in(s->kiosk, tag, /* max 15 */ "Language")
                     : kiosk_text_in(s->kiosk, tag,
                                     /* max 30 */ "Choose your language"));
        all = arena_printf(s->frame, "%s%s%s", all, i ? " · " : "", one);
    }
    return all;
}

static void draw(struct stage *s)
{
    size_t n = count(s);
    struct list_item *items = arena_array(s->frame, n + 1, sizeof *items);

    for (size_t i = 0; i < n; i++) {
        const struct language *l =
            language_of_list(s->kiosk->config.languages, i);
        items[i].label = l->name;
        items[i].chosen = strcmp(l->tag, s->kiosk->visit.language) == 0;
    }
    s->list.items = items;
    s->list.count = n;
    s->list.plain = true;
    s->list.word_chosen = s->list.word_back = s->list.word_more = "";
    stage_page(s, "", sentence(s), NULL);
    list_draw(&s->list, s->canvas, &s->rack, s->grid.body, s->grid.slot_height);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL,
                                   stage_text(s, /* max 6 */ "Next")};
    stage_footer(s, labels, false);
}

/* Draws the question anew in the other language; the draft stays. */
static void change(struct stage *s, const char *tag)
{
    struct session *session = s->kiosk->visit.session;
    struct buf draft;

    buf_init(&draft, 0);
    if (session && s->ask.asker)
        s->ask.asker->value(s, &draft);
    journal_language(s->kiosk, tag);
    const struct question *q = session ? session_question(session) : NULL;
    if (q && s->ask.asker)
        ask_load(s, q, buf_text(&draft));
    buf_clear(&draft);
}

enum decision { UNDECIDED, BEFORE, AFTER };

static enum decision decide(struct stage *s, const struct act *act)
{
    size_t picked;
    enum list_outcome outcome =
        list_act(&s->list, &s->rack, act, s->now_ms, &picked);

    if (outcome == LIST_PICKED) {
        change(s, language_of_list(s->kiosk->config.languages, picked)->tag);
        return AFTER;
    }
    if (act->kind != ACT_TARGET || outcome != LIST_UNUSED)
        return UNDECIDED;
    if (act->id == '0')
        return BEFORE;
    return act->id == '#' ? AFTER : UNDECIDED;
}

static enum place first_act(struct stage *s, const struct act *act)
{
    switch (decide(s, act)) {
    case BEFORE:
        return PLACE_ATTRACT;
    case AFTER:
        return forms_choose(s);
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_LANGUAGE = {
    .name = "language",
    .idle = IDLE_LEAVES,
    .draw = draw,
    .act = first_act,
};

static enum place switch_act(struct stage *s, const struct act *act)
{
    if (decide(s, act) == UNDECIDED)
        return PLACE_STAY;
    return s->kiosk->worker ? desk_after_switch(s) : PLACE_BACK;
}

const struct screen SCREEN_SWITCH = {
    .name = "switch",
    .idle = IDLE_ASKS,
    .is_overlay = true,
    .draw = draw,
    .act = switch_act,
};
