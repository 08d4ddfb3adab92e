/* What the hub does to answers and surveys, written into its log in the very
 * transaction that does it. A hub without a log does nothing here. */
#ifndef HUB_DEEDS_H
#define HUB_DEEDS_H

#include "archive.h"
#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hublog;

/* A response went from one state to another. Writes nothing while its own
 * leaf is not in the log: hearing it then says so at once. */
MUST_USE enum err deeds_moved(struct archive *archive, const unsigned char *key,
                              enum state from, enum state to);
/* The line about an answer that is not counted when its leaf is heard, or
 * nothing for one that is. reason is used for STATE_EXCLUDED. */
MUST_USE enum err deeds_write_fate(struct hublog *log, const void *commitment,
                                   enum state state, const char *reason);
/* A survey begins or ends. */
MUST_USE enum err deeds_opened(struct archive *archive, const char *form_id,
                               bool is_open);
/* The raw data and secrets of a form's answers that are due are gone. */
MUST_USE enum err deeds_deleted(struct archive *archive, const char *form_id);

/* Puts answers of a form that came without a station's log into the hub's
 * own, sealed here, with a line about each that is not counted, so that figures
 * are the sum of the log; inside a transaction. waiting says how many have a
 * leaf that was not heard yet, and counted how many answers the log now
 * counts. */
MUST_USE enum err deeds_adopt(struct archive *archive, int64_t family,
                              const char *form_id, int64_t *waiting,
                              int64_t *counted);
/* How many answers stand in the hub's log as opened to check a machine. */
MUST_USE enum err deeds_spoiled(struct archive *archive, int64_t *out);
/* Figures were published: taken from all leaves so far, counting so many
 * answers; sha256 is of its datapackage.json, which hashes all others. */
MUST_USE enum err deeds_released(struct archive *archive, const char *form_id,
                                 int64_t number, int64_t counted,
                                 const unsigned char sha256[32]);

#endif
