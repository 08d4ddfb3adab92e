/* Where a select's choices come from. */
#ifndef XLSFORM_ITEMSET_H
#define XLSFORM_ITEMSET_H

#include "writer.h"

/* Writes the <itemset>, the items of a search() or the tags of osm. */
void itemset_write(struct form *form, struct writer *writer,
                   const struct element *element);
/* Adds the query attribute of a select_one_external. */
void itemset_write_query(struct form *form, struct writer *writer,
                         const struct element *element);
/* Finds which questions show what their parameters name (reference-geometry,
 * tick_labelset) as an itemset. */
void itemset_find_parameters(struct form *form);

#endif
