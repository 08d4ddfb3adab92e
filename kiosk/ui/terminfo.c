/* Only this file sees curses: its macros would poison any other. */
#define NCURSES_NOMACROS 1

#include "ui/terminfo.h"

#include "base/log.h"
#include "base/mem.h"

#include <curses.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

static const char *const SEQUENCES[SEQUENCE_COUNT] = {
    [SEQUENCE_ENTER] = "smcup",    [SEQUENCE_LEAVE] = "rmcup",
    [SEQUENCE_CLEAR] = "clear",    [SEQUENCE_ERASE_LINE] = "el",
    [SEQUENCE_HIDE] = "civis",     [SEQUENCE_SHOW] = "cnorm",
    [SEQUENCE_PLAIN] = "sgr0",     [SEQUENCE_BOLD] = "bold",
    [SEQUENCE_REVERSE] = "rev",    [SEQUENCE_LEFT] = "cub1",
    [SEQUENCE_UP] = "cuu1",        [SEQUENCE_DOWN] = "cud1",
    [SEQUENCE_NO_WRAP] = "rmam",   [SEQUENCE_WRAP] = "smam",
    [SEQUENCE_OWN_PALETTE] = "oc",
};

/* Nearly every terminal says these as ECMA-48 does, and then the numbers are
 * printed here: terminfo's own language takes a microsecond each time. */
static const struct {
    const char *name, *usual;
    char final;
    bool from_one;
} FORMS[FORM_COUNT] = {
    [FORM_PLACE] = {"cup", "\033[%i%p1%d;%p2%dH", 'H', true},
    [FORM_COLUMN] = {"hpa", "\033[%i%p1%dG", 'G', true},
    [FORM_ROW] = {"vpa", "\033[%i%p1%dd", 'd', true},
    [FORM_RIGHT] = {"cuf", "\033[%p1%dC", 'C', false},
    [FORM_ERASE] = {"ech", "\033[%p1%dX", 'X', false},
    [FORM_INK] = {"setaf", "", 0, false},
    [FORM_PAPER] = {"setab", "", 0, false},
};

struct terminfo {
    TERMINAL *terminal;
    char *sequences[SEQUENCE_COUNT];
    struct {
        char *text;
        bool is_usual;
    } forms[FORM_COUNT];
    char *slot;
    bool is_direct; /* colours by RGB that the description knows nothing of */
};

static const char *text_of(const char *name)
{
    const char *text = tigetstr(name);

    return text && (intptr_t)text != -1 ? text : "";
}

/* Without the pauses ("$<5>") that printing terminals needed, and without the
 * way back from a character set that nobody goes to. */
static char *cleaned(const char *text)
{
    static const char ASCII[] = "\033(B";
    struct buf out;

    buf_init(&out, 0);
    while (*text) {
        size_t pause = strncmp(text, "$<", 2) == 0 ? strcspn(text, ">") + 1 : 0;
        size_t skip = strncmp(text, ASCII, 3) == 0 ? 3 : *text == '\017';
        if (!pause && !skip)
            buf_putc(&out, *text);
        text += pause ? pause : skip ? skip : 1;
    }
    return buf_steal(&out);
}

static bool is_rgb_by_environment(void)
{
    const char *said = getenv("COLORTERM");

    return said &&
           (strcmp(said, "truecolor") == 0 || strcmp(said, "24bit") == 0);
}

/* A parameter of DECSCUSR: 2 is a steady block, 4 a steady line. */
static void read_cursors(struct terminfo *t)
{
    const char *form = text_of("Ss");

    t->sequences[SEQUENCE_BLOCK] = cleaned(*form ? tiparm(form, 2) : "");
    t->sequences[SEQUENCE_LINE] = cleaned(*form ? tiparm(form, 4) : "");
}

static void read_all(struct terminfo *t)
{
    for (int i = 0; i < SEQUENCE_BLOCK; i++)
        t->sequences[i] = cleaned(text_of(SEQUENCES[i]));
    for (int i = 0; i < FORM_COUNT; i++) {
        t->forms[i].text = xstrdup(text_of(FORMS[i].name));
        t->forms[i].is_usual = strcmp(t->forms[i].text, FORMS[i].usual) == 0;
    }
    read_cursors(t);
    t->slot = xstrdup(tigetflag("ccc") > 0 ? text_of("initc") : "");
    t->is_direct = !*t->slot && tigetflag("RGB") <= 0 &&
                   tigetnum("colors") >= 256 && is_rgb_by_environment();
}

enum err terminfo_open(struct terminfo **out, const char *name)
{
    int status = 0;

