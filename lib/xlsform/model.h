/* The model: primary instance, binds, actions. */
#ifndef XLSFORM_MODEL_H
#define XLSFORM_MODEL_H

#include "writer.h"

/* Writes <model>. */
void model_write(struct form *form, struct writer *writer);
/* Writes an element's actions of events in the model, or those of a new
 * repeat. */
void model_write_actions(struct form *form, struct writer *writer,
                         const struct element *element, bool new_repeat);

#endif
