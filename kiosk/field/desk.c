#include "field/desk.h"

#include "audit.h"
#include "interview.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "form/catalog.h"

#include <stdlib.h>
#include <string.h>

enum { TYPED_LETTERS = 60, NARROW = 60, WIDE = 76 };

struct desk *desk_of(struct stage *s)
{
    if (s->desk)
        return s->desk;
    s->desk = xcalloc(1, sizeof *s->desk);
    field_init(&s->desk->search, TYPED_LETTERS);
    buf_init(&s->desk->base, 0);
    return s->desk;
}

void desk_free(struct desk *d)
{
    if (!d)
        return;
    workers_clear(&d->workers);
    records_clear(&d->records);
    tasks_clear(&d->tasks);
    outline_clear(&d->outline);
    outline_clear(&d->inner);
    field_clear(&d->search);
    field_clear(&d->remark);
    buf_clear(&d->base);
    free(d->shown);
    free(d->counted_base);
    free(d->remark_ref);
    free(d);
}

bool desk_has_workers(const struct stage *s)
{
    struct workers workers;
    bool has = workers_load(s->kiosk, &workers) == ERR_NONE && workers.count;

    workers_clear(&workers);
    return has;
}

/* What may be begun: the tasks, then the forms. */
static size_t beginnings(const struct stage *s)
{
    return s->desk->tasks.count + kiosk_forms(s->kiosk);
}

/* NULL: the entry is a form. */
static const struct task *task_at(const struct stage *s, size_t i)
{
    const struct tasks *tasks = &s->desk->tasks;

    return i < tasks->count ? &tasks->items[i] : NULL;
}

static const struct catalog_entry *form_at(const struct stage *s, size_t i)
{
    return kiosk_form(s->kiosk, i - s->desk->tasks.count);
}

static const char *beginning_name(struct stage *s, size_t i)
{
    const struct task *task = task_at(s, i);

    return task ? desk_task_name(s, task)
                : kiosk_title(s->kiosk, form_at(s, i));
}

static void fold_records(struct records *records)
{
    struct folder *folder = xmalloc(sizeof *folder);
    struct buf text, folded;

    folder_init(folder);
    buf_init(&text, 0);
    buf_init(&folded, 0);
    for (size_t i = 0; i < records->count; i++) {
        struct record *r = &records->items[i];
        buf_reset(&text);
        buf_reset(&folded);
        buf_printf(&text, "%s %s", r->title, r->form);
        folder_add(folder, buf_text(&text), &folded);
        r->folded = arena_strdup(records->arena, folded.data);
    }
    buf_clear(&text);
    buf_clear(&folded);
    free(folder);
}

static bool beginning_matches(struct stage *s, size_t i, const char *typed)
{
    char *folded = fold_text(beginning_name(s, i));
    bool matches = fold_match(folded, typed);

    free(folded);
    return matches;
}

/* The entries of the present list that hold what was typed. */
static void narrow(struct stage *s)
{
    struct desk *d = s->desk;
    char *typed = text_fold(d->search.text);
    size_t all = beginnings(s);

    d->shown_count = 0;
    d->shown =
        xreallocarray(d->shown, all + d->records.count + 1, sizeof *d->shown);
    for (size_t i = 0; d->list == LIST_FORMS && i < all; i++) {
        if (beginning_matches(s, i, typed))
            d->shown[d->shown_count++] = i;
    }
    for (size_t i = 0; d->list != LIST_FORMS && i < d->records.count; i++) {
        const struct record *r = &d->records.items[i];
        if ((size_t)r->state + LIST_STATES == (size_t)d->list &&
            fold_match(r->folded, typed))
            d->shown[d->shown_count++] = i;
    }
    free(typed);
    d->rows.count = d->shown_count;
    d->rows.focus = d->rows.first = 0;
}

static void enter(struct stage *s)
{
    struct desk *d = desk_of(s);

    kiosk_reload(s->kiosk);
    records_clear(&d->records);
    if (records_load(s->kiosk, &d->records))
        stage_complain(s, stage_text(s, /* max 38 */ "The list is not whole."));
    fold_records(&d->records);
    tasks_clear(&d->tasks);
    tasks_load(s->kiosk, &d->records, &d->tasks);
    field_erase_all(&d->search);
    narrow(s);
}

static size_t size_of(const struct stage *s, enum desk_list list)
{
    return list == LIST_FORMS ? beginnings(s)
                              : s->desk->records.counts[list - LIST_STATES];
}

static const char *list_name(const struct stage *s, enum desk_list list)
{
    static const char *const NAMES[LISTS] = {
        [LIST_FORMS] = WORD(/* max 11 */ "New"),
        [LIST_STATES + DRAFT_OPEN] = WORD(/* max 11 */ "Drafts"),
        [LIST_STATES + DRAFT_FINISHED] = WORD(/* max 11 */ "Finished"),
        [LIST_STATES + DRAFT_SENT] = WORD(/* max 11 */ "Sent"),
        [LIST_STATES + DRAFT_REFUSED] = WORD(/* max 11 */ "Refused"),
        [LIST_STATES + DRAFT_RETURNED] = WORD(/* max 11 */ "Sent back"),
    };

    return stage_text(s, NAMES[list]);
}

