#include "itemset.h"

#include "base/buf.h"
#include "instance.h"
#include "label.h"
#include "lexer.h"
#include "names.h"
#include "path.h"
#include "text.h"

#include <string.h>

struct itemset {
    const char *nodeset;
    const char *filter; /* NULL: none */
    const char *value;
    const char *label;
};

static const char *filter_of(struct form *form, const struct element *element,
                             bool to_parent)
{
    const char *filter = dict_text(element->fields, "choice_filter");
    struct path_request request = {
        .context = element,
        .place = form_place(element, "choice_filter"),
        .use_current = true,
        .to_parent = to_parent,
    };
    return filter ? path_expand(form, filter, &request) : NULL;
}

static const char *or_else(const char *text, const char *fallback)
{
    return text ? text : fallback;
}

static struct itemset from_list(struct form *form,
                                const struct element *element)
{
    const struct list *list = lists_find(&form->choices, element->itemset);
    bool is_file = instance_is_file(element->itemset);
    bool is_geo = text_ends_with(element->itemset, ".geojson");
    const char *name =
        is_file ? instance_of_file(form, element->itemset) : element->itemset;
    struct itemset out = {
        .nodeset = arena_printf(form->arena, "instance('%s')/root/item", name),
        .filter = filter_of(form, element, false),
        .value = or_else(dict_text(element->parameters, "value"),
                         is_geo ? "id" : "name"),
        .label = or_else(dict_text(element->parameters, "label"),
                         is_geo ? "title" : "label"),
    };
    if (!is_file && list && list->has_itext)
        out.label = "jr:itext(itextId)";
    return out;
}

/* Choices that are earlier answers: the nodes of a repeat that have one. */
static struct itemset from_answers(struct form *form,
                                   const struct element *element)
{
    struct path_request request = {.context = element,
                                   .place = form_place(element, "type"),
                                   .to_parent = true};
    const char *expanded = path_expand(form, element->itemset, &request);
    if (dict_has(element->parameters, "reference-geometry"))
        expanded = arena_printf(form->arena, "%s/geometry",
                                text_trim(arena_strdup(form->arena, expanded)));
    char *path = text_trim(arena_strdup(form->arena, expanded));
    char *slash = strrchr(path, '/');
    struct itemset out = {.nodeset = path, .value = path, .label = path};
    if (!slash)
        return out;

    *slash = '\0';
    out.value = out.label = slash + 1;
    out.filter = filter_of(form, element, true);
    if (!out.filter) {
        out.filter = arena_printf(form->arena, "./%s != ''", out.value);
        return out;
    }
    const char *current = arena_printf(form->arena, "current()/%s", path);
    out.filter = text_replace(form->arena, out.filter, current, ".");
    if (*path)
        out.filter = text_replace(form->arena, out.filter, path, ".");
    return out;
}

static const char *randomized(struct form *form, const struct element *element,
                              const char *nodeset)
{
    const char *randomize = dict_text(element->parameters, "randomize");
    const char *seed = dict_text(element->parameters, "seed");
    if (!randomize || strcmp(randomize, "true") != 0)
        return nodeset;
    if (!seed)
        return arena_printf(form->arena, "randomize(%s)", nodeset);
    struct path_request request = {.context = element,
                                   .place = form_place(element, "parameters")};
    char *value = arena_strdup(form->arena, path_expand(form, seed, &request));
    return arena_printf(form->arena, "randomize(%s, %s)", nodeset,
                        text_trim(value));
}

static void write_ref(struct writer *writer, const char *tag, const char *ref)
{
    writer_begin(writer, tag);
    writer_attribute(writer, "ref", ref);
    writer_end(writer);
}

static void write_itemset(struct form *form, struct writer *writer,
                          const struct element *element,
                          const struct itemset *itemset)
{
    const char *nodeset = itemset->nodeset;
    if (itemset->filter)
        nodeset = arena_printf(form->arena, "%s[%s]", nodeset, itemset->filter);
    writer_begin(writer, "itemset");
    writer_attribute(writer, "nodeset", randomized(form, element, nodeset));
    write_ref(writer, "value", itemset->value);
    write_ref(writer, "label", itemset->label);
    writer_end(writer);
}

