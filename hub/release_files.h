/* The files of one release: results.json, counts.csv, by_DIMENSION.json and
 * .csv, codebook.csv, totals.csv, sample.csv, open.csv, datapackage.json; each
 * with its .gz beside it for readers that take it; and all of them as one zip
 * file. */
#ifndef HUB_RELEASE_FILES_H
#define HUB_RELEASE_FILES_H

#include "base/attr.h"
#include "base/err.h"
#include "figures.h"
#include "grouping.h"

#include <stddef.h>
#include <stdint.h>

struct buf;
struct words;

/* One text of the codebook. */
struct code {
    const char *question; /* "" for the form's title */
    const char *value;    /* "" for the question itself */
    const char *language; /* a tag, "" when the form has none */
    const char *text;
};

/* One line of the account: what became of every answer in the log. */
struct total {
    const char *what;   /* counted, excluded, withdrawn, spoiled... */
    const char *reason; /* "" when there is none */
    int64_t n;
};

/* One answer to an open field, apart from all else that the person said. */
struct opening {
    const char *question, *text;
};

struct release {
    const char *form_id, *title, *licence;
    const char *made; /* a day */
    int64_t number;
    const struct figures *figures;
    const struct code *codes;
    size_t codes_count;
    const struct total *totals;
    size_t totals_count;
    const struct opening *openings; /* in order of their text */
    size_t openings_count;
    /* The release in which each breakdown last moved, this one's number when
     * it moves now; 0 when it never did. */
    int64_t moved[DIMENSIONS];
    const char *before;        /* folder of the release before, NULL: none */
    const struct words *words; /* of the pages, NULL: none are written */
    const char *hub;           /* what the pages call it */
};

/* Writes all files into a folder that is there. Breakdowns that do not move
 * are copied from the release before. */
MUST_USE enum err release_write(const struct release *release,
                                const char *folder);

/* The tables of a release, in the order of its package. */
enum {
    RELEASE_COUNTS,
    RELEASE_CODEBOOK,
    RELEASE_TOTALS,
    RELEASE_SAMPLE,
    RELEASE_OPEN,
    RELEASE_BY_FIRST,
    RELEASE_TABLES = RELEASE_BY_FIRST + DIMENSIONS
};
extern const char *const RELEASE_TABLE_NAMES[RELEASE_TABLES];
#define RELEASE_ZIP "release.zip"

/* Writes datapackage.json of those of the RELEASE_TABLES tables that are not
 * empty. */
MUST_USE enum err release_package(const struct release *release,
                                  const struct buf *tables, const char *folder);
/* Writes release.zip of all files that lie in the folder. */
MUST_USE enum err release_zip(const struct release *release,
                              const char *folder);

/* Appends results.json: what everybody chose. */
void release_results(struct buf *out, const struct release *release);
/* Appends counts.csv, the same figures. */
void release_counts(struct buf *out, const struct release *release);
/* Appends by_DIMENSION.json and .csv. */
void release_breakdown(struct buf *json, struct buf *csv,
                       const struct release *release, enum dimension dimension);
/* Appends codebook.csv, totals.csv and sample.csv. */
void release_codebook(struct buf *out, const struct release *release);
/* The account that sums to the log. */
void release_totals(struct buf *out, const struct release *release);
/* Appends open.csv. */
void release_open(struct buf *out, const struct release *release);
/* Invented people, made of the questions alone, never of answers. */
void release_sample(struct buf *out, const struct release *release);

/* Appends the page of a release in a language: all its counts as tables and
 * as pictures, without a script. */
void release_page(struct buf *out, const struct release *release,
                  const char *language);
/* What everybody chose of one question, as it may be shown: its groups, how
 * they are called, and for how many the choices stand. */
struct release_line {
    struct grouping groups; /* the caller clears it */
    const char *(*name)(const void *context, size_t cell);
    int64_t people; /* whom the choices are counted of */
};
/* The line of a question. */
struct release_line release_line(const struct figures *figures,
                                 size_t question);
/* How often each choice of a question with several was given, and which may
 * be told; NULL when it has none. The caller frees both. */
int64_t *release_choices(const struct figures *figures, size_t question,
                         int64_t people, bool **hidden);
/* The word of a value ("" for the question) in a language, else in any. */
const char *release_text(const struct release *release, const char *question,
                         const char *value, const char *language);

/* Writes one file and its compressed copy, durably. */
MUST_USE enum err release_write_file(const char *folder, const char *name,
                                     const struct buf *content);

/* The name of a category of a question, for grouping.h; context is a struct
 * release_cell. */
struct release_cell {
    const struct figures *figures;
    size_t question;
    enum dimension dimension;
};
/* A category's name. */
const char *release_cell_name(const void *cell, size_t i);
/* A column's name. */
const char *release_column_name(const void *cell, size_t i);

#endif
