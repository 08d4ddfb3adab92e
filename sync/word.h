/* A hub's word: the promise that came with its verdicts is checked, kept
 * beside the answers, and held against what the hub says later. */
#ifndef SYNC_WORD_H
#define SYNC_WORD_H

#include "base/attr.h"
#include "base/err.h"
#include "record/receipt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct config;
struct db;
struct lane;

/* Keeps the promise that came with these verdicts, inside the transaction that
 * settles them; line "" : none came. A promise that the hub did not sign is
 * told as a trouble and not kept. */
MUST_USE enum err word_keep(struct lane *lane, struct db *db, const char *line,
                            const struct response *const *responses,
                            const struct receipt *receipts, size_t count);

enum { WORD_SAID_SIZE = 200 };
/* What the hub whose log has this name breaks by saying that it never had that
 * leaf: the sentence goes to said, "" when it promised nothing of it. */
MUST_USE enum err word_of_denial(const struct lane *lane, struct db *db,
                                 const char *hub, int64_t epoch, int64_t index,
                                 char said[WORD_SAID_SIZE]);
/* Tells of a promise that is past its days. */
MUST_USE enum err word_check_days(struct lane *lane, struct db *db,
                                  const char *hub);

/* barrio-sync promise CODE: what any target promised about the answer of that
 * receipt, for whoever is to check it. */
MUST_USE enum err word_show(const struct config *config, const char *code,
                            struct buf *out);

#endif
