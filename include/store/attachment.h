/* Files that belong to responses, in the data folder, each once under the
 * hash of its content. A file is durable before the response that names it
 * is kept. */
#ifndef STORE_ATTACHMENT_H
#define STORE_ATTACHMENT_H

#include "base/attr.h"
#include "base/digest.h"
#include "base/err.h"

#include <stddef.h>

struct buf;

/* Keeps the content durably and gives its hash; what is there already is not
 * written again. ERR_FULL when the disk is. */
MUST_USE enum err attachment_keep(const char *folder, const void *data,
                                  size_t size,
                                  unsigned char sha256[SHA256_SIZE]);
/* Appends the content. ERR_MISSING when it is not there, ERR_FORMAT when it
 * is no longer what the hash says (both logged). */
MUST_USE enum err attachment_read(const char *folder,
                                  const unsigned char sha256[SHA256_SIZE],
                                  struct buf *out);

#endif
