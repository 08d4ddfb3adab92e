/* What people said of a response: a state and a comment each time, never
 * overwritten. What is rejected is excluded from every count until somebody
 * decides otherwise. */
#ifndef HUB_REVIEW_H
#define HUB_REVIEW_H

#include "archive.h"
#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct review_entry {
    int64_t at_ms;
    int64_t person;  /* number, 0: the command line */
    const char *who; /* name, for the audit log */
    enum review state;
    const char *comment; /* why; a rejection needs one */
};

/* The state's name, as in exports and filters. */
const char *review_name(enum review state);
/* Reads a state's name; false when it is none. */
MUST_USE bool review_parse(const char *name, enum review *out);

/* Adds what a person says of a response, inside a transaction, with its line
 * in the audit log. ERR_MISSING when there is no such response or it was
 * erased, ERR_FORMAT for a rejection without a comment. */
MUST_USE enum err review_add(struct archive *archive, const unsigned char *key,
                             const struct review_entry *entry);
/* Visits what was said of a response, oldest first; who is "" for the command
 * line. Borrowed for the call. */
MUST_USE enum err review_each(struct archive *archive, const unsigned char *key,
                              void (*visit)(void *context,
                                            const struct review_entry *entry),
                              void *context);

#endif
