/* Answers by stick (wire/bundle.h), for stations without a network: verdicts
 * that lie on the stick are taken, then what still waits is written there,
 * signed by the station and sealed for its hub. Nothing is deleted by that:
 * an answer that also goes by network counts once. */
#ifndef SYNC_BUNDLE_H
#define SYNC_BUNDLE_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct config;
struct db;

struct bundle_result {
    int64_t settled; /* answers that the hub's verdicts were about */
    int64_t written; /* answers in the new bundle */
    int64_t left;    /* that wait, but did not fit */
    size_t refused;  /* files on the stick that were not what they should */
};

/* Exchanges with the stick at path. Errors are logged with their remedy. */
MUST_USE enum err bundle_exchange(const struct config *config, struct db *db,
                                  const char *path, struct bundle_result *out);
/* Whether the hub that this station trusts permits stations to write to the
 * stick at path when it is plugged in. */
bool bundle_is_permitted(const struct config *config, struct db *db,
                         const char *path);
/* Appends what came of it, in a sentence. */
void bundle_say(const struct bundle_result *result, struct buf *out);

#endif
