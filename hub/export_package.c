/* A Data Package of all tables of a form, with its codebook. */
#include "exporting.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "codebook.h"
#include "datapackage.h"
#include "package.h"
#include "plan.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LANGUAGES = 16 };

struct packing {
    struct export *export;
    struct export_options options; /* names, never labels: the codebook has
                                      those */
    struct package *package;
    struct buf rows, book;
    char *parent; /* the main table's resource */
};

static enum err pass(struct packing *p)
{
    enum err err = package_add(p->package, buf_text(&p->rows), p->rows.size);

    buf_reset(&p->rows);
    return err;
}

static enum err write_row(void *context, const struct export_row *row)
{
    enum { FLUSH_AT = 32 * 1024 };
    struct packing *p = context;
    struct export_row plain = *row;

    plain.options = &p->options;
    export_csv_row(&p->rows, &plain);
    return p->rows.size >= FLUSH_AT ? pass(p) : ERR_NONE;
}

static const struct export_writer WRITER = {write_row, NULL};

static enum err write_rows(struct packing *p, const struct plan *plan)
{
    enum err err = package_begin(p->package, plan_name(plan), plan_title(plan));

    export_csv_header(&p->rows, plan, &p->options);
    if (!err)
        err = exporting_rows(p->export, plan, &WRITER, p);
    return err ? err : pass(p);
}

/* The table's plan in every language of the form. */
struct translations {
    struct plan *plans[MOST_LANGUAGES];
    const char *languages[MOST_LANGUAGES];
    size_t count;
};

static enum err translate(struct packing *p, const struct plan *plan,
                          struct translations *t)
{
    const struct export *e = p->export;
    size_t count = plan_languages_count(plan);
    enum err err = ERR_NONE;

    t->count = 0;
    for (size_t i = 0; !err && i < count && i < MOST_LANGUAGES; i++) {
        t->languages[i] = plan_language(plan, i);
        err = plan_new(&t->plans[i], e->archive, e->models, e->options->form_id,
                       plan_path(plan), t->languages[i]);
        t->count += !err;
    }
    return err;
}

static enum err write_table(void *context, const struct plan *plan)
{
    struct packing *p = context;
    struct translations t;
    struct buf schema;
    enum err err = write_rows(p, plan);

    t.count = 0;
    if (!p->parent)
        p->parent = xstrdup(plan_name(plan));
    if (!err)
        err = translate(p, plan, &t);
    const struct plan *only[] = {plan};
    static const char *const NO_LANGUAGE[] = {"und"};
    struct codebook book = {t.count ? (const struct plan *const *)t.plans
                                    : only,
                            t.count ? t.languages : NO_LANGUAGE,
                            t.count ? t.count : 1, p->options.split};
    buf_init(&schema, 0);
    if (!err) {
        codebook_schema(&schema, &book, p->parent);
        codebook_csv(&p->book, &book);
        err = package_end(p->package, buf_text(&schema));
    }
    buf_clear(&schema);
    for (size_t i = 0; i < t.count; i++)
        plan_free(t.plans[i]);
    return err;
}

/* The descriptor's head needs the title before the first table. */
static enum err begin(struct packing *p)
{
    struct plan *plan;
    enum err err = exporting_plan(p->export, &plan);

    if (err)
        return err;
    p->package = package_new(&p->export->out,
                             &(struct datapackage){.name = p->options.form_id,
                                                   .title = plan_title(plan)},
                             stamp_now().wall_ms);
    plan_free(plan);
    return ERR_NONE;
}

enum err export_package(struct export *export)
{
    struct packing p = {.export = export, .options = *export->options};

    p.options.labels = p.options.spreadsheet = false;
    p.options.after = (struct cursor){0, 0}; /* no column "gone" */
    buf_init(&p.rows, 0);
    buf_init(&p.book, 0);
    codebook_csv_header(&p.book);
    enum err err = begin(&p);
    if (!err)
        err = exporting_tables(export, write_table, &p);
    if (!err)
        err = package_text(p.package, "codebook.csv", p.book.data, p.book.size);
    if (!err)
        err = package_finish(p.package);
    package_free(p.package);
    buf_clear(&p.rows);
    buf_clear(&p.book);
    free(p.parent);
    return err;
}
