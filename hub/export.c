#include "exporting.h"

#include "archive.h"
#include "base/log.h"
#include "base/mem.h"
#include "filter.h"
#include "formbook.h"
#include "plan.h"
#include "projection.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char PARTS[] =
    "SELECT path FROM part WHERE family = ? ORDER BY id";

const struct export_format EXPORT_FORMATS[] = {
    {"csv", "csv", "text/csv; charset=utf-8; header=present", export_csv},
    {"jsonl", "jsonl", "application/x-ndjson; charset=utf-8", export_jsonl},
    {"geojson", "geojson", "application/geo+json", export_geojson},
    {"xlsx", "xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     export_xlsx},
    {"files", "zip", "application/zip", export_files},
    {"datapackage", "zip", "application/zip", export_package},
};
const size_t EXPORT_FORMATS_COUNT = COUNT_OF(EXPORT_FORMATS);

const struct export_format *export_format(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(EXPORT_FORMATS); i++) {
        if (strcmp(EXPORT_FORMATS[i].name, name) == 0)
            return &EXPORT_FORMATS[i];
    }
    return NULL;
}

struct walk {
    struct export *export;
    const struct plan *plan;
    enum err (*visit)(void *context, const struct export_row *row);
    void *context;
    struct cell *cells;
    size_t at; /* in numbers; rows come in their order */
};

static bool is_among(struct walk *w, int64_t number)
{
    const struct export *e = w->export;

    while (w->at < e->numbers_count && e->numbers[w->at] < number)
        w->at++;
    return w->at < e->numbers_count && e->numbers[w->at] == number;
}

static enum err walk_row(void *context, const struct flat *flat)
{
    struct walk *w = context;
    const struct export *e = w->export;
    bool asks = filter_asks_answers(e->filter);

    if ((e->options->upto && flat->number > e->options->upto) ||
        !filter_takes(e->filter, w->plan, flat))
        return ERR_NONE;
    if (asks && !plan_is_main(w->plan) && !is_among(w, flat->number))
        return ERR_NONE;
    struct export_row row = {w->plan, e->options, flat, {NULL, 0}, w->cells};
    row.id = plan_place(w->plan, flat->form, flat->cells, flat->cells_size,
                        w->cells);
    /* Closed before the condition looks, which would tell of it otherwise. */
    if (e->options->closed_text && flat->review != REVIEW_APPROVED)
        plan_close_texts(w->plan, w->cells);
    if (asks && plan_is_main(w->plan) &&
        !filter_takes_answers(e->filter, w->cells))
        return ERR_NONE;
    return w->visit(w->context, &row);
}

static enum err walk(struct export *export, const struct plan *plan,
                     enum err (*visit)(void *context,
                                       const struct export_row *row),
                     void *context)
{
    struct walk w = {export, plan, visit, context, NULL, 0};

    w.cells = xcalloc(plan_columns_count(plan) + 1, sizeof *w.cells);
    enum err err =
        projection_each(export->archive, plan_family(plan), plan_path(plan),
                        export->options->after, walk_row, &w);
    free(w.cells);
    return err;
}

static enum err note_number(void *context, const struct export_row *row)
{
    struct export *e = context;

    e->numbers = mem_grow(e->numbers, e->numbers_count, &e->numbers_capacity,
                          sizeof *e->numbers);
    e->numbers[e->numbers_count++] = row->flat->number;
    return ERR_NONE;
}

/* A condition is about the main table; the rows of a repeat follow. */
static enum err find_numbers(struct export *e)
{
    struct plan *plan;

    if (e->numbers)
        return ERR_NONE;
    enum err err = plan_new(&plan, e->archive, e->models, e->options->form_id,
                            NULL, e->options->language);
    if (err)
        return err;
    e->numbers = mem_grow(NULL, 0, &e->numbers_capacity, sizeof *e->numbers);
    err = filter_bind(e->filter, plan);
    if (!err)
        err = walk(e, plan, note_number, e);
    plan_free(plan);
    return err;
}

enum err exporting_rows(struct export *export, const struct plan *plan,
                        enum err (*visit)(void *context,
                                          const struct export_row *row),
                        void *context)
{
    enum err err = ERR_NONE;

    if (plan_is_main(plan))
        err = filter_bind(export->filter, plan);
    else if (filter_asks_answers(export->filter))
        err = find_numbers(export);
    return err ? err : walk(export, plan, visit, context);
}

enum err exporting_plan(struct export *export, struct plan **out)
{
    const struct export_options *o = export->options;

    return plan_new(out, export->archive, export->models, o->form_id, o->table,
                    o->language);
}

struct paths {
    char **path;
    size_t count, capacity;
};

static enum err read_paths(struct archive *archive, int64_t family,
                           struct paths *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, PARTS, db_int(family));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        out->path =
            mem_grow(out->path, out->count, &out->capacity, sizeof *out->path);
        out->path[out->count++] = xstrdup(sql_column_text(sql, rows, 0));
    }
    return sql->engine->done(rows);
}

static enum err visit_table(struct export *e, const char *path,
                            enum err (*visit)(void *context,
                                              const struct plan *plan),
                            void *context)
{
    struct plan *plan;
    enum err err = plan_new(&plan, e->archive, e->models, e->options->form_id,
                            path, e->options->language);

    if (!err)
        err = visit(context, plan);
    plan_free(plan);
    return err;
}

static enum err
visit_repeats(struct export *e, const char *main_path, int64_t family,
              enum err (*visit)(void *context, const struct plan *plan),
              void *context)
{
    struct paths paths = {.path = NULL};
    enum err err = read_paths(e->archive, family, &paths);

    for (size_t i = 0; i < paths.count; i++) {
        if (!err && strcmp(paths.path[i], main_path) != 0)
            err = visit_table(e, paths.path[i], visit, context);
        free(paths.path[i]);
    }
    free(paths.path);
    return err;
}

enum err exporting_tables(struct export *export,
                          enum err (*visit)(void *context,
                                            const struct plan *plan),
                          void *context)
{
    struct plan *plan;
    enum err err = exporting_plan(export, &plan);

    if (!err)
        err = visit(context, plan);
    if (!err && plan_is_main(plan) && !export->options->table)
        err = visit_repeats(export, plan_path(plan), plan_family(plan), visit,
                            context);
    plan_free(plan);
    return err;
}

enum err export_run(struct archive *archive, struct models *models,
                    const struct export_options *options, int fd)
{
    const struct export_format *format =
        export_format(options->format ? options->format : "csv");
    struct export e = {.archive = archive,
                       .models = models,
                       .options = options,
                       .filter = options->filter};
    struct filter *plain = NULL;
    const char *why;
    enum err err = ERR_NONE;

    if (!format)
        return ERR_FORMAT;
    if (!e.filter)
        err = filter_new(&plain, &(struct filter_terms){.from = NULL}, &why);
    if (plain)
        e.filter = plain;
    if (!err)
        err = options->awaits
                  ? projection_await(archive, models, options->upto)
                  : projection_catch_up(archive, models);
    outlet_init(&e.out, fd);
    if (!err)
        err = format->run(&e);
    if (!err)
        err = outlet_flush(&e.out);
    outlet_clear(&e.out);
    filter_free(plain);
    free(e.numbers);
    return err;
}
