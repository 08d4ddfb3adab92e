/* Sheets whose name is nearly one that was looked for in vain. */
#ifndef XLSFORM_MISSPELLING_H
#define XLSFORM_MISSPELLING_H

#include "form.h"

/* The names of such sheets, quoted and separated by commas; "" for none. */
const char *misspelling_list(struct form *form, const char *wanted);
/* Warns of them, if any. */
void misspelling_warn(struct form *form, const char *wanted);

#endif
