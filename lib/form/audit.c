/* The place of ODK's audit log in an instance: who fills a form in keeps the
 * log; here is only whether it is wanted, and how it names a question. */
#include "fill.h"

#include "form/node_path.h"

#include <string.h>

static struct node *audit_of(const struct session *s)
{
    struct node *meta = node_child(s->root, "meta");

    return meta ? node_child(meta, "audit") : NULL;
}

void audit_name(struct session *s)
{
    struct node *audit = s->start.audit ? audit_of(s) : NULL;

    if (!audit)
        return;
    node_set_text(audit, s->start.audit);
    compute_unsettle(s, audit);
}

bool session_is_audited(const struct session *s)
{
    return s->start.audit && audit_of(s);
}

unsigned session_audit_columns(const struct session *s)
{
    return s->form->audit;
}

const char *session_location(const struct session *s)
{
    return s->start.location ? s->start.location : "";
}

static void print(const struct node *node, struct buf *out)
{
    const struct field *field = node_field(node);

    if (node->parent)
        print(node->parent, out);
    buf_putc(out, '/');
    buf_puts(out, node->name->local);
    if (field && field->is_repeat)
        buf_printf(out, "[%zu]", (size_t)node_position(node));
}

void session_print_audit_ref(const struct session *s, const char *ref,
                             struct buf *out)
{
    const struct node *node = node_find(s->root, ref);

    if (node)
        print(node, out);
}
