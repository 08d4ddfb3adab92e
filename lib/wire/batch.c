#include "wire/batch.h"

#include "payload.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "record/response.h"
#include "wire/dictionary.h"

#include <stdlib.h>
#include <string.h>

static const char MAGIC[] = "BARRIO1\n";
enum {
    MAGIC_SIZE = sizeof MAGIC - 1,
    HEAD_SIZE = 9,
    WITH_DICTIONARY = 128, /* in the byte that says the packing */
};

struct batch_reader {
    batch_take *take;
    batch_find *find;
    void *context;
    struct buf window; /* what has come of the frame */
    bool begun;
};

static void add_u32(struct buf *out, size_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_putc(out, (char)(unsigned char)(number >> shift));
}

static size_t read_u32(const char *at)
{
    const unsigned char *p = (const unsigned char *)at;

    return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

void batch_begin(struct buf *out)
{
    buf_add(out, MAGIC, MAGIC_SIZE);
}

void batch_add_frame(struct buf *out, const struct batch_packing *packing,
                     const struct response *const *responses, size_t count)
{
    unsigned char key[DICTIONARY_KEY_SIZE];
    const struct buf *dictionary = packing->dictionary;
    struct buf raw, packed;

    buf_init(&raw, 0);
    buf_init(&packed, 0);
    payload_add(&raw, responses, count);
    enum squeeze_kind kind =
        squeeze_pack(packing->kind, dictionary, raw.data, raw.size, &packed);
    bool has_key = dictionary && kind != SQUEEZE_STORED;
    add_u32(out, packed.size + (has_key ? sizeof key : 0));
    add_u32(out, raw.size);
    buf_putc(out, (char)(kind | (has_key ? WITH_DICTIONARY : 0)));
    if (has_key) {
        dictionary_key(dictionary, key);
        buf_add(out, key, sizeof key);
    }
    buf_add(out, packed.data, packed.size);
    buf_clear(&packed);
    buf_clear(&raw);
}

static enum err unpack_with(struct batch_reader *reader, enum squeeze_kind kind,
                            const char *data, size_t size, size_t raw_size,
                            struct buf *raw)
{
    const unsigned char *key = (const unsigned char *)data;
    struct buf dictionary;

    if (size < DICTIONARY_KEY_SIZE || !reader->find)
        return ERR_FORMAT;
    buf_init(&dictionary, DICTIONARY_LARGEST);
    enum err err =
        reader->find(reader->context, key, &dictionary)
            ? ERR_FORMAT
            : squeeze_unpack(kind, &dictionary, data + DICTIONARY_KEY_SIZE,
                             size - DICTIONARY_KEY_SIZE, raw_size, raw);
    buf_clear(&dictionary);
    return err;
}

static enum err unpack(struct batch_reader *reader, const char *head,
                       size_t size, size_t raw_size, struct buf *raw)
{
    unsigned packing = (unsigned char)head[HEAD_SIZE - 1];
    enum squeeze_kind kind = packing & ~(unsigned)WITH_DICTIONARY;

    if (packing & WITH_DICTIONARY)
        return unpack_with(reader, kind, head + HEAD_SIZE, size, raw_size, raw);
    return squeeze_unpack(kind, NULL, head + HEAD_SIZE, size, raw_size, raw);
}

static enum err take_frame(struct batch_reader *reader, const char *head,
                           size_t size, size_t raw_size)
{
    struct arena *arena = arena_new();
    struct response *list;
    struct buf raw;
    size_t count;

    buf_init(&raw, BATCH_FRAME_LARGEST);
    enum err err = unpack(reader, head, size, raw_size, &raw);
    if (!err)
        err = payload_read(&raw, arena, &list, &count);
    buf_clear(&raw);
    if (err) {
        arena_free(arena);
        return err;
    }
    return reader->take(reader->context, arena, list, count);
}

struct batch_reader *batch_reader_new(batch_take *take, batch_find *find,
                                      void *context)
{
    struct batch_reader *reader = xcalloc(1, sizeof *reader);

    reader->take = take;
    reader->find = find;
    reader->context = context;
    buf_init(&reader->window, 0);
    return reader;
}

void batch_reader_free(struct batch_reader *reader)
{
    if (!reader)
        return;
    buf_clear(&reader->window);
    free(reader);
}

/* Takes what is whole in the window from *at on, one step at a time. */
static enum err step(struct batch_reader *reader, size_t *at)
{
    const char *p = reader->window.data + *at;
    size_t left = reader->window.size - *at;

    if (!reader->begun) {
        size_t n = left < MAGIC_SIZE ? left : MAGIC_SIZE;
        if (memcmp(p, MAGIC, n) != 0)
            return ERR_FORMAT;
        reader->begun = n == MAGIC_SIZE;
        *at += reader->begun ? MAGIC_SIZE : 0;
        return ERR_NONE;
    }
    if (left < HEAD_SIZE)
        return ERR_NONE;
    size_t size = read_u32(p), raw_size = read_u32(p + 4);
    if (size > BATCH_FRAME_LARGEST || raw_size > BATCH_FRAME_LARGEST)
        return ERR_LIMIT;
    if (left < HEAD_SIZE + size)
        return ERR_NONE;
    *at += HEAD_SIZE + size;
    return take_frame(reader, p, size, raw_size);
}

enum err batch_feed(struct batch_reader *reader, const void *data, size_t size)
{
    size_t at = 0, before;
    enum err err;

    buf_add(&reader->window, data, size);
    do {
        before = at;
        err = step(reader, &at);
    } while (!err && at != before);
    memmove(reader->window.data, reader->window.data + at,
            reader->window.size - at);
    buf_truncate(&reader->window, reader->window.size - at);
    return err;
}
