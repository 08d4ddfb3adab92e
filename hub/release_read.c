#include "release_read.h"

#include "archive.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "deeds.h"
#include "dimension.h"
#include "form/flatten.h"
#include "form/xform.h"
#include "formbook.h"
#include "models.h"
#include "plan.h"
#include "projection.h"
#include "record/response.h"
#include "sql.h"
#include "target.h"
#include "wire/envelope.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char PEOPLE[] =
    "SELECT flat.number, flat.form, flat.station, flat.cells,"
    " response.envelope, flat.received_ms FROM flat JOIN response"
    " ON response.number = flat.number WHERE flat.family = ? AND flat.part ="
    " (SELECT id FROM part WHERE family = ? AND path = ?) AND flat.line = 0"
    " AND flat.state = ? ORDER BY flat.number";
/* What was withdrawn before it had a leaf is no line of the log. */
static const char STATES[] =
    "SELECT state, reason, gone, COUNT(*) FROM (SELECT response.state AS state,"
    " COALESCE((SELECT comment FROM review WHERE review.key = response.key"
    " ORDER BY review.id DESC LIMIT 1), '') AS reason,"
    " CASE WHEN response.state = 3 AND response.epoch IS NULL THEN 1 ELSE 0 END"
    " AS gone FROM response JOIN form ON form.id = response.form"
    " WHERE form.family = ?) AS judged"
    " GROUP BY state, reason, gone ORDER BY state, reason, gone";

struct reader {
    struct archive *archive;
    struct models *models;
    struct reading *out;
    struct plan *plan;
    struct cell *cells;
    size_t *question; /* of each column of the plan, SIZE_MAX: none */
};

static const char *daypart(int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm at;
    size_t i = 0;

    if (!localtime_r(&seconds, &at))
        return "unknown";
    while (at.tm_hour >= DAYPARTS[i].until)
        i++;
    return DAYPARTS[i].name;
}

/* A station stands somewhere; a field worker's goes along, and the answer says
 * for which task and place the worker was sent. NULL when it says no place. */
static const char *read_round(struct reader *r, const struct envelope *e)
{
    struct json *extra = NULL;
    const char *place = NULL;

    if (strcmp(e->entry_mode, "field") != 0 ||
        json_read(e->extra, strlen(e->extra), &extra))
        return NULL;
    rounds_note(&r->out->rounds, r->out->arena, extra);
    const char *said = json_text(json_member(extra, "place"), "");
    if (*said)
        place = arena_strdup(r->out->arena, said);
    json_free(extra);
    return place;
}

static void place_person(struct reader *r, struct sql_rows *rows,
                         const struct envelope *e, struct member *m)
{
    struct sql *sql = r->archive->sql;
    const char *place = read_round(r, e);

    if (!place)
        place = *e->origin ? e->origin
                           : plan_station(r->plan, sql_column(sql, rows, 2));
    int64_t when = e->saved.quality == CLOCK_UNKNOWN ? sql_column(sql, rows, 5)
                                                     : e->saved.wall_ms;

    m->number = sql_column(sql, rows, 0);
    m->of[DIMENSION_PLACE] =
        arena_strdup(r->out->arena, *place ? place : "unknown");
    m->of[DIMENSION_DAYPART] = daypart(when);
    m->of[DIMENSION_LANGUAGE] =
        arena_strdup(r->out->arena, *e->language ? e->language : "unknown");
}

/* "/data[1]/people[2]/age[1]" names the column "/data/people/age". */
static bool is_of_path(const char *ref, const char *path)
{
    while (*ref && *path) {
        if (*ref == '[') {
            ref += strcspn(ref, "]");
            ref += *ref == ']';
        } else if (*ref++ != *path++) {
            return false;
        }
    }
    if (*ref == '[')
        ref += strlen(ref);
    return !*ref && !*path;
}

static bool note_reason(void *context, const char *ref,
                        const struct json *value)
{
    struct figures *figures = context;
    const char *why = json_text(value, "");

    for (size_t q = 0; q < figures_questions(figures); q++) {
        if (!is_of_path(ref, figures_question(figures, q)->path))
            continue;
        for (enum missing kind = 0; kind < NOT_SHOWN; kind++) {
            if (strcmp(missing_name(kind), why) == 0)
                figures_miss(figures, q, kind);
        }
    }
    return true;
}

/* Why answers are missing stands in the envelope; an answer stands above it.
 */
static void note_reasons(struct reader *r, const struct envelope *e)
{
    struct json *extra = NULL;

    if (json_read(e->extra, strlen(e->extra), &extra))
        return;
    json_each(json_member(extra, "no_answer"), note_reason, r->out->figures);
    json_free(extra);
}

