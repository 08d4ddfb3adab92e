/* A station's log, joined to its database: every answer that is kept becomes
 * a leaf in its own row and its own transaction. Whoever adds to it holds the
 * station's key, a file of the data folder that its owner alone may read.
 *
 * A log is never resumed where that would sign a past twice: on another
 * machine, without its key, or when a hub holds other leaves, a new epoch
 * begins, and says which leaves of the former one it follows. */
#ifndef STATION_LEDGER_H
#define STATION_LEDGER_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/sign.h"
#include "proof/slip.h"
#include "proof/claim.h"
#include "proof/tree.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct response;

/* Zeroed, it is no log, and answers are kept without one. */
struct ledger {
    struct sign_key key; /* its name is the log's */
    int64_t epoch;       /* 0: none */
    struct tree tree;
};

/* Takes up the station's log, or begins a new epoch. station is its name in
 * the settings. An error leaves the ledger zeroed; logged. */
MUST_USE enum err ledger_open(struct ledger *out, struct db *db,
                              const char *folder, const char *station);
/* Wipes the key. */
void ledger_clear(struct ledger *ledger);
/* Begins a new epoch when a hub was found to hold other leaves; costs one
 * small query when not. */
MUST_USE enum err ledger_heed(struct ledger *ledger, struct db *db,
                              const char *folder, const char *station);

/* The next leaf: made before the answer is kept, while there is time. */
struct ledger_leaf {
    bool is_ready;
    struct tree tree; /* after it */
    struct buf head;
    char token[TOKEN_DIGITS + 1]; /* the resident's, kept nowhere */
};
/* Makes the leaf of a response whose bytes are final, and fills in its
 * evidence with a fresh salt and token. Nothing is written. symbol: the word of
 * the sign that the commitment is to show (proof/symbol.h), "" for any;
 * ERR_FORMAT when it is no such word. */
MUST_USE enum err ledger_prepare(const struct ledger *ledger,
                                 struct response *response, const char *symbol,
                                 struct ledger_leaf *out);
/* Frees it and wipes the token. */
void ledger_leaf_clear(struct ledger_leaf *leaf);

/* Keeps the response with its leaf, in one transaction of one row; errors as
 * outbox_add. A leaf that is not ready: without one. */
MUST_USE enum err ledger_add(struct ledger *ledger, struct db *db,
                             const struct response *response,
                             const struct ledger_leaf *leaf);
/* Logs the response as opened to check the machine, never to be counted, and
 * fills out with its opening. The response's evidence is of no use after. */
MUST_USE enum err ledger_spoil(struct ledger *ledger, struct db *db,
                               const struct response *response,
                               struct buf *opening);
/* The slip of a response's leaf; token may be "". */
void ledger_slip(const struct response *response, const char *token,
                 struct slip *out);

struct leaf_row;
/* Appends the line of a leaf as it is stored. */
MUST_USE enum err ledger_line(const char *log, const struct leaf_row *row,
                              struct buf *out);

#endif
