#include "label.h"

#include <string.h>

/* A text and the outputs in it, in turn: each is a piece. */
struct piece {
    bool is_output;
    const char *text;
};

struct pieces {
    struct piece *items;
    size_t count;
    size_t capacity;
};

static void add(struct form *form, struct pieces *pieces, bool is_output,
                const char *text)
{
    if (!*text)
        return;
    if (pieces->count == pieces->capacity) {
        size_t capacity = pieces->capacity ? pieces->capacity * 2 : 8;
        struct piece *items =
            arena_array(form->arena, capacity, sizeof(*items));
        if (pieces->count)
            memcpy(items, pieces->items, pieces->count * sizeof(*items));
        pieces->items = items;
        pieces->capacity = capacity;
    }
    pieces->items[pieces->count++] = (struct piece){is_output, text};
}

/* What is put out at p: an instance's path or a reference. */
static const char *output_at(struct form *form, const char *text, const char *p,
                             const struct path_request *request, size_t *size)
{
    struct reference reference;
    *size = *p == 'i' ? path_instance_size(p) : 0;
    if (*size)
        return path_expand(form, arena_strndup(form->arena, p, *size), request);
    if (*p != '$' || !lexer_reference(p, &reference))
        return NULL;
    *size = reference.size;
    return path_of_reference(form, text, &reference, request);
}

static struct pieces cut(struct form *form, const char *text,
                         const struct path_request *request)
{
    struct pieces pieces = {.items = NULL};
    const char *rest = text;
    for (const char *p = text; *p;) {
        size_t size;
        const char *value = output_at(form, text, p, request, &size);
        if (!value) {
            p++;
            continue;
        }
        add(form, &pieces, false,
            arena_strndup(form->arena, rest, (size_t)(p - rest)));
        add(form, &pieces, true, value);
        rest = p += size;
    }
    add(form, &pieces, false, rest);
    return pieces;
}

bool label_refers(const char *text)
{
    struct reference found;
    return lexer_next_reference(text, &found);
}

void label_write(struct form *form, struct writer *writer, const char *text,
                 const struct path_request *request)
{
    struct pieces pieces = cut(form, text, request);
    bool has_text = false;
    for (size_t i = 0; i < pieces.count; i++)
        has_text = has_text || !pieces.items[i].is_output;
    bool is_mixed = has_text && pieces.count > 1;

    /* Readers trim the ends of mixed content, so blanks there do no harm and
     * keep words apart from what is put out. */
    if (is_mixed)
        writer_text(writer, pieces.items[0].is_output ? "" : " ");
    for (size_t i = 0; i < pieces.count; i++) {
        if (!pieces.items[i].is_output) {
            writer_text(writer, pieces.items[i].text);
            continue;
        }
        writer_begin(writer, "output");
        writer_attribute(writer, "value", pieces.items[i].text);
        writer_end(writer);
    }
    if (is_mixed)
        writer_text(writer, " ");
}
