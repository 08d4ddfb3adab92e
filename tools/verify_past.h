/* A log held against what others hold: witnesses, older checkpoints, a
 * station's own export, a single proof. */
#ifndef VERIFY_PAST_H
#define VERIFY_PAST_H

#include "verify_log.h"
#include "verify_note.h"
#include "verify_rules.h"
#include "verify_say.h"

#include <stdbool.h>
#include <stddef.h>

/* Each witness must have cosigned the checkpoint; no leaf of the log (which
 * may be NULL) may bear a day that contradicts when. */
void verify_past_check_witnesses(const struct log *log, const struct head *head,
                                 const char *const *witnesses, size_t count,
                                 struct say *say);
/* Checkpoints against each other: forks, and times that go backward. */
void verify_past_compare(const struct head *heads, size_t count,
                         const char *const *witnesses, size_t witnesses_count,
                         struct say *say);
/* A station's export against the hub's log. */
void verify_past_check_station(const struct log *hub, const struct rules *rules,
                               const char *path, struct say *say);
enum { PROOF_MOST = 64 };
/* Reads a tlog-proof's "index N" and its hashes; returns where the signed
 * note begins, NULL when it is none. */
const char *verify_past_read_proof(const char *text, uint64_t *index,
                                   unsigned char (*hashes)[HASH_SIZE],
                                   size_t *count);
/* A tlog-proof of one leaf's line, as the file at path holds it; *out is its
 * checkpoint and borrows from the text. */
bool verify_past_check_proof(const char *path, const char *text,
                             const char *line, struct head *out,
                             struct say *say);

#endif
