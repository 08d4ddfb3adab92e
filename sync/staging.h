/* An edition's way into the station: what is not here yet is staged under the
 * hash of its content, and when all is, everything changes its place at once,
 * while no reader looks. What a power cut interrupts is ended at the next
 * start. */
#ifndef SYNC_STAGING_H
#define SYNC_STAGING_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct config;
struct db;
struct edition;
struct edition_item;
struct fetch;
struct lane;

/* Fetches what is missing; errors are the disk's. fetch->complete tells
 * whether all is staged or in its place. */
MUST_USE enum err staging_fill(struct fetch *fetch,
                               const struct edition *edition);
/* Keeps the signed note, so that the switch can be ended after a power cut. */
MUST_USE enum err staging_begin(const struct config *config, const char *note,
                                size_t size);
/* The switch is done: forgets the note and whatever is left staged. */
MUST_USE enum err staging_end(const struct config *config);
/* Puts what is staged into its place, and takes away what this target
 * published before and publishes no more. */
MUST_USE enum err staging_switch(struct lane *lane, struct db *db,
                                 const struct edition *edition);
/* Where the note of a switch under way lies; the caller frees it. */
char *staging_note_path(const struct config *config);

#endif
