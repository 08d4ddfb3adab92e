/* Asking one target for documents: each reply is judged, and what is wrong
 * with it is told. */
#ifndef SYNC_FETCH_H
#define SYNC_FETCH_H

#include "base/attr.h"
#include "http.h"

#include <stdbool.h>

struct db;
struct lane;

/* One round of asking. complete: all that was asked for came. */
struct fetch {
    struct lane *lane;
    struct db *db;
    bool complete;
    bool over;
};

/* Tells a trouble with one document; others may still come. */
void fetch_tell(struct fetch *fetch, enum trouble trouble, const char *detail);
/* Tells a failure of the way, which ends the round. */
void fetch_fail(struct fetch *fetch, enum trouble trouble, int64_t asked_ms);
/* Asks for a document; *out is cleared by the caller in any case. True when
 * it came, whole, or has not changed (status 304). */
bool fetch_get(struct fetch *fetch, const struct http_request *request,
               struct http_reply *out);

/* The same judgement of a reply that lane_send gave with err. */
bool fetch_judge(struct fetch *fetch, const struct http_request *request,
                 enum err err, const struct http_reply *reply);

#endif
