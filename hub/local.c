#include "local.h"

#include "archive.h"
#include "asking.h"
#include "base/arena.h"
#include "base/mem.h"
#include "cells.h"
#include "counting.h"
#include "form/flatten.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "options.h"
#include "projection.h"
#include "reckoned.h"
#include "reckoned_page.h"
#include "tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 16 << 20 };

struct count {
    const char *path, *value;
    int64_t n;
};

struct local {
    struct visit *visit;
    struct reckoned known;
    struct count *list;
    size_t count;
    void (*taken)(struct visit *visit, void *context,
                  const struct local *local);
    void *context;
};

enum err counts_each(const struct counts *counts, const char *path,
                     void (*visit)(void *context, const char *value, int64_t n),
                     void *context)
{
    const struct local *local = counts->local;

    if (!local)
        return tally_each(counts->archive, counts->family, path, visit,
                          context);
    for (size_t i = 0; i < local->count; i++) {
        if (strcmp(local->list[i].path, path) == 0)
            visit(context, local->list[i].value, local->list[i].n);
    }
    return ERR_NONE;
}

enum err counts_get(const struct counts *counts, const char *path,
                    const char *value, int64_t *out)
{
    const struct local *local = counts->local;

    if (!local)
        return tally_get(counts->archive, counts->family, path, value, out);
    *out = 0;
    for (size_t i = 0; i < local->count; i++) {
        if (strcmp(local->list[i].path, path) == 0 &&
            strcmp(local->list[i].value, value) == 0)
            *out = local->list[i].n;
    }
    return ERR_NONE;
}

static int by_value(const void *a, const void *b)
{
    return strcmp(((const struct count *)a)->value,
                  ((const struct count *)b)->value);
}

/* Lines of a number, a path and a value, with tabs between. */
static void read_counts(struct local *l, char *text)
{
    char *rest = NULL;
    size_t lines = 1;

    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    l->list = arena_array(l->visit->arena, lines, sizeof *l->list);
    for (char *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        char *path = strchr(line, '\t');
        char *value = path ? strchr(path + 1, '\t') : NULL;
        if (!value)
            continue;
        *path++ = *value++ = '\0';
        l->list[l->count++] =
            (struct count){path, value, strtoll(line, NULL, 10)};
    }
    qsort(l->list, l->count, sizeof *l->list, by_value);
}

static void on_heard(struct visit *visit, void *context, char *printed)
{
    struct local *l = context;

    if (printed)
        read_counts(l, printed);
    l->taken(visit, l->context, printed ? l : NULL);
}

static void ask(struct visit *visit, struct local *l, const char *form_id,
                const char *within)
{
    const struct config *config = &visit->hub->config;
    const char *const arguments[] = {
        "--data", config->data, "--database", config->database,
        "local",  form_id,      "--within",   *within ? within : "\n",
        NULL};

    asking_begin(visit, &(struct asking){.arguments = arguments,
                                         .most_bytes = MOST_BYTES,
                                         .heard = on_heard,
                                         .context = l});
}

/* What is remembered of many answers, or what can be counted at once. */
static void take(struct visit *visit, struct local *l, const char *form_id,
                 const char *within)
{
    struct hub *hub = visit->hub;
    enum err err = reckoned_find(
        hub->reckoned,
        &(struct reckoned_of){"local", form_id, within, MOST_BYTES}, &l->known);

    if (err)
        visit_fail(visit, err);
    else if (!l->known.is_kept)
        ask(visit, l, form_id, within);
    else if (!l->known.printed)
        reckoned_page_wait(visit, N_("Counts and charts of this form"));
    else
        on_heard(visit, l, arena_strdup(visit->arena, l->known.printed));
}

void local_take(struct visit *visit, const char *form_id,
                const struct areas *areas,
                void (*taken)(struct visit *visit, void *context,
                              const struct local *local),
                void *context)
{
    struct local *l = arena_alloc(visit->arena, sizeof *l);
    char *within = areas_print(areas);

    *l = (struct local){.visit = visit, .taken = taken, .context = context};
    /* A name that begins with "-" would be read as an option. */
    if (*form_id == '-')
        visit_fail(visit, ERR_MISSING);
    else
        take(visit, l, form_id, within);
    free(within);
}

const struct reckoned *local_known(const struct local *local)
{
    return &local->known;
}

struct counter {
    struct models *models;
    struct tally *tally;
    const char *part;
    int64_t family;
    bool is_main;
};

static const struct table *table_of(const struct model *model, const char *part)
{
    for (size_t i = 0; i < flatten_tables_count(model->flatten); i++) {
        const struct table *table = flatten_table(model->flatten, i);
        if (strcmp(table->path, part) == 0)
            return table;
    }
    return NULL;
}

static enum err count_row(void *context, const struct flat *row)
{
    struct counter *c = context;
    const struct model *model;
    enum err err = models_get(c->models, row->form, NULL, &model);

    if (err)
        return err;
    const struct table *table = table_of(model, c->part);
    if (c->is_main && row->line == 0)
        counting_arrival(c->tally, c->family, (enum state)row->state,
                         row->received_ms, row->station, 1);
    if (row->state == STATE_ACCEPTED && table)
        counting_cells(c->tally, c->family, table,
                       cells_read(row->cells, row->cells_size), 1);
    return ERR_NONE;
}

/* One line and one column each, whatever somebody wrote into a value. */
static void print_count(void *context, const char *path, const char *value,
                        int64_t n)
{
    (void)context;
    printf("%lld\t%s\t", (long long)n, path);
    for (; *value; value++)
        putchar((unsigned char)*value < ' ' ? ' ' : *value);
    putchar('\n');
}

/* The tables of the current version: what the page has a place for. */
static enum err count_parts(struct counter *c, struct archive *archive,
                            const struct areas *areas, int64_t form)
{
    const struct model *model;
    enum err err = models_get(c->models, form, NULL, &model);
    size_t count = err ? 0 : flatten_tables_count(model->flatten);
    char **parts = xcalloc(count + 1, sizeof *parts);

    for (size_t i = 0; i < count; i++)
        parts[i] = xstrdup(flatten_table(model->flatten, i)->path);
    for (size_t i = 0; i < count; i++) {
        c->part = parts[i];
        c->is_main = i == 0;
        if (!err)
            err = projection_each(archive, c->family, c->part, areas, 0,
                                  count_row, c);
    }
    for (size_t i = 0; i < count; i++)
        free(parts[i]);
    free(parts);
    return err;
}

enum err local_run(struct options *options, struct archive *archive)
{
    const struct areas areas = areas_parse(options->within);
    struct counter c = {.models = models_new(archive), .tally = tally_new()};
    int64_t form;

    enum err err =
        formbook_current(archive, options->words[1], &form, &c.family);
    if (!err && areas.is_limited)
        err = count_parts(&c, archive, &areas, form);
    if (!err)
        tally_walk(c.tally, print_count, NULL);
    tally_free(c.tally);
    models_free(c.models);
    return err;
}
