/* The way to one target: its connection, its pauses, what was last heard. */
#ifndef SYNC_LANE_H
#define SYNC_LANE_H

#include "base/attr.h"
#include "base/err.h"
#include "http.h"
#include "trouble.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct db;
struct target;

struct lane {
    struct allowance *allowance; /* of the whole station */
    const struct config *config;
    const struct target *target;
    struct http *http;
    struct offer *offer;   /* the forms that it publishes; offer.h */
    bool is_first;         /* its notes are those of the station */
    bool is_stopped;       /* until somebody sets it right */
    int64_t failures;      /* of the way itself, in a row */
    bool was_asked;        /* the pause is the server's wish */
    int64_t not_before_ms; /* the server's or our own pause; boot clock */
    int64_t push_ms;       /* when to push and pull next; boot clock */
    int64_t pull_ms;
    size_t accept_length; /* 0: not asked yet */
    long hub_version;     /* of a hub of ours, as its last reply said */
    bool hub_lacks_zstd;
    int packing_noted;        /* 0: not yet, else 1 + hub_lacks_zstd */
    bool is_plain;            /* it refused a batch with a dictionary */
    bool is_bulk_refused;     /* it answered a batch like one that takes none */
    size_t bulk_size;         /* of the next batch; 0: not sent one yet */
    bool is_key_asked;        /* of the hub's log, since the agent began */
    bool is_identity_refused; /* the hub knows another key of the station */
    int clock_noted;          /* 0: not yet, else 1 + clock_agrees */
    bool clock_agrees;        /* the server's clock says what ours does */
    enum trouble trouble;     /* the last one, TROUBLE_NONE when all is well */
    int64_t contact_ms;       /* wall clock of the last note of a success */
};

/* Prepares a lane; its trouble is what the last run left in the notes. */
void lane_init(struct lane *lane, const struct config *config,
               const struct target *target, struct allowance *allowance,
               bool is_first);
/* Ends its connection and forgets it. */
void lane_clear(struct lane *lane);

/* Sends over the lane and remembers what the reply tells about the server.
 * Results as http_send. */
MUST_USE enum err lane_send(struct lane *lane,
                            const struct http_request *request,
                            struct http_reply *out);
/* Whether nothing more may be sent now: the process was told to end, the day's
 * bytes are used up, or quiet hours have begun. */
bool lane_must_rest(const struct lane *lane);
/* An address below the target's own, with the station's name as OpenRosa's
 * deviceID behind the query of the target's (`?st=TOKEN`), if it has one; the
 * caller frees it. */
char *lane_url(const struct lane *lane, const char *path);

/* Notes that the target was reached and did what it should. */
void lane_well(struct lane *lane, struct db *db);
/* Notes a trouble, and logs it when it is a new one. detail may be NULL: the
 * server's own words, or the id of what it is about. */
void lane_tell(struct lane *lane, struct db *db, enum trouble trouble,
               const char *detail);
/* Pauses the whole lane after a failure of the way. */
void lane_back_off(struct lane *lane, int64_t asked_ms);
/* Sends nothing more for some hours or until lane_resume. */
void lane_stop(struct lane *lane);
/* Takes it up again, without a pause. */
void lane_resume(struct lane *lane);

/* A note of this lane, such as "last_contact_ms": of the station itself for
 * the first target, else with the target's name in front. The caller frees
 * the name. */
char *lane_note_name(const struct target *target, bool is_first,
                     const char *name);

#endif
