/* The body: the controls that people see. */
#ifndef XLSFORM_BODY_H
#define XLSFORM_BODY_H

#include "writer.h"

/* Finds who is set when whom changes, from the trigger columns. */
void body_link_triggers(struct form *form);
/* Writes <h:body>. */
void body_write(struct form *form, struct writer *writer);

#endif