static void note_opening(struct reading *out, size_t question,
                         const struct cell *cell)
{
    const struct figure_question *q = figures_question(out->figures, question);

    if (q->class != FIELD_OPEN || q->is_choice)
        return;
    out->openings = mem_grow(out->openings, out->openings_count,
                             &out->openings_capacity, sizeof *out->openings);
    out->openings[out->openings_count++] = (struct opening){
        q->name, arena_strndup(out->arena, cell->text, cell->size)};
}

/* The order of arrival would tell who wrote what. */
static int by_text(const void *a, const void *b)
{
    const struct opening *x = a, *y = b;
    int by_question = strcmp(x->question, y->question);

    return by_question ? by_question : strcmp(x->text, y->text);
}

static void count_person(struct reader *r, struct sql_rows *rows)
{
    struct sql *sql = r->archive->sql;
    struct reading *out = r->out;
    const char *text = sql_column_text(sql, rows, 4);
    struct envelope e;
    size_t size;

    enum err err =
        envelope_read(*text ? text : "{}", *text ? strlen(text) : 2, &e);
    out->members = mem_grow(out->members, out->members_count,
                            &out->members_capacity, sizeof *out->members);
    struct member *m = &out->members[out->members_count++];
    place_person(r, rows, &e, m);
    figures_person(out->figures, m->of);
    if (!err)
        note_reasons(r, &e);
    struct response holder = {.envelope = e};
    response_clear(&holder);
    const void *cells = sql->engine->blob(rows, 3, &size);
    plan_place(r->plan, sql_column(sql, rows, 1), cells, size, r->cells);
    for (size_t i = 0; i < plan_columns_count(r->plan); i++) {
        if (r->question[i] == SIZE_MAX || !r->cells[i].text ||
            !r->cells[i].size)
            continue;
        figures_answer(out->figures, r->question[i], r->cells[i].text,
                       r->cells[i].size);
        note_opening(out, r->question[i], &r->cells[i]);
    }
}

static enum err read_people(struct reader *r)
{
    struct sql *sql = r->archive->sql;
    struct sql_rows *rows;
    int64_t family = r->out->family;
    enum err err =
        sql_query(sql, &rows, PEOPLE, db_int(family), db_int(family),
                  db_text(plan_path(r->plan)), db_int(STATE_ACCEPTED));

    if (err)
        return err;
    while (sql->engine->next(rows))
        count_person(r, rows);
    rounds_settle(&r->out->rounds);
    if (r->out->openings_count)
        qsort(r->out->openings, r->out->openings_count,
              sizeof *r->out->openings, by_text);
    return sql->engine->done(rows);
}

static const struct column *find_column(const struct table *table,
                                        const char *path)
{
    for (size_t i = 0; i < table->columns_count; i++) {
        if (strcmp(table->columns[i].path, path) == 0)
            return &table->columns[i];
    }
    return NULL;
}

/* Questions of the version that is asked now; what older ones asked besides
 * stays in their own releases. */
static void add_questions(struct reader *r, const struct model *model,
                          const struct charter *charter)
{
    const struct table *table = flatten_table(model->flatten, 0);

    for (size_t i = 0; i < plan_columns_count(r->plan); i++) {
        const struct plan_column *c = plan_column(r->plan, i);
        const struct column *now = find_column(table, c->path);
        r->question[i] = SIZE_MAX;
        if (!now || !now->is_question)
            continue;
        bool is_choice = now->is_select || now->control == CONTROL_RANGE;
        r->question[i] =
            figures_add(r->out->figures, c->path, c->name, c->label,
                        charter_class(charter, c->name, is_choice), is_choice,
                        c->is_multiple);
        for (size_t k = 0; k < c->options_count; k++)
            figures_add_value(r->out->figures, r->question[i],
                              c->options[k].value, strlen(c->options[k].value));
    }
}

static void add_code(struct reading *out, const char *question,
                     const char *value, const char *language, const char *text)
{
    out->codes = mem_grow(out->codes, out->codes_count, &out->codes_capacity,
                          sizeof *out->codes);
    out->codes[out->codes_count++] = (struct code){
        arena_strdup(out->arena, question), arena_strdup(out->arena, value),
        arena_strdup(out->arena, language), arena_strdup(out->arena, text)};
}

static void add_words(struct reading *out, const struct model *model,
                      const char *language)
{
    const struct table *table = flatten_table(model->flatten, 0);

    add_code(out, "", "", language,
             xform_title_in(model->xform, *language ? language : NULL));
    for (size_t i = 0; i < table->columns_count; i++) {
        const struct column *c = &table->columns[i];
        if (!c->is_question)
            continue;
        add_code(out, c->name, "", language, c->label);
        for (size_t k = 0; k < c->choices_count; k++)
            add_code(out, c->name, c->choices[k].value, language,
                     c->choices[k].label);
    }
}

/* The words of the current version in each of its languages. */
static enum err read_codebook(struct reader *r)
{
    const struct model *model;
    enum err err = models_get(r->models, r->out->form, NULL, &model);
    size_t count = err ? 0 : xform_languages_count(model->xform);

