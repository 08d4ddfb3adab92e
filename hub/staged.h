/* Forms that were checked and are looked through before they are published:
 * they wait in the archive, so that each hub on it has them. No station is
 * offered any of them. They are few; when another comes, those of last week
 * go. */
#ifndef HUB_STAGED_H
#define HUB_STAGED_H

#include "base/attr.h"
#include "base/err.h"
#include "base/uuid.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct arena;
struct buf;
struct complaints;

struct staged {
    const char *id;   /* of this staging, chance */
    const char *name; /* of the file that was brought */
    const char *who;  /* brought it */
    int64_t made_ms;
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

/* Keeps a form; id is its address from then on. The oldest one goes when there
 * are twenty, and those of last week. */
MUST_USE enum err staged_add(struct archive *archive,
                             const struct staging *staging,
                             char id[UUID_TEXT_SIZE]);
/* Finds one, with texts in the arena; ERR_MISSING when there is none. */
MUST_USE enum err staged_find(struct archive *archive, const char *id,
                              struct arena *arena, struct staged *out);
/* Writes form.xml and its media into form-media, in a folder that is made:
 * what a kiosk wants. */
MUST_USE enum err staged_unpack(struct archive *archive, const char *id,
                                const char *folder);
/* Appends what was said of it when it was checked. */
MUST_USE enum err staged_warnings(struct archive *archive, const char *id,
                                  struct complaints *out);
/* Adds the complaints of such a text, which is changed and must outlive the
 * call; one that is cut off has empty fields. */
void staged_read_warnings(char *text, struct complaints *out);
/* Removes it with all that belongs to it. */
MUST_USE enum err staged_remove(struct archive *archive, const char *id);
/* Visits all, the newest first; borrowed for the call. */
MUST_USE enum err staged_each(struct archive *archive,
                              void (*visit)(void *context,
                                            const struct staged *staged),
                              void *context);

#endif
