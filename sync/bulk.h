/* Many responses in one request, to a hub of ours (wire/batch.h). */
#ifndef SYNC_BULK_H
#define SYNC_BULK_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct db;
struct lane;
struct outbox_entry;
struct response;
struct round;

/* Whether the lane's server offers it and the settings allow it. */
bool bulk_is_offered(const struct lane *lane);
/* How many responses to ask of the outbox for the next batch: fewer after
 * each failure, so that even a link that breaks every few seconds gets on,
 * more after each success. */
size_t bulk_size(const struct lane *lane);

/* Sends the entries that have no attachments and settles each as the hub
 * says; the others are left as they are. Errors are the database's. */
MUST_USE enum err bulk_send(struct round *round,
                            const struct outbox_entry *entries, size_t count);

/* Appends a batch of responses without attachments, packed in the best way
 * that the lane's hub and this build both know; whether a dictionary helped
 * is told by *with_dictionary. */
void bulk_pack(const struct lane *lane, struct db *db,
               const struct response *const *responses, size_t count,
               struct buf *out, bool *with_dictionary);

#endif
