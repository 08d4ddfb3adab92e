#include "ui/palette.h"

#include <assert.h>
#include <string.h>

/* Bold turns the ink 0 to 7 into 8 to 15 on many terminals, so papers live
 * in the lower half and inks in the upper one, beyond it only where 256 are
 * to be had. */
enum { PAPERS = 0, INKS = 8, BEYOND = 16, BASIC = 8 };

enum basic {
    BASIC_BLACK = 0,
    BASIC_GREEN = 2,
    BASIC_YELLOW = 3,
    BASIC_CYAN = 6,
    BASIC_WHITE = 7,
};

static bool is_same(struct rgb a, struct rgb b)
{
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

static int find_slot(const struct palette *p, int from, int to, struct rgb rgb)
{
    for (int i = 0; i < p->slots_count; i++) {
        const struct palette_slot *s = &p->slots[i];
        if (s->number >= from && s->number < to && is_same(s->rgb, rgb))
            return s->number;
    }
    return -1;
}

static bool is_taken(const struct palette *p, int number)
{
    for (int i = 0; i < p->slots_count; i++)
        if (p->slots[i].number == number)
            return true;
    return false;
}

/* The slot of a colour within a range, taking a free one; -1 when full. */
static int take_slot(struct palette *p, int from, int to, struct rgb rgb)
{
    int found = find_slot(p, from, to, rgb);
    if (found >= 0)
        return found;
    for (int n = from; n < to && p->slots_count < PALETTE_SLOTS; n++) {
        if (is_taken(p, n))
            continue;
        p->slots[p->slots_count++] = (struct palette_slot){n, rgb};
        return n;
    }
    return -1;
}

static int slot_of(struct palette *p, const struct palette_ability *a, bool ink,
                   struct rgb rgb)
{
    if (a->colours < BEYOND)
        return take_slot(p, 0, a->colours, rgb);
    int slot =
        ink ? take_slot(p, INKS, BEYOND, rgb) : take_slot(p, PAPERS, INKS, rgb);
    if (slot < 0 && a->colours >= PALETTE_SLOTS)
        slot = take_slot(p, BEYOND, PALETTE_SLOTS, rgb);
    return slot;
}

static int pair_of(struct palette *p, int ink, int paper)
{
    for (int i = 1; i < p->pairs_count; i++)
        if (p->pairs[i].ink == ink && p->pairs[i].paper == paper)
            return i;
    assert(p->pairs_count < PALETTE_PAIRS);
    p->pairs[p->pairs_count].ink = ink;
    p->pairs[p->pairs_count].paper = paper;
    return p->pairs_count++;
}

static int number_of(struct rgb rgb)
{
    return rgb.red << 16 | rgb.green << 8 | rgb.blue;
}

static void style_plain(struct palette *p, int style, int ink, int paper)
{
    p->pair[style] = pair_of(p, ink, paper);
    p->bold[style] = style & STYLE_BOLD;
    p->reverse[style] = style & STYLE_REVERSE;
}

/* Where slots run out (8 on the Linux console), a role gets the text's ink:
 * words and marks tell the roles apart as well. */
static void style_changeable(struct palette *p, const struct theme *theme,
                             const struct palette_ability *a, int style)
{
    struct paint paint = theme_paint(theme, style & ~STYLE_REVERSE);
    int ink = slot_of(p, a, true, paint.ink);
    int paper = slot_of(p, a, false, paint.paper);
    if (ink < 0 || paper < 0)
        p->pair[style] = p->pair[ROLE_TEXT | (style & STYLE_SURFACE)];
    else
        p->pair[style] = pair_of(p, ink, paper);
    p->bold[style] = (style & STYLE_BOLD) && !a->console;
    p->reverse[style] = style & STYLE_REVERSE;
}

/* The eight colours that everyone has, made bright by bold; white on black
 * everywhere, since light grey is no paper to read on. */
static void style_basic(struct palette *p, int style)
{
    static const int INK[ROLE_COUNT] = {
        [ROLE_TEXT] = BASIC_WHITE,     [ROLE_MUTED] = BASIC_WHITE,
        [ROLE_ACCENT] = BASIC_CYAN,    [ROLE_SUCCESS] = BASIC_GREEN,
        [ROLE_WARNING] = BASIC_YELLOW, [ROLE_ERROR] = BASIC_WHITE,
        [ROLE_FOCUS] = BASIC_WHITE,    [ROLE_CHOSEN] = BASIC_CYAN,
        [ROLE_QR] = BASIC_WHITE,
    };
    enum role role = (enum role)(style & STYLE_ROLE);
    bool pressed = style & STYLE_REVERSE;
    p->reverse[style] = pressed != (role == ROLE_FOCUS);
    p->pair[style] = pair_of(p, INK[role], BASIC_BLACK);
    p->bold[style] = !p->reverse[style];
}

static void style_mono(struct palette *p, int style)
{
    enum role role = (enum role)(style & STYLE_ROLE);
    bool pressed = style & STYLE_REVERSE;
    p->reverse[style] = pressed != (role == ROLE_FOCUS);
    p->bold[style] =
        (style & STYLE_BOLD) || role == ROLE_ACCENT || role == ROLE_CHOSEN;
}

static void style_any(struct palette *p, const struct theme *theme,
                      const struct palette_ability *a, int style)
{
    struct paint paint = theme_paint(theme, style & ~STYLE_REVERSE);
    if (a->colours < BASIC)
        style_mono(p, style);
    else if (a->direct && a->colours >= 1 << 24)
        style_plain(p, style, number_of(paint.ink), number_of(paint.paper));
    else if (a->changeable)
        style_changeable(p, theme, a, style);
    else if (a->colours >= 256)
        style_plain(p, style, paint.ink_256, paint.paper_256);
    else
        style_basic(p, style);
}

void palette_make(struct palette *out, const struct theme *theme,
                  const struct palette_ability *ability)
{
    /* Where slots are few, these go first. */
    static const int FIRST[] = {
        ROLE_TEXT,   ROLE_TEXT | STYLE_SURFACE,
        ROLE_FOCUS,  ROLE_QR,
        ROLE_CHOSEN, ROLE_ACCENT,
    };
    *out = (struct palette){.pairs_count = 1};
    for (size_t i = 0; i < COUNT_OF(FIRST); i++)
        style_any(out, theme, ability, FIRST[i]);
    for (int style = 0; style < PALETTE_STYLES; style++)
        if ((style & STYLE_ROLE) < ROLE_COUNT)
            style_any(out, theme, ability, style);
}
