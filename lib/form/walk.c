/* The order in which a form is asked: every place of its body, instances of
 * repeats one behind the other, each row ending in the one not there yet. */
#include "appearance.h"
#include "fill.h"

#include "form/node_path.h"

#include <string.h>

static struct place at(const struct element *element, struct node *node,
                       struct node *around)
{
    return (struct place){PLACE_AT, element, node, around};
}

struct node *walk_context(const struct place *place)
{
    return place->node ? place->node : place->around;
}

/* The place of an element when `around` is the nearest node outside it. */
static struct place enter(const struct session *s,
                          const struct element *element, struct node *around)
{
    if (element->kind == KIND_REPEAT)
        return at(element, repeat_first(s, element, around), around);
    if (!element->field)
        return at(element, around, around);
    return at(element, near_node(s, element->field, around), around);
}

static struct node *next_instance(struct node *node)
{
    struct node *n = node->next;

    while (n && n->meta != node->meta)
        n = n->next;
    return n;
}

/* Whether there is something to descend into. */
static bool is_inside(const struct place *place)
{
    return place->element->first && place->node;
}

/* The place of the element around; repeats keep the instance. */
static struct place parent_of(const struct session *s,
                              const struct place *place)
{
    const struct element *parent = place->element->parent;
    struct node *node = place->around;

    if (parent == s->form->body)
        return (struct place){.kind = PLACE_BEGIN};
    if (parent->kind == KIND_REPEAT) {
        /* The instance around is the node itself or an ancestor of it. */
        while (node && node_field(node) != parent->field)
            node = node->parent;
        return at(parent, node, node ? node->parent : s->root);
    }
    const struct element *outer = parent->parent;
    while (outer && outer->kind != KIND_REPEAT)
        outer = outer->parent;
    struct node *around = node;
    while (outer && around && node_field(around) != outer->field)
        around = around->parent;
    if (!outer || !around)
        around = s->root;
    return at(parent,
              parent->field ? near_node(s, parent->field, node) : around,
              around);
}

struct place walk_next(const struct session *s, struct place place)
{
    if (place.kind == PLACE_END)
        return place;
    if (place.kind == PLACE_BEGIN) {
        const struct element *first = s->form->body->first;
        return first ? enter(s, first, s->root)
                     : (struct place){.kind = PLACE_END};
    }
    if (is_inside(&place) && place.element->kind != KIND_QUESTION)
        return enter(s, place.element->first, place.node);
    for (;;) {
        if (place.element->kind == KIND_REPEAT && place.node)
            return at(place.element, next_instance(place.node), place.around);
        if (place.element->next)
            return enter(s, place.element->next, place.around);
        place = parent_of(s, &place);
        if (place.kind == PLACE_BEGIN)
            return (struct place){.kind = PLACE_END};
    }
}

static const struct element *before(const struct element *element)
{
    const struct element *e = element->parent->first;

    if (e == element)
        return NULL;
    while (e->next != element)
        e = e->next;
    return e;
}

static const struct element *last_child(const struct element *element)
{
    return element->last;
}

/* The last place of an element and all in it. */
static struct place enter_last(const struct session *s,
                               const struct element *element,
                               struct node *around)
{
    if (element->kind == KIND_REPEAT)
        return at(element, NULL, around);
    struct place place = enter(s, element, around);
    if (!is_inside(&place) || element->kind == KIND_QUESTION)
        return place;
    return enter_last(s, last_child(element), place.node);
}

static struct node *instance_before(const struct session *s,
                                    const struct place *place)
{
    struct node *node = repeat_first(s, place->element, place->around),
                *found = NULL;

    while (node && node != place->node) {
        found = node;
        node = next_instance(node);
    }
    return found;
}

struct place walk_previous(const struct session *s, struct place place)
{
    if (place.kind == PLACE_BEGIN)
        return place;
    if (place.kind == PLACE_END) {
        const struct element *last = s->form->body->last;
        return last ? enter_last(s, last, s->root)
                    : (struct place){.kind = PLACE_BEGIN};
    }
    if (place.element->kind == KIND_REPEAT) {
        struct node *node = instance_before(s, &place);
        if (node && place.element->last)
            return enter_last(s, place.element->last, node);
        if (node)
            return at(place.element, node, place.around);
    }
    const struct element *previous = before(place.element);
    if (previous)
        return enter_last(s, previous, place.around);
    return parent_of(s, &place);
}

