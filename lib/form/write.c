/* The instance as the document that is stored, hashed and sent. */
#include "fill.h"

#include "base/xml.h"
#include "part.h"

#include <string.h>

/* Prefixes in use are declared once, on the root. */
struct writer {
    struct buf *out;
    const struct node_name *declared[64];
    size_t declared_count;
};

/* The form's own namespace is not repeated in what it collects. */
static const char *namespace_of(const struct node *node)
{
    const char *ns = node->name->ns;

    return strcmp(ns, NS_XFORMS) ? ns : "";
}

/* Sixty-four prefixes are more than any form has. */
static void note_prefix(struct writer *w, const struct node *node)
{
    const struct node_name *name = node->name;

    if (!*name->prefix || !strcmp(name->prefix, "xml"))
        return;
    for (size_t i = 0; i < w->declared_count; i++) {
        if (!strcmp(w->declared[i]->prefix, name->prefix))
            return;
    }
    if (w->declared_count < COUNT_OF(w->declared))
        w->declared[w->declared_count++] = name;
}

static void note_prefixes(struct writer *w, const struct node *node)
{
    if (node_has(node, NODE_IRRELEVANT))
        return;
    note_prefix(w, node);
    for (const struct node *a = node->attributes; a; a = a->next)
        note_prefix(w, a);
    for (const struct node *n = node->first; n; n = n->next)
        note_prefixes(w, n);
}

static void write_name(struct writer *w, const struct node *node)
{
    if (*node->name->prefix)
        buf_printf(w->out, "%s:", node->name->prefix);
    buf_puts(w->out, node->name->local);
}

static void write_attribute(struct writer *w, const char *value)
{
    buf_puts(w->out, "=\"");
    xml_escape_attribute(w->out, value);
    buf_putc(w->out, '"');
}

/* Attributes have no namespace but by a prefix. */
static void write_attributes(struct writer *w, const struct node *node)
{
    for (const struct node *a = node->attributes; a; a = a->next) {
        if (node_has(a, NODE_IRRELEVANT))
            continue;
        buf_putc(w->out, ' ');
        write_name(w, a);
        write_attribute(w, node_text(a));
    }
}

static void write_node(struct writer *w, const struct node *node,
                       const char *around)
{
    const char *ns = *node->name->prefix ? around : namespace_of(node);

    if (node_has(node, NODE_IRRELEVANT))
        return;
    buf_putc(w->out, '<');
    write_name(w, node);
    if (strcmp(ns, around) != 0) {
        buf_puts(w->out, " xmlns");
        write_attribute(w, ns);
    }
    for (size_t i = 0; !node->parent && i < w->declared_count; i++) {
        buf_printf(w->out, " xmlns:%s", w->declared[i]->prefix);
        write_attribute(w, w->declared[i]->ns);
    }
    write_attributes(w, node);
    if (!node->first && node_is_empty(node)) {
        buf_puts(w->out, "/>");
        return;
    }
    buf_putc(w->out, '>');
    xml_escape(w->out, node_text(node));
    for (const struct node *n = node->first; n; n = n->next)
        write_node(w, n, ns);
    buf_puts(w->out, "</");
    write_name(w, node);
    buf_putc(w->out, '>');
}

void write_instance(const struct session *session, struct buf *out)
{
    struct writer writer = {.out = out};

    note_prefixes(&writer, session->root);
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    write_node(&writer, session->root, "");
}
