#include "instance.h"

#include "base/attr.h"
#include "lexer.h"
#include "text.h"

#include <string.h>

/* An instance already written, by the name under which it is found. */
struct known {
    const char *name;
    const char *source; /* "" for a list of choices */
    const struct element *external;
    struct known *same; /* next in its bucket */
};

enum { BUCKETS = 512 };

struct instances {
    struct form *form;
    struct writer *writer;
    struct known *buckets[BUCKETS];
    bool has_last_saved;
};

static struct known *find(const struct instances *instances, const char *name)
{
    struct known *known = instances->buckets[form_hash(name) % BUCKETS];
    while (known && strcmp(known->name, name) != 0)
        known = known->same;
    return known;
}

/* Whether the name is still free; a name for two sources is noted. */
static bool claim(struct instances *instances, const char *name,
                  const char *source, const struct element *element,
                  struct place place)
{
    struct known *known = find(instances, name);
    bool external = element && element->kind == ELEMENT_EXTERNAL;
    if (known && external && known->external) {
        problem_say(instances->form->problems, MSG_INSTANCE_TWICE, place, name);
        return false;
    }
    if (known && strcmp(known->source, source) != 0)
        problem_say(instances->form->problems, MSG_INSTANCE_CONFLICT, place,
                    name, known->source, source);
    if (known)
        return false;

    struct known **bucket = &instances->buckets[form_hash(name) % BUCKETS];
    known = arena_alloc(instances->form->arena, sizeof(*known));
    *known = (struct known){name, source, external ? element : NULL, *bucket};
    *bucket = known;
    return true;
}

static void add_file(struct instances *instances, const char *name,
                     const char *source, const struct element *element,
                     struct place place)
{
    if (!claim(instances, name, source, element, place))
        return;
    writer_begin(instances->writer, "instance");
    writer_attribute(instances->writer, "id", name);
    writer_attribute(instances->writer, "src", source);
    writer_end(instances->writer);
}

/* Each pulldata('file', ...) in an expression. */
static void add_pulldata(struct instances *instances, const char *text,
                         const struct element *element, struct place place)
{
    struct arena *arena = instances->form->arena;
    static const char CALL[] = "pulldata";
    for (const char *p = text; (p = strstr(p, CALL));) {
        p += sizeof(CALL) - 1;
        p += strspn(p, " \t\n");
        if (*p != '(')
            continue;
        p++;
        size_t size = strcspn(p, ",");
        if (p[size] != ',')
            return;
        char *name = arena_strndup(arena, p, size);
        name = text_replace(arena, name, "'", "");
        name = text_trim(text_replace(arena, name, "\"", ""));
        add_file(instances, name,
                 arena_printf(arena, "jr://file-csv/%s.csv", name), element,
                 place);
    }
}

static bool refers_to_last_saved(const char *text)
{
    struct reference reference;
    for (const char *p = text; lexer_next_reference(p, &reference);
         p = reference.start + reference.size)
        if (reference.last_saved)
            return true;
    return false;
}

static void scan(struct instances *instances, const struct element *element,
                 const char *key, const char *text)
{
    if (!text)
        return;
    add_pulldata(instances, text, element, form_place(element, key));
    if (refers_to_last_saved(text))
        instances->has_last_saved = true;
}

static void scan_expressions(struct instances *instances,
                             const struct element *element)
{
    static const char *const BINDS[] = {"calculate", "constraint", "readonly",
                                        "required", "relevant"};
    static const char *const FIELDS[] = {"choice_filter", "default"};
    const struct dict *bind = dict_map(element->fields, "bind");
    for (size_t i = 0; i < COUNT_OF(BINDS); i++)
        scan(instances, element, BINDS[i], dict_text(bind, BINDS[i]));
    for (size_t i = 0; i < COUNT_OF(FIELDS); i++)
        scan(instances, element, FIELDS[i],
             dict_text(element->fields, FIELDS[i]));
}

bool instance_is_file(const char *name)
{
    return text_ends_with(name, ".csv") || text_ends_with(name, ".xml") ||
           text_ends_with(name, ".geojson");
}

const char *instance_of_file(struct form *form, const char *file)
{
    size_t size = strlen(file) - strlen(text_extension(file));
    return arena_strndup(form->arena, file, size);
}

