/* A multipart body on its way in: one part kept in memory (the document), the
 * others streamed to files. Nothing of it outlives the upload unless it is
 * kept by name of its content. */
#ifndef HUB_UPLOAD_H
#define HUB_UPLOAD_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct attachment;
struct upload;

/* Begins to read a body of that Content-Type; NULL when it is no multipart.
 * Parts with a file name go to folder/incoming, except the one called
 * document, which stays in memory up to limit bytes as do fields without a
 * file name. Texts live in arena. The caller frees it with upload_free. */
struct upload *upload_new(const char *content_type, const char *folder,
                          const char *document, size_t limit,
                          struct arena *arena);
/* Removes what was not kept; NULL is accepted. */
void upload_free(struct upload *upload);
/* Takes the next bytes. ERR_FORMAT when malformed, ERR_LIMIT when a part is
 * too large, ERR_FULL when the disk is. Nothing is taken after an error. */
MUST_USE enum err upload_feed(struct upload *upload, const char *data,
                              size_t size);
/* The body is in: ERR_FORMAT when its end was not seen. */
MUST_USE enum err upload_finish(struct upload *upload);

/* The document; NULL when there was none. */
const struct buf *upload_document(const struct upload *upload);
/* A field without a file name, NULL when absent. */
const char *upload_field(const struct upload *upload, const char *name);
/* The files, in order. */
const struct attachment *upload_files(const struct upload *upload,
                                      size_t *count);
/* What the sender calls a file; the name in upload_files is the part's. */
const char *upload_filename(const struct upload *upload, size_t i);
/* Moves the files, durably, to their places by content: folder/files/aa/HASH.
 * A file that is there already is left alone. */
MUST_USE enum err upload_keep_files(struct upload *upload);
/* Appends a file's bytes, before it is kept. */
MUST_USE enum err upload_read_file(const struct upload *upload, size_t i,
                                   struct buf *out);

#endif
