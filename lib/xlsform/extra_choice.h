/* Choices that a form adds to a list of the sheet. Private to lib/xlsform. */
#ifndef XLSFORM_EXTRA_CHOICE_H
#define XLSFORM_EXTRA_CHOICE_H

#include "form.h"

/* Adds "other", once, unless the list has one. */
void extra_choice_other(struct form *form, struct list *list);
/* Adds "none", once, and to the row's constraint that nothing is chosen beside
 * it; leaves a list alone that has a "none" of its own. */
void extra_choice_none(struct form *form, struct list *list,
                       struct dict *fields);

#endif
