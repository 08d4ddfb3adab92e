/* Ideas of residents (Proposal City): answers to the form "idea", read by a
 * person before anybody sees them. What became of each is kept beside it. */
#ifndef HUB_IDEA_H
#define HUB_IDEA_H

#include "base/attr.h"
#include "base/err.h"
#include "record/bulletin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct arena;
struct models;

#define IDEA_FORM "idea"

/* An idea that waits for its reader; texts live in the arena. */
struct idea {
    int64_t number; /* of the response */
    int64_t received_ms;
    const char *title, *text, *where;
    const char *place;    /* station where it was born */
    const char *language; /* a tag, "" when not known */
};

/* The accepted ideas on which nobody has decided, oldest first. */
MUST_USE enum err ideas_waiting(struct archive *archive, struct models *models,
                                struct arena *arena, struct idea **out,
                                size_t *count);

/* What a Facilitator decided. */
struct idea_decision {
    enum standing standing; /* open, merged, declined or hidden */
    const char *joins;      /* entry that it is merged with */
    const char *reason;     /* in the idea's language */
    const char *who;
};

/* Decides on an idea, inside a transaction: it becomes an entry of the board
 * (hidden ones too, where they are counted and never shown). ERR_CONFLICT when
 * somebody has decided before, ERR_FORMAT without a reason where one is
 * needed. */
MUST_USE enum err idea_decide(struct archive *archive, const struct idea *idea,
                              const struct idea_decision *decision,
                              struct arena *arena);

/* Whether a response is an idea on which somebody decided: then the feed is
 * to be published anew when it is erased. */
MUST_USE enum err idea_is_decided(struct archive *archive,
                                  const unsigned char *key, bool *out);

#endif
