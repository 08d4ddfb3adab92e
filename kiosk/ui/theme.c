#include "ui/theme.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double REFUSED = 4.5, WARNED = 10.0;

/* The key of each role in a theme file. QR is never a matter of taste:
 * light modules are ink, since half blocks in black leave white seams. */
static const char *const ROLE_KEYS[ROLE_COUNT] = {
    [ROLE_TEXT] = "text",       [ROLE_MUTED] = "muted",
    [ROLE_ACCENT] = "accent",   [ROLE_SUCCESS] = "success",
    [ROLE_WARNING] = "warning", [ROLE_ERROR] = "error",
    [ROLE_FOCUS] = "focus",     [ROLE_CHOSEN] = "chosen",
};

static const struct paint QR_PAINT = {{255, 255, 255}, {0, 0, 0}, 231, 16};

/* Where in a file we are, for messages. */
struct place {
    const char *path;
    int line;
    struct theme *theme;
    unsigned seen; /* bit r: role r; bits above: background, surface */
};

enum { SEEN_BACKGROUND = ROLE_COUNT, SEEN_SURFACE };

static double linear(uint8_t value)
{
    double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(struct rgb c)
{
    return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) +
           0.0722 * linear(c.blue);
}

double theme_contrast(struct rgb a, struct rgb b)
{
    double la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

/* The fixed part of the 256-colour palette: a cube and a ramp of greys. */
static struct rgb rgb_of_256(uint8_t index)
{
    static const uint8_t STEPS[] = {0, 95, 135, 175, 215, 255};
    if (index >= 232) {
        uint8_t grey = (uint8_t)(8 + 10 * (index - 232));
        return (struct rgb){grey, grey, grey};
    }
    int cube = index - 16;
    return (struct rgb){STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6]};
}

/* "1F1710 233" */
static bool parse_colour(const char *text, struct rgb *rgb, uint8_t *index,
                         const char **rest)
{
    unsigned value, number;
    int used = 0;
    if (strspn(text, "0123456789abcdefABCDEF") != 6 ||
        sscanf(text, "%6x %3u%n", &value, &number, &used) != 2)
        return false;
    if (number < 16 || number > 255)
        return false;
    *rgb = (struct rgb){(uint8_t)(value >> 16), (uint8_t)(value >> 8),
                        (uint8_t)value};
    *index = (uint8_t)number;
    *rest = text + used;
    return true;
}

static enum err complain(const struct place *at, const char *what)
{
    log_error("%s:%d: %s", at->path, at->line, what);
    return ERR_FORMAT;
}

static const char COLOUR_REMEDY[] =
    "not a colour: write RRGGBB and a number from 16 to 255, such as "
    "'1F1710 233'; focus and chosen have two, with 'on' between them";

static enum err read_role(struct place *at, enum role role, const char *value)
{
    struct paint *paint = &at->theme->roles[role];
    const char *rest;
    if (!parse_colour(value, &paint->ink, &paint->ink_256, &rest))
        return complain(at, COLOUR_REMEDY);
    if (role == ROLE_FOCUS || role == ROLE_CHOSEN) {
        if (strncmp(rest, " on ", 4) != 0 ||
            !parse_colour(rest + 4, &paint->paper, &paint->paper_256, &rest))
            return complain(at, COLOUR_REMEDY);
    }
    at->seen |= 1u << role;
    return *rest ? complain(at, COLOUR_REMEDY) : ERR_NONE;
}

static enum err read_paper(struct place *at, const char *value, struct rgb *rgb,
                           uint8_t *index, int seen)
{
    const char *rest;
    if (!parse_colour(value, rgb, index, &rest) || *rest)
        return complain(at, COLOUR_REMEDY);
    at->seen |= 1u << seen;
    return ERR_NONE;
}

static enum err read_key(struct place *at, const char *key, const char *value)
{
    struct theme *t = at->theme;
    if (strcmp(key, "background") == 0)
        return read_paper(at, value, &t->page.paper, &t->page.paper_256,
                          SEEN_BACKGROUND);
    if (strcmp(key, "surface") == 0)
        return read_paper(at, value, &t->surface, &t->surface_256,
                          SEEN_SURFACE);
    if (strcmp(key, "glyphs") == 0)
        return glyphs_parse(value, &t->glyphs)
                   ? ERR_NONE
                   : complain(at, "glyphs is round, console or ascii");
    for (int role = 0; role < ROLE_QR; role++)
        if (strcmp(key, ROLE_KEYS[role]) == 0)
            return read_role(at, (enum role)role, value);
    return complain(at, "unknown key: a theme has glyphs, background, "
                        "surface and the names of roles");
}

