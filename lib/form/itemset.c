/* The list behind an itemset, without its filter. */
#include "form/node_path.h"
#include "model.h"

#include <string.h>

struct first_path {
    const char *instance;
    const char *path;
    struct arena *arena;
};

static void keep_first(void *context, const struct expr_reference *reference)
{
    struct first_path *first = context;

    if (first->path || reference->in_predicate || !reference->instance)
        return;
    first->path = arena_strdup(first->arena, reference->path);
    first->instance = arena_strdup(first->arena, reference->instance);
}

static void keep_own(void *context, const struct expr_reference *reference)
{
    struct first_path *first = context;

    if (!first->path && !reference->in_predicate && !reference->instance)
        first->path = arena_strdup(first->arena, reference->path);
}

const char *itemset_own_path(const struct xform *form,
                             const struct element *element, struct arena *arena)
{
    struct first_path first = {.arena = arena};

    if (expr_instance(element->itemset->nodes, 0))
        return NULL;
    expr_references(element->itemset->nodes, element->field->path, keep_own,
                    &first);
    return first.path && xform_field(form, first.path) ? first.path : NULL;
}

struct node *itemset_first(const struct xform *form,
                           const struct element *element, struct arena *arena)
{
    struct first_path first = {.arena = arena};

    expr_references(element->itemset->nodes, element->field->path, keep_first,
                    &first);
    const struct instance *instance =
        first.path ? xform_instance(form, first.instance) : NULL;
    return instance ? node_find(instance->root, first.path) : NULL;
}

const char *itemset_columns(const struct node *item, const char *columns,
                            struct arena *arena)
{
    const char *text = "";

    for (const char *at = columns + strspn(columns, ", "); *at;
         at += strspn(at, ", ")) {
        size_t size = strcspn(at, ", ");
        const struct node *cell =
            node_child(item, arena_strndup(arena, at, size));
        if (cell && !node_is_empty(cell))
            text = arena_printf(arena, "%s%s%s", text, *text ? " " : "",
                                node_text(cell));
        at += size;
    }
    return text;
}
