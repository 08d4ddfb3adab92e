/* Numbers that are dates, and how all numbers are written as text. */
#ifndef XLSFORM_DATESTYLE_H
#define XLSFORM_DATESTYLE_H

#include <stdbool.h>
#include <stddef.h>

enum { DATESTYLE_TEXT_SIZE = 48 };

/* Whether a number format shows a date or a time. */
bool datestyle_is_date(const char *code);
/* Whether the format that every workbook knows under that number does. */
bool datestyle_is_builtin(long format);
/* A day number as "2026-11-23 00:00:00", or as "10:30:00" below one day. */
void datestyle_print_date(double days, bool from_1904,
                          char out[DATESTYLE_TEXT_SIZE]);
/* A number in the fewest digits that read back as the same. */
void datestyle_print_number(double number, char out[DATESTYLE_TEXT_SIZE]);

#endif
