/* An instance as rows: parents before children, in document order. */
#include "base/mem.h"
#include "base/log.h"
#include "base/xml.h"
#include "flatten_tables.h"
#include "tree.h"

#include <stdlib.h>
#include <string.h>

struct reading {
    const struct flatten *flatten;
    size_t *numbers; /* rows so far, by table */
    enum err (*visit)(void *context, const struct row *row);
    void *context;
};

static bool is_of(const struct field *field, const struct node *node)
{
    return field->is_attribute == node_has(node, NODE_ATTRIBUTE) &&
           !strcmp(field->name->local, node->name->local);
}

/* Answers come in the form's order: the search goes on where it ended. */
static const struct field *field_of(const struct field *parent,
                                    const struct field *last,
                                    const struct node *node)
{
    const struct field *f = last ? last : parent->first;

    for (; f; f = f->next) {
        if (is_of(f, node))
            return f;
    }
    for (f = parent->first; f && f != last; f = f->next) {
        if (is_of(f, node))
            return f;
    }
    return NULL;
}

static void take_cell(const struct reading *r, const struct field *field,
                      const struct node *node, const char **cells, size_t table)
{
    const struct home *home = &r->flatten->homes[field->index];

    if (!home->is_row && home->table == table && !node_is_empty(node))
        cells[home->column] = node_text(node);
}

/* Groups add to the row around them, repeats have rows of their own. */
static void take_cells(const struct reading *r, const struct field *field,
                       const struct node *node, const char **cells,
                       size_t table)
{
    const struct field *last = NULL;

    for (const struct node *a = node->attributes; a; a = a->next) {
        const struct field *f = field_of(field, last, a);
        if (f)
            take_cell(r, f, a, cells, table);
    }
    for (const struct node *n = node->first; n; n = n->next) {
        const struct field *f = field_of(field, last, n);
        if (!f)
            continue;
        last = f;
        take_cell(r, f, n, cells, table);
        if (!f->is_repeat)
            take_cells(r, f, n, cells, table);
    }
}

static enum err read_rows(struct reading *r, const struct field *field,
                          const struct node *node, size_t parent);

/* Rows of repeats below an element that is itself no row. */
static enum err read_below(struct reading *r, const struct field *field,
                           const struct node *node, size_t parent)
{
    const struct field *last = NULL;
    enum err err = ERR_NONE;

    for (const struct node *n = node->first; n && !err; n = n->next) {
        const struct field *f = field_of(field, last, n);
        if (!f)
            continue;
        last = f;
        err = f->is_repeat ? read_rows(r, f, n, parent)
                           : read_below(r, f, n, parent);
    }
    return err;
}

static enum err read_rows(struct reading *r, const struct field *field,
                          const struct node *node, size_t parent)
{
    size_t table = r->flatten->homes[field->index].table;
    size_t count = r->flatten->tables[table].columns_count;
    const char **cells = xcalloc(count + 1, sizeof *cells);
    struct row row = {.table = table,
                      .number = r->numbers[table]++,
                      .parent = parent,
                      .cells = cells};

    take_cells(r, field, node, cells, table);
    enum err err = r->visit(r->context, &row);
    free(cells);
    return err ? err : read_below(r, field, node, row.number);
}

/* An older version of a form is still that form. */
static bool is_of_form(const struct flatten *f, const struct node *root)
{
    const struct field *top = f->form->fields[0];
    const char *id = NULL;

    for (const struct node *a = root->attributes; a; a = a->next) {
        if (!strcmp(a->name->local, "id"))
            id = node_text(a);
    }
    return !strcmp(root->name->local, top->name->local) &&
           (!id || !strcmp(id, f->form->id));
}

static enum err read_document(struct reading *r, struct node *root)
{
    if (!is_of_form(r->flatten, root)) {
        log_error("a response is none of the form %s", r->flatten->form->id);
        return ERR_FORMAT;
    }
    r->numbers = xcalloc(r->flatten->tables_count, sizeof *r->numbers);
    enum err err = read_rows(r, r->flatten->form->fields[0], root, 0);
    free(r->numbers);
    return err;
}

enum err flatten_rows(const struct flatten *flatten, const char *body,
                      size_t size,
                      enum err (*visit)(void *context, const struct row *row),
                      void *context)
{
    struct reading reading = {
        .flatten = flatten, .visit = visit, .context = context};
    struct node_pool *pool = node_pool_new();
    struct names *names = names_new();
    struct arena *arena = arena_new();
    struct xml_error why = {0};
    struct node *root;

    enum err err =
        tree_read_exactly(pool, names, arena, body, size, &root, &why);
    if (err)
        log_error("a response of %s, line %d: %s", flatten->form->id, why.line,
                  why.reason);
    else
        err = read_document(&reading, root);
    arena_free(arena);
    node_pool_free(pool);
    names_free(names);
    return err;
}
