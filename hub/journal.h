/* SQLite's journal (its WAL), copied into the database by a child: a commit
 * that copies it waits for the disk longer than all else that it does. Where
 * there is a server there is nothing to do. */
#ifndef HUB_JOURNAL_H
#define HUB_JOURNAL_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>

struct hub;
struct journal;

/* From now on commits leave the journal alone, unless it grows far beyond
 * what a child keeps up with. */
MUST_USE enum err journal_open(struct journal **out, struct hub *hub);
/* NULL is accepted. */
void journal_close(struct journal *journal);
/* After a commit: lets a child copy what the journal has grown by, when that
 * is much. */
void journal_run(struct journal *journal);
/* When there is nothing else to do: copies what the journal has grown by. */
void journal_rest(struct journal *journal);
/* A descriptor to poll for reading: somebody wrote into the archive, this hub
 * or another process. -1 where nothing tells of it. */
int journal_fd(const struct journal *journal);
/* Whether it told of any since the last call. */
MUST_USE bool journal_was_written(struct journal *journal);

#endif
