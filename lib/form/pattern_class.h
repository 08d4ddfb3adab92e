/* Classes and escapes within patterns, private to them. */
#ifndef FORM_PATTERN_CLASS_H
#define FORM_PATTERN_CLASS_H

#include "set.h"

/* Reads the character at *at (UTF-8) and moves behind it. */
uint32_t pattern_char(const char **at);
/* Reads what stands behind a backslash into the set: \d, \p{L}, \n, \x41,
 * \u0041, \\ and so on. False when it is none of them. */
MUST_USE bool pattern_escape(const char **at, struct set *set);
/* Reads a class behind its '[' up to and with the ']'. */
MUST_USE bool pattern_class(const char **at, struct set *set);

#endif
