/* The archive: everything a hub keeps, in three layers. The frozen bytes of
 * each response, stored once and never changed; a flat projection of them
 * (projection.h); tallies (tally.h). The two upper layers follow by a cursor
 * and can be dropped and made again. Which database lies below is said in
 * one place only: struct sql_engine. */
#ifndef HUB_ARCHIVE_H
#define HUB_ARCHIVE_H

#include "base/attr.h"
#include "base/err.h"
#include "recent.h"
#include "record/receipt.h"
#include "record/response.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct opener;
struct sign_key;
struct sql;

struct archive {
    struct sql *sql;
    char *folder;
    bool is_file;             /* one file in the folder, not a server's */
    struct sign_key *log_key; /* of the hub's log (hublog.h), or NULL */
    struct recent recent;
    /* Lets the projection hold encrypted answers; NULL at a hub. Borrowed. */
    const struct opener *opener;
};

#define STATE_LIST(X)                                                          \
    X(STATE_ACCEPTED, "accepted")                                              \
    X(STATE_QUARANTINED, "quarantined") /* waits for a person's decision */    \
    X(STATE_EXCLUDED, "excluded")       /* not counted, with a reason */       \
    X(STATE_WITHDRAWN, "withdrawn")     /* taken back by who gave it */        \
    X(STATE_SUPERSEDED, "superseded")   /* replaced by an edit */              \
    X(STATE_EXPIRED, "expired")         /* deleted by schedule, still counted */

#define STATE_AS_ENUM(name, text) name,
enum state { STATE_LIST(STATE_AS_ENUM) };
#undef STATE_AS_ENUM

/* The state's name, as stored in exports and written in filters. */
const char *state_name(enum state state);
/* Reads a state's name; false when it is none. */
MUST_USE bool state_parse(const char *name, enum state *out);

/* What a reviewer said of a response (review.h); independent of its state,
 * but what is rejected is excluded. Named as in ODK Central. */
#define REVIEW_LIST(X)                                                         \
    X(REVIEW_RECEIVED, "received")                                             \
    X(REVIEW_HAS_ISSUES, "hasIssues")                                          \
    X(REVIEW_APPROVED, "approved")                                             \
    X(REVIEW_REJECTED, "rejected")

#define REVIEW_AS_ENUM(name, text) name,
enum review { REVIEW_LIST(REVIEW_AS_ENUM) };
#undef REVIEW_AS_ENUM

/* A response on its way in, with what the hub knows of its way. */
struct arrival {
    struct response response;
    int64_t form;    /* number of the published version */
    int64_t station; /* whose token brought it, 0: none */
    int64_t received_ms;
    const char *envelope; /* JSON as it came (wire/envelope.h), or NULL */
};

/* Opens the archive in a folder, made when it is not there; its database is
 * the folder's own, or the PostgreSQL server of that address (not ""). Errors
 * and log lines as db_open. */
MUST_USE enum err archive_open(struct archive **out, const char *folder,
                               const char *database);
/* NULL is accepted. */
void archive_close(struct archive *archive);

/* A durable transaction around any number of the calls below. */
MUST_USE enum err archive_begin(struct archive *archive);
/* The same for the layers above the frozen bytes, which can be made again:
 * its end does not wait for the disk. */
MUST_USE enum err archive_begin_derived(struct archive *archive);
/* Commits durably when err is ERR_NONE, otherwise rolls back and returns err.
 */
MUST_USE enum err archive_end(struct archive *archive, enum err err);

/* Keeps a response under its key, inside a transaction: VERDICT_STORED;
 * VERDICT_DUPLICATE for the same bytes again (attachments that were missing
 * are added); VERDICT_CONFLICT for other bytes under the same key, which are
 * then kept in quarantine. An edit (deprecated_id) supersedes what it
 * replaces, in whatever order the two arrive. Whatever comes again under the
 * key of an erased response is a duplicate and not kept. */
MUST_USE enum err archive_add(struct archive *archive,
                              const struct arrival *arrival,
                              enum verdict *verdict);
/* What the archive holds of a response that it took. */
struct holding {
    bool is_sealed; /* at the place in its station's log that it named */
    int64_t since_ms;
    unsigned char commitment[EVIDENCE_HASH_SIZE];
};

/* Keeps many at once, as if one after the other: verdicts gets one for each,
 * and holdings as well unless it is NULL. On a server this is several times
 * faster than each on its own. */
MUST_USE enum err archive_add_all(struct archive *archive,
                                  const struct arrival *const *arrivals,
                                  size_t count, enum verdict *verdicts,
                                  struct holding *holdings);

/* A response as it rests in the archive; texts and body are borrowed for the
 * call. */
struct resting {
    int64_t number; /* grows with each response kept */
    const char *id;
    int64_t form;
    int64_t station;
    int64_t received_ms;
    enum state state;
    enum review review;
    const char *envelope; /* as it came, or "" */
    const char *body;     /* empty once erased */
    size_t body_size;
};

/* Whether a state means that the response's bytes are gone. */
bool state_is_erased(enum state state);

/* Visits at most limit responses with numbers above after, in order; stops
 * at the first error of visit and returns it. */
MUST_USE enum err
archive_since(struct archive *archive, int64_t after, int64_t limit,
              enum err (*visit)(void *context, const struct resting *r),
              void *context);
/* Visits the response of a key; ERR_MISSING when there is none. */
MUST_USE enum err
archive_find(struct archive *archive, const unsigned char *key,
             enum err (*visit)(void *context, const struct resting *r),
             void *context);
/* Moves a response from one state to another, inside a transaction, and tells
 * the projection; nothing happens when it is in another state. */
MUST_USE enum err archive_move(struct archive *archive,
                               const unsigned char *key, enum state from,
                               enum state to);
/* Whether an edit of this response is in the archive. */
MUST_USE enum err archive_is_replaced(struct archive *archive,
                                      const unsigned char *key, bool *out);
/* Where the content of an attachment lies; the caller frees it. */
char *archive_file(const struct archive *archive, const unsigned char *sha256);
/* The largest number given so far. */
MUST_USE enum err archive_last(struct archive *archive, int64_t *out);

/* A named text of the archive's own; out gets it or "" and is freed by the
 * caller. */
MUST_USE enum err archive_setting(struct archive *archive, const char *name,
                                  char **out);
/* Sets it, inside a transaction. */
MUST_USE enum err archive_set(struct archive *archive, const char *name,
                              const char *value);

/* The statements that make and migrate the archive, oldest first. */
extern const char *const ARCHIVE_MIGRATIONS[];
extern const size_t ARCHIVE_MIGRATIONS_COUNT;

#endif
