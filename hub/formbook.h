/* The forms the hub has published: every version ever, verbatim, with its
 * media. A form is a family of versions under one form id. */
#ifndef HUB_FORMBOOK_H
#define HUB_FORMBOOK_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;
struct buf;

/* One version; texts are borrowed for the call unless said otherwise. */
struct form {
    int64_t id;
    int64_t family;
    const char *form_id;
    const char *version;
    const char *title;
    const char *md5; /* of the bytes that are served */
    int64_t published_ms;
    bool is_current;
    const char *state; /* open, closing (not listed), closed (refuses) */
};

/* One file that belongs to a version. */
struct media {
    const char *name;
    const char *type;
    const char *md5;
    int64_t size;
};

/* What became of publishing a form. */
enum published { PUBLISHED, PUBLISHED_BEFORE, VERSION_TAKEN };

/* Keeps a version and makes it the current one of its family, inside a
 * transaction. The same bytes under the same version are PUBLISHED_BEFORE
 * (current again); other bytes under a version that exists change nothing:
 * VERSION_TAKEN. */
MUST_USE enum err formbook_add(struct archive *archive, const struct form *form,
                               const char *body, size_t size, int64_t *id,
                               enum published *out);
/* Adds or replaces a media file of a version, inside a transaction. */
MUST_USE enum err formbook_add_media(struct archive *archive, int64_t form,
                                     const struct media *media,
                                     const void *body);

/* Opens a form ("open": listed and taken), lets it run out ("closing": taken,
 * not listed) or closes it ("closed"), inside a transaction. ERR_MISSING when
 * it is unknown. */
MUST_USE enum err formbook_set_state(struct archive *archive,
                                     const char *form_id, const char *state);

/* What intake must know of a form id and version: *form is 0 when no such
 * version was published, *family 0 when no such form; *closed when it takes
 * no more answers. */
MUST_USE enum err formbook_find(struct archive *archive, const char *form_id,
                                const char *version, int64_t *form,
                                int64_t *family, bool *closed);
/* Visits the current versions in order of their title. */
MUST_USE enum err formbook_each(struct archive *archive,
                                void (*visit)(void *context,
                                              const struct form *form),
                                void *context);
/* Visits the current versions of open forms that are meant for a station: all
 * without an audience, and those with this station in it. */
MUST_USE enum err formbook_each_for(struct archive *archive, int64_t station,
                                    void (*visit)(void *context,
                                                  const struct form *form),
                                    void *context);
/* Visits all versions of a family, newest first. */
MUST_USE enum err formbook_versions(struct archive *archive, int64_t family,
                                    void (*visit)(void *context,
                                                  const struct form *form),
                                    void *context);
/* Appends the document of a version; ERR_MISSING when there is none. md5 may
 * be NULL. */
MUST_USE enum err formbook_body(struct archive *archive, int64_t form,
                                struct buf *out, char md5[33]);
/* The current version of a form id; ERR_MISSING when there is none. */
MUST_USE enum err formbook_current(struct archive *archive, const char *form_id,
                                   int64_t *form, int64_t *family);
/* Visits the media of a version by name. */
MUST_USE enum err formbook_media(struct archive *archive, int64_t form,
                                 void (*visit)(void *context,
                                               const struct media *media),
                                 void *context);
/* Appends one media file; ERR_MISSING when there is none. */
MUST_USE enum err formbook_media_body(struct archive *archive, int64_t form,
                                      const char *name, struct buf *out,
                                      char md5[33]);

#endif
