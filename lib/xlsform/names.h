/* Who is called what: paths of elements, their index by name, and the rules
 * that names keep among themselves. */
#ifndef XLSFORM_NAMES_H
#define XLSFORM_NAMES_H

#include "form.h"

/* Gives every element its path and fills the index; notes names that must
 * not be the same. */
void names_index(struct form *form);
/* Notes each reference in the survey sheet that finds no element, whether or
 * not its column is used. */
void names_check_references(struct form *form);
/* The element to which a reference by that name leads; when there is none, or
 * several, that is noted and NULL returned. */
struct element *names_refer(struct form *form, const char *name,
                            struct place place);
/* The element of that name (first of several), or NULL. */
struct element *names_find(const struct form *form, const char *name);
/* The name most like this one, or NULL. */
const char *names_suggest(const struct form *form, const char *name);

#endif
