/* The answers of the archive that have a place in a station's log, for the
 * lines that the station leaves to be made here. */
#ifndef HUB_PLACED_H
#define HUB_PLACED_H

#include "archive.h"
#include "base/attr.h"
#include "base/err.h"
#include "proof/leaf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct growth;

struct placed {
    bool is_here;
    bool is_made; /* its line was made here */
    enum state state;
    const unsigned char *commitment; /* LEAF_HASH_SIZE */
    const unsigned char *key;        /* where the line came */
    int64_t form;
    const char *form_id; /* as a line has it, where that is made */
};

/* Finds the answers of a growth's places in the log of that number, inside a
 * transaction; out has one for each line, and lives as the arena and what is
 * recent (recent_forget). Lines that were left out are made where there is an
 * answer: growth->made gets their hashes. */
MUST_USE enum err placed_read(struct archive *archive, struct arena *arena,
                              int64_t log, struct growth *growth,
                              struct placed **out);

#endif
