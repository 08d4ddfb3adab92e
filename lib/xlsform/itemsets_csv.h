/* itemsets.csv: the external choices as they stand, for select_one_external. */
#ifndef XLSFORM_ITEMSETS_CSV_H
#define XLSFORM_ITEMSETS_CSV_H

#include "form.h"

struct buf;

/* Appends the file's content, if the form asks for it. */
void itemsets_csv_write(struct form *form, struct buf *out);

#endif
