/* The instances of a repeat as a table: open, add, copy, remove; what was
 * removed comes back by undo. */
#include "field/desk.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/session.h"

#include <stdlib.h>
#include <string.h>

enum { NARROW_COLUMN = 12 };

static struct session *session_of(const struct stage *s)
{
    return s->kiosk->visit.session;
}

static const char *instance_ref(struct stage *s, size_t number)
{
    return stage_print(s, "%s[%zu]", buf_text(&s->desk->base), number);
}

/* Not in a group or repeat of its own: "/name[1]". */
static bool is_direct(const char *tail)
{
    return *tail && !strchr(tail + 1, '/');
}

/* The first questions of an instance, by the places they have in it. */
static void find_columns(struct desk *d)
{
    d->columns_count = 0;
    for (size_t i = 0; i < d->inner.count; i++) {
        const struct outline_item *item = &d->inner.items[i];
        bool known = item->mark == MARK_NOTE || !is_direct(item->tail);
        for (size_t n = 0; n < d->columns_count; n++)
            known = known ||
                    strcmp(d->inner.items[d->columns[n]].tail, item->tail) == 0;
        if (!known && d->columns_count < OUTLINE_COLUMNS)
            d->columns[d->columns_count++] = i;
    }
}

/* Instances are counted by trying: one that is all irrelevant has no row in
 * the outline. */
static void count_instances(struct stage *s)
{
    struct desk *d = s->desk;
    struct session *session = session_of(s);
    char *here = xstrdup(session_ref(session));
    size_t from = 0;

    for (size_t i = 0; i < d->inner.count; i++) {
        if (d->inner.items[i].instance > from)
            from = d->inner.items[i].instance;
    }
    do
        session_jump(session, instance_ref(s, from + 1));
    while (strcmp(session_ref(session), instance_ref(s, from + 1)) == 0 &&
           session_event(session) == EVENT_REPEAT && ++from);
    d->instances = from;
    d->may_grow = session_event(session) == EVENT_NEW_REPEAT;
    session_jump(session, here);
    free(here);
}

static void enter(struct stage *s)
{
    struct desk *d = s->desk;
    const char *bracket = strrchr(session_ref(session_of(s)), '[');
    size_t here = bracket ? (size_t)strtoul(bracket + 1, NULL, 10) : 1;

    outline_load(s, &d->inner, buf_text(&d->base), false);
    find_columns(d);
    count_instances(s);
    d->inner_rows = (struct roll){
        .count = d->instances + d->may_grow,
        .focus = here ? here - 1 : 0,
    };
}

static const struct outline_item *cell(const struct desk *d, size_t instance,
                                       const char *tail)
{
    for (size_t i = 0; i < d->inner.count; i++) {
        const struct outline_item *item = &d->inner.items[i];
        if (item->instance == instance && strcmp(item->tail, tail) == 0)
            return item;
    }
    return NULL;
}

static int columns_shown(const struct desk *d, int width)
{
    int most = width / NARROW_COLUMN;

    return (int)d->columns_count < most ? (int)d->columns_count : most;
}

/* Cells of equal width in one line, cut where they are longer. */
static const char *line_of(struct stage *s, size_t instance)
{
    const struct desk *d = s->desk;
    int room = s->grid.page.width - 8;
    int columns = columns_shown(d, room);
    int width = columns ? room / columns : room;
    struct buf line;

    buf_init(&line, 0);
    for (int n = 0; n < columns; n++) {
        const struct outline_item *head = &d->inner.items[d->columns[n]];
        const struct outline_item *item =
            instance ? cell(d, instance, head->tail) : head;
        const char *text = !item ? "" : instance ? item->shown : item->label;
        size_t size = text_fit(text, width - 2);
        bool cut = text[size] != '\0';
        if (cut)
            size = text_fit(text, width - 3);
        int rest = n + 1 < columns ? width - text_width_n(text, size) - cut : 0;
        buf_printf(&line, "%.*s%s%*s", (int)size, text,
                   cut ? GLYPH_ELLIPSIS : "", rest, "");
    }
    const char *out = arena_strdup(s->frame, buf_text(&line));
    buf_clear(&line);
    return out;
}

/* The same cells as a voice reads them: whole, and only what was answered. */
static const char *said_of(struct stage *s, size_t instance)
{
    const struct desk *d = s->desk;
    const char *said = stage_print(s, "%zu", instance);

    for (size_t n = 0; n < d->columns_count; n++) {
        const struct outline_item *item =
            cell(d, instance, d->inner.items[d->columns[n]].tail);
        if (item && *item->shown)
            said = stage_print(s, "%s. %s", said, item->shown);
    }
    return said;
}

/* The worst of what its questions are. */
static enum standing_mark mark_of(const struct desk *d, size_t instance)
{
    enum standing_mark worst = MARK_EMPTY;

    for (size_t i = 0; i < d->inner.count; i++) {
        const struct outline_item *item = &d->inner.items[i];
        if (item->instance == instance && item->mark > worst)
            worst = item->mark;
    }
    return worst;
}

