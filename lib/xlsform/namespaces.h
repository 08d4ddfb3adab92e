/* The XML namespaces of a form: those of ODK, and the settings' own. */
#ifndef XLSFORM_NAMESPACES_H
#define XLSFORM_NAMESPACES_H

#include "writer.h"

/* Declares them on the element just begun. */
void namespaces_write(struct form *form, struct writer *writer);
/* Whether an author's own attribute can be written: its name is one, and its
 * prefix declared. Noted if not. */
bool namespaces_allow(struct form *form, const char *attribute,
                      struct place place);

#endif
