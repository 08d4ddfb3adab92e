/* The parameters column: "key=value key=value". */
#ifndef XLSFORM_PARAMETER_H
#define XLSFORM_PARAMETER_H

#include "form.h"

/* Splits the cell into parameters; what cannot be read is noted. */
struct dict *parameter_parse(struct form *form, const char *text,
                             struct place place);
/* Notes each parameter that is not in the blank-separated list. */
void parameter_allow(struct form *form, const struct dict *parameters,
                     const char *allowed, struct place place);
/* Whether the value is one of the blank-separated list; noted if not. */
bool parameter_one_of(struct form *form, const struct dict *parameters,
                      const char *key, const char *values, struct place place);
/* Whether the value is a number (whole when whole); noted if not. */
bool parameter_number(struct form *form, const struct dict *parameters,
                      const char *key, bool whole, struct place place);

#endif
