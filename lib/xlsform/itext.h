/* Translations: every text of every language, complete ("-" where one is
 * missing), and the <itext> that holds them. */
#ifndef XLSFORM_ITEXT_H
#define XLSFORM_ITEXT_H

#include "writer.h"

/* Collects all translations and writes <itext>, unless there are none. */
void itext_write(struct form *form, struct writer *writer);
/* Whether the element's label is looked up in itext. */
bool itext_has_label(const struct element *element);
/* Whether its hint is. */
bool itext_has_hint(const struct element *element);
/* Whether a message of its bind ("jr:constraintMsg") is. */
bool itext_has_message(const struct pair *message);

#endif
