/* The document of a form, read once as a stream: instances become nodes at
 * once, the rest becomes parts for the other readers. */
#include "base/buf.h"
#include "base/xml.h"
#include "load.h"
#include "tree.h"

#include <string.h>

struct events {
    struct load *load;
    struct part *at;
    struct tree tree;
    size_t instance_depth; /* 0: outside instances */
    struct buf text;
};

/* Blanks between the outputs of these are part of what people read. */
static bool keeps_blanks(const struct part *part)
{
    static const char *const NAMES[] = {"label", "hint", "value", "output"};

    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (part_is(part, NAMES[i]))
            return true;
    }
    return false;
}

static void flush_text(struct events *r)
{
    const char *text = buf_text(&r->text);

    if (r->at && *text &&
        (text[strspn(text, " \t\r\n")] || keeps_blanks(r->at)))
        part_text(r->load->scratch, r->at, text);
    buf_reset(&r->text);
}

/* Prefixes of the document element are those that expressions use. */
static void keep_namespaces(struct load *load, const struct xml_element *e)
{
    struct xform *form = load->form;
    struct xml_namespace *all =
        arena_array(form->arena, e->declared_count + 1, sizeof *all);

    for (size_t i = 0; i < e->declared_count; i++) {
        if (!*e->declared[i].prefix)
            continue;
        all[form->namespaces_count++] = (struct xml_namespace){
            arena_strdup(form->arena, e->declared[i].prefix),
            arena_strdup(form->arena, e->declared[i].uri)};
    }
    form->namespaces = all;
}

static void begin_instance(struct events *r, const struct part *part)
{
    struct xform *form = r->load->form;
    struct instance *instance = arena_alloc(form->arena, sizeof *instance);
    const char *id = part_get(part, "id");

    instance->id = arena_strdup(form->arena, id ? id : "");
    instance->src = arena_strdup(form->arena, part_get(part, "src"));
    items_add(&form->instances, instance);
    tree_init(&r->tree, form->pool, form->names, form->arena);
    r->instance_depth = 1;
}

static void end_instance(struct events *r)
{
    struct items *instances = &r->load->form->instances;
    struct instance *instance = instances->items[instances->count - 1];

    instance->root = r->tree.root;
    tree_clear(&r->tree);
}

static enum err on_start(void *context, const struct xml_element *element)
{
    struct events *r = context;
    struct load *load = r->load;

    if (r->instance_depth) {
        r->instance_depth++;
        tree_start(&r->tree, element);
        return ERR_NONE;
    }
    flush_text(r);
    if (!r->at)
        keep_namespaces(load, element);
    r->at = part_element(load->scratch, load->form->names, r->at, element);
    if (!load->root)
        load->root = r->at;
    if (part_is(r->at, "model") && !load->model)
        load->model = r->at;
    if (part_is(r->at, "body") && !load->body)
        load->body = r->at;
    if (part_is(r->at, "instance") && load->model &&
        r->at->parent == load->model)
        begin_instance(r, r->at);
    return ERR_NONE;
}

static enum err on_end(void *context, const char *name, const char *ns)
{
    struct events *r = context;

    (void)name, (void)ns;
    if (r->instance_depth > 1) {
        r->instance_depth--;
        tree_end(&r->tree);
        return ERR_NONE;
    }
    if (r->instance_depth) {
        r->instance_depth = 0;
        end_instance(r);
    }
    flush_text(r);
    r->at = r->at->parent;
    return ERR_NONE;
}

static enum err on_text(void *context, const char *text, size_t size)
{
    struct events *r = context;

    if (r->instance_depth > 1)
        tree_text(&r->tree, text, size);
    else if (!r->instance_depth)
        buf_add(&r->text, text, size);
    return ERR_NONE;
}

enum err load_document(struct load *load, const char *data, size_t size)
{
    static const struct xml_handler HANDLER = {on_start, on_end, on_text};
    struct events reader = {.load = load};
    struct xml_error why = {0};

    buf_init(&reader.text, 0);
    buf_init(&reader.tree.text, 0);
    enum err err = xml_read(data, size, &HANDLER, &reader, &why);
    buf_clear(&reader.text);
    buf_clear(&reader.tree.text);
    if (err) {
        load_error(load, why.line, "%s",
                   *why.reason ? why.reason : err_text(err));
        return ERR_FORMAT;
    }
    return ERR_NONE;
}
