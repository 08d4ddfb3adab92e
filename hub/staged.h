/* Forms that were checked and are looked through before they are published: a
 * folder each in the hub's own. No station is offered any of them. They are
 * few; when another comes, those of last week go. */
#ifndef HUB_STAGED_H
#define HUB_STAGED_H

#include "base/attr.h"
#include "base/err.h"
#include "base/uuid.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct complaints;

/* Texts live in the arena that was given. */
struct staged {
    const char *id;   /* of this staging, chance */
    const char *name; /* of the file that was brought */
    const char *who;  /* brought it */
    int64_t made_ms;
    const char *folder; /* with the form alone, as a kiosk wants it */
    const char *path;   /* of the document, its media in form-media beside it */
};

/* A form as it is brought. */
struct staging {
    const char *name, *who;
    int64_t now_ms;
    const struct buf *document;
    const struct buf *itemsets; /* empty: none */
    const struct complaints *warnings;
    /* Its media, one by one: appends the i-th and says its name, a safe one;
     * ERR_MISSING beyond the last. */
    enum err (*medium)(void *context, size_t i, const char **name,
                       struct buf *out);
    void *context;
};

/* Keeps a form in the hub's data folder; id is its address from then on. The
 * oldest one goes when there are twenty, and those of last week. */
MUST_USE enum err staged_add(const char *data, const struct staging *staging,
                             char id[UUID_TEXT_SIZE]);
/* Finds one; ERR_MISSING when the id is none of ours. */
MUST_USE enum err staged_find(const char *data, const char *id,
                              struct arena *arena, struct staged *out);
/* Appends what was said of it when it was checked. */
MUST_USE enum err staged_warnings(const struct staged *staged,
                                  struct complaints *out);
/* Removes it with all that belongs to it. */
void staged_remove(const char *data, const char *id);
/* Visits all, in no order. */
void staged_each(const char *data, struct arena *arena,
                 void (*visit)(void *context, const struct staged *staged),
                 void *context);

#endif
