/* Entities: what a form creates or updates in the server's lists, declared on
 * the entities sheet and filled by save_to. */
#ifndef XLSFORM_ENTITY_H
#define XLSFORM_ENTITY_H

#include "survey.h"

/* Reads the entities sheet. */
void entity_read(struct form *form);
/* Notes where a row of the container saves to or is used by an entity, and
 * puts the bare property name in the place of its save_to. */
void entity_check_saveto(struct form *form, const struct survey_row *row,
                         const struct element *container);
/* Puts each entity into the meta of the container that its references ask
 * for; meta is the survey's own. */
void entity_place(struct form *form, struct element *meta);

#endif
