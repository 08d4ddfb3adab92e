/* Text as a terminal shows it: measured in cells, cut between graphemes,
 * wrapped by Unicode's rules, put in visual order. Everything that measures
 * or breaks text does it here. Invalid UTF-8 counts as U+FFFD. */
#ifndef UI_TEXT_H
#define UI_TEXT_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest grapheme that a cell keeps, with its NUL; more marks are dropped. */
enum { TEXT_CLUSTER_SIZE = 22 };

/* A line of a wrapped text, borrowed from it, without its line break. */
struct text_line {
    const char *start;
    size_t size;
    int width;
};

/* Cells that the text takes on one line. */
int text_width(const char *text);
/* The same for the first size bytes. */
int text_width_n(const char *text, size_t size);
/* Where the grapheme that begins at byte `at` ends; `at` itself at the end. */
size_t text_next(const char *text, size_t at);
/* Bytes of the character at `at` where it is quickly known to stand alone in
 * one cell; 0: it must be looked at more closely. */
size_t text_simple(const char *text, size_t at, size_t size);
/* The same within the first size bytes. */
size_t text_next_n(const char *text, size_t at, size_t size);
/* Where the grapheme that ends at byte `at` begins; 0 at the beginning. */
size_t text_previous(const char *text, size_t at);
/* How many graphemes there are. */
size_t text_count(const char *text);
/* Bytes of the longest prefix, in whole graphemes, of at most width cells. */
size_t text_fit(const char *text, int width);

/* Breaks the text into lines of at most width cells: at '\n', between words,
 * or inside a word that is longer than a line. Fills at most max lines and
 * returns how many there are; out may be NULL when max is 0. */
size_t text_wrap(const char *text, int width, struct text_line *out,
                 size_t max);

/* Whether the first letter with a direction is Hebrew, Arabic or the like. */
bool text_is_rtl(const char *text);
/* Whether the text needs reordering or shaping at all. */
bool text_is_complex(const char *text, size_t size);
/* The first size bytes in visual order, Arabic letters shaped and joined; the
 * caller frees it. mirrored says that the page runs right to left: a text
 * without any right-to-left letter keeps its own direction even there. */
char *text_visual(const char *text, size_t size, bool mirrored);

/* Whether the text begins with the prefix, whatever case and accents: "arb"
 * finds "Árboles" after "ar". An empty prefix matches nothing. */
bool text_begins(const char *text, const char *prefix);
/* Small letters without marks, for comparing; the caller frees it. */
char *text_fold(const char *text);
/* In capitals; the caller frees it. */
char *text_upper(const char *text);
/* How far a letter is taken apart: its marks joined to it; not in the form
 * that its neighbours give it; without its marks. */
enum text_form { TEXT_JOINED, TEXT_ALONE, TEXT_BARE, TEXT_FORMS };
/* Bytes of the symbol that a text begins with and of the blank behind it, as in
 * "\u2600 Sun"; 0 when it begins with none, or there is nothing else. */
size_t text_symbol(const char *text);
/* The first code point of a grapheme in that form; 0 for what is no UTF-8. */
uint32_t text_code(const char *cluster, size_t size, enum text_form form);
/* What ASCII shows instead of one grapheme of that many cells: its letters
 * without marks, '?' for what ASCII lacks. */
void text_ascii(const char *cluster, int width, char out[3]);

#endif