    if (!name || !*name || setupterm(name, 1, &status) != OK) {
        log_error("the terminal type TERM='%s' is unknown; set TERM to the "
                  "name of your terminal, such as xterm-256color or linux",
                  name ? name : "");
        return ERR_MISSING;
    }
    struct terminfo *t = xcalloc(1, sizeof *t);
    t->terminal = cur_term;
    read_all(t);
    if (!terminfo_has(t, FORM_PLACE)) {
        log_error("a terminal of type TERM='%s' cannot place its cursor; use "
                  "a real terminal, such as xterm-256color or linux",
                  name);
        terminfo_close(t);
        return ERR_MISSING;
    }
    *out = t;
    return ERR_NONE;
}

void terminfo_close(struct terminfo *t)
{
    if (!t)
        return;
    for (int i = 0; i < SEQUENCE_COUNT; i++)
        free(t->sequences[i]);
    for (int i = 0; i < FORM_COUNT; i++)
        free(t->forms[i].text);
    free(t->slot);
    del_curterm(t->terminal);
    free(t);
}

static int number_of(const char *name)
{
    int number = tigetnum(name);

    return number > 0 ? number : 0;
}

struct palette_ability terminfo_ability(const struct terminfo *t)
{
    bool has_colours = terminfo_has(t, FORM_INK) && terminfo_has(t, FORM_PAPER);
    struct palette_ability a = {
        .colours = has_colours ? number_of("colors") : 0,
        .pairs = has_colours ? number_of("pairs") : 0,
        .changeable = has_colours && *t->slot,
        .direct = tigetflag("RGB") > 0 || t->is_direct,
    };

    if (t->is_direct)
        a.colours = 1 << 24;
    return a;
}

bool terminfo_erases_in_colour(const struct terminfo *t)
{
    (void)t;
    return tigetflag("bce") > 0;
}

bool terminfo_rolls_at_corner(const struct terminfo *t)
{
    return tigetflag("am") > 0 && tigetflag("xenl") <= 0 &&
           !*t->sequences[SEQUENCE_NO_WRAP];
}

int terminfo_width(const struct terminfo *t)
{
    (void)t;
    return number_of("cols");
}

int terminfo_height(const struct terminfo *t)
{
    (void)t;
    return number_of("lines");
}

const char *terminfo_sequence(const struct terminfo *t, enum sequence_name name)
{
    return t->sequences[name];
}

bool terminfo_has(const struct terminfo *t, enum form_name name)
{
    return *t->forms[name].text;
}

size_t terminfo_place_size(const struct terminfo *t)
{
    enum { USUAL = sizeof "\033[1;1H" - 1, SHORTEST = 4 };

    return t->forms[FORM_PLACE].is_usual ? USUAL : SHORTEST;
}

static void put_number(struct buf *out, int number)
{
    char digits[12];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    buf_add(out, digits + at, sizeof digits - at);
}

static void print_usual(enum form_name name, int a, int b, struct buf *out)
{
    int first = FORMS[name].from_one;

    buf_puts(out, "\033[");
    if (name == FORM_PLACE) {
        put_number(out, b + first);
        buf_putc(out, ';');
    }
    if (a != 1 || first) /* "ESC [ C" is one step */
        put_number(out, a + first);
    buf_putc(out, FORMS[name].final);
}

static void put_cleaned(const char *text, struct buf *out)
{
    char *bytes = cleaned(text ? text : "");

    buf_puts(out, bytes);
    free(bytes);
}

void terminfo_print(const struct terminfo *t, enum form_name name, int a, int b,
                    struct buf *out)
{
    const char *form = t->forms[name].text;

    if (t->forms[name].is_usual)
        print_usual(name, a, b, out);
    else if (t->is_direct && (name == FORM_INK || name == FORM_PAPER))
        buf_printf(out, "\033[%d;2;%d;%d;%dm", name == FORM_INK ? 38 : 48,
                   a >> 16 & 255, a >> 8 & 255, a & 255);
    else if (name == FORM_PLACE)
        put_cleaned(tiparm(form, b, a), out);
    else
        put_cleaned(tiparm(form, a), out);
}

/* In thousandths, rounded up, since terminals round down on the way back. */
static int thousandths(uint8_t value)
{
    return (value * 1000 + 254) / 255;
}

void terminfo_print_slot(const struct terminfo *t,
                         const struct palette_slot *slot, struct buf *out)
{
    put_cleaned(tiparm(t->slot, slot->number, thousandths(slot->rgb.red),
                       thousandths(slot->rgb.green),
                       thousandths(slot->rgb.blue)),
                out);
}
