#include "wire/batch.h"

#include "varint.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "record/response.h"
#include "wire/squeeze.h"

#include <stdlib.h>
#include <string.h>

static const char MAGIC[] = "BARRIO1\n";
enum { MAGIC_SIZE = sizeof MAGIC - 1, HEAD_SIZE = 9, TEXTS = 10 };

/* Columns of text, in the order in which they travel. */
static const size_t TEXT[TEXTS] = {
    offsetof(struct response, form_id),
    offsetof(struct response, form_version),
    offsetof(struct response, deprecated_id),
    offsetof(struct response, envelope.origin),
    offsetof(struct response, envelope.entry_mode),
    offsetof(struct response, envelope.language),
    offsetof(struct response, envelope.zone),
    offsetof(struct response, envelope.boot_id),
    offsetof(struct response, envelope.flags),
    offsetof(struct response, envelope.extra),
};

struct batch_reader {
    batch_take *take;
    void *context;
    struct buf window; /* what has come of the frame */
    bool begun;
};

static const char *text_of(const struct response *r, size_t column)
{
    return *(char *const *)((const char *)r + TEXT[column]);
}

static void add_text(struct buf *out, const char *text)
{
    if (text)
        buf_puts(out, text);
    buf_putc(out, '\0');
}

/* How far the clock of the wall is from that of the machine: constant from
 * one start of the machine to the next. */
static int64_t offset_of(const struct stamp *s)
{
    return s->wall_ms - s->boot_ms;
}

/* Each column as what changed since the response before. */
static void add_stamps(struct buf *out, const struct response *const *list,
                       size_t count)
{
    static const struct stamp ZERO = {0};

    for (size_t i = 0; i < count; i++) {
        const struct envelope *e = &list[i]->envelope;
        const struct stamp *before = i ? &list[i - 1]->envelope.saved : &ZERO;
        varint_add_signed(out, e->started.wall_ms - before->wall_ms);
        varint_add_signed(out, e->saved.wall_ms - e->started.wall_ms);
    }
    for (size_t i = 0; i < count; i++) {
        const struct envelope *e = &list[i]->envelope;
        const struct stamp *before = i ? &list[i - 1]->envelope.saved : &ZERO;
        varint_add_signed(out, offset_of(&e->started) - offset_of(before));
        varint_add_signed(out, offset_of(&e->saved) - offset_of(&e->started));
        buf_putc(out, (char)e->started.quality);
        buf_putc(out, (char)e->saved.quality);
    }
}

/* How far before the body's end the id stands; 0 when it does not. Bodies of
 * one form mostly agree in it, as they end alike. */
static size_t find_id(const struct response *r)
{
    size_t size = strlen(r->id);

    if (size == 0 || size > r->body_size)
        return 0;
    for (size_t place = size; place <= r->body_size; place++) {
        if (memcmp(r->body + r->body_size - place, r->id, size) == 0)
            return place;
    }
    return 0;
}

static void add_ids(struct buf *out, const struct response *const *list,
                    size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t place = find_id(list[i]);
        varint_add(out, place);
        if (place)
            varint_add(out, strlen(list[i]->id));
    }
    for (size_t i = 0; i < count; i++) {
        if (!find_id(list[i]))
            add_text(out, list[i]->id);
    }
}

/* Salts and tokens are what no packing makes smaller: they come last. */
static void add_evidence(struct buf *out, const struct response *const *list,
                         size_t count)
{
    uint64_t before = 0;

    for (size_t i = 0; i < count; i++)
        add_text(out, list[i]->evidence.log);
    for (size_t i = 0; i < count; i++) {
        varint_add_signed(out, (int64_t)(list[i]->evidence.index - before));
        before = list[i]->evidence.index;
        add_text(out, list[i]->evidence.symbol);
    }
    for (size_t i = 0; i < count; i++) {
        const struct evidence *e = &list[i]->evidence;
        if (!response_is_logged(list[i]))
            continue;
        buf_add(out, e->salt, sizeof e->salt);
        buf_add(out, e->token_hash, sizeof e->token_hash);
    }
}

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

