#include "target.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char LOAD[] = "SELECT dimension, name, n FROM target WHERE"
                           " family = ? ORDER BY position";
static const char FORGET[] = "DELETE FROM target WHERE family = ?";
static const char ADD[] =
    "INSERT INTO target(family, position, dimension, name, n)"
    " VALUES(?,?,?,?,?)";

static const char GROUP[] = "group";

enum { MOST_TARGETS = 400, MOST_PEOPLE = 1000000 };

enum err targets_load(struct archive *archive, int64_t family,
                      struct arena *arena, struct target **out, size_t *count)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, LOAD, db_int(family));

    *out = arena_array(arena, MOST_TARGETS, sizeof **out);
    *count = 0;
    if (err)
        return err;
    while (*count < MOST_TARGETS && sql->engine->next(rows))
        (*out)[(*count)++] =
            (struct target){arena_strdup(arena, sql_column_text(sql, rows, 0)),
                            arena_strdup(arena, sql_column_text(sql, rows, 1)),
                            sql_column(sql, rows, 2)};
    return sql->engine->done(rows);
}

static bool is_dimension(const char *word, enum dimension *out)
{
    for (*out = 0; *out < DIMENSIONS; (*out)++) {
        if (strcmp(dimension_name(*out), word) == 0)
            return true;
    }
    return false;
}

/* "place luna-3 60": the name may have blanks, the number is the last word. */
static bool read_line(char *line, struct target *out)
{
    enum dimension dimension;
    char *end, *name = strchr(line, ' '), *last = strrchr(line, ' ');

    if (!name || last <= name)
        return false;
    *name++ = '\0';
    *last++ = '\0';
    *out = (struct target){line, name, strtoll(last, &end, 10)};
    return (is_dimension(line, &dimension) || strcmp(line, GROUP) == 0) &&
           *name && *last && !*end && out->n > 0 && out->n <= MOST_PEOPLE;
}

static enum err keep_lines(struct archive *archive, int64_t family, char *text,
                           struct buf *said)
{
    enum err err = sql_run(archive->sql, FORGET, db_int(family));
    char *rest = NULL;
    int64_t position = 0;

    for (char *line = strtok_r(text, "\r\n", &rest); !err && line;
         line = strtok_r(NULL, "\r\n", &rest)) {
        struct target t;
        char *copy = xstrdup(line);
        if (position == MOST_TARGETS || !read_line(line, &t)) {
            buf_puts(said, copy);
            err = ERR_FORMAT;
        } else {
            err = sql_run(archive->sql, ADD, db_int(family), db_int(position++),
                          db_text(t.dimension), db_text(t.name), db_int(t.n));
        }
        free(copy);
    }
    return err;
}

enum err targets_set(struct archive *archive, int64_t family, const char *text,
                     struct buf *said)
{
    char *copy = xstrdup(text);
    enum err err = archive_begin(archive);

    if (!err)
        err = archive_end(archive, keep_lines(archive, family, copy, said));
    free(copy);
    return err;
}

void targets_print(struct buf *out, const struct target *targets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s %s %lld\n", targets[i].dimension, targets[i].name,
                   (long long)targets[i].n);
}

static size_t question_of(const struct figures *figures, const char *name)
{
    size_t i = 0;

    while (i < figures_questions(figures) &&
           strcmp(figures_question(figures, i)->name, name) != 0)
        i++;
    return i;
}

void targets_plan(const struct target *targets, size_t count,
                  struct figures *figures, const char *group)
{
    size_t question = question_of(figures, group);

    for (size_t i = 0; i < count; i++) {
        const struct target *t = &targets[i];
        enum dimension dimension;
        if (is_dimension(t->dimension, &dimension))
            figures_plan(figures, dimension, t->name, t->n);
        else if (question < figures_questions(figures))
            figures_plan_value(figures, question, t->name, t->n);
    }
}

struct reaching {
    struct reach *list;
    size_t count, capacity;
};

static void add(struct reaching *r, struct reach reach)
{
    if (!reach.planned)
        return;
    r->list = mem_grow(r->list, r->count, &r->capacity, sizeof *r->list);
    r->list[r->count++] = reach;
}

static void add_dimension(struct reaching *r, const struct figures *figures,
                          enum dimension d)
{
    size_t columns = figures_columns(figures, d);
    int64_t *n = xcalloc(columns + 1, sizeof *n);

    figures_margin(figures, d, n);
    for (size_t i = 0; i < columns; i++)
        add(r, (struct reach){dimension_name(d), figures_column(figures, d, i),
                              figures_planned(figures, d, i), n[i]});
    free(n);
}

static void add_groups(struct reaching *r, const struct figures *figures,
                       size_t question)
{
    const struct figure_question *q = figures_question(figures, question);
    size_t cells = figures_cells(figures, question);
    int64_t *n = xcalloc(cells + q->values_count, sizeof *n);

    if (q->is_multiple)
        figures_choices(figures, question, n);
    else
        figures_line(figures, question, n);
    for (size_t i = 0; i < q->values_count; i++)
        add(r,
            (struct reach){GROUP, q->values[i],
                           figures_planned_cell(figures, question, i), n[i]});
    free(n);
}

void targets_reached(const struct figures *figures, const char *group,
                     struct reach **out, size_t *count)
{
    struct reaching r = {NULL, 0, 0};
    size_t question = question_of(figures, group);

    for (enum dimension d = 0; d < DIMENSIONS; d++)
        add_dimension(&r, figures, d);
    if (question < figures_questions(figures))
        add_groups(&r, figures, question);
    *out = r.list;
    *count = r.count;
}

bool reach_is_gap(const struct reach *reach)
{
    return reach->reached * 2 < reach->planned;
}
