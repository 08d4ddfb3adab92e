/* Evaluating terms, private to lib/form. */
#ifndef FORM_EVAL_H
#define FORM_EVAL_H

#include "expr_tree.h"

/* Nodes looked at within one evaluation: less than a second and 200 MB. */
enum { WORK_MOST = 2000000 };

/* Where an evaluation stands; predicates make their own. */
struct eval {
    const struct expr_context *context;
    struct node *node;    /* "." */
    struct node *current; /* current() */
    size_t position;      /* within a predicate, else 0 */
    struct expr_error *why;
    unsigned long *work; /* nodes looked at so far, by all together */
};

/* Evaluates a term. */
MUST_USE enum err eval_term(struct eval *eval, const struct term *term,
                            struct value *out);
/* The same, unpacked. */
MUST_USE enum err eval_simple(struct eval *eval, const struct term *term,
                              struct value *out);
/* The only node that a path can lead to, where the host knows it; otherwise
 * NULL. */
struct node *eval_only_node(const struct eval *eval, const struct term *path);
/* A path's nodes; those that are not relevant only when `all`. */
MUST_USE enum err eval_path(struct eval *eval, const struct term *term,
                            bool all, struct value *out);

/* Sorts nodes into document order and drops doubles. */
void eval_sort(struct node **items, size_t *count);
/* The nodes of a term with "|", each once, in document order. */
MUST_USE enum err eval_union(struct eval *eval, const struct term *term,
                             struct value *out);

/* What a value stands for when used as one value; fails for several nodes. */
MUST_USE enum err eval_unpack(struct eval *eval, const struct value *value,
                              struct value *out);
/* The value of one node, "" when it is not relevant. */
struct value eval_node_value(struct eval *eval, const struct node *node);
/* The position of "." that position() means. */
size_t eval_position(const struct eval *eval);
/* The time of the host, or of the machine. */
int64_t eval_now(const struct eval *eval);
/* A number in [0, 1), from the host or the machine. */
double eval_random(const struct eval *eval);

/* Notes why; always ERR_FORMAT. Reasons end in the log: names of the form may
 * stand in them, answers never. */
MUST_USE enum err eval_fail(struct eval *eval, const char *format, ...)
    PRINTF_LIKE(2, 3);

#endif
