/* What makes the station easier for one person, until that person leaves: size
 * of print, voice, pace, colours. Everybody finds what the settings say. */
#include "screen/screen.h"

#include "ui/light.h"

#include "base/words.h"

#include <string.h>

/* The smallest capital of a public screen (Section 508, 402.4; ADA 707.7.2),
 * and the part of a cell that the capitals of console fonts take. */
enum { LEAST_CAPITAL_UM = 4800, USUAL_CAPITAL = 625, SLOWLY = 3 };

static bool is_arabic(const struct stage *s)
{
    return words_is_rtl(s->kiosk->visit.language);
}

/* What the settings say, or what the terminal's signs let expect. */
enum blocks ease_blocks(const struct stage *s)
{
    enum blocks blocks;

    if (blocks_parse(s->kiosk->config.blocks, &blocks))
        return blocks;
    return canvas_glyphs(s->canvas) == GLYPHS_ROUND ? BLOCKS_QUADRANT
                                                    : BLOCKS_HALF;
}

static struct prints *prints_of(struct stage *s)
{
    if (!s->prints)
        s->prints = prints_new(s->kiosk->config.fonts, ease_blocks(s));
    return s->prints;
}

static const struct print *print_of(struct stage *s, int size)
{
    return prints_size(prints_of(s), size, is_arabic(s));
}

static bool is_high_enough(int capital, long cell_um)
{
    return capital * cell_um / 1000 >= LEAST_CAPITAL_UM;
}

/* What the size of a cell on the glass asks for. */
static int needed_print(struct stage *s)
{
    long cell = s->kiosk->config.cell_height_um;
    int size = PRINT_USUAL;

    if (!cell || is_high_enough(USUAL_CAPITAL, cell))
        return size;
    do
        size++;
    while (size < PRINT_LARGEST && print_of(s, size) &&
           !is_high_enough(print_capital(print_of(s, size)), cell));
    return size;
}

/* What everybody finds. */
static int first_print(struct stage *s)
{
    long asked = s->kiosk->config.print;

    return asked ? (int)asked : needed_print(s);
}

void ease_reset(struct stage *s)
{
    speech_end(s);
    s->ease = (struct ease){.print = first_print(s),
                            .volume = (int)s->kiosk->config.volume};
    /* Colours that were there at the start may have gone; what is shown stays
     * then, and the log says why. */
    if (strcmp(s->theme.name, s->kiosk->config.theme) != 0 &&
        stage_set_theme(s, s->kiosk->config.theme))
        s->theme_is_new = true;
}

bool ease_has_voice(const struct stage *s)
{
    return *s->kiosk->config.voice != '\0';
}

void ease_toggle_voice(struct stage *s)
{
    s->ease.voice = !s->ease.voice;
    speech_end(s);
    s->ease.blank = false;
    if (!s->ease.voice || speech_begin(s))
        return;
    s->ease.voice = false;
    stage_complain(s, stage_text(s, /* max 38 */ "There is no voice here."));
}

/* Loudness never falls so low that the voice seems to have ended. */
enum { LEAST_RATE = -100, MOST = 100, SOFTEST = -50 };

static int within(int value, int least)
{
    if (value > MOST)
        return MOST;
    return value < least ? least : value;
}

void ease_change_rate(struct stage *s, int by)
{
    s->ease.rate = within(s->ease.rate + by, LEAST_RATE);
    speech_set(s);
}

void ease_change_volume(struct stage *s, int by)
{
    s->ease.volume = within(s->ease.volume + by, SOFTEST);
    speech_set(s);
}

bool ease_is_changed(struct stage *s)
{
    return s->ease.print != first_print(s) || s->ease.voice || s->ease.scan ||
           strcmp(s->theme.name, s->kiosk->config.theme) != 0;
}

void ease_undo_all(struct stage *s)
{
    ease_reset(s);
    s->large = (struct large){0};
}

void ease_next_print(struct stage *s)
{
    s->ease.print =
        s->ease.print < PRINT_LARGEST ? s->ease.print + 1 : PRINT_USUAL;
    s->large = (struct large){0};
    if (s->ease.print == PRINT_USUAL || print_of(s, s->ease.print))
        return;
    s->ease.print = PRINT_USUAL;
    stage_complain(s, stage_text(s, /* max 38 */
                                 "There is no larger print here."));
}

int stage_slowness(const struct stage *s)
{
    return s->ease.print > PRINT_USUAL || s->ease.voice || s->ease.scan ||
                   s->kiosk->config.braille
               ? SLOWLY
               : 1;
}

/* The row of arrows: in a low window, or below a drawing, it has signs and
 * digits only, in the lowest print. */
static const struct print *bar_of(struct stage *s, bool *has_words)
{
    enum { PART = 4 };
    const struct print *bar = print_of(s, PRINT_SMALLEST);

    *has_words = bar && !s->shows_qr &&
                 print_height(bar) <= canvas_height(s->canvas) / PART;
    return *has_words ? bar : prints_low(prints_of(s));
}

/* The chosen size, or the next smaller one for which the window has room: a
 * line of some letters above the bar. */
