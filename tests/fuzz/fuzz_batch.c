/* Batches of the bulk protocol, packed and not, and their payloads. */
#include "base/arena.h"
#include "base/buf.h"
#include "record/response.h"
#include "wire/batch.h"
#include "wire/dictionary.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each response must be whole: its texts end, its key is its id's. */
static enum err take(void *context, struct arena *arena,
                     struct response *responses, size_t count)
{
    size_t *bytes = context;

    for (size_t i = 0; i < count; i++) {
        const struct response *r = &responses[i];
        unsigned char key[RESPONSE_KEY_SIZE];
        response_key(r->id, key);
        if (memcmp(key, r->key, sizeof key) != 0)
            abort();
        *bytes += strlen(r->form_id) + strlen(r->envelope.extra);
        for (size_t at = 0; at < r->body_size; at++)
            *bytes += (unsigned char)r->body[at];
    }
    arena_free(arena);
    return ERR_NONE;
}

/* One dictionary answers to all keys. */
static enum err find(void *context, const unsigned char *key, struct buf *out)
{
    static const char FORM[] = "<instance><data><q/></data></instance>";

    (void)context;
    if (key[0] == 0)
        return ERR_MISSING;
    return dictionary_of_form(FORM, sizeof FORM - 1, out) ? ERR_NONE
                                                          : ERR_FORMAT;
}

static void feed(const void *data, size_t size)
{
    size_t bytes = 0;
    struct batch_reader *reader = batch_reader_new(take, find, &bytes);
    enum err err = batch_feed(reader, data, size / 2);

    if (!err)
        err =
            batch_feed(reader, (const char *)data + size / 2, size - size / 2);
    if (err && err != ERR_FORMAT && err != ERR_LIMIT)
        abort();
    batch_reader_free(reader);
}

/* A payload by itself, so that the fuzzer need not learn to pack. */
static void feed_payload(const uint8_t *data, size_t size)
{
    struct buf batch;

    buf_init(&batch, 0);
    batch_begin(&batch);
    for (int copy = 0; copy < 2; copy++) {
        for (int shift = 24; shift >= 0; shift -= 8)
            buf_putc(&batch, (char)(unsigned char)(size >> shift));
    }
    buf_putc(&batch, 0);
    buf_add(&batch, data, size);
    feed(batch.data, batch.size);
    buf_clear(&batch);
}

/* Of any document: bounded, or nothing. */
static void make_dictionary(const uint8_t *data, size_t size)
{
    struct buf words;

    buf_init(&words, 0);
    bool has = dictionary_of_form((const char *)data, size, &words);
    if (words.size > DICTIONARY_LARGEST || has != (words.size > 0))
        abort();
    buf_clear(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    feed(data, size);
    if (size <= BATCH_FRAME_LARGEST)
        feed_payload(data, size);
    make_dictionary(data, size);
    return 0;
}
