#include "ui/pen.h"

#include <string.h>

static void colour(const struct pen *pen, enum form_name form, int number,
                   char out[PEN_COLOUR_SIZE])
{
    struct buf text;

    buf_init(&text, PEN_COLOUR_SIZE - 1);
    terminfo_print(pen->terminfo, form, number, 0, &text);
    memcpy(out, buf_text(&text), text.size + 1);
    buf_clear(&text);
}

void pen_set_theme(struct pen *pen, const struct theme *theme, bool console,
                   struct buf *out)
{
    struct palette_ability ability = terminfo_ability(pen->terminfo);
    struct palette palette;

    ability.console = console;
    palette_make(&palette, theme, &ability);
    for (int i = 0; i < palette.slots_count; i++)
        terminfo_print_slot(pen->terminfo, &palette.slots[i], out);
    for (int i = 0; i < PALETTE_STYLES; i++) {
        struct pen_look *look = &pen->looks[i];
        int pair = palette.pair[i];
        *look = (struct pen_look){palette.bold[i], palette.reverse[i], "", ""};
        if (pair == 0)
            continue;
        colour(pen, FORM_INK, palette.pairs[pair].ink, look->ink);
        colour(pen, FORM_PAPER, palette.pairs[pair].paper, look->paper);
    }
    pen->set = NULL;
}

/* "ESC [ 1 m ESC [ 97 m" is "ESC [ 1 ; 97 m". */
static void join_sequences(struct buf *out, size_t from)
{
    size_t to = from;

    for (size_t i = from; i < out->size; i++) {
        bool joins = out->data[i] == 'm' && i + 2 < out->size &&
                     out->data[i + 1] == '\033' && out->data[i + 2] == '[';
        out->data[to++] = joins ? (char)';' : out->data[i];
        i += joins ? 2 : 0;
    }
    buf_truncate(out, to);
}

static const struct pen_look *look_of(const struct pen *pen, int style)
{
    return &pen->looks[style % PALETTE_STYLES];
}

void pen_set(struct pen *pen, int style, struct buf *out)
{
    static const struct pen_look NOTHING = {0};
    const struct pen_look *from = pen->set, *to = look_of(pen, style);
    const struct terminfo *t = pen->terminfo;
    size_t start = out->size;

    if (from == to)
        return;
    pen->set = to;
    if (!from || from->bold > to->bold || from->reverse > to->reverse) {
        buf_puts(out, terminfo_sequence(t, SEQUENCE_PLAIN));
        from = &NOTHING;
    }
    if (to->bold > from->bold)
        buf_puts(out, terminfo_sequence(t, SEQUENCE_BOLD));
    if (to->reverse > from->reverse)
        buf_puts(out, terminfo_sequence(t, SEQUENCE_REVERSE));
    if (strcmp(from->ink, to->ink) != 0)
        buf_puts(out, to->ink);
    if (strcmp(from->paper, to->paper) != 0)
        buf_puts(out, to->paper);
    join_sequences(out, start);
}

bool pen_suits(const struct pen *pen, int style, bool is_blank)
{
    const struct pen_look *set = pen->set, *look = look_of(pen, style);

    if (set == look)
        return true;
    return is_blank && set && !set->reverse && !look->reverse &&
           strcmp(set->paper, look->paper) == 0;
}

void pen_set_paper(struct pen *pen, int style, struct buf *out)
{
    if (!pen_suits(pen, style, true))
        pen_set(pen, style, out);
}

bool pen_erases(const struct pen *pen, int style)
{
    return !look_of(pen, style)->reverse;
}
