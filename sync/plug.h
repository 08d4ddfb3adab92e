/* Sticks that are plugged in: the kernel tells when something is mounted, and
 * a stick that the hub permits is served by itself, once. */
#ifndef SYNC_PLUG_H
#define SYNC_PLUG_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct config;
struct db;

enum { PLUG_MOST = 16 };

struct plug {
    int fd; /* to poll for POLLPRI: the table of mounts changed; or -1 */
    struct {
        dev_t device;
        ino_t folder;
    } served[PLUG_MOST];
    size_t served_count;
};

/* Listens to the table of mounts. */
void plug_open(struct plug *plug);
/* Stops listening. */
void plug_close(struct plug *plug);
/* Looks at the places where sticks are mounted. With asked, any stick that
 * holds a folder barrio is served, permitted or not: somebody stands there
 * and wants it. What came of it is left as the note "stick_said". Errors are
 * the database's. */
MUST_USE enum err plug_look(struct plug *plug, const struct config *config,
                            struct db *db, bool asked);

#endif