static void row(void *context, size_t i, struct roll_row *out)
{
    struct stage *s = context;
    const struct desk *d = s->desk;

    if (i == d->instances) {
        out->mark = "+";
        out->mark_role = ROLE_ACCENT;
        out->label = d->instances
                         ? stage_text(s, /* max 30 */ "Yes, add another")
                         : stage_text(s, /* max 30 */ "Yes, add one");
        return;
    }
    out->mark = outline_sign(mark_of(d, i + 1), &out->mark_role);
    out->said = said_of(s, i + 1);
    out->label = stage_print(s, "%2zu %s", i + 1, line_of(s, i + 1));
}

static void draw(struct stage *s)
{
    struct desk *d = s->desk;
    const struct bar_key keys[] = {
        {.id = '\r', .shown = "↵", .label = stage_text(s, /* max 8 */ "Open")},
        {.id = '+', .bare = true, .label = stage_text(s, /* max 8 */ "Add")},
        {.id = 'c', .bare = true, .label = stage_text(s, /* max 8 */ "Copy")},
        {.id = '-', .bare = true, .label = stage_text(s, /* max 8 */ "Remove")},
        {.id = '#', .bare = true, .label = stage_text(s, /* max 8 */ "Next")},
        {.id = '0', .bare = true, .label = stage_text(s, /* max 8 */ "Back")},
        {.id = 'z', .label = stage_text(s, /* max 9 */ "Undo")},
        {.id = 'o', .label = stage_text(s, /* max 9 */ "Outline")},
        {.id = 'x', .label = stage_text(s, /* max 9 */ "Leave")},
        {.id = 'y', .label = stage_text(s, /* max 9 */ "Redo")},
        desk_language_key(s),
        {.id = 'k', .label = stage_text(s, /* max 7 */ "Keys")},
        {0},
    };
    const struct question *q = session_question(session_of(s));
    const char *what = q && *q->label ? q->label : q ? q->name : "";
    char where[48];
    struct rect area = desk_page(
        s, s->kiosk->worker, stage_print(s, "%s (%zu)", what, d->instances));
    struct rect line = {area.x + 7, area.y, area.width - 7, 1};

    canvas_line(s->canvas, line, ALIGN_START, ROLE_ACCENT, line_of(s, 0));
    area.y++;
    area.height--;
    struct rect message = area;
    area.height--;
    d->inner_rows.row = row;
    d->inner_rows.context = s;
    roll_draw(&d->inner_rows, s->canvas, &s->rack, area);
    s->rack.free_keys = true;
    desk_message(s, &message, roll_where(&d->inner_rows, where));
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static enum place complain(struct stage *s)
{
    stage_complain(s,
                   stage_text(s, /* max 38 */ "The form does not allow it."));
    return PLACE_STAY;
}

static enum place add(struct stage *s)
{
    const char *slot = instance_ref(s, s->desk->instances + 1);

    if (!s->desk->may_grow || journal_add(s->kiosk, slot))
        return complain(s);
    return desk_here(s);
}

static enum place open(struct stage *s)
{
    size_t i = s->desk->inner_rows.focus;

    if (i >= s->desk->instances)
        return add(s);
    session_jump(session_of(s), instance_ref(s, i + 1));
    session_next(session_of(s));
    return desk_here(s);
}

static enum place copy(struct stage *s)
{
    struct desk *d = s->desk;
    const char *slot = instance_ref(s, d->instances + 1);
    size_t i = d->inner_rows.focus;

    if (!d->may_grow || i >= d->instances ||
        journal_copy(s->kiosk, slot, instance_ref(s, i + 1)))
        return complain(s);
    session_jump(session_of(s), slot);
    return desk_here(s);
}

static enum place take_away(struct stage *s)
{
    struct desk *d = s->desk;
    size_t i = d->inner_rows.focus;

    if (i >= d->instances)
        return PLACE_STAY;
    if (journal_remove(s->kiosk, instance_ref(s, i + 1)))
        return complain(s);
    size_t left = d->instances - 1;
    session_jump(session_of(s), instance_ref(s, i < left || !left ? i + 1 : i));
    enum place place = desk_here(s);
    stage_complain(
        s, stage_text(s, /* max 38 */ "Taken away. ^Z brings it back."));
    s->message_kind = MESSAGE_HINT;
    return place;
}

static enum place onward(struct stage *s)
{
    struct desk *d = s->desk;
    size_t last = d->may_grow ? d->instances + 1 : d->instances;

    session_jump(session_of(s), instance_ref(s, last));
    desk_pass(s, buf_text(&d->base));
    return desk_here(s);
}

static enum place back(struct stage *s)
{
    session_jump(session_of(s), instance_ref(s, 1));
    return desk_back(s);
}

static enum place act(struct stage *s, const struct act *act)
{
    switch (roll_act(&s->desk->inner_rows, act)) {
    case ROLL_PICKED:
        return open(s);
    case ROLL_MOVED:
        return PLACE_STAY;
    default:
        break;
    }
    if (act->kind == ACT_NAV)
        return act->nav == NAV_ESCAPE ? back(s) : PLACE_STAY;
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    switch (act->id) {
    case '\r':
        return open(s);
    case '+':
        return add(s);
    case 'c':
        return copy(s);
    case '-':
        return take_away(s);
    case '#':
        return onward(s);
    case '0':
        return back(s);
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_TABLE = {
    .name = "table",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
