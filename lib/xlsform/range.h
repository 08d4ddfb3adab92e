/* Ranges: a number between two ends, by steps. */
#ifndef XLSFORM_RANGE_H
#define XLSFORM_RANGE_H

#include "survey.h"

/* Checks a range's parameters and fills in those that are missing. */
void range_read(struct survey *survey, const struct survey_row *row);

#endif
