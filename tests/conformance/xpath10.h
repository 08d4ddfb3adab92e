/* A second judge: what XPath 1.0, as libxml2 reads it, makes of an expression
 * on one of our trees. It shares no code with lib/form's evaluation. */
#ifndef CONFORMANCE_XPATH10_H
#define CONFORMANCE_XPATH10_H

#include <stdbool.h>

struct node;
struct value;

/* Whether XPath 1.0 gives the same nodes, number, text or truth as `ours` for
 * the expression asked at `at` (NULL: the root element) of the tree. False
 * too when it knows a function or an axis of ours not. */
bool xpath10_agrees(const struct node *root, const struct node *at,
                    const char *expression, const struct value *ours);

#endif
