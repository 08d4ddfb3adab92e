#include "answers_page.h"

#include "archive.h"
#include "base/arena.h"
#include "exporting.h"
#include "field.h"
#include "filter.h"
#include "hub.h"
#include "mark.h"
#include "models.h"
#include "page.h"
#include "plan.h"
#include "projection.h"
#include "review.h"

#include <stdlib.h>
#include <string.h>

/* A request looks through so many answers and no more: where the filter takes
 * few, the reader goes on page by page, and the hub stays quick for others. */
enum { LOOKED = 4000, SHOWN = 50, COLUMNS = 5, FOLLOW = 500 };

struct answers {
    struct visit *visit;
    struct buf *out;
    struct plan *plan;
    struct filter *filter;
    struct cell *cells;
    struct areas areas; /* whose answers the visitor may see */
    bool may_text;
    int64_t shown, looked, last;
};

static const struct {
    enum review review;
    const char *words;
} REVIEWS[] = {
    {REVIEW_RECEIVED, N_("not reviewed")},
    {REVIEW_HAS_ISSUES, N_("has issues")},
    {REVIEW_APPROVED, N_("approved")},
    {REVIEW_REJECTED, N_("rejected")},
};

const char *answers_page_review_words(int64_t review)
{
    for (size_t i = 0; i < COUNT_OF(REVIEWS); i++) {
        if (REVIEWS[i].review == review)
            return REVIEWS[i].words;
    }
    return "?";
}

static bool is_shown(const struct plan_column *column)
{
    return column->is_question;
}

static void add_cell(struct answers *a, const struct flat *row, size_t i)
{
    const struct plan_column *column = plan_column(a->plan, i);
    struct cell cell = a->cells[i];
    struct buf text;

    buf_puts(a->out, "</td><td>");
    if (!cell.text)
        return;
    if (plan_is_text(column) && !a->may_text &&
        row->review != REVIEW_APPROVED) {
        buf_puts(a->out, "<span class=\"muted\">");
        page_say(a->visit, a->out, "closed");
        buf_puts(a->out, "</span>");
        return;
    }
    buf_init(&text, 400);
    if (column->is_select)
        export_labels(&text, a->plan, i, cell);
    else
        buf_add(&text, cell.text, cell.size < 120 ? cell.size : 120);
    page_text(a->out, buf_text(&text));
    buf_clear(&text);
}

static const struct {
    const char *kind, *words;
} MARKS[] = {
    {"fast", N_("very fast")},
    {"straight", N_("all alike down the scales")},
};

void answers_page_marks(struct visit *visit, struct buf *out, int64_t number)
{
    struct mark mark;

    if (mark_read(visit->hub->archive, number, &mark))
        return;
    for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
        if (!strstr(mark.flags, MARKS[i].kind))
            continue;
        buf_puts(out, " <span class=\"bad\">");
        page_say(visit, out, MARKS[i].words);
        buf_puts(out, "</span>");
    }
    if (!mark.other)
        return;
    buf_puts(out, " <a class=\"bad\" href=\"/forms/");
    page_segment(out, visit->part[0]);
    buf_printf(out, "/answers/%lld\">", (long long)mark.other);
    page_say(visit, out, "like number");
    buf_printf(out, " %lld (%lld %%)</a>", (long long)mark.other,
               (long long)mark.percent);
}

static void add_row(struct answers *a, const struct flat *row)
{
    size_t shown = 0;

    buf_puts(a->out, "<tr><th scope=\"row\"><a href=\"/forms/");
    page_segment(a->out, a->visit->part[0]);
    buf_printf(a->out, "/answers/%lld\">%lld</a></th><td>",
               (long long)row->number, (long long)row->number);
    page_ago(a->visit, a->out, row->received_ms);
    buf_puts(a->out, "</td><td>");
    page_text(a->out, plan_station(a->plan, row->station));
    buf_puts(a->out, "</td><td>");
    page_say(a->visit, a->out, answers_page_review_words(row->review));
    answers_page_marks(a->visit, a->out, row->number);
    for (size_t i = 0; i < plan_columns_count(a->plan) && shown < COLUMNS;
         i++) {
        if (!is_shown(plan_column(a->plan, i)))
            continue;
        add_cell(a, row, i);
        shown++;
    }
    buf_puts(a->out, "</td></tr>");
}

static enum err note_row(void *context, const struct flat *row)
{
    struct answers *a = context;