    if (!err && !count)
        add_words(r->out, model, "");
    for (size_t i = 0; !err && i < count; i++) {
        err = models_get(r->models, r->out->form, NULL, &model);
        if (err)
            return err;
        char *tag = xstrdup(xform_language_tag(model->xform, i));
        err = models_get(r->models, r->out->form, tag, &model);
        if (!err)
            add_words(r->out, model, tag);
        free(tag);
    }
    return err;
}

static void add_total(struct reading *out, const char *what, const char *reason,
                      int64_t n)
{
    out->totals = mem_grow(out->totals, out->totals_count,
                           &out->totals_capacity, sizeof *out->totals);
    out->totals[out->totals_count++] = (struct total){
        arena_strdup(out->arena, what), arena_strdup(out->arena, reason), n};
}

static enum err read_totals(struct reader *r)
{
    struct sql *sql = r->archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, STATES, db_int(r->out->family));

    if (err)
        return err;
    add_total(r->out, "counted", "", (int64_t)r->out->members_count);
    while (sql->engine->next(rows)) {
        enum state state = (enum state)sql_column(sql, rows, 0);
        bool is_gone = sql_column(sql, rows, 2) != 0;
        if (state != STATE_ACCEPTED)
            add_total(r->out, is_gone ? "not_logged" : state_name(state),
                      sql_column_text(sql, rows, 1), sql_column(sql, rows, 3));
    }
    return sql->engine->done(rows);
}

/* Answers that were opened to check a machine name no survey: these are of
 * all of them. */
static enum err read_spoiled(struct reader *r)
{
    int64_t spoiled = 0;
    enum err err = deeds_spoiled(r->archive, &spoiled);

    if (!err && spoiled)
        add_total(r->out, "spoiled", "in all surveys together", spoiled);
    return err;
}

static enum err read_form(struct reader *r, const char *form_id)
{
    struct reading *out = r->out;
    const struct model *model;
    struct charter charter = {0};
    enum err err =
        formbook_current(r->archive, form_id, &out->form, &out->family);

    if (!err)
        err = charter_read(r->archive, out->form, &charter);
    if (!err)
        err = models_get(r->models, out->form, NULL, &model);
    if (!err) {
        out->title = arena_strdup(out->arena, xform_title(model->xform));
        out->licence = arena_strdup(out->arena, charter.licence);
        out->group = arena_strdup(out->arena, charter.group);
        out->is_encrypted = xform_encryption_key(model->xform) != NULL;
        add_questions(r, model, &charter);
    }
    charter_clear(&charter);
    return err;
}

static enum err read_targets(struct reader *r)
{
    struct target *targets;
    size_t count;
    enum err err = targets_load(r->archive, r->out->family, r->out->arena,
                                &targets, &count);

    if (!err)
        targets_plan(targets, count, r->out->figures, r->out->group);
    return err;
}

enum err reading_make(struct reading *out, struct archive *archive,
                      struct models *models, const char *form_id)
{
    struct reader r = {.archive = archive, .models = models, .out = out};

    *out = (struct reading){.arena = arena_new(), .figures = figures_new()};
    enum err err = projection_catch_up(archive, models);
    if (!err)
        err = plan_new(&r.plan, archive, models, form_id, NULL, NULL);
    if (err)
        return err;
    size_t columns = plan_columns_count(r.plan);
    r.cells = xcalloc(columns + 1, sizeof *r.cells);
    r.question = xcalloc(columns + 1, sizeof *r.question);
    err = read_form(&r, form_id);
    if (!err)
        err = read_targets(&r);
    if (!err)
        err = read_people(&r);
    if (!err)
        err = read_codebook(&r);
    if (!err)
        err = read_totals(&r);
    if (!err)
        err = read_spoiled(&r);
    free(r.question);
    free(r.cells);
    plan_free(r.plan);
    return err;
}

void reading_clear(struct reading *reading)
{
    figures_free(reading->figures);
    rounds_clear(&reading->rounds);
    free(reading->members);
    free(reading->codes);
    free(reading->openings);
    free(reading->totals);
    arena_free(reading->arena);
    *reading = (struct reading){.arena = NULL};
}

static bool is_same_total(const struct total *a, const struct total *b)
{
    return strcmp(a->what, b->what) == 0 && strcmp(a->reason, b->reason) == 0 &&
           a->n == b->n;
}

enum err reading_stands(const struct reading *reading, struct archive *archive,
                        bool *out)
{
    struct reading now = {.arena = arena_new(),
                          .family = reading->family,
                          .members_count = reading->members_count};
    struct reader r = {.archive = archive, .out = &now};
    enum err err = read_totals(&r);

    if (!err)
        err = read_spoiled(&r);
    *out = !err && now.totals_count == reading->totals_count;
    for (size_t i = 0; *out && i < now.totals_count; i++)
        *out = is_same_total(&now.totals[i], &reading->totals[i]);
    reading_clear(&now);
    return err;
}
