#include "form.h"

#include <string.h>

struct element *form_add(struct form *form, struct element *parent,
                         enum element_kind kind, const char *name,
                         struct dict *fields)
{
    struct element *element = arena_alloc(form->arena, sizeof(*element));
    form->elements_count++;
    element->kind = kind;
    element->name = name;
    element->type = "";
    element->sheet = "survey";
    element->fields = fields ? fields : dict_new(form->arena);
    element->parent = parent;
    if (!parent)
        return element;
    if (parent->last)
        parent->last->next = element;
    else
        parent->first = element;
    parent->last = element;
    return element;
}

struct element *form_next(const struct element *element,
                          const struct element *top)
{
    if (element->first)
        return element->first;
    while (element != top && !element->next)
        element = element->parent;
    return element == top ? NULL : element->next;
}

size_t form_hash(const char *name)
{
    size_t hash = 5381;
    for (const char *p = name; *p; p++)
        hash = hash * 33 + (unsigned char)*p;
    return hash;
}

struct list *lists_find(const struct lists *lists, const char *name)
{
    struct list *list = lists->buckets[form_hash(name) % LISTS_BUCKETS];
    while (list && strcmp(list->name, name) != 0)
        list = list->same;
    return list;
}

struct list *lists_make(struct form *form, struct lists *lists,
                        const char *name)
{
    struct list *list = lists_find(lists, name);
    if (list)
        return list;

    struct list **bucket = &lists->buckets[form_hash(name) % LISTS_BUCKETS];
    list = arena_alloc(form->arena, sizeof(*list));
    list->name = name;
    list->same = *bucket;
    *bucket = list;
    if (lists->last)
        lists->last->next = list;
    else
        lists->first = list;
    lists->last = list;
    return list;
}

void list_add(struct form *form, struct list *list, struct dict *item, int row)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 8;
        struct dict **items =
            arena_array(form->arena, capacity, sizeof(*items));
        int *rows = arena_array(form->arena, capacity, sizeof(*rows));
        if (list->count) {
            memcpy(items, list->items, list->count * sizeof(*items));
            memcpy(rows, list->rows, list->count * sizeof(*rows));
        }
        list->items = items;
        list->rows = rows;
        list->capacity = capacity;
    }
    list->items[list->count] = item;
    list->rows[list->count++] = row;
}

/* The column of a pair, or of the first one below it. */
static const char *column_of(const struct pair *pair)
{
    for (; pair; pair = pair->map ? pair->map->first : NULL)
        if (pair->column)
            return pair->column;
    return NULL;
}

struct place form_place(const struct element *element, const char *key)
{
    const struct pair *pair = dict_find(element->fields, key);
    if (!pair)
        pair = dict_find(dict_map(element->fields, "bind"), key);
    const char *column = column_of(pair);
    return (struct place){element->sheet, element->row, column ? column : key};
}
