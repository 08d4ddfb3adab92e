/* The station's store of finished responses: each waits here for every
 * target until that target has it for good. One saved response is one row in
 * one durable transaction. Nothing here is deleted by a verdict alone. */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "base/attr.h"
#include "base/err.h"
#include "record/receipt.h"
#include "record/response.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct place_in_log;

/* The largest frozen body that outbox_add takes. */
enum { OUTBOX_LARGEST_BODY = 2 * 1024 * 1024 };

/* Opens the station's database in a data folder (station.db in it). */
MUST_USE enum err outbox_open(struct db **out, const char *folder);

/* Keeps a response durably. ERR_CONFLICT when the same instanceID is there
 * with other bytes; the very same bytes again are ERR_NONE; ERR_LIMIT beyond
 * OUTBOX_LARGEST_BODY. */
MUST_USE enum err outbox_add(struct db *db, const struct response *response);
/* The same for a response whose row is a leaf of the station's log as well,
 * with its evidence (place NULL: in no log). */
MUST_USE enum err outbox_add_logged(struct db *db,
                                    const struct response *response,
                                    const struct place_in_log *place);

/* Whether there is room for one more response of the largest size, with a
 * reserve: the kiosk asks before a session begins. ERR_FULL when not. */
MUST_USE enum err outbox_has_room(const char *folder);
/* The bytes that it asks for. */
uint64_t outbox_room_needed(void);

/* A response that waits for a target. */
struct outbox_entry {
    struct response response; /* cleared by outbox_entries_clear */
    int64_t attempts;         /* sends to this target so far */
};

/* The oldest responses that wait for the target and are due at now_ms, at
 * most limit; those of held forms are left out. No transaction stays open.
 * *out is freed by outbox_entries_clear. */
MUST_USE enum err outbox_due(struct db *db, const char *target, int64_t now_ms,
                             size_t limit, struct outbox_entry **out,
                             size_t *count);
/* Frees a list of entries; NULL is accepted. */
void outbox_entries_clear(struct outbox_entry *entries, size_t count);

/* Records what the target said. A kept or refused response is done with that
 * target; a waiting one is due again at due_ms. A kept one is never undone
 * by a later verdict. */
MUST_USE enum err outbox_settle(struct db *db, const char *target,
                                const struct receipt *receipt, int64_t now_ms,
                                int64_t due_ms);
/* What an operator asks; times in wall clock milliseconds, 0 for none. With
 * target NULL: waiting is what no target keeps or refuses. */
struct outbox_counts {
    int64_t total;
    int64_t waiting; /* for the target */
    int64_t refused; /* kept here, parked */
    int64_t held;    /* waiting ones whose form the target does not know */
    int64_t oldest_waiting_ms;
    int64_t newest_ms; /* when the last one of all was saved */
};
/* Counts what is there for the target. */
MUST_USE enum err outbox_count(struct db *db, const char *target,
                               struct outbox_counts *out);

/* Leaves a fact of the station for other programs ("last_contact_ms",
 * "last_error") in place of the one before. */
MUST_USE enum err outbox_note(struct db *db, const char *name,
                              const char *value);
/* Reads such a fact, "" when there is none; the caller frees it. */
MUST_USE enum err outbox_recall(struct db *db, const char *name, char **out);
/* Adds to a named counter that has no person in it (exits per question). */
MUST_USE enum err outbox_count_up(struct db *db, const char *name, int64_t by);

/* Wakes the agent by a named pipe in the data folder; never waits and needs
 * nobody to listen. */
void outbox_ring(const char *folder);
/* Listens to it: a descriptor to poll and to empty, closed by the caller. */
MUST_USE enum err outbox_listen(const char *folder, int *fd);

#endif
