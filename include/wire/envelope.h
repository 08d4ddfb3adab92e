/* What travels beside a response's frozen bytes, as one line of JSON: the
 * part "barrio_envelope" of an OpenRosa submission to a hub of ours (other
 * servers drop a part they do not know), and a field of the bulk protocol. */
#ifndef WIRE_ENVELOPE_H
#define WIRE_ENVELOPE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct buf;
struct envelope;

#define ENVELOPE_PART "barrio_envelope"
/* The header by which our hub tells that it reads the part; its value is a
 * version: 1 takes batches, too; 2 publishes by signed editions (edition.h),
 * enrols stations and takes their reports; 3 knows all ways of packing a batch
 * (batch.h), with the word zlib behind it all but zstd. Each side makes do
 * with what the other knows. */
#define ENVELOPE_HEADER "X-Barrio-Hub"
#define ENVELOPE_VERSION "3"
#define ENVELOPE_VERSION_ZLIB "3 zlib"
enum { ENVELOPE_LARGEST = 65536 };

/* Appends the object. */
void envelope_write(struct buf *out, const struct envelope *envelope);
/* Reads it; texts are allocated singly, as response_clear frees them, and
 * "" (extra: "{}") where the object has none. ERR_FORMAT when it is no JSON
 * object, ERR_LIMIT beyond ENVELOPE_LARGEST; the envelope is then complete
 * and empty. */
MUST_USE enum err envelope_read(const char *data, size_t size,
                                struct envelope *out);

#endif