static const struct print *fitting(struct stage *s, const struct print *bar)
{
    enum { FEWEST = 8 };
    int room = canvas_height(s->canvas) - print_height(bar);

    for (int size = s->ease.print; size > PRINT_SMALLEST; size--) {
        const struct print *print = print_of(s, size);
        if (print && canvas_width(s->canvas) / print_width(print) >= FEWEST &&
            room >= print_height(print))
            return print;
    }
    return print_of(s, PRINT_SMALLEST);
}

/* What the words of a key are, where the screen has that key. */
static const char *word_of(const struct stage *s, char key)
{
    const char *words = rack_say(&s->rack, key);

    return *words ? words : NULL;
}

bool ease_is_lines(const struct stage *s)
{
    return s->ease.print > PRINT_USUAL || s->kiosk->config.braille;
}

/* A Braille display has no use for drawings; where there is one, the row of
 * arrows is as low as can be. */
void ease_measure(struct stage *s)
{
    const struct print *bar =
        s->ease.print > PRINT_USUAL ? prints_low(prints_of(s)) : NULL;

    s->code_width = bar ? canvas_width(s->canvas) : 0;
    s->code_height = bar ? canvas_height(s->canvas) - print_height(bar) : 0;
}

/* Where a target is among the targets. */
static size_t place_of(const struct stage *s, int id)
{
    size_t at = 0;

    while (at < s->rack.count && s->rack.targets[at].id != id)
        at++;
    return at;
}

bool ease_turns_to_focus(struct stage *s)
{
    const struct target *target = rack_find(&s->rack, s->rack.focus);

    return ease_is_lines(s) && target && large_turn_towards(&s->large, target);
}

/* The focus went from one target to another: onward, or back. */
static void follow(struct stage *s, int from, bool onward)
{
    size_t before = place_of(s, from), now = place_of(s, s->rack.focus);
    bool is_round = onward ? now < before : now > before;

    if (!ease_is_lines(s) || now == s->rack.count)
        return;
    if (is_round && before < s->rack.count)
        large_go_round(&s->large, &s->rack.targets[now], !onward);
    else
        ease_turns_to_focus(s);
}

void ease_focus(struct stage *s, int id)
{
    int from = s->rack.focus;

    rack_focus(&s->rack, id);
    follow(s, from, true);
}

static bool is_onward(const struct stage *s, enum nav key)
{
    return key == NAV_DOWN || key == NAV_NEXT ||
           key == (s->rack.mirrored ? NAV_LEFT : NAV_RIGHT);
}

bool ease_walks(struct stage *s, const struct input *input, int from,
                const struct act *act)
{
    bool walked = act->kind == ACT_REDRAW && s->rack.focus != from;
    bool chose =
        act->kind == ACT_TARGET && act->id == from && input->key == NAV_ENTER;
    int to = s->rack.focus;

    if (!ease_is_lines(s) || input->kind != INPUT_KEY || (!walked && !chose))
        return false;
    rack_focus(&s->rack, from);
    if (ease_turns_to_focus(s))
        return true;
    rack_focus(&s->rack, to);
    if (walked)
        follow(s, from, is_onward(s, input->key));
    return walked;
}

bool ease_draw_large(struct stage *s)
{
    struct item items[ITEMS_MOST];
    size_t count = stage_items(s, items, COUNT_OF(items));
    bool is_plain = s->ease.print == PRINT_USUAL, has_words = true;
    struct large_look look = {.bar = is_plain ? prints_plain()
                                              : bar_of(s, &has_words),
                              .qr = s->shows_qr ? s->qr : NULL,
                              .blocks = ease_blocks(s)};

    if (!look.bar)
        return false;
    if (is_plain) /* for Braille, which has no pictures */
        for (size_t i = 0; i < count; i++)
            items[i].picture = NULL;
    else if (s->place == PLACE_QUESTION && !look.qr)
        look.picture = s->ask.picture;
    look.print = is_plain ? prints_plain() : fitting(s, look.bar);
    look.back = has_words ? word_of(s, '0') : NULL;
    look.next = has_words ? word_of(s, '#') : NULL;
    if (!look.print)
        return false;
    canvas_wipe(s->canvas);
    canvas_set_mirrored(s->canvas, is_arabic(s));
    return large_draw(&s->large, &look, s->canvas, &s->rack, items, count);
}

/* At the header's beginning; where text is written a plus is a letter, and
 * the key comes after the star. */
void ease_hang_key(struct stage *s)
{
    enum { WIDTH = 8, KEY = 2 };
    struct rect page = s->grid.page;
    struct rect sign = {s->grid.header.x, s->grid.header.y, KEY, 1};
    bool writes = s->place == PLACE_QUESTION && s->ask.asker->writes;

    if (!s->has_header)
        return;
    rack_add(&s->rack,
             &(struct target){
                 .area = {page.x, page.y, WIDTH, s->grid.small ? 1 : 2},
                 .id = TARGET_PRINT,
                 .key = '+',
                 .starred = writes,
                 .cursor_x = sign.x + 1,
                 .cursor_y = sign.y,
                 .glow = {.area = sign, .cap = sign, .style = ROLE_FOCUS}},
             stage_text(s, /* max 15 */ "Larger print"));
    canvas_restyle(s->canvas, sign, ROLE_ACCENT | STYLE_BOLD);
    if (light_is_on(&s->rack, TARGET_PRINT))
        light_put(&s->rack, s->canvas, rack_find(&s->rack, TARGET_PRINT));
}