static void print_list(struct stage *s, struct rect *place, enum desk_list list)
{
    const char *text =
        stage_print(s, " %s %zu ", list_name(s, list), size_of(s, list));
    int width = text_width(text);
    const struct target target = {.area = {place->x, place->y, width, 1},
                                  .id = TARGET_FIRST + (int)list,
                                  .cursor_x = place->x,
                                  .cursor_y = place->y};

    canvas_line(s->canvas, (struct rect){place->x, place->y, width, 1},
                ALIGN_START, list == s->desk->list ? ROLE_FOCUS : ROLE_ACCENT,
                text);
    rack_add(&s->rack, &target, text);
    place->x += width + 1;
}

/* All lists side by side, or the present one between two arrows. */
static void draw_lists(struct stage *s, struct rect line)
{
    struct rect place = {line.x, line.y, 1, 1};

    if (line.width >= WIDE) {
        for (enum desk_list list = 0; list < LISTS; list++)
            print_list(s, &place, list);
        return;
    }
    canvas_text(s->canvas, line.x, line.y, ROLE_ACCENT, GLYPH_LEFT);
    place.x += 2;
    print_list(s, &place, s->desk->list);
    canvas_text(s->canvas, place.x, line.y, ROLE_ACCENT, GLYPH_RIGHT);
}

static const char *when(struct stage *s, int64_t wall_ms)
{
    char text[STAMP_TEXT_SIZE];

    stamp_print_local(wall_ms, text);
    text[strlen("2026-11-23T10:31")] = '\0';
    const char *day = stage_day(s, arena_strndup(s->frame, text, 10));
    return canvas_width(s->canvas) < NARROW
               ? day
               : stage_print(s, "%s %s", day, text + 11);
}

static void record_row(struct stage *s, const struct record *r,
                       struct roll_row *out)
{
    static const char *const MARKS[] = {
        [DRAFT_OPEN] = GLYPH_TODO,     [DRAFT_FINISHED] = GLYPH_UP,
        [DRAFT_SENT] = GLYPH_CHECK,    [DRAFT_REFUSED] = GLYPH_TIMES,
        [DRAFT_RETURNED] = GLYPH_LEFT,
    };
    static const int ROLES[] = {
        [DRAFT_OPEN] = ROLE_WARNING,     [DRAFT_FINISHED] = ROLE_ACCENT,
        [DRAFT_SENT] = ROLE_SUCCESS,     [DRAFT_REFUSED] = ROLE_ERROR,
        [DRAFT_RETURNED] = ROLE_WARNING,
    };

    out->mark = MARKS[r->state];
    out->mark_role = ROLES[r->state];
    out->label =
        *r->title ? r->title : stage_text(s, /* max 20 */ "nothing answered");
    const char *moment = when(s, r->touched_ms);
    out->detail = canvas_width(s->canvas) < NARROW
                      ? moment
                      : stage_print(s, "%s · %s", r->form, moment);
}

static void row(void *context, size_t i, struct roll_row *out)
{
    struct stage *s = context;
    size_t at = s->desk->shown[i];

    if (s->desk->list == LIST_FORMS && task_at(s, at))
        desk_task_row(s, task_at(s, at), out);
    else if (s->desk->list == LIST_FORMS)
        out->label = beginning_name(s, at);
    else
        record_row(s, &s->desk->records.items[at], out);
}

static const char *empty_note(struct stage *s)
{
    if (s->desk->shown_count)
        return "";
    return *s->desk->search.text
               ? stage_text(s, /* max 38 */ "Nothing here has these letters.")
               : stage_text(s, /* max 38 */ "Nothing here.");
}

static void draw(struct stage *s)
{
    struct desk *d = desk_of(s);
    const struct bar_key keys[] = {
        {.id = '\r', .shown = "↵", .label = stage_text(s, /* max 8 */ "Open")},
        {.id = '\t',
         .shown = "← →",
         .label = stage_text(s, /* max 8 */ "List")},
        {.id = 'd', .label = stage_text(s, /* max 9 */ "Delete")},
        desk_language_key(s),
        desk_voice_key(s),
        {.id = 'k', .label = stage_text(s, /* max 7 */ "Keys")},
        {.id = 'x', .label = stage_text(s, /* max 9 */ "Sign out")},
        {0},
    };
    struct rect area = desk_page(s, s->kiosk->worker,
                                 stage_text(s, /* max 38 */ "Field work"));
    char where[48];

    draw_lists(s, area);
    s->where =
        stage_print(s, "%s, %zu", list_name(s, d->list), size_of(s, d->list));
    struct rect line = {area.x, area.y + 1, area.width, 1};
    roll_draw_search(&d->search, s->canvas, line,
                     stage_text(s, /* max 30 */ "type to search"));
    area.y += 2;
    area.height -= 2;
    d->rows.row = row;
    d->rows.context = s;
    struct rect message = area;
    area.height--;
    roll_draw(&d->rows, s->canvas, &s->rack, area);
    s->note = empty_note(s);
    desk_message(s, &message,
                 d->shown_count ? roll_where(&d->rows, where) : s->note);
    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
}