    a->looked++;
    a->last = row->number;
    if (!filter_takes(a->filter, a->plan, row))
        return ERR_NONE;
    plan_place(a->plan, row->form, row->cells, row->cells_size, a->cells);
    /* A condition on a closed text would tell of it. */
    if (filter_asks_answers(a->filter)) {
        if (!a->may_text && row->review != REVIEW_APPROVED)
            plan_close_texts(a->plan, a->cells);
        if (!filter_takes_answers(a->filter, a->cells))
            return ERR_NONE;
    }
    add_row(a, row);
    return ++a->shown == SHOWN ? ERR_LIMIT : ERR_NONE;
}

static const char *query(struct answers *a, const char *name)
{
    const char *value = request_query(a->visit->request, name);

    return value ? value : "";
}

static void add_choice(struct answers *a, const char *name, const char *label,
                       const char *const (*options)[2], size_t count)
{
    const char *now = query(a, name);

    buf_puts(a->out, "<div>");
    field_choice(a->visit, a->out, name, label);
    for (size_t i = 0; i < count; i++)
        field_option(a->out, options[i][0], say(a->visit, options[i][1]),
                     strcmp(now, options[i][0]) == 0);
    field_end_choice(a->out);
    buf_puts(a->out, "</div>");
}

static void add_term(struct answers *a, const struct field *field)
{
    struct field copy = *field;

    copy.value = query(a, field->name);
    buf_puts(a->out, "<div>");
    field_add(a->visit, a->out, &copy);
    buf_puts(a->out, "</div>");
}

static void add_filter(struct answers *a)
{
    static const char *const STATES[][2] = {
        {"", N_("counted")},
        {"excluded", N_("excluded")},
        {"superseded", N_("replaced by an edit")},
        {"withdrawn", N_("withdrawn")},
        {"all", N_("all")}};
    static const char *const ASKED[][2] = {{"", N_("all")},
                                           {"received", N_("not reviewed")},
                                           {"hasIssues", N_("has issues")},
                                           {"approved", N_("approved")},
                                           {"rejected", N_("rejected")}};
    static const char *const MARKED[][2] = {
        {"", N_("all")},
        {"fast", N_("very fast")},
        {"straight", N_("all alike down the scales")},
        {"alike", N_("nearly the same as another interview")}};
    static const struct field TERMS[] = {
        {.name = "from", .label = N_("From this day on"), .type = "date"},
        {.name = "until", .label = N_("Before this day"), .type = "date"},
        {.name = "station", .label = N_("Station")},
        {.name = "where",
         .label = N_("Condition"),
         .hint = N_("Such as: edad >= 18 and gusta = si")},
    };

    buf_puts(a->out, "<details class=\"card\"");
    buf_puts(a->out, strchr(query(a, "f"), '1') ? " open>" : ">");
    buf_puts(a->out, "<summary>");
    page_say(a->visit, a->out, "Filter");
    buf_puts(a->out, "</summary><form method=\"get\" class=\"filter\">");
    field_hidden(a->out, "f", "1");
    for (size_t i = 0; i < COUNT_OF(TERMS); i++)
        add_term(a, &TERMS[i]);
    add_choice(a, "state", N_("State"), STATES, COUNT_OF(STATES));
    add_choice(a, "review", N_("Review"), ASKED, COUNT_OF(ASKED));
    add_choice(a, "mark", N_("Worth a second look"), MARKED, COUNT_OF(MARKED));
    field_button(a->visit, a->out, N_("Show these"));
    buf_puts(a->out, "</details>");
}

static void add_table_head(struct answers *a)
{
    static const char *const HEADS[] = {N_("Number"), N_("When"), N_("Station"),
                                        N_("Review")};
    size_t shown = 0;

    page_scroll(a->out, say(a->visit, "Answers"));
    buf_puts(a->out, "<table><thead><tr>");
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        buf_puts(a->out, "<th scope=\"col\">");
        page_say(a->visit, a->out, HEADS[i]);
        buf_puts(a->out, "</th>");
    }
    for (size_t i = 0; i < plan_columns_count(a->plan) && shown < COLUMNS;
         i++) {
        const struct plan_column *column = plan_column(a->plan, i);
        if (!is_shown(column))
            continue;
        buf_puts(a->out, "<th scope=\"col\">");
        page_text(a->out, *column->label ? column->label : column->name);
        buf_puts(a->out, "</th>");
        shown++;
    }
    buf_puts(a->out, "</tr></thead><tbody>");
}

static void add_term_of_link(struct answers *a, const char *name)
{
    const char *value = query(a, name);

    if (!*value)
        return;
    buf_printf(a->out, "&amp;%s=", name);
    page_segment(a->out, value);
}

