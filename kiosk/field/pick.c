/* A select of many choices for a keyboard: typed letters leave those that have
 * them, at a hundred thousand as at twenty. */
#include "field/desk.h"

#include "base/arena.h"
#include "base/buf.h"
#include "form/session.h"

#include <stdlib.h>
#include <string.h>

static const struct question *question_of(const struct stage *s)
{
    return session_question(s->kiosk->visit.session);
}

static const char *label_of(const struct choice *choice)
{
    return *choice->label ? choice->label : choice->value;
}

/* All labels folded, one behind the other: at a hundred thousand each would
 * otherwise cost its own piece of memory. Done with the first letter, so that
 * whoever only passes by does not wait for it. */
static void fold_all(struct ask *ask, const struct question *q)
{
    struct pick *p = &ask->pick;
    struct folder *folder = arena_alloc(ask->arena, sizeof *folder);
    struct buf text;

    folder_init(folder);
    buf_init(&text, 0);
    p->at = arena_array(ask->arena, q->choices_count + 1, sizeof *p->at);
    for (size_t i = 0; i < q->choices_count; i++) {
        p->at[i] = (uint32_t)text.size;
        folder_add(folder, label_of(&q->choices[i]), &text);
    }
    p->folded = arena_memdup(ask->arena, buf_text(&text), text.size + 1);
    buf_clear(&text);
}

/* What was left before is looked at again when a letter came to it; all, when
 * one was taken back. */
static void narrow(struct stage *s, bool from_all)
{
    struct pick *p = &s->ask.pick;
    char *typed = text_fold(s->ask.field.text);
    size_t all = from_all ? question_of(s)->choices_count : p->rows.count;
    size_t count = 0;

    if (*typed && !p->folded)
        fold_all(&s->ask, question_of(s));
    for (size_t n = 0; n < all; n++) {
        uint32_t i = from_all ? (uint32_t)n : p->shown[n];
        if (!*typed || fold_match(p->folded + p->at[i], typed))
            p->shown[count++] = i;
    }
    free(typed);
    p->rows.count = count;
    p->rows.focus = p->rows.first = 0;
}

static void load(struct stage *s, const struct question *q, const char *value)
{
    struct ask *ask = &s->ask;
    struct pick *p = &ask->pick;

    *p = (struct pick){.chosen = PICK_NONE};
    p->shown = arena_array(ask->arena, q->choices_count + 1, sizeof *p->shown);
    for (size_t i = 0; *value && i < q->choices_count; i++) {
        if (strcmp(q->choices[i].value, value) == 0)
            p->chosen = i;
    }
    narrow(s, true);
    if (p->chosen != PICK_NONE)
        p->rows.focus = p->chosen;
}

static void row(void *context, size_t n, struct roll_row *out)
{
    const struct stage *s = context;
    const struct pick *p = &s->ask.pick;
    size_t i = p->shown[n];

    out->mark = i == p->chosen ? GLYPH_CHOSEN : GLYPH_OPEN;
    out->mark_role = ROLE_ACCENT;
    out->label = label_of(&question_of(s)->choices[i]);
}

static void draw(struct stage *s, const struct question *q)
{
    struct pick *p = &s->ask.pick;
    struct rect area = s->grid.body;
    struct rect line = {area.x, area.y, area.width, 1};
    char where[48];

    (void)q;
    roll_draw_search(&s->ask.field, s->canvas, line,
                     stage_text(s, /* max 30 */ "type to search"));
    area.y++;
    area.height--;
    p->rows.row = row;
    p->rows.context = s;
    roll_draw(&p->rows, s->canvas, &s->rack, area);
    if (p->rows.count)
        s->margin = stage_print(s, "%s", roll_where(&p->rows, where));
    else
        s->note = stage_text(s, /* max 38 */ "Nothing here has these letters.");
}

static enum asked choose(struct pick *p)
{
    p->chosen = p->shown[p->rows.focus];
    return ASKED_USED;
}

static enum asked act(struct stage *s, const struct act *act)
{
    struct pick *p = &s->ask.pick;

    if (act->kind == ACT_TEXT) {
        if (!field_insert(&s->ask.field, act->text))
            return ASKED_FULL;
        narrow(s, false);
        return ASKED_USED;
    }
    if (act->kind == ACT_NAV && act->nav == NAV_ERASE) {
        if (field_erase(&s->ask.field))
            narrow(s, true);
        return ASKED_USED;
    }
    switch (roll_act(&p->rows, act)) {
    case ROLL_PICKED:
        return choose(p);
    case ROLL_MOVED:
        return ASKED_USED;
    default:
        return ASKED_UNUSED;
    }
}

static void value(const struct stage *s, struct buf *out)
{
    const struct pick *p = &s->ask.pick;

    if (p->chosen != PICK_NONE)
        buf_puts(out, question_of(s)->choices[p->chosen].value);
}

const struct asker ASK_PICK = {
    .name = "pick",
    .digits = true,
    .hint = WORD(/* max 38 */ "Type a part of it, then Enter."),
    .load = load,
    .draw = draw,
    .act = act,
    .value = value,
};
