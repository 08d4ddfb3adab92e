/* The reply to a batch: one verdict for each of its responses, in order.
 *
 *   Content-Type: application/x-barrio-receipts
 *   body := "RECEIPTS1\n" check[8] count run* [promise NUL]
 *   run := length verdict:u8 [reason NUL]   reason only of conflict, refused
 *
 * check is the beginning of the SHA-256 over the keys that the verdicts are
 * about, so that a reply to anything else is never taken for this one. promise
 * is the line of proof/promise.h, by which a hub cannot deny them later; hubs
 * before it send none, stations before it leave it unread. */
#ifndef WIRE_RECEIPTS_H
#define WIRE_RECEIPTS_H

#include "base/attr.h"
#include "base/err.h"
#include "record/receipt.h"

#include <stddef.h>

struct buf;

#define RECEIPTS_TYPE "application/x-barrio-receipts"

/* Appends the reply; duplicates are told as stored, because a replay must
 * answer as the first time did. promise may be "". */
void receipts_write(struct buf *out, const struct receipt *receipts,
                    size_t count, const char *promise);
/* Reads a reply about the first *count of the keys in receipts (at most
 * their number on entry; fewer when the batch was cut), and fills in verdict
 * and reason, which the caller frees with receipts_clear; *promise is
 * borrowed from data, "" for none. ERR_FORMAT when it is malformed or about
 * something else; nothing is then filled in. */
MUST_USE enum err receipts_read(const char *data, size_t size,
                                struct receipt *receipts, size_t *count,
                                const char **promise);
/* Frees the reasons. */
void receipts_clear(struct receipt *receipts, size_t count);

#endif
