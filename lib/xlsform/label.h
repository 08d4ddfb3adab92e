/* Labels, hints and the like: texts with ${references} and instance paths,
 * which become <output/>. */
#ifndef XLSFORM_LABEL_H
#define XLSFORM_LABEL_H

#include "path.h"
#include "writer.h"

/* Writes the text as the content of the element just begun. */
void label_write(struct form *form, struct writer *writer, const char *text,
                 const struct path_request *request);
/* Whether the text refers to something. */
bool label_refers(const char *text);

#endif
