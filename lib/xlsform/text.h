/* Small questions about texts in cells. Private to lib/xlsform. */
#ifndef XLSFORM_TEXT_H
#define XLSFORM_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The blank that does not break lines, as spreadsheets copy it. */
#define TEXT_NBSP "\xC2\xA0"

/* Cuts white space at both ends, in place; returns where the text begins. */
char *text_trim(char *text);
/* A copy with typographic quotes made plain and, if collapse, runs of blanks
 * made one and the ends trimmed. */
char *text_clean(struct arena *arena, const char *text, bool collapse);
/* "Constraint  Message" -> "constraint_message". */
char *text_snake_case(struct arena *arena, const char *text);
/* A copy in lower case (ASCII letters only). */
char *text_lower(struct arena *arena, const char *text);
/* A copy with every occurrence of from replaced. */
char *text_replace(struct arena *arena, const char *text, const char *from,
                   const char *to);
/* Whether text ends with ending. */
bool text_ends_with(const char *text, const char *ending);
/* Whether text begins with beginning. */
bool text_begins_with(const char *text, const char *beginning);
/* Whether text is a yes (1) or a no (0) of the spreadsheet's many; -1: none. */
int text_yes_no(const char *text);
/* Whether text is a number, and which. */
bool text_number(const char *text, double *out);
/* Whether text is a whole number, and which. */
bool text_integer(const char *text, long *out);
/* The ending of a file name from its last dot on, "" when there is none. */
const char *text_extension(const char *name);
/* The first byte that is no UTF-8, or NULL. */
const char *text_bad_byte(const char *text, size_t size);
/* Decodes one UTF-8 character and returns its size; a byte that is none
 * counts as itself, size 1. */
size_t text_utf8(const char *text, unsigned *out);

#endif
