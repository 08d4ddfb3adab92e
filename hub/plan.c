#include "plan.h"

#include "archive.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/flatten.h"
#include "form/xform.h"
#include "formbook.h"
#include "models.h"
#include "station.h"

#include <stdlib.h>
#include <string.h>

/* Where a version's cells go: target[i] is the column of its i-th cell. */
struct version {
    struct plan_version shown;
    int64_t form;
    size_t *target;
    size_t count;
};

struct named {
    int64_t id;
    const char *name;
};

struct plan {
    struct arena *arena;
    int64_t family;
    const char *path;
    const char *name;
    const char *title;
    const char **languages;
    size_t languages_count;
    bool is_main;
    size_t most_versions;
    struct plan_column *columns;
    size_t columns_count, columns_capacity;
    struct version *versions;
    size_t versions_count, versions_capacity;
    struct named *stations;
    size_t stations_count, stations_capacity;
};

static bool ends_in(const char *path, const char *name)
{
    size_t a = strlen(path), b = strlen(name);

    return a >= b && strcmp(path + a - b, name) == 0;
}

/* By name ("data-people"), by path, or by its last step alone. */
static const struct table *find_table(const struct flatten *flatten,
                                      const char *name)
{
    if (!name || !*name)
        return flatten_table(flatten, 0);
    for (size_t i = 0; i < flatten_tables_count(flatten); i++) {
        const struct table *t = flatten_table(flatten, i);
        if (strcmp(t->name, name) == 0 || strcmp(t->path, name) == 0 ||
            (ends_in(t->path, name) &&
             t->path[strlen(t->path) - strlen(name) - 1] == '/'))
            return t;
    }
    return NULL;
}

static struct option *option_of(struct plan *plan, struct plan_column *column,
                                const struct choice *choice)
{
    struct option *known = (struct option *)(uintptr_t)plan_option(
        column, choice->value, strlen(choice->value));

    if (known)
        return known;
    column->options =
        mem_grow(column->options, column->options_count,
                 &column->options_capacity, sizeof *column->options);
    struct option *option = &column->options[column->options_count++];
    *option = (struct option){
        arena_strdup(plan->arena, choice->value),
        arena_strdup(plan->arena, choice->label),
        arena_array(plan->arena, plan->most_versions, sizeof *option->labels)};
    return option;
}

static struct plan_column *column_of(struct plan *plan,
                                     const struct column *source)
{
    for (size_t i = 0; i < plan->columns_count; i++) {
        if (strcmp(plan->columns[i].path, source->path) == 0)
            return &plan->columns[i];
    }
    plan->columns = mem_grow(plan->columns, plan->columns_count,
                             &plan->columns_capacity, sizeof *plan->columns);
    struct plan_column *column = &plan->columns[plan->columns_count++];
    *column = (struct plan_column){
        .path = arena_strdup(plan->arena, source->path),
        .name = arena_strdup(plan->arena, source->name),
        .label = arena_strdup(plan->arena, source->label),
        .type = source->type,
        .is_question = source->is_question,
        .is_select = source->is_select,
        .is_multiple = source->is_select && source->control == CONTROL_SELECT,
        .is_number = true,
        .occurrences = arena_array(plan->arena, plan->most_versions,
                                   sizeof *column->occurrences),
    };
    return column;
}

static bool is_number(enum datatype type)
{
    return type == TYPE_INT || type == TYPE_DECIMAL || type == TYPE_LONG;
}

/* Notes what a version makes of a column. */
static void add_occurrence(struct plan *plan, struct plan_column *column,
                           const struct column *source)
{
    size_t version = plan->versions_count;

    column->occurrences[version] =
        (struct occurrence){true, source->type, source->is_select,
                            arena_strdup(plan->arena, source->label)};
    column->is_number = column->is_number && is_number(source->type);
    for (size_t k = 0; k < source->choices_count; k++) {
        struct option *option = option_of(plan, column, &source->choices[k]);
        option->labels[version] =
            arena_strdup(plan->arena, source->choices[k].label);
    }
}

static void add_version(struct plan *plan, const struct form *form,
                        const struct table *table)
{
    struct version version = {
        .shown = {form->version, form->published_ms, form->is_current},
        .form = form->id,
        .count = table ? table->columns_count : 0};

    version.target =
        arena_array(plan->arena, version.count + 1, sizeof *version.target);
    for (size_t i = 0; i < version.count; i++) {
        const struct column *source = &table->columns[i];
        struct plan_column *column = column_of(plan, source);
        add_occurrence(plan, column, source);
        version.target[i] = (size_t)(column - plan->columns);
    }
    plan->versions = mem_grow(plan->versions, plan->versions_count,
                              &plan->versions_capacity, sizeof *plan->versions);
    plan->versions[plan->versions_count++] = version;
}

struct making {
    struct plan *plan;
    struct models *models;
    const char *table;
    const char *language;
    struct form *forms;
    size_t count, capacity;
};

static void note_version(void *context, const struct form *form)
{
    struct making *m = context;
    struct arena *arena = m->plan->arena;

    m->forms = mem_grow(m->forms, m->count, &m->capacity, sizeof *m->forms);
    m->forms[m->count++] =
        (struct form){.id = form->id,
                      .version = arena_strdup(arena, form->version),
                      .published_ms = form->published_ms,
                      .is_current = form->is_current};
}

static void note_station(void *context, const struct station *station)
{
    struct plan *plan = context;

    plan->stations = mem_grow(plan->stations, plan->stations_count,
                              &plan->stations_capacity, sizeof *plan->stations);
    plan->stations[plan->stations_count++] =
        (struct named){station->id, arena_strdup(plan->arena, station->name)};
}

