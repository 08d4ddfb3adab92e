#include "record/assignment.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"

#include <inttypes.h>
#include <stddef.h>

enum { MOST_WANTED = 1000000 };

/* The texts of an assignment, by the name each has in the file. */
static const struct {
    const char *name;
    size_t offset;
} TEXTS[] = {
    {"form", offsetof(struct assignment, form_id)},
    {"worker", offsetof(struct assignment, worker)},
    {"dimension", offsetof(struct assignment, dimension)},
    {"name", offsetof(struct assignment, name)},
    {"field", offsetof(struct assignment, field)},
    {"day", offsetof(struct assignment, day)},
};

static const char **text_of(struct assignment *a, size_t i)
{
    return (const char **)(void *)((char *)a + TEXTS[i].offset);
}

static void write_one(struct buf *out, struct assignment a)
{
    buf_printf(out, "{\"id\":%" PRId64, a.id);
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        buf_printf(out, ",\"%s\":", TEXTS[i].name);
        json_escape(out, *text_of(&a, i));
    }
    buf_printf(out, ",\"wanted\":%" PRId64 "}", a.wanted);
}

void assignments_write(struct buf *out, const struct assignment *list,
                       size_t count)
{
    buf_puts(out, "{\"assignments\":[");
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, i ? ",\n" : "\n");
        write_one(out, list[i]);
    }
    buf_puts(out, "]}\n");
}

static bool read_one(const struct json *object, struct arena *arena,
                     struct assignment *out)
{
    out->id = json_whole(json_member(object, "id"), 0);
    out->wanted = json_whole(json_member(object, "wanted"), 0);
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        *text_of(out, i) = arena_strdup(
            arena, json_text(json_member(object, TEXTS[i].name), ""));
    return out->id > 0 && out->wanted > 0 && out->wanted <= MOST_WANTED &&
           *out->form_id && *out->dimension && *out->name;
}

static enum err read_all(const struct json *list, struct arena *arena,
                         struct assignment **out, size_t *count)
{
    size_t length = json_length(list);

    if (length > ASSIGNMENTS_MOST)
        return ERR_LIMIT;
    *out = arena_array(arena, length + 1, sizeof **out);
    for (; *count < length; (*count)++) {
        if (!read_one(json_element(list, *count), arena, &(*out)[*count]))
            return ERR_FORMAT;
    }
    return ERR_NONE;
}

enum err assignments_read(const char *text, size_t size, struct arena *arena,
                          struct assignment **out, size_t *count)
{
    struct json *document;
    enum err err = json_read(text, size, &document);

    *count = 0;
    if (err)
        return err;
    const struct json *list = json_member(document, "assignments");
    err = list ? read_all(list, arena, out, count) : ERR_FORMAT;
    json_free(document);
    return err;
}
