#include "ui/glyph.h"

#include <stddef.h>
#include <string.h>

/* console: what the fonts FullCyrSlav, FullGreek and FullCyrAsia of Debian's
 * console-setup have (tests/e2e/console.py looks into them): no triangles that
 * point to a side, and a question mark for each sign that is missing. */
static const struct {
    const char *round, *console, *ascii, *mirrored;
} GLYPHS[] = {
    {"╭", "┌", "+", "╮"},  {"╮", "┐", "+", "╭"}, {"╰", "└", "+", "╯"},
    {"╯", "┘", "+", "╰"},  {"─", "─", "-", "─"}, {"│", "│", "|", "│"},
    {"▶", "»", ">", "◀"},  {"◀", "«", "<", "▶"}, {"○", "○", "o", "○"},
    {"●", "•", "*", "●"},  {"✓", "√", "v", "✓"}, {"▲", "▲", "^", "▲"},
    {"▼", "▼", "v", "▼"},  {"←", "←", "<", "→"}, {"→", "→", ">", "←"},
    {"█", "█", "#", "█"},  {"■", "■", "#", "■"}, {"·", "·", ".", "·"},
    {"♥", "♥", "+", "♥"},  {"▐", "▐", "[", "▌"}, {"▌", "▌", "]", "▐"},
    {"×", "×", "x", "×"},  {"…", "…", ".", "…"}, {"•", "•", "o", "•"},
    {"⇧", "↑", "^", "⇧"},  {"⌫", "←", "<", "⌦"}, {"−", "-", "-", "−"},
    {"▀", "▀", "\"", "▀"}, {"▄", "▄", "_", "▄"}, {"★", "*", "*", "★"},
    {"☆", "·", ".", "☆"},  {"↵", "┘", "<", "↵"}, {"⌂", "⌂", "^", "⌂"},
    {"♪", "♪", "&", "♪"},  {"☼", "☼", "o", "☼"}, {"»", "»", ">", "«"},
    {"«", "«", "<", "»"},
};

static const char *const NAMES[] = {
    [GLYPHS_ROUND] = "round",
    [GLYPHS_CONSOLE] = "console",
    [GLYPHS_ASCII] = "ascii",
};

bool glyphs_parse(const char *name, enum glyphs *out)
{
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (strcmp(NAMES[i], name) != 0)
            continue;
        *out = (enum glyphs)i;
        return true;
    }
    return false;
}

const char *glyph_in(enum glyphs set, const char *text)
{
    if (set == GLYPHS_ROUND || (unsigned char)text[0] < 0x80)
        return text;
    for (size_t i = 0; i < COUNT_OF(GLYPHS); i++)
        if (strcmp(GLYPHS[i].round, text) == 0)
            return set == GLYPHS_ASCII ? GLYPHS[i].ascii : GLYPHS[i].console;
    return text;
}

const char *glyph_mirrored(const char *text)
{
    if ((unsigned char)text[0] < 0x80)
        return text;
    for (size_t i = 0; i < COUNT_OF(GLYPHS); i++)
        if (strcmp(GLYPHS[i].round, text) == 0)
            return GLYPHS[i].mirrored;
    return text;
}
