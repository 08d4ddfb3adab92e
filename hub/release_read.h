/* Reads the archive for a release: who is counted, what they chose, the words
 * of the questions, and the account of all answers. */
#ifndef HUB_RELEASE_READ_H
#define HUB_RELEASE_READ_H

#include "base/attr.h"
#include "base/err.h"
#include "release_files.h"
#include "rounds.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct arena;
struct models;

/* One counted response: its number, and its column in each dimension. */
struct member {
    int64_t number;
    const char *of[DIMENSIONS];
};

struct reading {
    struct arena *arena; /* owns the texts below */
    int64_t family, form;
    struct figures *figures;
    struct member *members; /* by number */
    size_t members_count, members_capacity;
    struct code *codes;
    size_t codes_count, codes_capacity;
    struct total *totals;
    size_t totals_count, totals_capacity;
    struct rounds rounds; /* what workers were sent to ask, settled */
    struct opening *openings;
    size_t openings_count, openings_capacity;
    char *title, *licence;
    char *group; /* name of the question of groups, or "" */
    bool is_encrypted;
};

/* Reads everything; the caller clears it in any case. ERR_MISSING when no
 * such form was published (logged). */
MUST_USE enum err reading_make(struct reading *out, struct archive *archive,
                               struct models *models, const char *form_id);
/* Whether the account is still the one that was read, but for the people
 * counted: asked inside the transaction that publishes it. */
MUST_USE enum err reading_stands(const struct reading *reading,
                                 struct archive *archive, bool *out);
/* Frees what reading_make made. */
void reading_clear(struct reading *reading);

#endif
