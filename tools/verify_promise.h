/* What a hub signed with its verdicts, held against its log: a promise that an
 * answer is there and will be counted cannot be taken back in silence. */
#ifndef VERIFY_PROMISE_H
#define VERIFY_PROMISE_H

#include "verify_log.h"
#include "verify_note.h"
#include "verify_rules.h"
#include "verify_say.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROMISE_DAYS = 7 }; /* within which the log must hold the answer */

struct promise {
    const char *where;   /* the file, for sentences */
    char hub[NAME_SIZE]; /* the log whose key signed it */
    char day[11];        /* 2026-11-28 */
    char station[NAME_SIZE];
    uint64_t place; /* of the answer in the station's log */
    char seal[2 * HASH_SIZE + 1];
    const char *note; /* borrowed from the text */
};

/* Reads the promise of one answer, and whether its line is among those that
 * were signed; false and a sentence when not. */
bool verify_promise_read(struct promise *out, const char *where,
                         const char *text, struct say *say);
/* Whether one of the keys, those of the log's epochs, signed it. Without the
 * right one it says so and goes on. */
bool verify_promise_is_signed(const struct promise *promise,
                              const char *const *keys, size_t count,
                              struct say *say);
/* Whether the log keeps the promise; today is a day of the reader's clock. */
void verify_promise_check(const struct promise *promise,
                          const struct rules *rules, const struct log *log,
                          const char *today, struct say *say);

#endif
