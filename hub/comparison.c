#include "comparison.h"

#include "base/arena.h"
#include "form/flatten.h"
#include "models.h"

#include <string.h>

/* A form of more answered questions than this is not read by a person side
 * by side; the rest is left out. */
enum { MOST = 4000 };

struct line {
    const char *path;
    struct compared shown;
};

struct comparison {
    struct arena *arena;
    struct line *lines;
    size_t count;
    size_t next; /* where the other side's next line most likely is */
};

struct reading {
    struct comparison *comparison;
    const struct flatten *flatten;
    size_t side;
};

struct comparison *comparison_new(struct arena *arena)
{
    struct comparison *c = arena_alloc(arena, sizeof *c);

    *c = (struct comparison){
        .arena = arena, .lines = arena_array(arena, MOST, sizeof *c->lines)};
    return c;
}

static bool is_line(const struct line *line, const char *path, size_t number)
{
    return line->shown.number == number && strcmp(line->path, path) == 0;
}

/* Both sides mostly answer the same questions in the same order. */
static struct line *find_line(struct comparison *c, const char *path,
                              size_t number)
{
    if (c->next < c->count && is_line(&c->lines[c->next], path, number))
        return &c->lines[c->next];
    for (size_t i = 0; i < c->count; i++) {
        if (is_line(&c->lines[i], path, number))
            return &c->lines[i];
    }
    return NULL;
}

static struct line *add_line(struct comparison *c, const struct column *column,
                             const struct row *row)
{
    if (c->count == MOST)
        return NULL;
    struct line *line = &c->lines[c->count++];
    const char *label = *column->label ? column->label : column->name;
    *line = (struct line){
        .path = arena_strdup(c->arena, column->path),
        .shown = {.label = arena_strdup(c->arena, label),
                  .number = row->number,
                  .is_repeated = row->table != 0,
                  .is_text = column->type == TYPE_STRING && !column->is_select,
                  .value = {"", ""}}};
    return line;
}

static const char *words_of(const struct column *column, const char *value)
{
    for (size_t i = 0; i < column->choices_count; i++) {
        const struct choice *choice = &column->choices[i];
        if (strcmp(choice->value, value) == 0 && *choice->label)
            return choice->label;
    }
    return value;
}

static enum err take_row(void *context, const struct row *row)
{
    struct reading *r = context;
    struct comparison *c = r->comparison;
    const struct table *table = flatten_table(r->flatten, row->table);

    for (size_t i = 0; i < table->columns_count; i++) {
        const struct column *column = &table->columns[i];
        if (!column->is_question || !row->cells[i])
            continue;
        struct line *line = find_line(c, column->path, row->number);
        if (!line)
            line = add_line(c, column, row);
        if (!line)
            return ERR_NONE;
        c->next = (size_t)(line - c->lines) + 1;
        line->shown.value[r->side] =
            arena_strdup(c->arena, words_of(column, row->cells[i]));
    }
    return ERR_NONE;
}

enum err comparison_read(struct comparison *comparison, struct models *models,
                         int64_t form, const char *language, size_t side,
                         const char *body, size_t size)
{
    const struct model *model;
    enum err err = models_get(models, form, language, &model);

    if (err)
        return err;
    struct reading r = {comparison, model->flatten, side};
    comparison->next = 0;
    return flatten_rows(model->flatten, body, size, take_row, &r);
}

size_t comparison_count(const struct comparison *comparison)
{
    return comparison->count;
}

const struct compared *comparison_at(const struct comparison *comparison,
                                     size_t i)
{
    return &comparison->lines[i].shown;
}

bool compared_differs(const struct compared *compared)
{
    return strcmp(compared->value[0], compared->value[1]) != 0;
}