/* Whether an instance that is not there would be relevant. */
static bool may_be_relevant(struct session *s, const struct place *place)
{
    const struct field *field = place->element->field;
    const struct rule *rule = field->rules[RULE_RELEVANT];
    struct node *parent = near_node(s, field->parent, place->around);
    struct expr_error why = {0};
    bool relevant = true;

    if (!parent || node_has(parent, NODE_IRRELEVANT) || field->never_relevant)
        return false;
    if (!rule || !field->template || s->start.everything)
        return true;
    /* The expression is asked from the template in the place it would take. */
    struct node *candidate = field->template;
    candidate->parent = parent;
    struct expr_context context = compute_context(s, candidate);
    arena_reset(s->scratch);
    if (expr_eval_boolean(rule->expr, &context, &relevant, &why))
        compute_fault(s, parent, "relevant", why.reason);
    candidate->parent = NULL;
    return relevant;
}

/* What this session was begun without is passed over like what is not
 * relevant. */
static bool is_left_out(const struct session *s, const struct element *e)
{
    return s->start.without && e->kind == KIND_QUESTION &&
           appearance_has(e->appearance, s->start.without);
}

bool walk_is_relevant(struct session *s, const struct place *place)
{
    if (place->kind != PLACE_AT)
        return true;
    if (is_left_out(s, place->element))
        return false;
    if (place->element->kind == KIND_REPEAT && !place->node)
        return may_be_relevant(s, place) &&
               repeat_may_grow(s, place->element, place->around);
    return place->node && !node_has(place->node, NODE_IRRELEVANT);
}

struct place walk_peek(struct session *s, struct place place, bool forward)
{
    do
        place = forward ? walk_next(s, place) : walk_previous(s, place);
    while (!walk_is_relevant(s, &place));
    return place;
}

struct place walk_step(struct session *s, struct place place, bool forward)
{
    place = walk_peek(s, place, forward);
    if (place.kind == PLACE_AT && !place.node &&
        repeat_is_counted(place.element))
        place.node = repeat_add_wanted(s, place.element, place.around);
    return place;
}

static const struct element *element_of(const struct element *top,
                                        const struct field *field)
{
    for (const struct element *e = top->first; e; e = e->next) {
        if (e->field == field)
            return e;
        const struct element *found = element_of(e, field);
        if (found)
            return found;
    }
    return NULL;
}

/* The nearest node outside an element of which `node` is the instance. */
static struct node *around_of(const struct session *s,
                              const struct element *element, struct node *node)
{
    const struct element *outer = element->parent;

    while (outer && !outer->field)
        outer = outer->parent;
    if (!outer)
        return s->root;
    for (struct node *n = node; n; n = n->parent) {
        if (node_field(n) == outer->field)
            return n;
    }
    struct node *near = near_node(s, outer->field, node);
    return near ? near : s->root;
}

/* The repeat whose next instance a path names, "/data/person[3]" of two. */
static struct place find_slot(struct session *s, const char *ref)
{
    const char *slash = strrchr(ref, '/');
    struct place none = {.kind = PLACE_END};
    struct buf path;

    if (!slash || slash == ref)
        return none;
    buf_init(&path, 0);
    buf_add(&path, ref, (size_t)(slash - ref));
    struct node *parent = node_find(s->root, buf_text(&path));
    const struct field *field = parent ? node_field(parent)->first : NULL;
    size_t size = strcspn(slash + 1, "[");
    while (field && (strncmp(field->name->local, slash + 1, size) != 0 ||
                     field->name->local[size]))
        field = field->next;
    buf_clear(&path);
    if (!field || !field->is_repeat || !field->control)
        return none;
    return at(field->control, NULL, around_of(s, field->control, parent));
}

/* The first control of a node is meant, when several ask for it. */
struct place walk_find(struct session *s, const char *ref)
{
    struct node *node = node_find(s->root, ref);
    const struct field *field = node ? node_field(node) : NULL;
    const struct element *element = NULL;

    if (!node)
        return find_slot(s, ref);
    element =
        field->control ? field->control : element_of(s->form->body, field);
    if (!element)
        return (struct place){.kind = PLACE_END};
    return at(element, node, around_of(s, element, node));
}
