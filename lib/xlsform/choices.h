/* The choices, external_choices and osm sheets: lists of items. */
#ifndef XLSFORM_CHOICES_H
#define XLSFORM_CHOICES_H

#include "form.h"
#include "header.h"

/* Reads the three sheets into form->choices, form->external and form->osm,
 * and the header of the first into *grid, for the check of translations. */
void choices_read(struct form *form, struct grid *grid);

#endif
