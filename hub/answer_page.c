/* One answer: what was said question by question, where it came from, and
 * what people decided about it. */
#include "answers_page.h"

#include "archive.h"
#include "base/arena.h"
#include "base/stamp.h"
#include "exporting.h"
#include "field.h"
#include "hub.h"
#include "models.h"
#include "page.h"
#include "plan.h"
#include "projection.h"
#include "quarantine.h"
#include "record/response.h"
#include "review.h"

#include <stdlib.h>
#include <string.h>

struct answer {
    struct visit *visit;
    struct buf out; /* the page */
    struct plan *plan;
    struct cell *cells;
    struct flat flat; /* cells of it are gone after the visit */
    const char *id;   /* instanceID, "" : not found */
    bool is_open;     /* free text may be shown */
    bool may_review;
};

static enum err take(void *context, const struct flat *row)
{
    struct answer *a = context;
    struct arena *arena = a->visit->arena;
    int64_t wanted = strtoll(a->visit->part[1], NULL, 10);

    if (row->number != wanted)
        return ERR_NONE;
    const void *kept = arena_memdup(arena, row->cells, row->cells_size);
    a->flat = *row;
    a->cells =
        arena_array(arena, plan_columns_count(a->plan) + 1, sizeof *a->cells);
    struct cell id =
        plan_place(a->plan, row->form, kept, row->cells_size, a->cells);
    a->id = arena_strndup(arena, id.text, id.size);
    return ERR_NONE;
}

/* Looks the row up where an action's permission reaches. */
static enum err look(struct answer *a, enum action action)
{
    struct visit *v = a->visit;
    const struct areas areas = visit_areas(v, action, v->part[0]);

    int64_t number = strtoll(v->part[1], NULL, 10);
    struct back which = {.family = plan_family(a->plan),
                         .part = plan_path(a->plan),
                         .areas = &areas,
                         .below = number + 1,
                         .least = number,
                         .limit = 1};

    return projection_back(v->hub->archive, &which, take, a);
}

/* Whether the answer is among those for which the visitor has a permission:
 * it may hold for some neighbourhoods only. */
static enum err may(const struct answer *a, enum action action, bool *out)
{
    struct answer other = {.visit = a->visit, .plan = a->plan, .id = ""};

    *out = visit_may(a->visit, action, a->visit->part[0], NULL);
    enum err err = *out ? look(&other, action) : ERR_NONE;
    *out = !err && *other.id;
    return err;
}

/* Reading asks for one permission, reviewing for another. */
static enum err find(struct visit *visit, struct answer *a)
{
    struct hub *hub = visit->hub;
    int64_t done;

    *a = (struct answer){.visit = visit, .id = ""};
    enum err err = projection_follow(hub->archive, hub->models, 500, &done);
    if (!err)
        err = plan_new(&a->plan, hub->archive, hub->models, visit->part[0],
                       NULL, visit->language);
    if (!err)
        err = look(a, visit->route->action);
    if (!err && !*a->id)
        err = ERR_MISSING;
    if (!err)
        err = may(a, ACTION_TEXT, &a->is_open);
    if (!err)
        err = may(a, ACTION_REVIEW, &a->may_review);
    a->is_open = a->is_open || a->flat.review == REVIEW_APPROVED;
    return err;
}

static void add_value(struct answer *a, size_t i)
{
    const struct plan_column *column = plan_column(a->plan, i);
    struct cell cell = a->cells[i];
    struct buf text;

    if (!cell.text || !cell.size) {
        buf_puts(&a->out, "<span class=\"muted\">");
        page_say(a->visit, &a->out, "no answer");
        buf_puts(&a->out, "</span>");
        return;
    }
    if (plan_is_text(column) && !a->is_open) {
        page_say(a->visit, &a->out,
                 "Free text: stays closed until somebody has reviewed it.");
        return;
    }
    buf_init(&text, 0);
    if (column->is_select)
        export_labels(&text, a->plan, i, cell);
    else
        buf_add(&text, cell.text, cell.size);
    page_text(&a->out, buf_text(&text));
    buf_clear(&text);
}

static void add_answers(struct answer *a)
{
    static const char *const HEADS[] = {N_("Question"), N_("Answer")};

    page_table(a->visit, &a->out, N_("Answer"), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < plan_columns_count(a->plan); i++) {
        const struct plan_column *column = plan_column(a->plan, i);
        if (!column->is_question)
            continue;
        buf_puts(&a->out, "<tr><th scope=\"row\">");
        page_text(&a->out, *column->label ? column->label : column->name);
        buf_puts(&a->out, "</th><td>");
        add_value(a, i);
        buf_puts(&a->out, "</td></tr>");
    }
    page_end_table(&a->out);
}

static void add_entry(void *context, const struct review_entry *entry)
{
    struct answer *a = context;

    buf_puts(&a->out, "<tr><td>");
    page_ago(a->visit, &a->out, entry->at_ms);
    buf_puts(&a->out, "</td><td>");
    page_text(&a->out, *entry->who ? entry->who : "-");
    buf_puts(&a->out, "</td><td>");
    page_say(a->visit, &a->out, answers_page_review_words(entry->state));
    buf_puts(&a->out, "</td><td>");
    page_text(&a->out, entry->comment);
    buf_puts(&a->out, "</td></tr>");
}

/* It came otherwise; what came is a click away for those who may see it. */
static void add_repair(void *context, const struct quarantined *q)
{
    struct answer *a = context;

    buf_puts(&a->out, "<tr><td>");
    page_ago(a->visit, &a->out, q->settled_ms);
    buf_puts(&a->out, "</td><td>");
    page_text(&a->out, q->settled_by);
    buf_printf(&a->out, "</td><td><a href=\"/quarantine/%lld\">",
               (long long)q->id);
    page_say(a->visit, &a->out,
             strcmp(q->state, "repaired") == 0
                 ? N_("set aside, repaired and taken in")
                 : N_("set aside, taken in later"));
    buf_puts(&a->out, "</a></td><td>");
    page_text(&a->out, q->why);
    buf_puts(&a->out, "</td></tr>");
}