/* From the first version taken, which is the current one. */
static void take_title(struct plan *plan, const struct xform *xform,
                       const char *language)
{
    plan->title = arena_strdup(plan->arena, xform_title_in(xform, language));
    plan->languages_count = xform_languages_count(xform);
    plan->languages = arena_array(plan->arena, plan->languages_count + 1,
                                  sizeof *plan->languages);
    for (size_t i = 0; i < plan->languages_count; i++)
        plan->languages[i] =
            arena_strdup(plan->arena, xform_language_tag(xform, i));
}

static void take_version(struct making *m, const struct form *form)
{
    struct plan *plan = m->plan;
    const struct model *model;

    if (models_get(m->models, form->id, m->language, &model)) {
        log_warn("version \"%s\" cannot be read; its columns are missing",
                 form->version);
        return;
    }
    if (!plan->title)
        take_title(plan, model->xform, m->language);
    const struct table *table = find_table(model->flatten, m->table);
    if (table && !plan->path) {
        plan->path = arena_strdup(plan->arena, table->path);
        plan->name = arena_strdup(plan->arena, table->name);
        plan->is_main = table == flatten_table(model->flatten, 0);
    }
    add_version(plan, form, table);
}

/* The current version says the order of the columns. */
static enum err take_versions(struct making *m, struct archive *archive)
{
    enum err err = formbook_versions(archive, m->plan->family, note_version, m);

    m->plan->most_versions = m->count;
    for (int current = 1; !err && current >= 0; current--) {
        for (size_t i = 0; i < m->count; i++) {
            if (m->forms[i].is_current == (current == 1))
                take_version(m, &m->forms[i]);
        }
    }
    free(m->forms);
    return err;
}

enum err plan_new(struct plan **out, struct archive *archive,
                  struct models *models, const char *form_id, const char *table,
                  const char *language)
{
    struct plan *plan = xcalloc(1, sizeof *plan);
    struct making m = {plan, models, table, language, NULL, 0, 0};
    int64_t form;

    *out = NULL;
    plan->arena = arena_new();
    enum err err = formbook_current(archive, form_id, &form, &plan->family);
    if (err == ERR_MISSING)
        log_error("no form \"%s\" was published", form_id);
    if (!err)
        err = take_versions(&m, archive);
    if (!err)
        err = station_each(archive, note_station, plan);
    if (!err && !plan->path) {
        log_error("form \"%s\" has no table \"%s\"", form_id,
                  table ? table : "");
        err = ERR_MISSING;
    }
    if (err)
        plan_free(plan);
    else
        *out = plan;
    return err;
}

void plan_free(struct plan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; i < plan->columns_count; i++)
        free(plan->columns[i].options);
    free(plan->columns);
    free(plan->versions);
    free(plan->stations);
    arena_free(plan->arena);
    free(plan);
}

int64_t plan_family(const struct plan *plan)
{
    return plan->family;
}

const char *plan_path(const struct plan *plan)
{
    return plan->path;
}

bool plan_is_main(const struct plan *plan)
{
    return plan->is_main;
}

size_t plan_columns_count(const struct plan *plan)
{
    return plan->columns_count;
}

const struct plan_column *plan_column(const struct plan *plan, size_t i)
{
    return &plan->columns[i];
}

size_t plan_versions_count(const struct plan *plan)
{
    return plan->versions_count;
}

const struct plan_version *plan_version_at(const struct plan *plan, size_t i)
{
    return &plan->versions[i].shown;
}

size_t plan_languages_count(const struct plan *plan)
{
    return plan->languages_count;
}

const char *plan_language(const struct plan *plan, size_t i)
{
    return plan->languages[i];
}

const char *plan_name(const struct plan *plan)
{
    return plan->name;
}

const char *plan_title(const struct plan *plan)
{
    return plan->title ? plan->title : "";
}

static const struct version *version_of(const struct plan *plan, int64_t form)
{
    for (size_t i = 0; i < plan->versions_count; i++) {
        if (plan->versions[i].form == form)
            return &plan->versions[i];
    }
    return NULL;
}

const char *plan_version(const struct plan *plan, int64_t form)
{
    const struct version *version = version_of(plan, form);

    return version ? version->shown.name : "";
}

const char *plan_station(const struct plan *plan, int64_t station)
{
    for (size_t i = 0; i < plan->stations_count; i++) {
        if (plan->stations[i].id == station)
            return plan->stations[i].name;
    }
    return "";
}

struct cell plan_place(const struct plan *plan, int64_t form, const void *cells,
                       size_t size, struct cell *out)
{
    const struct version *version = version_of(plan, form);
    struct cells reader = cells_read(cells, size);
    struct cell id = {.text = NULL}, cell;

    memset(out, 0, plan->columns_count * sizeof *out);
    if (!cells_next(&reader, &id) || !version)
        return id;
    for (size_t i = 0; i < version->count && cells_next(&reader, &cell); i++)
        out[version->target[i]] = cell;
    return id;
}

const struct option *plan_option(const struct plan_column *column,
                                 const char *value, size_t size)
{
    for (size_t i = 0; i < column->options_count; i++) {
        const struct option *option = &column->options[i];
        if (strlen(option->value) == size &&
            memcmp(option->value, value, size) == 0)
            return option;
    }
    return NULL;
}

bool plan_is_text(const struct plan_column *column)
{
    return column->is_question && column->type == TYPE_STRING &&
           !column->is_select;
}

void plan_close_texts(const struct plan *plan, struct cell *cells)
{
    for (size_t i = 0; i < plan_columns_count(plan); i++) {
        if (plan_is_text(plan_column(plan, i)))
            cells[i] = (struct cell){NULL, 0};
    }
}
