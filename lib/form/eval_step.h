/* Walking along the steps of one path, private to lib/form/eval_*.c. */
#ifndef FORM_EVAL_STEP_H
#define FORM_EVAL_STEP_H

#include "eval.h"

/* Nodes found so far, in the arena. */
struct found {
    struct node **items;
    size_t count, capacity;
};

/* A walk along the steps of one path.
 *
 * Absolute paths take over positions from the context node, step by step, as
 * long as the names agree and the step has no predicates: inside the second
 * person /data/person/age is that person's own. */
struct walk {
    struct eval *eval;
    struct node *root;  /* of the tree that the path is in */
    struct node *guide; /* context node that lends its positions, or NULL */
    size_t guide_depth; /* its distance from the root */
    size_t depth;       /* of the nodes in set */
    bool at_document;   /* above the root: the next step is the root */
    bool document_too;  /* behind "//": the root may be a next step */
    bool is_unsorted;   /* set may not be in document order */
    struct found set;
};

/* Adds a node to those found. */
void eval_push(struct walk *walk, struct found *found, struct node *node);
/* Goes on from all nodes of the walk's set by one step. */
MUST_USE enum err eval_step(struct walk *walk, const struct step *step);

#endif
