/* Numbers of the ODK XPath dialect as texts: they print as Java's doubles
 * do and are read without exponents. */
#ifndef FORM_NUMBER_H
#define FORM_NUMBER_H

#include "base/buf.h"

/* Appends a number as the dialect prints it: "7", "2.5", "1.0E21", "NaN". */
void number_print(double number, struct buf *out);
/* Appends a double as Java does: "7.0", "1.0E21". */
void number_print_double(double number, struct buf *out);
/* Rounds half up (a negative half towards zero) to so many places, which may
 * be negative. */
double number_round(double number, int places);
/* Reads a decimal number with blanks around it; NaN when it is none. */
double number_read(const char *text);

#endif