static enum err add_history(struct answer *a)
{
    static const char *const HEADS[] = {N_("When"), N_("Who"), N_("Review"),
                                        N_("Comment")};
    unsigned char key[RESPONSE_KEY_SIZE];

    response_key(a->id, key);
    page_part(a->visit, &a->out, "History");
    page_table(a->visit, &a->out, N_("History"), HEADS, COUNT_OF(HEADS));
    buf_puts(&a->out, "<tr><td>");
    page_ago(a->visit, &a->out, a->flat.received_ms);
    buf_puts(&a->out, "</td><td>");
    page_text(&a->out, plan_station(a->plan, a->flat.station));
    buf_puts(&a->out, "</td><td>");
    page_say(a->visit, &a->out, "received");
    buf_puts(&a->out, "</td><td></td></tr>");
    enum err err = quarantine_of(a->visit->hub->archive, key, add_repair, a);
    if (!err)
        err = review_each(a->visit->hub->archive, key, add_entry, a);
    page_end_table(&a->out);
    return err;
}

static const char *address(struct answer *a)
{
    struct buf out;

    buf_init(&out, 0);
    buf_puts(&out, "/forms/");
    page_segment(&out, a->visit->part[0]);
    buf_printf(&out, "/answers/%lld", (long long)a->flat.number);
    const char *text = arena_strdup(a->visit->arena, buf_text(&out));
    buf_clear(&out);
    return text;
}

static void add_review(struct answer *a)
{
    static const enum review CHOICES[] = {REVIEW_APPROVED, REVIEW_HAS_ISSUES,
                                          REVIEW_REJECTED};
    struct visit *v = a->visit;

    page_part(v, &a->out, "Review it");
    page_note(v, &a->out, "muted",
              N_("Approving opens its free text to those who may see answers. "
                 "Rejecting takes it out of every count, and needs a "
                 "reason."));
    page_form(v, &a->out, address(a), 0);
    field_choice(v, &a->out, "state", N_("Review"));
    for (size_t i = 0; i < COUNT_OF(CHOICES); i++)
        field_option(&a->out, review_name(CHOICES[i]),
                     say(v, answers_page_review_words(CHOICES[i])), i == 0);
    field_end_choice(&a->out);
    field_add(v, &a->out,
              &(struct field){.name = "comment",
                              .label = N_("Comment or reason"),
                              .more = "maxlength=\"500\""});
    field_button(v, &a->out, N_("Keep this"));
}

static const char *state_words(int64_t state)
{
    static const char *const WORDS[] = {
        [STATE_ACCEPTED] = N_("counted"),
        [STATE_QUARANTINED] = N_("set aside"),
        [STATE_EXCLUDED] = N_("excluded"),
        [STATE_WITHDRAWN] = N_("withdrawn"),
        [STATE_SUPERSEDED] = N_("replaced by an edit"),
    };

    return state >= 0 && state < (int64_t)COUNT_OF(WORDS) && WORDS[state]
               ? WORDS[state]
               : "-";
}

static void show(struct answer *a, const char *trouble)
{
    struct visit *v = a->visit;
    struct buf *out = &a->out;

    buf_init(out, 0);
    page_begin(v, out, say(v, "One answer"));
    page_head(v, out, "One answer");
    if (trouble)
        page_note(v, out, "bad", trouble);
    buf_puts(out, "<p><a href=\"/forms/");
    page_segment(out, v->part[0]);
    buf_puts(out, "/answers\">");
    page_say(v, out, "All answers");
    buf_puts(out, "</a> · <b>");
    page_say(v, out, state_words(a->flat.state));
    buf_puts(out, "</b> · ");
    page_say(v, out, answers_page_review_words(a->flat.review));
    answers_page_marks(v, out, a->flat.number);
    buf_puts(out, "</p>");
    add_answers(a);
    enum err err = add_history(a);
    if (a->may_review)
        add_review(a);
    if (err)
        visit_fail(v, err);
    else
        page_end(v, out, trouble ? 400 : 200);
    buf_clear(out);
}

void answer_page_show(struct visit *visit)
{
    struct answer a;
    enum err err = find(visit, &a);

    if (err)
        visit_fail(visit, err);
    else
        show(&a, NULL);
    plan_free(a.plan);
}

static enum err keep(struct answer *a)
{
    struct visit *v = a->visit;
    struct review_entry entry = {.at_ms = stamp_now().wall_ms,
                                 .person = v->person,
                                 .who = v->person_name,
                                 .comment = visit_field(v, "comment")};
    unsigned char key[RESPONSE_KEY_SIZE];

    if (!review_parse(visit_field(v, "state"), &entry.state) ||
        strlen(entry.comment) > 2000)
        return ERR_FORMAT;
    response_key(a->id, key);
    enum err err = archive_begin(v->hub->archive);
    if (err)
        return err;
    return archive_end(v->hub->archive,
                       review_add(v->hub->archive, key, &entry));
}

void answer_page_review(struct visit *visit)
{
    struct answer a;
    enum err err = find(visit, &a);

    if (!err)
        err = keep(&a);
    if (err == ERR_FORMAT && *a.id)
        show(&a, N_("Write the reason: a rejection needs one."));
    else if (err)
        visit_fail(visit, err);
    else
        visit_go(visit, address(&a));
    plan_free(a.plan);
}
