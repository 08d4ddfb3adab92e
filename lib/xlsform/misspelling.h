/* Sheets whose name is nearly one that was looked for in vain. */
#ifndef XLSFORM_MISSPELLING_H
#define XLSFORM_MISSPELLING_H

#include "form.h"

/* Warns of sheets with nearly that name, if there are any. */
void misspelling_warn(struct form *form, const char *wanted);

#endif
