/* The words of the appearance attribute. Private to lib/form. */
#ifndef FORM_APPEARANCE_H
#define FORM_APPEARANCE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the blank-separated words hold that one. */
bool appearance_has(const char *words, const char *word);
/* The first word that changes nothing here, with its length; NULL when there is
 * none. *is_known says that it is in XLSForm's tables and has no form on a
 * terminal. Calls such as search(...) or ex:... are no words. */
const char *appearance_odd(const char *words, size_t *size, bool *is_known);

#endif
