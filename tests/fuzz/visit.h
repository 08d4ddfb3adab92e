/* A visitor who answers whatever a form asks, for fuzzers of forms. */
#ifndef FUZZ_VISIT_H
#define FUZZ_VISIT_H

#include "form/xform.h"

#include <stddef.h>

/* Loads a form and fills it in; files are asked for media (may be NULL),
 * instance is resumed when it is not NULL. */
void visit(const char *form, size_t size, const struct xform_files *files,
           const char *instance, size_t instance_size);

#endif