static void add_payload(struct buf *out, const struct response *const *list,
                        size_t count)
{
    varint_add(out, count);
    for (size_t column = 0; column < TEXTS; column++) {
        for (size_t i = 0; i < count; i++)
            add_text(out, text_of(list[i], column));
    }
    add_stamps(out, list, count);
    add_ids(out, list, count);
    for (size_t i = 0; i < count; i++)
        varint_add(out, list[i]->body_size);
    for (size_t i = 0; i < count; i++)
        buf_add(out, list[i]->body, list[i]->body_size);
    add_evidence(out, list, count);
}

void batch_add_frame(struct buf *out, const struct response *const *responses,
                     size_t count)
{
    struct buf raw, packed;

    buf_init(&raw, 0);
    buf_init(&packed, 0);
    add_payload(&raw, responses, count);
    enum squeeze_kind kind = squeeze_pack(raw.data, raw.size, &packed);
    add_u32(out, packed.size);
    add_u32(out, raw.size);
    buf_putc(out, (char)kind);
    buf_add(out, packed.data, packed.size);
    buf_clear(&packed);
    buf_clear(&raw);
}

static bool read_texts(struct cursor *in, struct arena *arena,
                       struct response *list, size_t count)
{
    for (size_t column = 0; column < TEXTS; column++) {
        for (size_t i = 0; i < count; i++) {
            const char *text = cursor_text(in);
            if (!text)
                return false;
            *(char **)((char *)&list[i] + TEXT[column]) =
                arena_strdup(arena, text);
        }
    }
    return true;
}

static bool read_quality(struct cursor *in, enum clock_quality *out)
{
    const unsigned char *byte = cursor_bytes(in, 1);

    if (!byte || *byte > CLOCK_SET)
        return false;
    *out = (enum clock_quality) * byte;
    return true;
}

/* Sums of foreign numbers may overflow; unsigned ones may do so harmlessly. */
static int64_t sum(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t difference(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static bool read_walls(struct cursor *in, struct response *list, size_t count)
{
    int64_t before_ms = 0, step;

    for (size_t i = 0; i < count; i++) {
        struct envelope *e = &list[i].envelope;
        if (!varint_read_signed(in, &step))
            return false;
        e->started.wall_ms = sum(before_ms, step);
        if (!varint_read_signed(in, &step))
            return false;
        e->saved.wall_ms = before_ms = sum(e->started.wall_ms, step);
    }
    return true;
}

static bool read_stamps(struct cursor *in, struct response *list, size_t count)
{
    int64_t offset = 0, step;

    if (!read_walls(in, list, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct envelope *e = &list[i].envelope;
        if (!varint_read_signed(in, &step))
            return false;
        offset = sum(offset, step);
        e->started.boot_ms = difference(e->started.wall_ms, offset);
        if (!varint_read_signed(in, &step))
            return false;
        offset = sum(offset, step);
        e->saved.boot_ms = difference(e->saved.wall_ms, offset);
        if (!read_quality(in, &e->started.quality) ||
            !read_quality(in, &e->saved.quality))
            return false;
    }
    return true;
}

struct place {
    uint64_t before_end;
    uint64_t size;
};

static bool read_places(struct cursor *in, struct arena *arena,
                        struct response *list, struct place *places,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!varint_read(in, &places[i].before_end))
            return false;
        if (places[i].before_end && !varint_read(in, &places[i].size))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (places[i].before_end)
            continue;
        const char *id = cursor_text(in);
        if (!id)
            return false;
        list[i].id = arena_strdup(arena, id);
    }
    return true;
}

static bool read_sizes(struct cursor *in, struct response *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t size;
        if (!varint_read(in, &size) || size > BATCH_FRAME_LARGEST)
            return false;
        list[i].body_size = (size_t)size;
    }
    return true;
}

