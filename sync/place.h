/* Where the files of an edition lie: staged under their hash, or in their
 * place; and what becomes of those that are published no more. */
#ifndef SYNC_PLACE_H
#define SYNC_PLACE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

struct config;
struct db;
struct edition;
struct edition_item;
struct lane;

/* The two paths of an item; the caller frees them. */
char *place_staged(const struct config *config,
                   const struct edition_item *item);
char *place_final(const struct config *config, const struct edition_item *item);
/* Whether the bytes are those that the edition speaks of. */
bool place_matches(const struct edition_item *item, const struct buf *content);
/* Appends the file when it is what the edition says, else ERR_MISSING and
 * nothing. */
MUST_USE enum err place_read(const char *path, const struct edition_item *item,
                             struct buf *out);
/* Moves a file durably, over whatever was there. */
MUST_USE enum err place_move(const char *from, const char *to);

/* Moves the target's forms that the edition lacks to old/. */
MUST_USE enum err place_retire_forms(struct lane *lane, struct db *db,
                                     const struct edition *edition);
/* Removes the other publications that this target brought and that the
 * edition lacks, and notes those that it has. */
MUST_USE enum err place_remove_others(struct lane *lane, struct db *db,
                                      const struct edition *edition);

#endif
