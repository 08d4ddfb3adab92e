#include "document.h"

#include "base/arena.h"
#include "base/mem.h"
#include "base/xml.h"
#include "form/node_path.h"

#include <stdlib.h>
#include <string.h>

/* Where the reading stands: within an instance at a node, or in the body. */
struct reader {
    struct document *document;
    struct node *at;
    struct buf text;
    bool is_form, in_instance;
    char *select; /* ref of the select that is open */
    char *label;
};

static void set_text(struct reader *r)
{
    if (!r->at->first)
        node_set_text(r->at, buf_text(&r->text));
    buf_reset(&r->text);
}

static void start_node(struct reader *r, const struct xml_element *element)
{
    struct document *d = r->document;
    struct node *node =
        node_new(d->pool, names_intern(d->names, element->name, element->prefix,
                                       element->ns));

    for (size_t i = 0; i < element->attributes_count; i++) {
        const struct xml_attribute *a = &element->attributes[i];
        struct node *attribute = node_new(
            d->pool, names_intern(d->names, a->name, a->prefix, a->ns));
        node_set_text(attribute, a->value);
        node_add_attribute(node, attribute);
    }
    if (r->at)
        node_append(r->at, node);
    else
        d->instances[d->instances_count - 1].root = node;
    r->at = node;
    buf_reset(&r->text);
}

/* Types and a constant relevance are all that the binds give here;
 * calculations are evaluated once. */
static void bind(struct reader *r, const struct xml_element *element)
{
    const char *path = xml_attribute(element, "nodeset");
    const char *type = xml_attribute(element, "type");
    const char *relevant = xml_attribute(element, "relevant");
    const char *calculate = xml_attribute(element, "calculate");
    struct node *root = document_root(r->document);
    struct arena *arena = arena_new();

    for (struct node *n = root; n; n = node_walk(root, n)) {
        struct buf own;
        buf_init(&own, 0);
        node_generic_path(n, &own);
        if (path && !strcmp(buf_text(&own), path)) {
            struct buf text;
            buf_init(&text, 0);
            n->type = n->bound = (uint8_t)(type ? datatype_parse(type) : 0);
            if (!node_is_empty(n) &&
                datatype_canonical(n->type, node_text(n), &text))
                node_set_text(n, buf_text(&text));
            else if (!node_is_empty(n))
                node_set_text(n, NULL);
            buf_clear(&text);
            node_mark(n, NODE_IRRELEVANT,
                      relevant && !strcmp(relevant, "false()"));
            struct expr *expr;
            const char *value;
            struct expr_context context = {.root = root,
                                           .node = n,
                                           .host = &r->document->host,
                                           .arena = arena};
            if (calculate && !expr_parse(&expr, arena, calculate, NULL) &&
                !expr_eval_text(expr, &context, &value, NULL))
                node_set_text(n, value);
        }
        buf_clear(&own);
    }
    arena_free(arena);
}

static enum err start(void *context, const struct xml_element *element)
{
    struct reader *r = context;
    struct document *d = r->document;

    if (!strcmp(element->name, "html"))
        r->is_form = true;
    if (!r->is_form && !d->instances_count) {
        d->instances_count = 1;
        r->in_instance = true;
    }
    if (r->in_instance) {
        start_node(r, element);
    } else if (!strcmp(element->name, "instance")) {
        const char *id = xml_attribute(element, "id");
        if (d->instances_count == COUNT_OF(d->instances))
            return ERR_LIMIT;
        d->instances[d->instances_count++].id = id ? xstrdup(id) : NULL;
        r->in_instance = true;
    } else if (!strcmp(element->name, "bind")) {
        bind(r, element);
    } else if (!strncmp(element->name, "select", 6)) {
        free(r->select);
        r->select = xstrdup(xml_attribute(element, "ref"));
    }
    buf_reset(&r->text);
    return ERR_NONE;
}

static void add_label(struct reader *r)
{
    struct document *d = r->document;

    if (!r->label || !r->select || d->labels_count == COUNT_OF(d->labels))
        return;
    d->labels[d->labels_count++] = (struct label){
        xstrdup(r->select), xstrdup(buf_text(&r->text)), xstrdup(r->label)};
}

static enum err end(void *context, const char *name, const char *ns)
{
    struct reader *r = context;

    (void)ns;
    if (r->in_instance && r->at) {
        set_text(r);
        r->at = r->at->parent;
    } else if (!strcmp(name, "instance")) {
        r->in_instance = false;
    } else if (!strcmp(name, "label")) {
        free(r->label);
        r->label = xstrdup(buf_text(&r->text));
    } else if (!strcmp(name, "value")) {
        add_label(r);
    }
    return ERR_NONE;
}

static enum err text(void *context, const char *data, size_t size)
{
    struct reader *r = context;

    buf_add(&r->text, data, size);
    return ERR_NONE;
}

static struct node *find_instance(void *context, const char *id)
{
    struct document *d = context;

    for (size_t i = 1; i < d->instances_count; i++) {
        if (d->instances[i].id && !strcmp(d->instances[i].id, id))
            return d->instances[i].root;
    }
    return NULL;
}

static const char *find_label(void *context, const char *path,
                              const char *value, const struct node *asker)
{
    struct document *d = context;

    (void)asker;
    for (size_t i = 0; i < d->labels_count; i++) {
        if (!strcmp(d->labels[i].path, path) &&
            !strcmp(d->labels[i].value, value))
            return d->labels[i].text;
    }
    return NULL;
}

enum err document_read(struct document *out, const char *data, size_t size)
{
    const struct xml_handler handler = {start, end, text};
    struct reader r = {.document = out};

    *out = (struct document){.names = names_new(), .pool = node_pool_new()};
    out->host = (struct expr_host){.context = out,
                                   .instance = find_instance,
                                   .choice_label = find_label,
                                   .version = ""};
    buf_init(&r.text, 0);
    enum err err = xml_read(data, size, &handler, &r, NULL);
    buf_clear(&r.text);
    free(r.select);
    free(r.label);
    if (err || !out->instances[0].root)
        return ERR_FORMAT;
    const struct node *version =
        node_attribute(out->instances[0].root, "version");
    if (version)
        out->host.version = node_text(version);
    return ERR_NONE;
}

void document_clear(struct document *document)
{
    for (size_t i = 0; i < document->instances_count; i++)
        free(document->instances[i].id);
    for (size_t i = 0; i < document->labels_count; i++) {
        free(document->labels[i].path);
        free(document->labels[i].value);
        free(document->labels[i].text);
    }
    node_pool_free(document->pool);
    names_free(document->names);
}

struct node *document_root(const struct document *document)
{
    return document->instances[0].root;
}
