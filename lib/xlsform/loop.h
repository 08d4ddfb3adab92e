/* Loops: a group's rows once for each choice of a list. */
#ifndef XLSFORM_LOOP_H
#define XLSFORM_LOOP_H

#include "form.h"

/* Replaces the children of an element by one group for each column, each
 * with a copy of them in which %(label)s and %(name)s are filled in. */
void loop_expand(struct form *form, struct element *element,
                 const struct list *columns);

#endif
