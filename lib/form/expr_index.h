/* Finds the few children that can meet a predicate such as [name = 'x']
 * without looking at all. Private to lib/form/expr_*.c. */
#ifndef FORM_EXPR_INDEX_H
#define FORM_EXPR_INDEX_H

#include "eval.h"

/* The children of parent, in document order, that may satisfy the step's
 * first predicate; false when no index can say and all must be tried. */
MUST_USE bool expr_index_find(struct eval *eval, struct node *parent,
                              const struct step *step, struct node ***items,
                              size_t *count);

#endif
