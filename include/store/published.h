/* What the hub published to this station. Themes, bulletins and files of
 * releases lie in the data folder as published/KIND/NAME; the agent puts them
 * there, verified, all of an edition at once. Forms lie in the folder of
 * forms. */
#ifndef STORE_PUBLISHED_H
#define STORE_PUBLISHED_H

#include "base/attr.h"
#include "base/err.h"
#include "record/publication.h"

#include <stdbool.h>

struct buf;

/* Where a publication lies, whether it is there or not; the caller frees. */
char *published_path(const char *data, enum publication_kind kind,
                     const char *name);
/* Appends its bytes. ERR_MISSING without a log line when it is not there. */
MUST_USE enum err published_read(const char *data, enum publication_kind kind,
                                 const char *name, struct buf *out);
/* Calls visit with the name of each publication of a kind, in order; an
 * error ends the walk and is returned. None is no error. */
MUST_USE enum err published_each(const char *data, enum publication_kind kind,
                                 enum err (*visit)(void *context,
                                                   const char *name),
                                 void *context);

/* Keeps the agent from switching editions while a reader reads several files
 * (alone false: returns at once, -1 while a switch is under way) or keeps
 * readers out while it switches (alone true: waits). folder is the folder of
 * forms. The result goes to published_let_go. */
int published_hold(const char *folder, bool alone);
/* Ends the hold; -1 is accepted. */
void published_let_go(int hold);

#endif
