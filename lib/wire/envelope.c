#include "wire/envelope.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "record/response.h"

#include <string.h>

enum { TEXTS = 7 };

static const struct {
    const char *name;
    size_t offset;
    const char *fallback;
} TEXT[TEXTS] = {
    {"origin", offsetof(struct envelope, origin), ""},
    {"entry_mode", offsetof(struct envelope, entry_mode), ""},
    {"language", offsetof(struct envelope, language), ""},
    {"zone", offsetof(struct envelope, zone), ""},
    {"boot_id", offsetof(struct envelope, boot_id), ""},
    {"flags", offsetof(struct envelope, flags), ""},
    {"extra", offsetof(struct envelope, extra), "{}"},
};

/* The hub writes one for each answer that comes in bulk: printf took a sixth of
 * the time that an answer needs. */
static void write_name(struct buf *out, char before, const char *name)
{
    buf_putc(out, before);
    buf_putc(out, '"');
    buf_puts(out, name);
    buf_puts(out, "\":");
}

static void write_stamp(struct buf *out, const char *name,
                        const struct stamp *stamp)
{
    write_name(out, ',', name);
    write_name(out, '{', "wall_ms");
    buf_put_int(out, stamp->wall_ms);
    write_name(out, ',', "boot_ms");
    buf_put_int(out, stamp->boot_ms);
    write_name(out, ',', "quality");
    json_escape(out, clock_quality_name(stamp->quality));
    buf_putc(out, '}');
}

void envelope_write(struct buf *out, const struct envelope *envelope)
{
    for (size_t i = 0; i < TEXTS; i++) {
        char *const *text =
            (char *const *)((const char *)envelope + TEXT[i].offset);
        write_name(out, i ? ',' : '{', TEXT[i].name);
        json_escape(out, *text ? *text : TEXT[i].fallback);
    }
    write_stamp(out, "started", &envelope->started);
    write_stamp(out, "saved", &envelope->saved);
    buf_putc(out, '}');
}

static struct stamp read_stamp(const struct json *value)
{
    const char *name = json_text(json_member(value, "quality"), "");
    struct stamp stamp = {
        .wall_ms = json_whole(json_member(value, "wall_ms"), 0),
        .boot_ms = json_whole(json_member(value, "boot_ms"), 0),
        .quality = CLOCK_UNKNOWN,
    };

    for (enum clock_quality q = CLOCK_GUESSED; q <= CLOCK_SET; q++) {
        if (strcmp(name, clock_quality_name(q)) == 0)
            stamp.quality = q;
    }
    return stamp;
}

enum err envelope_read(const char *data, size_t size, struct envelope *out)
{
    struct json *object = NULL;
    enum err err =
        size > ENVELOPE_LARGEST ? ERR_LIMIT : json_read(data, size, &object);

    *out = (struct envelope){0};
    for (size_t i = 0; i < TEXTS; i++) {
        char **text = (char **)((char *)out + TEXT[i].offset);
        const struct json *member =
            object ? json_member(object, TEXT[i].name) : NULL;
        *text = xstrdup(json_text(member, TEXT[i].fallback));
    }
    if (object) {
        out->started = read_stamp(json_member(object, "started"));
        out->saved = read_stamp(json_member(object, "saved"));
    }
    json_free(object);
    return err;
}
