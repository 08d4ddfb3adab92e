/* All answers once more, before they go. While they are read, whatever sending
 * needs is made ready, so that the last tap costs one write to the disk. */
#include "screen/ask.h"
#include "screen/screen.h"

#include "terms.h"

#include "base/arena.h"
#include "form/session.h"

#include <string.h>

/* The answers as they will be sent, one a row. */
struct rows {
    struct stage *stage;
    struct list_item *items;
    const char **refs;
    size_t answers; /* of the rows; then there may be one more */
    size_t count, room;
};

enum { MOST_ROWS = 2000, CAP_WIDTH = 7 };

static const char *answer_text(struct stage *s, const struct question *q)
{
    if (*q->value && ask_is_masked(q))
        return "•••";
    if (*q->value && q->type == TYPE_DATE && ask_looks(q, "year"))
        return arena_strndup(s->frame, q->value, strlen("2026"));
    if (*q->value && q->type == TYPE_DATE && ask_looks(q, "month-year"))
        return arena_strndup(s->frame, q->value, strlen("2026-11"));
    if (*q->value)
        return *q->display ? q->display : q->value;
    switch (visit_why(&s->kiosk->visit, q->ref)) {
    case NO_ANSWER_DONT_KNOW:
        return stage_text(s, /* max 15 */ "I don't know");
    case NO_ANSWER_NOT_SAY:
        return stage_text(s, /* max 20 */ "I'd rather not say");
    default:
        return stage_text(s, /* max 20 */ "no answer");
    }
}

/* On the small page a reminder of the question is enough: the answer is what
 * one looks for. */
static const char *question_text(struct stage *s, const struct question *q)
{
    int room = canvas_width(s->canvas) - CAP_WIDTH;

    if (!stage_is_small(s) || text_width(q->label) <= room)
        return arena_strdup(s->frame, q->label);
    return arena_printf(s->frame, "%.*s" GLYPH_ELLIPSIS,
                        (int)text_fit(q->label, room - 1), q->label);
}

/* What is published of the answer, beside it where there is room. */
static const char *class_text(struct stage *s, const struct question *q)
{
    bool is_choice = q->choices_count || q->control == CONTROL_RANGE;

    if (stage_is_small(s))
        return "";
    switch (terms_published(s->kiosk, q->name, is_choice)) {
    case PUBLISHED_OPEN:
        return stage_text(s, /* max 14 */ "published");
    case PUBLISHED_COUNTED:
        return stage_text(s, /* max 14 */ "only counted");
    default:
        return stage_text(s, /* max 14 */ "not published");
    }
}

static bool add_row(void *context, const struct question *q)
{
    struct rows *rows = context;
    struct arena *arena = rows->stage->frame;

    if (q->readonly || rows->count == rows->room)
        return rows->count < rows->room;
    struct list_item *item = &rows->items[rows->count];
    item->label = question_text(rows->stage, q);
    const char *arrow =
        canvas_is_mirrored(rows->stage->canvas) ? GLYPH_LEFT : GLYPH_RIGHT;
    const char *class = class_text(rows->stage, q);
    item->note =
        arena_printf(arena, "%s %s%s%s", arrow, answer_text(rows->stage, q),
                     *class ? " · " : "", class);
    rows->refs[rows->count++] = arena_strdup(arena, q->ref);
    return true;
}

/* Behind the answers, unless it would cost the hurried a page: then it is in
 * the help alone. */
static void add_sign(struct rows *rows)
{
    struct stage *s = rows->stage;
    const char *sign = symbol_picked_text(s);
    int height = (int)(rows->count + 1) * s->grid.slot_height;

    if (!symbol_is_offered(s) || height > s->grid.body.height)
        return;
    rows->items[rows->count].label =
        stage_text(s, /* max 38 */ "A sign for your receipt");
    rows->items[rows->count++].note = stage_print(
        s, "%s %s", canvas_is_mirrored(s->canvas) ? GLYPH_LEFT : GLYPH_RIGHT,
        *sign ? sign : stage_text(s, /* max 10 */ "none"));
}

