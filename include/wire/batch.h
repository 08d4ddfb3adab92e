/* The bulk protocol: many responses in one request to a hub of
 * ours.
 *
 *   POST <base>/batches            the same base as formList and submission
 *   Content-Type: application/x-barrio-batch
 *   body := "BARRIO1\n" frame*
 *   frame := size:u32 raw_size:u32 packing:u8 payload[size]   (big endian)
 *   packing := squeeze.h's kind, and 128 when the payload begins with the
 *              key[8] of the dictionary (dictionary.h) that it was packed
 *              against: the empty instance of a form that the hub published
 *
 * A hub offers it by the header X-Barrio-Hub on its OpenRosa replies
 * (envelope.h): 1 and 2 know the kinds 0 and 1 and no dictionary, 3 both kinds
 * of packing and dictionaries, "3 zlib" all but zstd. A frame that the hub
 * cannot unpack is no batch to it (400): the station sends the same again
 * without a dictionary. Each frame stands for itself: the hub keeps what has
 * arrived whole, so that a cut costs at most one frame. What follows the last
 * whole frame is ignored. The reply, 200, is receipts.h: one verdict for each
 * response of the whole frames, in their order, and a pure function of what is
 * stored, so that the same batch again is answered the same. Responses with
 * attachments go by OpenRosa.
 *
 * A payload (packed as squeeze.h says) holds its responses column by column,
 * which packs better than row by row: count; then for all responses form_id,
 * form_version, deprecated_id, origin, entry_mode, language, zone, boot_id,
 * flags and extra as texts ending in NUL; started and saved as differences;
 * the place of the id in each body; ids that stand in no body; sizes of the
 * bodies; the bodies; then, where the station keeps a log, the log's name as a
 * text; index there (as a difference) and symbol; salt[16] and token hash[16]
 * of those that are in a log (proof/opening.h). Numbers are varints (LEB128),
 * signed ones zigzag. A newer version may append columns: readers ignore what
 * follows. */
#ifndef WIRE_BATCH_H
#define WIRE_BATCH_H

#include "base/attr.h"
#include "base/err.h"
#include "wire/squeeze.h"

#include <stddef.h>

struct arena;
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
/* How a frame is to be packed; the dictionary may be NULL. */
struct batch_packing {
    enum squeeze_kind kind;
    const struct buf *dictionary;
};
/* Appends a frame of count responses without attachments, whose bodies must
 * fit in BATCH_FRAME_LARGEST with room to spare. */
void batch_add_frame(struct buf *out, const struct batch_packing *packing,
                     const struct response *const *responses, size_t count);

/* Takes the responses of a whole frame and the arena that holds them, to be
 * freed by the taker whatever it returns. An error stops the reading and is
 * what batch_feed returns. */
typedef enum err batch_take(void *context, struct arena *arena,
                            struct response *responses, size_t count);

/* Appends the dictionary of that key (DICTIONARY_KEY_SIZE bytes); an error
 * when it is not known. */
typedef enum err batch_find(void *context, const unsigned char *key,
                            struct buf *out);

/* A reader; the caller frees it. find may be NULL: no dictionary is known. */
struct batch_reader *batch_reader_new(batch_take *take, batch_find *find,
                                      void *context);
/* NULL is accepted. */
void batch_reader_free(struct batch_reader *reader);
/* Takes the next bytes of the body, however they were cut. ERR_FORMAT when
 * they are no batch, ERR_LIMIT when a frame is larger than allowed; frames
 * before it were taken. After an error nothing more may be fed. */
MUST_USE enum err batch_feed(struct batch_reader *reader, const void *data,
                             size_t size);

#endif