/* The next page begins below the last answer that was looked at. */
static void add_next(struct answers *a)
{
    static const char *const TERMS[] = {"f",     "from",  "until",  "station",
                                        "where", "state", "review", "mark"};

    if (a->looked < LOOKED && a->shown < SHOWN)
        return;
    buf_printf(a->out, "<p><a class=\"button\" rel=\"next\" href=\"?below=%lld",
               (long long)a->last);
    for (size_t i = 0; i < COUNT_OF(TERMS); i++)
        add_term_of_link(a, TERMS[i]);
    buf_puts(a->out, "\">");
    page_say(a->visit, a->out, "Older ones");
    buf_puts(a->out, "</a></p>");
}

/* Where only some neighbourhoods are looked through, the next page begins
 * below the last answer that was passed over. */
static enum err look_back(struct answers *a, int64_t below, int64_t least,
                          int64_t limit)
{
    struct back which = {.family = plan_family(a->plan),
                         .part = plan_path(a->plan),
                         .areas = &a->areas,
                         .below = below,
                         .least = least,
                         .limit = limit};
    enum err err = projection_back(a->visit->hub->archive, &which, note_row, a);

    if (!err && a->looked < limit && which.least > least) {
        a->last = which.least;
        a->looked = LOOKED;
    }
    return err;
}

/* Only those with a mark: they are few, and found one by one. */
static enum err add_marked(struct answers *a, int64_t below)
{
    struct archive *archive = a->visit->hub->archive;
    int64_t family = plan_family(a->plan), number = below;
    enum err err = ERR_NONE;

    for (int64_t n = 0; !err && n < LOOKED; n++) {
        err = mark_next(archive, family, query(a, "mark"), number, &number);
        if (err || !number)
            return err;
        a->last = number;
        err = look_back(a, number + 1, number, 1);
    }
    a->looked = LOOKED; /* there may be older ones */
    return err;
}

static enum err add_rows(struct answers *a)
{
    const char *below = query(a, "below");
    int64_t from = *below ? strtoll(below, NULL, 10) : INT64_MAX;

    a->cells = arena_array(a->visit->arena, plan_columns_count(a->plan) + 1,
                           sizeof *a->cells);
    add_table_head(a);
    enum err err =
        *query(a, "mark") ? add_marked(a, from) : look_back(a, from, 0, LOOKED);
    page_end_table(a->out);
    return err == ERR_LIMIT ? ERR_NONE : err;
}

static void write_page(struct answers *a, const char *why)
{
    struct visit *v = a->visit;
    enum err err = ERR_NONE;

    page_begin(v, a->out, say(v, "Answers"));
    page_head(v, a->out, "Answers");
    buf_puts(a->out, "<p><a href=\"/forms/");
    page_segment(a->out, v->part[0]);
    buf_puts(a->out, "\">");
    page_say(v, a->out, "Counts and charts of this form");
    buf_puts(a->out, "</a></p>");
    page_areas(v, a->out, ACTION_ANSWERS);
    if (why)
        page_note(v, a->out, "bad", why);
    add_filter(a);
    if (!why)
        err = add_rows(a);
    if (!why && !a->shown)
        page_note(v, a->out, "muted",
                  N_("No answer fits. Answers appear here as soon as a "
                     "station delivers them."));
    if (!why)
        add_next(a);
    if (err)
        visit_fail(v, err);
    else
        page_end(v, a->out, why ? 400 : 200);
}

static enum err open_filter(struct answers *a, const char **why)
{
    struct filter_terms terms = {.from = query(a, "from"),
                                 .until = query(a, "until"),
                                 .station = query(a, "station"),
                                 .state = query(a, "state"),
                                 .review = query(a, "review"),
                                 .where = query(a, "where")};
    enum err err = filter_new(&a->filter, &terms, why);

    if (!err)
        err = filter_bind(a->filter, a->plan);
    if (err == ERR_MISSING)
        *why = N_("The condition names a question that this form has not.");
    return *why ? ERR_NONE : err;
}

void answers_page_show(struct visit *visit)
{
    struct hub *hub = visit->hub;
    struct buf out;
    struct answers a = {.visit = visit, .out = &out};
    const char *why = NULL;
    int64_t done;

    buf_init(&out, 0);
    a.areas = visit_areas(visit, ACTION_ANSWERS, visit->part[0]);
    a.may_text = visit_covers(visit, ACTION_TEXT, visit->part[0], &a.areas);
    enum err err = projection_follow(hub->archive, hub->models, FOLLOW, &done);
    if (!err)
        err = plan_new(&a.plan, hub->archive, hub->models, visit->part[0], NULL,
                       visit->language);
    if (!err)
        err = open_filter(&a, &why);
    if (err)
        visit_fail(visit, err);
    else
        write_page(&a, why);
    filter_free(a.filter);
    plan_free(a.plan);
    buf_clear(&out);
}
