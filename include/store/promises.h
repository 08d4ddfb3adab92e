/* What targets have promised with their verdicts (proof/promise.h), beside
 * the answers that it is about. Nothing here knows signatures. */
#ifndef STORE_PROMISES_H
#define STORE_PROMISES_H

#include "base/attr.h"
#include "base/err.h"
#include "record/response.h"

#include <stdbool.h>
#include <stdint.h>

struct db;

/* Keeps a promise with all its lines; number is then its own. */
MUST_USE enum err promises_add(struct db *db, const char *target,
                               const char *day, const char *note,
                               const char *lines, int64_t *number);
/* Notes that it is about this response, which is settled with the target. */
MUST_USE enum err promises_attach(struct db *db, const char *target,
                                  const unsigned char key[RESPONSE_KEY_SIZE],
                                  int64_t number);

/* A promise about one leaf; texts are freed by promised_clear. */
struct promised {
    char *day, *note, *lines;
    char *log;
    int64_t index;
};
/* What any target promised about a leaf of a log; target may be NULL.
 * ERR_MISSING, silently, when there is nothing. */
MUST_USE enum err promises_find(struct db *db, const char *target,
                                const char *log, int64_t index,
                                struct promised *out);
/* The first leaf that the target promised to hold on a day before this one,
 * in a note that begins with head, and has not proved to hold; ERR_MISSING,
 * silently, when there is none. */
MUST_USE enum err promises_overdue(struct db *db, const char *target,
                                   const char *head, const char *before_day,
                                   struct promised *out);
/* Frees the texts; safe on a zeroed struct. */
void promised_clear(struct promised *promised);

#endif
