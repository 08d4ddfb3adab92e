/* The words of the appearance attribute. Private to lib/form. */
#ifndef FORM_APPEARANCE_H
#define FORM_APPEARANCE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the blank-separated words hold that one. */
bool appearance_has(const char *words, const char *word);
/* The first word that no form of XLSForm's tables has, with its length; NULL
 * when all are known. Calls such as search(...) or ex:... are no words. */
const char *appearance_unknown(const char *words, size_t *size);

#endif
