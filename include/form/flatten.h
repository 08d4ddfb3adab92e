/* A form as columns, an instance as cells: what exports, pages and tallies
 * read. Repeats become tables of their own, one row per repeat instance. */
#ifndef FORM_FLATTEN_H
#define FORM_FLATTEN_H

#include "base/attr.h"
#include "base/err.h"
#include "form/session.h"

#include <stdbool.h>
#include <stddef.h>

struct xform;

struct column {
    const char *path;  /* "/data/people/age", without positions */
    const char *name;  /* "people-age": steps below the table's own node */
    const char *label; /* in the language asked for, "" when none */
    enum control control;
    enum datatype type;
    bool is_question;             /* has a control in the body */
    bool is_select;               /* one or several of choices */
    const struct choice *choices; /* static ones, else NULL */
    size_t choices_count;
};

/* The main table (index 0, path of the root) or a repeat. */
struct table {
    const char *path;
    const char *name; /* "data", "data-people" */
    size_t parent;    /* index of the table it hangs from; its own for 0 */
    const struct column *columns;
    size_t columns_count;
};

struct flatten;

/* The tables of a form, labels in a language (name or tag, NULL: default);
 * the caller frees it; the form must outlive it. */
MUST_USE enum err flatten_new(struct flatten **out, const struct xform *form,
                              const char *language);
/* NULL is accepted. */
void flatten_free(struct flatten *flatten);
/* How many tables, at least one. */
size_t flatten_tables_count(const struct flatten *flatten);
/* One of them; 0 is the form's own, the others are its repeats. */
const struct table *flatten_table(const struct flatten *flatten, size_t i);

/* One row of one table. cells has the table's columns_count members, NULL
 * where the instance has no such node or it is empty. Borrowed for the
 * call. */
struct row {
    size_t table;
    size_t number; /* of this row among the instance's rows of the table */
    size_t parent; /* number of the row it belongs to in the parent table */
    const char *const *cells;
};

/* Reads the frozen bytes of a response and visits its rows, parents before
 * children. ERR_FORMAT when it is not well-formed or another form's. Nodes
 * that the form does not define are passed over. */
MUST_USE enum err
flatten_rows(const struct flatten *flatten, const char *body, size_t size,
             enum err (*visit)(void *context, const struct row *row),
             void *context);

/* What any receiver must know of a submission before it knows the form:
 * strings are "" when absent, freed by the caller with flatten_peek_clear. */
struct submission_head {
    char *form_id;
    char *form_version;
    char *instance_id;
    char *deprecated_id;
    char *instance_name;
    bool encrypted;
};

struct xml_error;
/* Reads only those; ERR_FORMAT (with line and reason in why, if not NULL)
 * when it is not well-formed. */
MUST_USE enum err flatten_peek(const char *body, size_t size,
                               struct submission_head *out,
                               struct xml_error *why);
/* Frees what flatten_peek gave. */
void flatten_peek_clear(struct submission_head *head);

#endif
