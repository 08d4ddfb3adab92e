/* A group of several questions on one screen (appearance field-list): the rows
 * are the questions, the one with the focus is answered in place. */
#include "field/desk.h"

#include "base/arena.h"
#include "form/session.h"

#include <string.h>

enum { MOST_KEYS = 9 };

static struct session *session_of(const struct stage *s)
{
    return s->kiosk->visit.session;
}

static const struct outline_item *item_of(const struct desk *d, size_t i)
{
    return &d->inner.items[i];
}

/* Text and digits are typed on the row; few choices have their keys below; for
 * the rest the question's own screen opens. */
static bool is_typed(const struct stage *s)
{
    return s->ask.asker == &ASK_TEXT || s->ask.asker == &ASK_NUMBER ||
           s->ask.asker == &ASK_COUNTER;
}

static bool has_keys(const struct stage *s)
{
    return (s->ask.asker == &ASK_ONE || s->ask.asker == &ASK_LIKERT ||
            s->ask.asker == &ASK_MANY) &&
           s->ask.list.count <= MOST_KEYS;
}

static void focus(struct stage *s, size_t i)
{
    s->desk->inner_rows.focus = i;
    s->entered_ms = s->now_ms; /* each row has a time of its own */
    session_jump(session_of(s), item_of(s->desk, i)->ref);
    question_show(s);
}

static void enter(struct stage *s)
{
    struct desk *d = s->desk;
    char *here = arena_strdup(s->frame, session_ref(session_of(s)));
    size_t at = 0;

    outline_load(s, &d->inner, buf_text(&d->base), false);
    d->inner_rows = (struct roll){.count = d->inner.count};
    for (size_t i = 0; i < d->inner.count; i++) {
        if (strcmp(item_of(d, i)->ref, here) == 0)
            at = i;
    }
    if (d->inner.count)
        focus(s, at);
}

static void row(void *context, size_t i, struct roll_row *out)
{
    struct stage *s = context;
    const struct outline_item *item = item_of(s->desk, i);
    bool typed = i == s->desk->inner_rows.focus && is_typed(s);

    out->mark = outline_sign(item->mark, &out->mark_role);
    out->label = item->label;
    out->said = outline_said(s, item);
    out->detail =
        typed ? stage_print(s, "%s_", s->ask.field.text) : item->shown;
}

/* "1 yes  2 no", wrapped below the rows. */
static const char *choices(struct stage *s)
{
    struct buf text;

    buf_init(&text, 0);
    for (size_t i = 0; i < s->ask.list.count; i++)
        buf_printf(&text, "%s%zu\u00a0%s%s", i ? "   " : "", i + 1,
                   s->ask.list.items[i].chosen ? GLYPH_CHECK "\u00a0" : "",
                   s->ask.list.items[i].label);
    const char *out = arena_strdup(s->frame, buf_text(&text));
    buf_clear(&text);
    return out;
}

static const char *how(struct stage *s, const struct question *q)
{
    if (has_keys(s))
        return choices(s);
    if (*q->hint)
        return q->hint;
    return is_typed(s) ? "" : stage_text(s, /* max 38 */ "Enter opens it.");
}

