/* What roles look like: one plain-text file a theme, checked when it is
 * loaded. Contrast is WCAG 2's ratio of luminances. */
#ifndef UI_THEME_H
#define UI_THEME_H

#include "ui/canvas.h"

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct rgb {
    uint8_t red, green, blue;
};

/* The two colours of a cell; the indices are those of 256-colour terminals. */
struct paint {
    struct rgb ink, paper;
    uint8_t ink_256, paper_256;
};

enum { THEME_NAME_SIZE = 32 };

struct theme {
    char name[THEME_NAME_SIZE];
    enum glyphs glyphs;
    struct paint page;              /* text on the page */
    struct paint roles[ROLE_COUNT]; /* on the page */
    struct rgb surface;
    uint8_t surface_256;
    double least_contrast; /* of any pair that a screen may show */
};

/* Reads folder/name.theme. ERR_FORMAT, with file, line and remedy in the log,
 * when it is damaged or any pair has less than 4.5:1; a pair under 10:1 is
 * logged as a warning. ERR_MISSING when there is no such file. */
MUST_USE enum err theme_load(struct theme *out, const char *folder,
                             const char *name);
/* The same from the text of a theme file; path is for the messages. */
MUST_USE enum err theme_parse(struct theme *out, const char *path,
                              const char *text);

/* The colours of a style. */
struct paint theme_paint(const struct theme *theme, int style);
/* 1 to 21. */
double theme_contrast(struct rgb a, struct rgb b);

#endif
