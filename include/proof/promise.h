/* What a hub promises with its verdicts: that the answers which it took have
 * these seals and will stand in its log. One signature covers all answers of
 * a reply, as the root of a tree of lines, so that each answer's promise can be
 * shown alone:
 *
 *   kept plaza.7f3a/1 17 SEAL            a line; SEAL in hex
 *
 *   barrio-promise 1 city.example.7f3a/1 the signed text: by which log's key,
 *   2026-11-28 2                         on which day the last of them came,
 *   ROOT                                 how many lines, their root in base64
 *
 * All of it follows from rows that the hub stores, so a lost reply is answered
 * with the same bytes. On the wire it is one line, `HUB DAY SIGNATURE`, and
 * the positions among the reply's answers that it leaves out: the station
 * makes the text again from what it sent. */
#ifndef PROOF_PROMISE_H
#define PROOF_PROMISE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/note.h"
#include "proof/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PROMISE_DAYS = 7, /* within which the log must hold what was promised */
    PROMISE_DAY_SIZE = 11,
    PROMISE_LIMIT = 1024 * 1024, /* longest line on the wire */
};

/* The name of the header, and of the part, in which the line travels where
 * the reply has no place for it. */
#define PROMISE_HEADER "X-Barrio-Promise"

struct promise {
    char day[PROMISE_DAY_SIZE]; /* "2026-11-28" */
    struct tree tree;           /* of the lines */
    struct buf left_out;        /* " 3 17": positions, from 0 */
    struct buf *lines;          /* collects the lines; NULL: not wanted */
};

/* An empty promise; lines may be NULL. */
void promise_init(struct promise *out, struct buf *lines);
void promise_clear(struct promise *promise);
/* Adds the next answer's line. */
void promise_add(struct promise *promise, const char *log, uint64_t index,
                 const unsigned char seal[TREE_HASH_SIZE]);
/* Notes that the answer at this position of the reply is left out. */
void promise_leave_out(struct promise *promise, size_t position);

/* Appends the line for the wire, signed with the hub log's key; an empty
 * promise gives none. ERR_LIMIT when it leaves out more answers than a line
 * can name. */
MUST_USE enum err promise_write(const struct promise *promise,
                                const struct sign_key *key, struct buf *out);

/* A line as it came; texts are borrowed from it. */
struct promise_line {
    char hub[SIGN_NAME_SIZE];
    char day[PROMISE_DAY_SIZE];
    char quote[NOTE_QUOTE_SIZE]; /* the signature in base64 */
    const char *left_out;        /* what promise_leaves_out reads */
};
/* Reads it; ERR_FORMAT when it is none. */
MUST_USE enum err promise_read(const char *line, struct promise_line *out);
/* Whether the answer at this position is left out; asked for rising
 * positions. */
bool promise_leaves_out(struct promise_line *line, size_t position);

/* Appends the signed note that a line stands for; promise has the same lines
 * as the hub's had. Does not check the signature. */
void promise_note(const struct promise *promise,
                  const struct promise_line *line, struct buf *out);
/* Appends the promise of a single answer: its line, and a tlog-proof
 * (checkpoint_write_proof) that leads from there to the note. lines are all
 * that the note is about. ERR_MISSING when none is this answer's. */
MUST_USE enum err promise_show(const char *lines, const char *note,
                               const char *log, uint64_t index,
                               struct buf *out);

#endif
