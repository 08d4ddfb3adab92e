/* Refs of a form made generic: absolute, without prefixes and predicates. */
#include "load.h"
#include "lookup.h"

#include "base/buf.h"

#include <string.h>

/* Above the root there is nothing: the path stays empty. */
static void climb(struct buf *path)
{
    char *slash = path->size ? strrchr(path->data, '/') : NULL;

    buf_truncate(path, slash ? (size_t)(slash - path->data) : 0);
}

/* Behind a predicate, which may hold brackets and texts of its own. */
static const char *skip_predicates(const char *at)
{
    while (*at == '[') {
        int depth = 0;
        char quote = '\0';
        for (; *at; at++) {
            if (quote)
                quote = *at == quote ? '\0' : quote;
            else if (*at == '\'' || *at == '"')
                quote = *at;
            else if (*at == '[')
                depth++;
            else if (*at == ']' && --depth == 0)
                break;
        }
        if (!*at)
            return at;
        at++;
        at += strspn(at, " \t\r\n");
    }
    return at;
}

/* Positions and prefixes say which instance, not which field. */
static void add_step(struct buf *path, const char *step, size_t size)
{
    const char *colon = memchr(step, ':', size);
    bool is_attribute = *step == '@';

    while (size && strchr(" \t\r\n", step[size - 1]))
        size--;
    if ((size == 1 && *step == '.') ||
        (size == 9 && !strncmp(step, "current()", size)))
        return;
    if (size == 2 && !strncmp(step, "..", 2)) {
        climb(path);
        return;
    }
    if (colon) {
        size -= (size_t)(colon + 1 - step);
        step = colon + 1;
    } else if (is_attribute) {
        step++;
        size--;
    }
    buf_putc(path, '/');
    if (is_attribute)
        buf_putc(path, '@');
    buf_add(path, step, size);
}

static void add_steps(struct buf *path, const char *ref)
{
    while (*ref) {
        size_t size;
        ref += strspn(ref, "/ \t\r\n");
        size = strcspn(ref, "/[");
        if (size)
            add_step(path, ref, size);
        ref = skip_predicates(ref + size);
    }
}

const char *load_path(struct load *load, const char *ref, const char *context)
{
    struct buf path;
    const char *result = NULL;

    buf_init(&path, 0);
    ref += strspn(ref, " \t\r\n");
    if (*ref != '/')
        buf_puts(&path, context);
    add_steps(&path, ref);
    if (path.size)
        result = arena_strdup(load->form->arena, buf_text(&path));
    buf_clear(&path);
    return result;
}

struct field *xform_field(const struct xform *form, const char *path)
{
    return lookup_get(form->paths, path);
}