static void add_element(struct instances *instances,
                        const struct element *element)
{
    struct arena *arena = instances->form->arena;
    if (element->kind == ELEMENT_EXTERNAL) {
        bool csv = text_begins_with(element->type, "csv");
        add_file(instances, element->name,
                 arena_printf(arena, "jr://%s/%s.%s", csv ? "file-csv" : "file",
                              element->name, csv ? "csv" : "xml"),
                 element, form_place(element, "name"));
        return;
    }
    scan_expressions(instances, element);
    const char *file = element->itemset;
    if (!file || !instance_is_file(file))
        return;
    const char *folder = text_ends_with(file, ".csv") ? "file-csv" : "file";
    add_file(instances, instance_of_file(instances->form, file),
             arena_printf(arena, "jr://%s/%s", folder, file), element,
             form_place(element, "type"));
}

static void write_item(struct instances *instances, const struct list *list,
                       size_t i)
{
    struct writer *writer = instances->writer;
    const struct dict *item = list->items[i];
    writer_begin(writer, "item");
    if (list->has_itext)
        writer_leaf(
            writer, "itextId",
            arena_printf(instances->form->arena, "%s-%zu", list->name, i));
    writer_leaf(writer, "name", dict_text(item, "name"));
    const char *label = dict_text(item, "label");
    if (!list->has_itext && label)
        writer_leaf(writer, "label", label);
    for (const struct pair *p = item->first; p; p = p->next)
        if (p->text && strcmp(p->key, "name") != 0 &&
            strcmp(p->key, "label") != 0 && strcmp(p->key, "sms_option") != 0)
            writer_leaf(writer, p->key, p->text);
    const char *option = dict_text(item, "sms_option");
    if (option)
        writer_leaf(writer, "sms_option", option);
    writer_end(writer);
}

static void add_list(struct instances *instances, const struct list *list)
{
    struct place place = {"choices", list->count ? list->rows[0] : 0,
                          "list_name"};
    if (!claim(instances, list->name, "", NULL, place))
        return;
    writer_begin(instances->writer, "instance");
    writer_attribute(instances->writer, "id", list->name);
    writer_begin(instances->writer, "root");
    for (size_t i = 0; i < list->count; i++)
        write_item(instances, list, i);
    writer_end(instances->writer);
    writer_end(instances->writer);
}

void instance_write(struct form *form, struct writer *writer)
{
    struct instances instances = {.form = form, .writer = writer};
    for (struct element *e = form->root; e; e = form_next(e, form->root))
        add_element(&instances, e);
    if (instances.has_last_saved)
        add_file(&instances, "__last-saved", "jr://instance/last-saved", NULL,
                 (struct place){.sheet = "survey"});
    for (const struct list *list = form->choices.first; list; list = list->next)
        if (!list->searched_by)
            add_list(&instances, list);
}

bool instance_is_searched(const struct element *element)
{
    const char *appearance =
        dict_text(dict_map(element->fields, "control"), "appearance");
    const char *call = appearance ? strstr(appearance, "search(") : NULL;
    return call && strchr(call, ')');
}

static bool is_select(const struct element *element)
{
    return element->kind == ELEMENT_QUESTION && element->itemset &&
           !dict_has(element->parameters, "reference-geometry");
}

static void mark_searched(struct form *form, const struct element *element)
{
    if (instance_is_file(element->itemset)) {
        problem_say(form->problems, MSG_SEARCH_FILE,
                    form_place(element, "appearance"), element->name);
        return;
    }
    struct list *list = lists_find(&form->choices, element->itemset);
    if (list && !list->searched_by)
        list->searched_by = element;
}

/* One list cannot both be searched and be an instance. */
static void check_mixed(struct form *form, const struct element *element)
{
    const struct list *list = lists_find(&form->choices, element->itemset);
    if (list && list->searched_by)
        problem_say(form->problems, MSG_SEARCH_MIXED,
                    form_place(list->searched_by, "appearance"), list->name,
                    element->name);
}

void instance_find_searches(struct form *form)
{
    struct element *e;
    for (e = form->root; e; e = form_next(e, form->root))
        if (is_select(e) && instance_is_searched(e))
            mark_searched(form, e);
    for (e = form->root; e; e = form_next(e, form->root))
        if (is_select(e) && !instance_is_searched(e))
            check_mixed(form, e);
}
