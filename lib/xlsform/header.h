/* A sheet's header row understood: columns by their canonical names, aliases
 * resolved, translations told apart, and the rows below as dictionaries. */
#ifndef XLSFORM_HEADER_H
#define XLSFORM_HEADER_H

#include "form.h"

enum { HEADER_TOKENS_MAX = 6 };

struct header_alias {
    const char *from; /* in snake_case */
    const char *to;   /* canonical, parts separated by "::" */
};

struct header_rules {
    const char *sheet; /* its canonical name */
    const struct header_alias *aliases;
    size_t aliases_count;
    const char *const *known; /* canonical names, up to a NULL */
    const char *required;     /* a column that must be there, or NULL */
    bool collapse;            /* runs of blanks in cells become one */
};

struct header {
    const char *title; /* as written */
    const char *tokens[HEADER_TOKENS_MAX];
    size_t tokens_count;
    int column;
};

struct grid {
    const char *sheet;
    struct header *headers;
    size_t headers_count;
    struct dict **rows;
    int *numbers;
    size_t rows_count;
};

extern const struct header_rules HEADER_SURVEY;
extern const struct header_rules HEADER_CHOICES;
extern const struct header_rules HEADER_EXTERNAL_CHOICES;
extern const struct header_rules HEADER_SETTINGS;
extern const struct header_rules HEADER_ENTITIES;
extern const struct header_rules HEADER_OSM;

/* Reads a sheet (NULL: an empty grid). False when its header is wrong, which
 * is then noted. */
bool header_read(struct form *form, const struct sheet *sheet,
                 const struct header_rules *rules, struct grid *out);

/* The header of that first token, or NULL. */
const struct header *header_find(const struct grid *grid, const char *token);

#endif