static void collect(struct stage *s, struct rows *rows)
{
    size_t number, total;

    session_progress(s->kiosk->visit.session, &number, &total);
    rows->stage = s;
    rows->room = total < MOST_ROWS ? total : MOST_ROWS;
    rows->items = arena_array(s->frame, rows->room + 2, sizeof *rows->items);
    rows->refs = arena_array(s->frame, rows->room + 1, sizeof *rows->refs);
    session_each(s->kiosk->visit.session, add_row, rows);
    rows->answers = rows->count;
    add_sign(rows);
}

static void enter(struct stage *s)
{
    s->from_review = false;
}

/* The code stands here before the machine knows whether it will be checked. */
static const char *hint(struct stage *s, const char *promise)
{
    const char *text = stage_text(s, /* max 50 */ "It goes without your name.");

    if (!*promise)
        return text;
    return stage_print(
        s, "%s %s", text,
        stage_print(s, stage_text(s, /* max 38 */ "Its code: %s"),
                    symbol_beside(s, promise, symbol_picked_text(s))));
}

static const char *const SIGNS[] = {GLYPH_LEFT, "?", NULL, GLYPH_TIMES,
                                    GLYPH_CHECK};

static void draw(struct stage *s)
{
    struct rows rows = {0};
    const char *promise = visit_promise(&s->kiosk->visit);

    stage_page(
        s, stage_text(s, /* max 24 */ "Check before you send"),
        stage_text(s, /* max 76 */ "Is it right? Choose what to change."),
        stage_is_small(s) ? "" : hint(s, promise));
    collect(s, &rows);
    s->list.items = rows.items;
    s->list.count = rows.count;
    s->list.plain = true;
    s->list.word_chosen = "";
    s->list.word_back = stage_text(s, /* max 14 */ "Before");
    s->list.word_more = stage_text(s, /* max 14 */ "More");
    list_draw(&s->list, s->canvas, &s->rack, s->grid.body, s->grid.slot_height);
    const char *const labels[5] = {
        stage_text(s, /* max 6 */ "Back"), stage_text(s, /* max 6 */ "Help"),
        *promise ? stage_text(s, /* max 9 */ "Check it") : NULL,
        stage_text(s, /* max 12, words 6 */ "Erase all"),
        stage_text(s, /* max 6 */ "Send")};
    s->signs = SIGNS;
    stage_footer(s, labels, false);
}

static enum place change(struct stage *s, size_t i)
{
    struct rows rows = {0};

    collect(s, &rows);
    if (i >= rows.answers)
        return i < rows.count ? PLACE_SYMBOL : PLACE_STAY;
    session_jump(s->kiosk->visit.session, rows.refs[i]);
    s->from_review = true;
    return question_here(s);
}

/* Nothing is drawn before the answers are durable, or known not to be. */
static enum place send(struct stage *s)
{
    struct session *session = s->kiosk->visit.session;

    if (!visit_is_frozen(&s->kiosk->visit) && session_validate(session)) {
        s->from_review = true;
        enum place place = question_here(s);
        stage_complain(s, *session_message(session)
                              ? session_message(session)
                              : stage_text(s, /* max 38 */
                                           "We need an answer here."));
        return place;
    }
    s->kiosk->trouble = kiosk_keep(s->kiosk, false);
    return s->kiosk->trouble ? PLACE_TROUBLE : PLACE_THANKS;
}

static bool work(struct stage *s)
{
    bool has_more = kiosk_prepare(s->kiosk);

    if (!has_more)
        thanks_prepare(s);
    return has_more;
}

static enum place act(struct stage *s, const struct act *act)
{
    size_t picked;

    if (list_act(&s->list, &s->rack, act, s->now_ms, &picked) == LIST_PICKED)
        return change(s, picked);
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    switch (act->id) {
    case '0':
        return question_back(s);
    case '*':
        return PLACE_HELP;
    case '8':
        return opened_begin(s);
    case '9':
        return PLACE_LEAVE;
    case '#':
        return send(s);
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_REVIEW = {
    .name = "review",
    .idle = IDLE_ASKS,
    .enter = enter,
    .draw = draw,
    .act = act,
    .work = work,
};