static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t\r", text[size - 1]))
        text[--size] = '\0';
    return text;
}

static enum err read_line(struct place *at, char *line)
{
    line = trimmed(line);
    if (*line == '\0' || *line == '#')
        return ERR_NONE;
    char *equals = strchr(line, '=');
    if (!equals)
        return complain(at, "expected 'key = value'");
    *equals = '\0';
    return read_key(at, trimmed(line), trimmed(equals + 1));
}

static enum err read_lines(struct place *at, char *text)
{
    while (text) {
        char *end = strchr(text, '\n');
        if (end)
            *end = '\0';
        at->line++;
        enum err err = read_line(at, text);
        if (err)
            return err;
        text = end ? end + 1 : NULL;
    }
    return ERR_NONE;
}

static enum err check_pair(struct place *at, const char *what, struct rgb ink,
                           struct rgb paper)
{
    double contrast = theme_contrast(ink, paper);
    if (contrast < at->theme->least_contrast)
        at->theme->least_contrast = contrast;
    if (contrast >= WARNED)
        return ERR_NONE;
    if (contrast >= REFUSED) {
        log_warn("%s: %s has a contrast of %.1f:1; public terminals need "
                 "10:1",
                 at->path, what, contrast);
        return ERR_NONE;
    }
    log_error("%s: %s has a contrast of %.1f:1, under 4.5:1; choose colours "
              "further apart",
              at->path, what, contrast);
    return ERR_FORMAT;
}

/* Every pair twice: in exact colours and in those of 256-colour terminals. */
static enum err check_paint(struct place *at, enum role role,
                            struct paint paint)
{
    enum err err = check_pair(at, ROLE_KEYS[role], paint.ink, paint.paper);
    if (err)
        return err;
    return check_pair(at, ROLE_KEYS[role], rgb_of_256(paint.ink_256),
                      rgb_of_256(paint.paper_256));
}

static enum err check(struct place *at)
{
    if (at->seen !=
        (1u << ROLE_QR) - 1 + (1u << SEEN_BACKGROUND) + (1u << SEEN_SURFACE))
        return complain(at, "a colour is missing: a theme has background, "
                            "surface, text, muted, accent, success, warning, "
                            "error, focus and chosen");
    enum err err = ERR_NONE;
    for (int role = 0; !err && role < ROLE_QR; role++) {
        err = check_paint(at, (enum role)role, theme_paint(at->theme, role));
        if (!err)
            err = check_paint(at, (enum role)role,
                              theme_paint(at->theme, role | STYLE_SURFACE));
    }
    /* A cap in focus must also stand out from the page around it. */
    for (int role = ROLE_FOCUS; !err && role <= ROLE_CHOSEN; role++)
        err = check_pair(at, ROLE_KEYS[role], at->theme->roles[role].paper,
                         at->theme->page.paper);
    return err;
}

enum err theme_parse(struct theme *out, const char *path, const char *text)
{
    *out = (struct theme){.least_contrast = 21.0};
    out->roles[ROLE_QR] = QR_PAINT;
    struct place at = {.path = path, .theme = out};
    char *copy = xstrdup(text);
    enum err err = read_lines(&at, copy);
    free(copy);
    out->page.ink = out->roles[ROLE_TEXT].ink;
    out->page.ink_256 = out->roles[ROLE_TEXT].ink_256;
    return err ? err : check(&at);
}

enum err theme_load(struct theme *out, const char *folder, const char *name)
{
    enum { FILE_LIMIT = 16384 };
    struct buf text;
    buf_init(&text, FILE_LIMIT);
    char *path = xasprintf("%s/%s.theme", folder, name);
    enum err err = file_name_is_safe(name) && strlen(name) < THEME_NAME_SIZE
                       ? file_read(path, &text)
                       : ERR_MISSING;
    if (!err)
        err = theme_parse(out, path, buf_text(&text));
    if (!err)
        snprintf(out->name, sizeof out->name, "%s", name);
    free(path);
    buf_clear(&text);
    return err;
}

struct paint theme_paint(const struct theme *theme, int style)
{
    enum role role = (enum role)(style & STYLE_ROLE);
    struct paint paint = theme->roles[role];
    bool own_paper =
        role == ROLE_FOCUS || role == ROLE_CHOSEN || role == ROLE_QR;
    if (!own_paper) {
        bool slab = style & STYLE_SURFACE;
        paint.paper = slab ? theme->surface : theme->page.paper;
        paint.paper_256 = slab ? theme->surface_256 : theme->page.paper_256;
    }
    if (style & STYLE_REVERSE)
        paint = (struct paint){paint.paper, paint.ink, paint.paper_256,
                               paint.ink_256};
    return paint;
}
