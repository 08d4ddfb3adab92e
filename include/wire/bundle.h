/* Bundles: answers on their way to a hub by stick, and verdicts on their way
 * back. In the folder barrio of a stick:
 *
 *   NAME.answers    a station's bundle for the hub
 *   NAME.verdicts   the hub's reply to the bundle NAME
 *   NAME.proofs     what it has to prove about the log in it
 *   stick.key       the hub's permission for stations to write by themselves
 *                   when the stick is plugged in
 *
 * Each is a head, which is a signed note (proof/note.h), and behind it, to the
 * end of the file, the sealed part (proof/box.h). Text of the head:
 *
 *   barrio.bundle/1
 *   kind answers | verdicts | proofs | stick
 *   from NAME+ID+BASE64     who signed it
 *   to NAME+ID+BASE64       for whom it is sealed; of a stick: `*`
 *   number 1795862400123    made at this time, in ms; of a stick: its end
 *   sealed SHA256           of the sealed part
 *
 * Answers, unsealed, are records: tag, size as u32 (big endian), that many
 * bytes. Tag 'B': the body of a batch (batch.h). Tag 'M': one answer with its
 * attachments, as media type, NUL, and the multipart body of its OpenRosa
 * submission. Tag 'L', behind these: what an epoch of the station's log has
 * grown by (proof/growth.h). Verdicts are lines "KEY VERDICT REASON" with the
 * key in hex; an answer that the lines do not name waits. Proofs are records:
 * 'K' is the public key of the hub's log as it is printed, 'H' an answer to a
 * growth (proof/heard.h). Records of other tags are passed over. */
#ifndef WIRE_BUNDLE_H
#define WIRE_BUNDLE_H

#include "base/attr.h"
#include "base/digest.h"
#include "base/err.h"
#include "record/receipt.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

#define BUNDLE_ANSWERS ".answers"
#define BUNDLE_VERDICTS ".verdicts"
#define BUNDLE_PROOFS ".proofs"
#define BUNDLE_STICK "stick.key"
enum { BUNDLE_LARGEST_HEAD = 4096, BUNDLE_MOST_VERDICTS = 200000 };

struct bundle_head {
    const char *kind;
    const char *from, *to;
    int64_t number;
    unsigned char sealed[SHA256_SIZE];
};

/* Appends the head's text, unsigned. */
void bundle_write_head(struct buf *out, const struct bundle_head *head);
/* Bytes of the head with its signature at the beginning of a file; 0 when
 * there is none within BUNDLE_LARGEST_HEAD. */
size_t bundle_head_size(const char *data, size_t size);
/* Reads a head's text into arena; ERR_FORMAT when it is none. */
MUST_USE enum err bundle_read_head(const char *text, size_t size,
                                   struct arena *arena,
                                   struct bundle_head *out);

/* Appends a record. */
void bundle_add_record(struct buf *out, char tag, const void *data,
                       size_t size);
/* Calls take for each record, borrowed for the call; an error ends the walk.
 * ERR_FORMAT when they do not end where the bytes do. */
MUST_USE enum err bundle_each_record(const char *data, size_t size,
                                     enum err (*take)(void *context, char tag,
                                                      const char *data,
                                                      size_t size),
                                     void *context);

/* Appends a verdict's line. */
void bundle_add_verdict(struct buf *out, const struct receipt *receipt);
/* Calls take for each verdict, borrowed for the call. ERR_FORMAT when a line
 * is malformed; those before it were taken. */
MUST_USE enum err bundle_each_verdict(
    const char *data, size_t size,
    enum err (*take)(void *context, const struct receipt *receipt),
    void *context);

#endif
