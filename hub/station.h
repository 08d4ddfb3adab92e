/* The stations that may send: a name and the hash of a token each. */
#ifndef HUB_STATION_H
#define HUB_STATION_H

#include "base/attr.h"
#include "base/err.h"
#include "token.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;

struct station {
    int64_t id;
    const char *name;
    const char *area; /* the neighbourhood, "" : none said */
    int64_t made_ms;
    int64_t seen_ms; /* 0: never */
    bool is_revoked;
};

/* Adds a station and writes its token, which is shown this once; a station of
 * that name gets a new token instead of the old one. */
MUST_USE enum err station_add(struct archive *archive, const char *name,
                              int64_t now_ms, char token[TOKEN_TEXT_SIZE]);
/* The same inside a transaction. */
MUST_USE enum err station_renew(struct archive *archive, const char *name,
                                int64_t now_ms, char token[TOKEN_TEXT_SIZE]);
/* Notes a station that is to come, without access yet; nothing changes for one
 * that is known. */
MUST_USE enum err station_announce(struct archive *archive, const char *name,
                                   int64_t now_ms);
/* Takes token, keys and open codes away; its answers stay. ERR_MISSING when
 * unknown. */
MUST_USE enum err station_revoke(struct archive *archive, const char *name);
/* The station of a token and when it was last seen; ERR_DENIED when no
 * station has it. */
MUST_USE enum err station_find(struct archive *archive, const char *token,
                               int64_t *id, int64_t *seen_ms);
/* Notes that a station was heard, inside a transaction. */
MUST_USE enum err station_seen(struct archive *archive, int64_t id,
                               int64_t now_ms);
/* Says in which neighbourhood a station stands, inside a transaction;
 * ERR_MISSING when it is unknown. */
MUST_USE enum err station_set_area(struct archive *archive, const char *name,
                                   const char *area);
/* Visits all stations by neighbourhood and name; borrowed for the call. */
MUST_USE enum err station_each_by_area(
    struct archive *archive,
    void (*visit)(void *context, const struct station *station), void *context);
/* Visits all stations by name; borrowed for the call. */
MUST_USE enum err station_each(struct archive *archive,
                               void (*visit)(void *context,
                                             const struct station *station),
                               void *context);

#endif
