/* jr:preload: values that the device knows, at the beginning and the end. */
#include "fill.h"

#include "base/stamp.h"
#include "base/uuid.h"
#include "form/calendar.h"

#include <string.h>

static void put(struct node *node, const char *text, enum datatype held)
{
    node_set_text(node, text);
    node->type = (uint8_t)held;
}

static void put_instant(struct session *s, struct node *node, bool whole)
{
    struct buf text;

    buf_init(&text, 0);
    if (whole)
        calendar_print_datetime(host_now(s), &text);
    else
        calendar_print_date(host_now(s), &text);
    put(node, buf_text(&text), whole ? TYPE_DATETIME : TYPE_DATE);
    buf_clear(&text);
}

static void put_uid(struct node *node)
{
    char text[5 + UUID_TEXT_SIZE] = "uuid:";

    uuid_new(text + 5);
    put(node, text, TYPE_STRING);
}

/* A property that the station does not know stays empty. */
static void put_property(struct session *s, struct node *node, const char *name)
{
    const char *text =
        s->start.property ? s->start.property(s->start.context, name) : NULL;

    if (text && *text)
        put(node, text, TYPE_STRING);
}

static void preload_node(struct session *s, struct node *node)
{
    const struct field *field = node_field(node);
    const char *params = field->preload_params ? field->preload_params : "";

    if (!field->preload)
        return;
    if (!strcmp(field->preload, "uid"))
        put_uid(node);
    else if (!strcmp(field->preload, "timestamp") && !strcmp(params, "start"))
        put_instant(s, node, true);
    else if (!strcmp(field->preload, "date") && !strcmp(params, "today"))
        put_instant(s, node, false);
    else if (!strcmp(field->preload, "property"))
        put_property(s, node, params);
}

/* Only elements are preloaded, attributes never. */
void preload_tree(struct session *session, struct node *node)
{
    if (!node->first)
        preload_node(session, node);
    for (struct node *n = node->first; n; n = n->next)
        preload_tree(session, n);
}

void preload_end(struct session *session, struct node *node)
{
    const struct field *field = node_field(node);

    if (field->preload && !strcmp(field->preload, "timestamp") &&
        field->preload_params && !strcmp(field->preload_params, "end")) {
        put_instant(session, node, true);
        compute_unsettle(session, node);
    }
    for (struct node *n = node->first; n; n = n->next)
        preload_end(session, n);
}
