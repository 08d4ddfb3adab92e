#include "payload.h"

#include "varint.h"

#include "base/buf.h"

#include <stddef.h>
#include <string.h>

const size_t PAYLOAD_TEXT[PAYLOAD_TEXTS] = {
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

static const char *text_of(const struct response *r, size_t column)
{
    return *(char *const *)((const char *)r + PAYLOAD_TEXT[column]);
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

void payload_add(struct buf *out, const struct response *const *list,
                 size_t count)
{
    varint_add(out, count);
    for (size_t column = 0; column < PAYLOAD_TEXTS; column++) {
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
