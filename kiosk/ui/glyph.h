/* The marks and lines that screens are drawn with. Code and translations use
 * the round set; the canvas puts in what a poorer terminal can show. */
#ifndef UI_GLYPH_H
#define UI_GLYPH_H

#include "base/attr.h"

#include <stdbool.h>

enum glyphs {
    GLYPHS_ROUND,   /* any terminal with a Unicode font */
    GLYPHS_CONSOLE, /* the 512 glyphs of a Linux console font */
    GLYPHS_ASCII,
};

#define GLYPH_FOCUS "▶"
#define GLYPH_OPEN "○"
#define GLYPH_CHOSEN "●"
#define GLYPH_CHECK "✓"
#define GLYPH_UP "▲"
#define GLYPH_DOWN "▼"
#define GLYPH_LEFT "←"
#define GLYPH_RETURN "↵"
#define GLYPH_RIGHT "→"
#define GLYPH_FULL "█"
#define GLYPH_DONE "■"
#define GLYPH_TODO "·"
#define GLYPH_HEART "♥"
#define GLYPH_STAR "★"
#define GLYPH_NO_STAR "☆"
#define GLYPH_TIMES "×"
#define GLYPH_ELLIPSIS "…"
#define GLYPH_HOME "⌂"
#define GLYPH_SOUND "♪"
#define GLYPH_LIGHT "☼"
#define GLYPH_ERASE "⌫"
#define GLYPH_FASTER "»"
#define GLYPH_SLOWER "«"
/* No signs: from left to right in every script, else groups of digits would
 * change places; and the other way. */
#define GLYPH_LEFT_TO_RIGHT "\u200e"
#define GLYPH_RIGHT_TO_LEFT "\u200f"

/* Reads "round", "console" or "ascii"; false when it is none of them. */
MUST_USE bool glyphs_parse(const char *name, enum glyphs *out);

/* What the set shows for a mark of the round set: the same text when it has
 * it, or when the text is no mark at all. Always one cell wide. */
const char *glyph_in(enum glyphs set, const char *text);
/* The mark seen in a mirror ("▶" is "◀"); anything else is itself. */
const char *glyph_mirrored(const char *text);

#endif
