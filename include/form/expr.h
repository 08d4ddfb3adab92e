/* Expressions of a form: parsed once into an immutable tree, asked what they
 * depend on, evaluated many times (ODK XForms specification, "XPath"; where
 * it is silent, as the reference engine does). */
#ifndef FORM_EXPR_H
#define FORM_EXPR_H

#include "base/attr.h"
#include "base/err.h"
#include "form/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct expr;
struct expr_index;
struct expr_way;
struct node;

/* Where and why parsing or evaluating stopped. */
struct expr_error {
    size_t offset; /* byte of the source, from 0; of a parse error only */
    char reason[200];
};

/* Parses a source into the arena, which also keeps the source. ERR_FORMAT
 * when it is malformed, ERR_LIMIT when nested too deeply; why says where. */
MUST_USE enum err expr_parse(struct expr **out, struct arena *arena,
                             const char *source, struct expr_error *why);
/* The text it was parsed from. */
const char *expr_source(const struct expr *expr);
/* Whether it is one path and nothing else ("/data/a", "../b[c = 1]"). */
bool expr_is_path(const struct expr *expr);
/* Whether it is a path into a secondary instance and no more, without any
 * condition: the same nodes whenever it is asked. */
bool expr_is_whole_list(const struct expr *expr);
/* Whether it is the name of a child and no more ("label"). */
bool expr_is_child(const struct expr *expr);
/* The text of the node's one child of a name, when that name is the whole
 * expression ("label"): long lists are read so without evaluating anything.
 * NULL when it is another expression, or not so simple a node. */
const char *expr_child_text(const struct expr *expr, const struct node *node);
/* Appends the tree in brackets, for tests and for barrio-form. */
void expr_print(const struct expr *expr, struct buf *out);

/* What an expression depends on besides nodes. */
enum expr_trait {
    EXPR_USES_POSITION = 1 << 0, /* position(...), indexed-repeat(), once() */
    EXPR_USES_TIME = 1 << 1,     /* now(), today() */
    EXPR_USES_RANDOM = 1 << 2,   /* random(), uuid(), unseeded randomize() */
    EXPR_USES_LANGUAGE = 1 << 3, /* jr:itext(), jr:choice-name() */
    EXPR_USES_CURRENT = 1 << 4,  /* current() or a relative path */
    EXPR_USES_FILES = 1 << 5     /* pulldata(), search() */
};
/* Its traits, joined by "|". */
unsigned expr_traits(const struct expr *expr);

/* One path that an expression reads: absolute, without positions, relative
 * steps resolved against a generic context path ("/data/r/name"), also from
 * inside predicates. */
struct expr_reference {
    const char *path;     /* "/data/r/age"; "/data/r/@id" */
    const char *instance; /* id of a secondary instance, NULL for the main */
    size_t own_steps;     /* so many first steps of path are always the asking
                             node's own ancestors: from /d/r/y, ../x and
                             /d/r/x have 2, ../../r/x and /d/r[c]/x have 1 */
    bool in_predicate;
    /* The visitor may leave here what expr_host.only_node is given when the
     * path is followed; NULL where a predicate or a "*" has to choose. */
    const struct expr_way **way;
};
/* Calls visit for each, some perhaps twice; the struct is borrowed. A step to
 * any name is printed as "*". Paths above the root are left out. */
void expr_references(const struct expr *expr, const char *context_path,
                     void (*visit)(void *context,
                                   const struct expr_reference *reference),
                     void *context);
/* The names of functions it calls that do not exist; NULL when all do. */
const char *expr_unknown_function(const struct expr *expr);
/* Instances named by instance('id'), NULL when there are no more. */
const char *expr_instance(const struct expr *expr, size_t i);

/* What an expression may ask of the form and the world. Members may be NULL:
 * the function then fails with a clear reason, or gives "". Texts returned
 * are borrowed until the evaluation ends. */
struct expr_host {
    void *context;
    /* The root element of a secondary instance, NULL when there is none. */
    struct node *(*instance)(void *context, const char *id);
    /* The label, in the current language, of a choice of the question whose
     * generic path is given; NULL when it has none. asker is the node whose
     * expression it is. */
    const char *(*choice_label)(void *context, const char *path,
                                const char *value, const struct node *asker);
    /* The only child of that name, when the form says that there is just one;
     * NULL: look for yourself. Makes wide forms fast. */
    struct node *(*only_child)(void *context, const struct node *parent,
                               const char *local);
    /* The only node to which a path leads from the asking node, found without
     * following its steps; NULL: follow them. */
    struct node *(*only_node)(void *context, const struct expr_way *way,
                              struct node *asker);
    /* The text of an itext id in the current language; NULL when unknown. */
    const char *(*itext)(void *context, const char *id);
    /* pulldata(file, wanted column, key column, key); NULL: not found. */
    const char *(*pulldata)(void *context, const char *file, const char *wanted,
                            const char *column, const char *key);
    /* property('deviceid') and the like; NULL: unknown. */
    const char *(*property)(void *context, const char *name);
    /* Milliseconds since the epoch. */
    int64_t (*now_ms)(void *context);
    /* In [0, 1). */
    double (*random)(void *context);
    /* version() of the form. */
    const char *version;
};

/* For one evaluation. */
struct expr_context {
    struct node *root;    /* root element of the main instance */
    struct node *node;    /* "." */
    struct node *current; /* current(); NULL: the same as node */
    size_t position;      /* of node in a predicate; 0: by its siblings */
    const struct expr_host *host;
    struct expr_index *index; /* makes big secondary instances fast, or NULL */
    struct arena *arena;      /* for results and what lies between */
};

/* Evaluates; out's texts and node lists live in the tree or in the arena.
 * ERR_FORMAT for a type error or a function called wrongly, with a reason.
 * why may be NULL. */
MUST_USE enum err expr_eval(const struct expr *expr,
                            const struct expr_context *context,
                            struct value *out, struct expr_error *why);
/* The same, unpacked: one value, never nodes. */
MUST_USE enum err expr_eval_value(const struct expr *expr,
                                  const struct expr_context *context,
                                  struct value *out, struct expr_error *why);
/* The same, as a truth. */
MUST_USE enum err expr_eval_boolean(const struct expr *expr,
                                    const struct expr_context *context,
                                    bool *out, struct expr_error *why);
/* The same, as a text. */
MUST_USE enum err expr_eval_text(const struct expr *expr,
                                 const struct expr_context *context,
                                 const char **out, struct expr_error *why);
/* The nodes of a path, relevant or not when `all`; for nodesets of binds,
 * itemsets and events. ERR_FORMAT when it is no path. */
MUST_USE enum err expr_eval_nodes(const struct expr *expr,
                                  const struct expr_context *context, bool all,
                                  struct node ***out, size_t *count,
                                  struct expr_error *why);

/* An index over secondary instances, filled as predicates such as
 * [name = 'x'] are met. The instances must not change while it lives. */
struct expr_index *expr_index_new(void);
/* NULL is accepted. */
void expr_index_free(struct expr_index *index);

#endif