/* The choices of a search() stand in the body: their names are columns. */
static void write_items(struct form *form, struct writer *writer,
                        const struct list *list)
{
    for (size_t i = 0; i < list->count && !writer->out->overflow; i++) {
        const char *label = dict_text(list->items[i], "label");
        struct path_request request = {
            .place = {"choices", list->rows[i], "label"}};
        writer_begin(writer, "item");
        writer_begin(writer, "label");
        if (list->has_itext)
            writer_attribute(
                writer, "ref",
                arena_printf(form->arena, "jr:itext('%s-%zu')", list->name, i));
        else if (label)
            label_write(form, writer, label, &request);
        writer_end(writer);
        writer_leaf(writer, "value", dict_text(list->items[i], "name"));
        writer_end(writer);
    }
}

static void write_tags(struct form *form, struct writer *writer,
                       const struct list *tags)
{
    for (size_t i = 0; i < tags->count && !writer->out->overflow; i++) {
        const char *name = dict_text(tags->items[i], "name");
        const char *label = dict_text(tags->items[i], "label");
        writer_begin(writer, "tag");
        writer_attribute(writer, "key", name);
        writer_leaf(writer, "label", label);
        const struct list *values = name ? lists_find(&form->osm, name) : NULL;
        if (values)
            write_items(form, writer, values);
        writer_end(writer);
    }
}

void itemset_write(struct form *form, struct writer *writer,
                   const struct element *element)
{
    struct reference reference;
    if (element->tags)
        write_tags(form, writer, element->tags);
    if (!element->itemset)
        return;

    const struct list *list = lists_find(&form->choices, element->itemset);
    if (list && list->searched_by && instance_is_searched(element)) {
        write_items(form, writer, list);
        return;
    }
    struct itemset itemset = lexer_next_reference(element->itemset, &reference)
                                 ? from_answers(form, element)
                                 : from_list(form, element);
    write_itemset(form, writer, element, &itemset);
}

void itemset_write_query(struct form *form, struct writer *writer,
                         const struct element *element)
{
    const char *filter = filter_of(form, element, false);
    const char *query =
        arena_printf(form->arena, "instance('%s')/root/item", element->query);
    if (filter)
        query = arena_printf(form->arena, "%s[%s]", query, filter);
    writer_attribute(writer, "query", query);
}

/* The external instances and the files that selects read, by name. */
static struct lists *find_sources(struct form *form)
{
    struct lists *sources = arena_alloc(form->arena, sizeof(*sources));
    for (struct element *e = form->root; e; e = form_next(e, form->root)) {
        if (e->kind == ELEMENT_EXTERNAL)
            lists_make(form, sources, e->name);
        else if (e->itemset && instance_is_file(e->itemset))
            lists_make(form, sources, instance_of_file(form, e->itemset));
    }
    return sources;
}

static bool is_repeat(struct form *form, const char *text)
{
    struct reference reference;
    if (!lexer_is_reference(text, &reference) || reference.last_saved)
        return false;
    const char *name =
        arena_strndup(form->arena, reference.name, reference.name_size);
    const struct element *repeat = names_find(form, name);
    return repeat && repeat->kind == ELEMENT_REPEAT;
}

void itemset_find_parameters(struct form *form)
{
    const struct lists *sources = find_sources(form);
    for (struct element *e = form->root; e; e = form_next(e, form->root)) {
        const char *labels = dict_text(e->parameters, "tick_labelset");
        const char *geometry = dict_text(e->parameters, "reference-geometry");
        if (labels && strcmp(e->type, "range") == 0)
            e->itemset = labels;
        if (!geometry || !text_begins_with(e->type, "geo"))
            continue;
        if (!lists_find(&form->choices, geometry) &&
            !lists_find(sources, geometry) && !is_repeat(form, geometry))
            problem_say(form->problems, MSG_REFERENCE_GEOMETRY,
                        form_place(e, "parameters"), geometry);
        else
            e->itemset = geometry;
    }
}
