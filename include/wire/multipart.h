/* multipart/form-data (RFC 7578), as OpenRosa submits: written part by part
 * into a buffer, read as a stream, so that a receiver never holds a part
 * larger than it wants to. */
#ifndef WIRE_MULTIPART_H
#define WIRE_MULTIPART_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct buf;
struct multipart;

enum { MULTIPART_BOUNDARY_SIZE = 40, MULTIPART_LARGEST_HEADER = 8192 };

/* A random boundary, fresh for each body. */
void multipart_boundary(char out[MULTIPART_BOUNDARY_SIZE]);
/* Appends a part; filename and type may be NULL. */
void multipart_add(struct buf *out, const char *boundary, const char *name,
                   const char *filename, const char *type, const void *data,
                   size_t size);
/* Appends the end of the body. */
void multipart_end(struct buf *out, const char *boundary);

/* What a part's header says; texts are "" when it does not, and are borrowed
 * for the call. No name is ever safe as a path. */
struct multipart_part {
    const char *name;
    const char *filename;
    const char *type;
};

/* Called for each part: begin once, data any number of times, end once. An
 * error stops the reading and is what multipart_feed returns. */
struct multipart_handler {
    enum err (*begin)(void *context, const struct multipart_part *part);
    enum err (*data)(void *context, const void *data, size_t size);
    enum err (*end)(void *context);
};

/* A reader for a body of that Content-Type, or NULL when it is no
 * multipart/form-data with a boundary. The caller frees it; handler and
 * context must outlive it. */
struct multipart *multipart_new(const char *content_type,
                                const struct multipart_handler *handler,
                                void *context);
/* NULL is accepted. */
void multipart_free(struct multipart *multipart);
/* Takes the next bytes of the body, however it was cut. ERR_FORMAT when it
 * is malformed, ERR_LIMIT when a part's header is too long or parts are too
 * many. After an error nothing more may be fed. */
MUST_USE enum err multipart_feed(struct multipart *multipart, const void *data,
                                 size_t size);
/* Says that the body has ended: ERR_FORMAT when its end was not seen, so that
 * a truncated body is never taken for a whole one. */
MUST_USE enum err multipart_finish(struct multipart *multipart);

#endif
