/* The bulk protocol, version 1: many responses in one request to a hub of
 * ours.
 *
 *   POST <base>/batches            the same base as formList and submission
 *   Content-Type: application/x-barrio-batch
 *   body := "BARRIO1\n" frame*
 *   frame := size:u32 raw_size:u32 packing:u8 payload[size]   (big endian)
 *
 * A hub offers it by the header X-Barrio-Hub: 1 on its OpenRosa replies. Each
 * frame stands for itself: the hub commits it when it has arrived, so that a
 * cut costs at most one frame. What follows the last whole frame is ignored.
 * The reply, 200, is receipts.h: one verdict for each response of the whole
 * frames, in their order, and a pure function of what is stored, so that the
 * same batch again is answered the same. Responses with attachments go by
 * OpenRosa.
 *
 * A payload (packed as squeeze.h says) holds its responses column by column,
 * which packs better than row by row: count; then for all responses form_id,
 * form_version, deprecated_id, origin, entry_mode, language, zone, boot_id,
 * flags and extra as texts ending in NUL; started and saved as differences;
 * the place of the id in each body; ids that stand in no body; sizes of the
 * bodies; the bodies; then, where the station keeps a log, the log's name as a
 * text; index there (as a difference) and symbol; salt[16] and token hash[16]
 * of those that are in a log (proof/opening.h). Numbers are varints (LEB128), signed ones zigzag. A
 * newer version may append columns: readers ignore what follows. */
#ifndef WIRE_BATCH_H
#define WIRE_BATCH_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>

struct batch_reader;
struct buf;
struct response;

#define BATCH_TYPE "application/x-barrio-batch"
enum {
    BATCH_FRAME_LARGEST = 4 * 1024 * 1024, /* packed or not */
    BATCH_FRAME_COUNT = 4096,
};

/* Appends what a batch begins with. */
void batch_begin(struct buf *out);
/* Appends a frame of count responses without attachments, whose bodies must
 * fit in BATCH_FRAME_LARGEST with room to spare. */
void batch_add_frame(struct buf *out, const struct response *const *responses,
                     size_t count);

/* Takes the responses of a whole frame, which live until it returns. An
 * error stops the reading and is what batch_feed returns. */
typedef enum err batch_take(void *context, struct response *responses,
                            size_t count);

/* A reader; the caller frees it. */
struct batch_reader *batch_reader_new(batch_take *take, void *context);
/* NULL is accepted. */
void batch_reader_free(struct batch_reader *reader);
/* Takes the next bytes of the body, however they were cut. ERR_FORMAT when
 * they are no batch, ERR_LIMIT when a frame is larger than allowed; frames
 * before it were taken. After an error nothing more may be fed. */
MUST_USE enum err batch_feed(struct batch_reader *reader, const void *data,
                             size_t size);

#endif
