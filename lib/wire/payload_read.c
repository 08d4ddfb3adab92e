#include "payload.h"

#include "varint.h"

#include "base/arena.h"
#include "base/buf.h"
#include "wire/batch.h"

#include <string.h>

static bool read_texts(struct cursor *in, struct arena *arena,
                       struct response *list, size_t count)
{
    for (size_t column = 0; column < PAYLOAD_TEXTS; column++) {
        for (size_t i = 0; i < count; i++) {
            const char *text = cursor_text(in);
            if (!text)
                return false;
            *(char **)((char *)&list[i] + PAYLOAD_TEXT[column]) =
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

enum err payload_read(const struct buf *raw, struct arena *arena,
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
