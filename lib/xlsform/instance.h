/* Secondary instances: lists of choices, files, pulldata(), last-saved. */
#ifndef XLSFORM_INSTANCE_H
#define XLSFORM_INSTANCE_H

#include "writer.h"

/* Writes every <instance> but the primary one. */
void instance_write(struct form *form, struct writer *writer);
/* Notes which lists are shown by search(), whose choices stay in the body. */
void instance_find_searches(struct form *form);
/* Whether the element's appearance says search(). */
bool instance_is_searched(const struct element *element);
/* The name of a file without its ending, as its instance is called. */
const char *instance_of_file(struct form *form, const char *file);
/* Whether the name ends as files of choices do. */
bool instance_is_file(const char *name);

#endif
