/* The bulletin: what the city says at the corner where it was told something.
 * An Atom feed (RFC 4287) that any reader shows; what stations need besides
 * stands in elements of a namespace of our own, which readers pass over
 * (RFC 4287, section 6). Every text is there in each of its languages. */
#ifndef RECORD_BULLETIN_H
#define RECORD_BULLETIN_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

/* The name of the file under which it is published. */
#define BULLETIN_FILE "bulletin.atom"
#define BULLETIN_NS "tag:barrio.invalid,2026:bulletin"

#define ENTRY_KIND_LIST(X)                                                     \
    X(ENTRY_PROBLEM, "problem") /* what the city cannot solve, and why */      \
    X(ENTRY_PROMISE, "promise") /* with a date */                              \
    X(ENTRY_REPLY, "reply")     /* to what people said */                      \
    X(ENTRY_IDEA, "idea")       /* of a resident, to be backed */              \
    X(ENTRY_RELEASE, "release") /* figures that were published */              \
    X(ENTRY_ROLES, "roles")     /* who does what */

#define ENTRY_KIND_AS_ENUM(name, text) name,
enum entry_kind { ENTRY_KIND_LIST(ENTRY_KIND_AS_ENUM) ENTRY_KINDS };
#undef ENTRY_KIND_AS_ENUM

/* The states that entries of each kind may be in, the first one at birth. A
 * state that closes says why. */
#define STANDING_LIST(X)                                                       \
    X(STANDING_OPEN, "open", false)                                            \
    X(STANDING_KEPT, "kept", false)      /* promise: done */                   \
    X(STANDING_BROKEN, "broken", true)   /* promise: it will not be done */    \
    X(STANDING_DID, "did", false)        /* reply: we did */                   \
    X(STANDING_NOT_NOW, "not_now", true) /* not now, because */                \
    X(STANDING_NO, "no", true)           /* no, because */                     \
    X(STANDING_DONT_KNOW, "dont_know", true) /* we do not know yet */          \
    X(STANDING_WRONG, "wrong", true)         /* we were wrong */               \
    X(STANDING_WAITING, "waiting", false)  /* idea: nobody has read it yet */  \
    X(STANDING_MERGED, "merged", true)     /* it joins another */              \
    X(STANDING_DECLINED, "declined", true) /* it is not shown, because */      \
    X(STANDING_HIDDEN, "hidden", false)    /* abuse: counted, never shown */   \
    X(STANDING_WITHDRAWN, "withdrawn", false) /* idea: taken back, not shown   \
                                               */

#define STANDING_AS_ENUM(name, text, reason) name,
enum standing { STANDING_LIST(STANDING_AS_ENUM) STANDINGS };
#undef STANDING_AS_ENUM

struct entry_text {
    const char *language; /* a tag */
    const char *title, *body;
    const char *reason; /* "" when there is none */
};

/* One entry; texts are "" and numbers 0 where there is nothing to say. */
struct entry {
    enum entry_kind kind;
    enum standing standing;
    const char *id;      /* a UUID */
    const char *about;   /* the entry it belongs to, or an idea it joined */
    const char *place;   /* station where it was born, "" for all */
    const char *receipt; /* idea: the tag of its token (proof/tag.h) */
    const char *office, *signer;
    const char *form;    /* the survey it belongs to */
    const char *due;     /* day that was promised: 2026-12-15 */
    const char *due_now; /* day that is said now, when it changed */
    const char *done;    /* day on which it was kept */
    int64_t people;      /* who asked, backed, or were counted; as released */
    int64_t number;      /* of a release */
    int64_t score;       /* how a reply was rated, in tenths: 10 to 50 */
    int64_t updated_ms;
    struct entry_text *texts;
    size_t texts_count;
};

struct bulletin {
    const char *title, *author;
    const char *address; /* of the feed, "" when it has none */
    int64_t updated_ms;
    struct entry *entries; /* newest first */
    size_t count;
};

/* "problem", "promise"... */
const char *entry_kind_name(enum entry_kind kind);
/* Reads one; false when it is none. */
MUST_USE bool entry_kind_parse(const char *name, enum entry_kind *out);
/* "open", "kept"... */
const char *standing_name(enum standing standing);
/* Reads one; false when it is none. */
MUST_USE bool standing_parse(const char *name, enum standing *out);
/* Whether a state may not be entered without a reason. */
bool standing_needs_reason(enum standing standing);
/* Whether an entry may be said as it is: it has words, it is in a state of its
 * kind, a promise has its day, no day is none, and what closes has a reason in
 * every language in which it is said. */
bool entry_is_sound(const struct entry *entry);

/* The texts for a reader of a language: its own, else English, else the
 * first; never NULL. */
const struct entry_text *entry_text(const struct entry *entry,
                                    const char *language);
/* Days by which a promise is late on a day ("2026-12-20"): above 0 when it was
 * not kept by the day promised, or was kept after it; 0 otherwise. */
int entry_days_late(const struct entry *entry, const char *today);

/* Appends the feed. */
void bulletin_write(struct buf *out, const struct bulletin *bulletin);
/* Reads one; the caller frees it with bulletin_free. Entries of kinds and
 * states that are not known are passed over. ERR_FORMAT when it is no such
 * feed (logged), ERR_LIMIT beyond its bounds. */
MUST_USE enum err bulletin_read(const char *data, size_t size,
                                struct bulletin **out);
/* NULL is accepted. */
void bulletin_free(struct bulletin *bulletin);

#endif