static bool read_bodies(struct cursor *in, struct arena *arena,
                        struct response *list, const struct place *places,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct response *r = &list[i];
        const char *body = cursor_bytes(in, r->body_size);
        const struct place *p = &places[i];
        if (!body || p->before_end > r->body_size || p->size > p->before_end)
            return false;
        r->body = arena_alloc(arena, r->body_size + 1);
        memcpy(r->body, body, r->body_size);
        if (p->before_end)
            r->id = arena_strndup(arena, r->body + r->body_size - p->before_end,
                                  (size_t)p->size);
        response_key(r->id, r->key);
    }
    return true;
}

static bool read_secrets(struct cursor *in, struct evidence *e)
{
    const void *salt = cursor_bytes(in, sizeof e->salt);
    const void *token = salt ? cursor_bytes(in, sizeof e->token_hash) : NULL;

    if (!token)
        return false;
    memcpy(e->salt, salt, sizeof e->salt);
    memcpy(e->token_hash, token, sizeof e->token_hash);
    return true;
}

/* A station of before the logs sends none of it. */
static bool read_evidence(struct cursor *in, struct arena *arena,
                          struct response *list, size_t count)
{
    uint64_t before = 0;
    int64_t step;

    for (size_t i = 0; in->at < in->end && i < count; i++) {
        const char *log = cursor_text(in);
        if (!log)
            return false;
        list[i].evidence.log = arena_strdup(arena, log);
    }
    for (size_t i = 0; list[0].evidence.log && i < count; i++) {
        struct evidence *e = &list[i].evidence;
        if (!varint_read_signed(in, &step))
            return false;
        e->index = before += (uint64_t)step;
        const char *symbol = cursor_text(in);
        if (!symbol)
            return false;
        e->symbol = arena_strdup(arena, symbol);
    }
    for (size_t i = 0; i < count; i++) {
        if (response_is_logged(&list[i]) &&
            !read_secrets(in, &list[i].evidence))
            return false;
    }
    return true;
}

static enum err read_payload(const struct buf *raw, struct arena *arena,
                             struct response **out, size_t *count)
{
    struct cursor in = {(const unsigned char *)buf_text(raw),
                        (const unsigned char *)buf_text(raw) + raw->size};
    uint64_t n;

    if (!varint_read(&in, &n) || n == 0)
        return ERR_FORMAT;
    if (n > BATCH_FRAME_COUNT)
        return ERR_LIMIT;
    *count = (size_t)n;
    *out = arena_array(arena, *count, sizeof **out);
    struct place *places = arena_array(arena, *count, sizeof *places);
    return read_texts(&in, arena, *out, *count) &&
                   read_stamps(&in, *out, *count) &&
                   read_places(&in, arena, *out, places, *count) &&
                   read_sizes(&in, *out, *count) &&
                   read_bodies(&in, arena, *out, places, *count) &&
                   read_evidence(&in, arena, *out, *count)
               ? ERR_NONE
               : ERR_FORMAT;
}

static enum err take_frame(struct batch_reader *reader, const char *head,
                           size_t size, size_t raw_size)
{
    struct arena *arena = arena_new();
    struct response *list;
    struct buf raw;
    size_t count;

    buf_init(&raw, BATCH_FRAME_LARGEST);
    enum err err = squeeze_unpack((enum squeeze_kind)(unsigned char)head[8],
                                  head + HEAD_SIZE, size, raw_size, &raw);
    if (!err)
        err = read_payload(&raw, arena, &list, &count);
    if (!err)
        err = reader->take(reader->context, list, count);
    buf_clear(&raw);
    arena_free(arena);
    return err;
}

struct batch_reader *batch_reader_new(batch_take *take, void *context)
{
    struct batch_reader *reader = xcalloc(1, sizeof *reader);

    reader->take = take;
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
