/* What is wrong with a form, kept so that it can be said in any language: the
 * English sentence as it stands in the source, and what fills its places. */
#ifndef FORM_PROBLEM_H
#define FORM_PROBLEM_H

#include "form/xform.h"

#include <stdarg.h>

/* Makes one; format is a literal with %s, %.*s, %.N s, %d and %zu only. */
struct xform_problem problem_make(int line, bool is_error, const char *format,
                                  va_list args)
    __attribute__((format(printf, 3, 0)));
/* Frees what it owns. */
void problem_clear(struct xform_problem *problem);

#endif
