/* What OpenRosa says in bodies beside forms and answers: the response
 * envelope. A client must treat it as advisory; the status decides. */
#ifndef WIRE_OPENROSA_H
#define WIRE_OPENROSA_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct buf;

/* The media type of lists, manifests and envelopes. */
#define OPENROSA_XML "text/xml; charset=utf-8"
/* The name of the part that holds the instance, and of the one that says
 * that further parts follow in another request. */
#define OPENROSA_INSTANCE_PART "xml_submission_file"
#define OPENROSA_INCOMPLETE_PART "*isIncomplete*"
/* Taken for what a receiver accepts when it does not say. */
enum { OPENROSA_DEFAULT_LENGTH = 10000000 };

/* Appends an envelope; nature is "" or "error". */
void openrosa_write_message(struct buf *out, const char *nature,
                            const char *message);
/* The message of an envelope as plain text of one line, "" when the body is
 * something else. The caller frees it. */
char *openrosa_read_message(const char *data, size_t size);

#endif