static enum place begin(struct stage *s, size_t i)
{
    const struct task *task = task_at(s, i);
    const struct catalog_entry *entry = task ? task->entry : form_at(s, i);
    enum err err = ERR_MISSING;

    if (task)
        err = interview_begin_for(s->kiosk, entry, task->what);
    else if (entry)
        err = interview_begin(s->kiosk, entry, BEGIN_BLANK, 0);
    if (!err)
        return desk_here(s);
    stage_complain(s, err == ERR_FULL
                          ? stage_text(s, /* max 38 */ "The disk is full.")
                          : stage_text(s, /* max 38 */
                                       "It cannot be opened; see the log."));
    return PLACE_STAY;
}

static enum place take_up(struct stage *s, const struct record *r)
{
    if (interview_open(s->kiosk, r->number) == ERR_NONE) {
        journal_load(s->kiosk);
        journal_audit(s->kiosk, "form resume", "", AUDIT_INSTANT);
        return desk_here(s);
    }
    stage_complain(s, stage_text(s, /* max 38 */
                                 "It cannot be opened; see the log."));
    return PLACE_STAY;
}

static const struct record *focused(const struct desk *d)
{
    if (d->list == LIST_FORMS || d->rows.focus >= d->shown_count)
        return NULL;
    return &d->records.items[d->shown[d->rows.focus]];
}

static enum place open(struct stage *s)
{
    struct desk *d = s->desk;
    const struct record *r = focused(d);

    if (d->rows.focus >= d->shown_count)
        return PLACE_STAY;
    if (!r)
        return begin(s, d->shown[d->rows.focus]);
    if (r->state == DRAFT_OPEN)
        return take_up(s, r);
    d->record = *r;
    return PLACE_RECORD;
}

/* Only what nobody has sent yet; asked once more. */
static enum place drop(struct stage *s)
{
    const struct record *r = focused(s->desk);

    if (!r || r->state != DRAFT_OPEN)
        return PLACE_STAY;
    if (!s->sure) {
        s->sure = true;
        stage_complain(s, stage_text(s, /* max 38 */
                                     "Once more to delete this draft."));
        return PLACE_STAY;
    }
    if (interview_drop(s->kiosk, r->number))
        stage_complain(s, stage_text(s, /* max 38 */ "It is not deleted."));
    return PLACE_DESK;
}

static enum place turn(struct stage *s, enum desk_list list)
{
    s->desk->list = list;
    narrow(s);
    return PLACE_STAY;
}

static enum place sign_out(struct stage *s)
{
    worker_sign_out(s->kiosk);
    return PLACE_SIGN_IN;
}

static enum place nav(struct stage *s, enum nav key)
{
    struct desk *d = s->desk;

    switch (key) {
    case NAV_LEFT:
    case NAV_PREVIOUS:
        return turn(s, (d->list + LISTS - 1) % LISTS);
    case NAV_RIGHT:
    case NAV_NEXT:
        return turn(s, (d->list + 1) % LISTS);
    case NAV_ERASE:
        if (field_erase(&d->search))
            narrow(s);
        return PLACE_STAY;
    case NAV_ESCAPE:
        if (field_erase_all(&d->search))
            narrow(s);
        return PLACE_STAY;
    default:
        return PLACE_STAY;
    }
}

static enum place chosen(struct stage *s, int id)
{
    switch (id) {
    case '\r':
        return open(s);
    case '\t':
        return nav(s, NAV_RIGHT);
    case 'd':
        return drop(s);
    case 'l':
        return PLACE_SWITCH;
    case 'x':
        return sign_out(s);
    default:
        break;
    }
    if (id >= TARGET_FIRST && id < TARGET_FIRST + (int)LISTS)
        return turn(s, (enum desk_list)(id - TARGET_FIRST));
    return PLACE_STAY;
}

static enum place act(struct stage *s, const struct act *act)
{
    struct desk *d = s->desk;
    enum roll_outcome outcome = roll_act(&d->rows, act);
    bool is_drop = act->kind == ACT_TARGET && act->id == 'd';

    s->sure = s->sure && is_drop;
    if (outcome == ROLL_PICKED)
        return open(s);
    if (outcome == ROLL_MOVED)
        return PLACE_STAY;
    if (act->kind == ACT_NAV)
        return nav(s, act->nav);
    if (act->kind == ACT_TARGET)
        return chosen(s, act->id);
    if (act->kind == ACT_TEXT && field_insert(&d->search, act->text))
        narrow(s);
    return PLACE_STAY;
}

const struct screen SCREEN_DESK = {
    .name = "desk",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