static void draw_keys(struct stage *s)
{
    const struct bar_key keys[] = {
        {.id = '\r', .shown = "↵", .label = stage_text(s, /* max 8 */ "Take")},
        {.id = '\t',
         .shown = "Tab",
         .label = stage_text(s, /* max 8 */ "Next")},
        {.id = 'b', .shown = "Esc", .label = stage_text(s, /* max 8 */ "Back")},
        {.id = 'o', .label = stage_text(s, /* max 9 */ "Outline")},
        {.id = 'z', .label = stage_text(s, /* max 9 */ "Undo")},
        {.id = 'k', .label = stage_text(s, /* max 7 */ "Keys")},
        {.id = 'n', .label = stage_text(s, /* max 9 */ "Note")},
        {.id = 'x', .label = stage_text(s, /* max 9 */ "Leave")},
        {.id = 'y', .label = stage_text(s, /* max 9 */ "Redo")},
        desk_language_key(s),
        {0},
    };

    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static void draw(struct stage *s)
{
    struct desk *d = s->desk;
    const struct question *q = session_question(session_of(s));
    const char *title = q && *q->group_label ? q->group_label : "";
    struct rect area = desk_page(s, s->kiosk->worker, title);
    struct rect below;

    if (!q)
        return;
    desk_message(s, &area, "");
    const char *text = how(s, q);
    int lines = *text ? (int)text_wrap(text, area.width - 2, NULL, 0) : 0;
    int most = area.height / 2;
    lines = lines > most ? most : lines;
    area.height -= lines;
    below =
        (struct rect){area.x + 1, area.y + area.height, area.width - 2, lines};
    ask_picture_draw_beside(s, &area);
    d->inner_rows.row = row;
    d->inner_rows.context = s;
    roll_draw(&d->inner_rows, s->canvas, &s->rack, area);
    s->rack.free_keys = true;
    if (lines)
        stage_write(s, below, ROLE_TEXT, text);
    draw_keys(s);
}

static enum place onward(struct stage *s)
{
    desk_pass(s, buf_text(&s->desk->base));
    return desk_here(s);
}

static enum place back(struct stage *s)
{
    session_jump(session_of(s), buf_text(&s->desk->base));
    return desk_back(s);
}

/* What follows from an answer may be other rows; the next one has the focus.
 * Behind the last one the sheet is done. */
static enum place take(struct stage *s)
{
    struct desk *d = s->desk;
    size_t next = d->inner_rows.focus + 1;

    if (!question_take(s))
        return PLACE_STAY;
    outline_load(s, &d->inner, buf_text(&d->base), false);
    d->inner_rows.count = d->inner.count;
    if (next >= d->inner.count)
        return onward(s);
    focus(s, next);
    return PLACE_STAY;
}

static enum place enter_key(struct stage *s)
{
    if (is_typed(s) || has_keys(s) || s->ask.asker == &ASK_NOTE)
        return take(s);
    return PLACE_QUESTION;
}

static enum place choose(struct stage *s, char digit)
{
    size_t i = (size_t)(digit - '1');
    struct list *list = &s->ask.list;

    if (digit < '1' || i >= list->count)
        return PLACE_STAY;
    for (size_t n = 0; !list->many && n < list->count; n++)
        list->items[n].chosen = false;
    list->items[i].chosen = !list->items[i].chosen;
    return list->many ? PLACE_STAY : take(s);
}

static enum place type(struct stage *s, const struct act *act)
{
    bool fits = true;

    if (has_keys(s))
        return choose(s, act->text[0]);
    if (!is_typed(s))
        return PLACE_STAY;
    if (act->kind == ACT_NAV)
        field_key(&s->ask.field, act->nav);
    else if (s->ask.asker == &ASK_TEXT)
        fits = field_insert(&s->ask.field, act->text);
    else
        pad_act(&s->ask.pad, act, &s->ask.field, &(bool){false});
    if (!fits)
        stage_complain(s,
                       stage_text(s, /* max 38 */ "No more letters fit here."));
    return PLACE_STAY;
}

static enum place walk(struct stage *s, const struct act *act)
{
    struct desk *d = s->desk;
    size_t before = d->inner_rows.focus;

    question_keep(s);
    roll_act(&d->inner_rows, act);
    size_t to = d->inner_rows.focus;
    outline_load(s, &d->inner, buf_text(&d->base), false);
    d->inner_rows.count = d->inner.count;
    if (to >= d->inner.count)
        to = before;
    focus(s, to);
    return PLACE_STAY;
}

static enum place nav(struct stage *s, const struct act *act)
{
    switch (act->nav) {
    case NAV_UP:
    case NAV_DOWN:
    case NAV_PAGE_UP:
    case NAV_PAGE_DOWN:
        return walk(s, act);
    case NAV_ENTER:
        return enter_key(s);
    case NAV_NEXT:
        return question_take(s) ? onward(s) : PLACE_STAY;
    case NAV_ESCAPE:
        question_keep(s);
        return back(s);
    default:
        return type(s, act);
    }
}

static enum place code(struct stage *s, const char *text)
{
    return question_scan(s, text) ? take(s) : PLACE_STAY;
}

static enum place act(struct stage *s, const struct act *act)
{
    struct act key = *act;

    if (act->kind == ACT_TEXT)
        return type(s, act);
    if (act->kind == ACT_TARGET && act->id >= TARGET_ROLL)
        return walk(s, act);
    if (act->kind == ACT_TARGET)
        key = (struct act){.kind = ACT_NAV,
                           .nav = act->id == '\r'   ? NAV_ENTER
                                  : act->id == '\t' ? NAV_NEXT
                                                    : NAV_ESCAPE};
    return key.kind == ACT_NAV ? nav(s, &key) : PLACE_STAY;
}

const struct screen SCREEN_SHEET = {
    .name = "sheet",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
    .code = code,
};
