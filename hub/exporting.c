#include "exporting.h"

#include "base/mem.h"
#include "changes.h"
#include "filter.h"
#include "plan.h"
#include "projection.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char PARTS[] =
    "SELECT path FROM part WHERE family = ? ORDER BY id";

/* A table on its way to a writer. */
struct walk {
    struct export *export;
    const struct plan *plan;
    const struct export_writer *writer;
    void *context;
    struct cell *cells;
    struct cursor after; /* where an export that stops here goes on */
    int64_t gone;        /* change that was told last */
};

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static bool is_among(const struct export *e, int64_t number)
{
    return e->numbers_count && bsearch(&number, e->numbers, e->numbers_count,
                                       sizeof *e->numbers, compare_numbers);
}

/* Writes a row that the filter takes; says whether it did. */
static enum err walk_row(struct walk *w, const struct flat *flat, bool *taken)
{
    const struct export *e = w->export;
    bool asks = filter_asks_answers(e->filter);

    *taken = false;
    if (!filter_takes(e->filter, w->plan, flat))
        return ERR_NONE;
    if (asks && !plan_is_main(w->plan) && !is_among(e, flat->number))
        return ERR_NONE;
    struct export_row row = {.plan = w->plan,
                             .options = e->options,
                             .flat = flat,
                             .after = w->after,
                             .cells = w->cells};
    row.id = plan_place(w->plan, flat->form, flat->cells, flat->cells_size,
                        w->cells);
    /* Closed before the condition looks, which would tell of it otherwise. */
    if (e->options->closed_text && flat->review != REVIEW_APPROVED)
        plan_close_texts(w->plan, w->cells);
    if (asks && plan_is_main(w->plan) &&
        !filter_takes_answers(e->filter, w->cells))
        return ERR_NONE;
    *taken = true;
    return w->writer->row(w->context, &row);
}

static enum err note_number(void *context, const struct export_row *row)
{
    struct export *e = context;

    e->numbers = mem_grow(e->numbers, e->numbers_count, &e->numbers_capacity,
                          sizeof *e->numbers);
    e->numbers[e->numbers_count++] = row->flat->number;
    return ERR_NONE;
}

/* More rows of a repeat may follow, which whoever goes on here would miss:
 * they begin with the answer again. */
static int64_t behind(const struct walk *w, int64_t number)
{
    return plan_is_main(w->plan) ? number : number - 1;
}

static enum err walk_new(void *context, const struct flat *flat)
{
    struct walk *w = context;
    const struct export_options *o = w->export->options;
    bool taken;

    /* What is only looked for is read again for the export itself. */
    enum err err = w->writer->row == note_number
                       ? ERR_NONE
                       : progress_step(&w->export->progress);
    if (err || (o->upto.number && flat->number > o->upto.number))
        return err;
    w->after = (struct cursor){behind(w, flat->number), o->upto.change};
    return walk_row(w, flat, &taken);
}

/* What changed and is not (any more) among what is asked for may have been
 * so before: whoever mirrors it must take it out. */
static enum err tell_gone(struct walk *w, const struct change *change)
{
    struct export_gone gone = {.plan = w->plan,
                               .options = w->export->options,
                               .state = (enum state)change->state,
                               .after = w->after};

    if (!w->writer->gone || w->gone == change->number)
        return ERR_NONE;
    w->gone = change->number;
    hex_encode(change->key, RESPONSE_KEY_SIZE, gone.hash);
    return w->writer->gone(w->context, &gone);
}

static enum err walk_change(void *context, const struct change *change)
{
    struct walk *w = context;
    bool taken = false;
    enum err err = ERR_NONE;

    w->after = (struct cursor){w->export->options->after.number,
                               behind(w, change->number)};
    if (change->flat)
        err = walk_row(w, change->flat, &taken);
    return err || taken ? err : tell_gone(w, change);
}

static enum err walk_changes(struct walk *w)
{
    struct export *e = w->export;
    const struct export_options *o = e->options;

    return changes_each(
        e->archive,
        &(struct changes){.family = plan_family(w->plan),
                          .part = plan_path(w->plan),
                          .after = o->after.change,
                          .upto = o->upto.number ? o->upto.change : INT64_MAX,
                          .last_response = o->after.number},
        walk_change, w);
}

/* First what changed of what was exported before, then what came since. */
static enum err walk(struct export *export, const struct plan *plan,
                     const struct export_writer *writer, void *context)
{
    struct walk w = {export, plan, writer, context, .cells = NULL};
    enum err err = ERR_NONE;

    w.cells = xcalloc(plan_columns_count(plan) + 1, sizeof *w.cells);
    if (exporting_changes(export->options))
        err = walk_changes(&w);
    if (!err)
        err = projection_each(export->archive, plan_family(plan),
                              plan_path(plan), &export->options->areas,
                              export->options->after.number, walk_new, &w);
    free(w.cells);
    return err;
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
        err = walk(e, plan, &(struct export_writer){note_number, NULL}, e);
    qsort(e->numbers, e->numbers_count, sizeof *e->numbers, compare_numbers);
    plan_free(plan);
    return err;
}

/* Says how much there is to read, once: a table, or all of them. */
static enum err begin_progress(struct export *e, const struct plan *plan,
                               bool all)
{
    int64_t total = 0;
    enum err err = ERR_NONE;

    if (e->is_counted)
        return ERR_NONE;
    e->is_counted = true;
    if (e->options->progress)
        err = projection_count(e->archive, plan_family(plan),
                               all ? NULL : plan_path(plan), &e->options->areas,
                               &total);
    return err ? err
               : progress_begin(&e->progress,
                                e->options->progress ? STDOUT_FILENO : -1,
                                total);
}

enum err exporting_rows(struct export *export, const struct plan *plan,
                        const struct export_writer *writer, void *context)
{
    enum err err = begin_progress(export, plan, false);

    if (!err && plan_is_main(plan))
        err = filter_bind(export->filter, plan);
    else if (!err && filter_asks_answers(export->filter))
        err = find_numbers(export);
    /* What stands before the rows goes out at once: none may follow, and that
     * takes a while to find out. */
    if (!err)
        err = outlet_flush(&export->out);
    return err ? err : walk(export, plan, writer, context);
}

enum err exporting_plan(struct export *export, struct plan **out)
{
    const struct export_options *o = export->options;

    return plan_new(out, export->archive, export->models, o->form_id, o->table,
                    o->language);
}

bool exporting_changes(const struct export_options *options)
{
    return options->after.number > 0;
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
        err = begin_progress(export, plan, !export->options->table);
    if (!err)
        err = visit(context, plan);
    if (!err && plan_is_main(plan) && !export->options->table)
        err = visit_repeats(export, plan_path(plan), plan_family(plan), visit,
                            context);
    plan_free(plan);
    return err;
}
