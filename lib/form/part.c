#include "part.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/xml.h"

#include <string.h>

static void link_part(struct part *parent, struct part *part)
{
    part->parent = parent;
    if (!parent)
        return;
    if (parent->last)
        parent->last->next = part;
    else
        parent->first = part;
    parent->last = part;
}

static const char *namespace_of(struct names *names, const char *ns)
{
    return *ns ? names_intern(names, "", "", ns)->ns : "";
}

struct part *part_element(struct arena *arena, struct names *names,
                          struct part *parent,
                          const struct xml_element *element)
{
    struct part *part = arena_alloc(arena, sizeof *part);
    size_t count = element->attributes_count;
    struct part_attribute *attributes =
        count ? arena_array(arena, count, sizeof *attributes) : NULL;

    for (size_t i = 0; i < count; i++) {
        const struct xml_attribute *a = &element->attributes[i];
        attributes[i] = (struct part_attribute){
            .name = names_intern(names, a->name, "", "")->local,
            .ns = namespace_of(names, a->ns),
            .value = arena_strdup(arena, a->value)};
    }
    part->name =
        names_intern(names, element->name, element->prefix, element->ns);
    part->attributes = attributes;
    part->attributes_count = count;
    part->line = element->line;
    link_part(parent, part);
    return part;
}

struct part *part_text(struct arena *arena, struct part *parent,
                       const char *text)
{
    struct part *part = arena_alloc(arena, sizeof *part);

    part->text = arena_strdup(arena, text);
    part->line = parent->line;
    link_part(parent, part);
    return part;
}

bool part_is(const struct part *part, const char *local)
{
    return part->name && !strcmp(part->name->local, local);
}

struct part *part_child(const struct part *part, const char *local)
{
    struct part *child = part->first;

    while (child && !part_is(child, local))
        child = child->next;
    return child;
}

struct part *part_next(const struct part *part)
{
    struct part *next = part->next;

    while (next && !part_is(next, part->name->local))
        next = next->next;
    return next;
}

struct part *part_walk(const struct part *top, const struct part *part)
{
    if (part->first)
        return part->first;
    while (part != top && !part->next)
        part = part->parent;
    return part == top ? NULL : part->next;
}

const char *part_get(const struct part *part, const char *name)
{
    return part_get_ns(part, name, "");
}

const char *part_get_ns(const struct part *part, const char *name,
                        const char *ns)
{
    for (size_t i = 0; i < part->attributes_count; i++) {
        const struct part_attribute *a = &part->attributes[i];
        if (!strcmp(a->name, name) && !strcmp(a->ns, ns))
            return a->value;
    }
    return NULL;
}

const char *part_content(const struct part *part, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, 0);
    for (const struct part *p = part; p; p = part_walk(part, p)) {
        if (p->text)
            buf_puts(&buf, p->text);
    }
    const char *text = buf_text(&buf);
    text += strspn(text, " \t\r\n");
    size_t size = strlen(text);
    while (size && strchr(" \t\r\n", text[size - 1]))
        size--;
    const char *content = arena_strndup(arena, text, size);
    buf_clear(&buf);
    return content;
}
