/* Warnings about languages: columns that some language lacks, languages
 * without a code, "other" that nobody translated. */
#ifndef XLSFORM_TRANSLATION_H
#define XLSFORM_TRANSLATION_H

#include "header.h"

/* Warns of what is missing, given the headers of the two sheets. */
void translation_check(struct form *form, const struct grid *survey,
                       const struct grid *choices);

#endif
