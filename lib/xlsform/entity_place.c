/* Which container each entity goes into: the deepest one that all of its
 * references can be seen from, and no other entity has taken. */
#include "entity.h"

#include "base/attr.h"
#include "entity_form.h"
#include "names.h"
#include "type.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A container taken, or lying between an entity and what is saved to it. */
struct taken {
    const struct element *container;
    const struct entity *entity;
    bool is_reserved; /* only lies between */
    struct taken *next;
};

struct request {
    struct entity *entity;
    const struct element *scope;  /* nearest repeat, or the survey */
    const struct element *wanted; /* where it would best stand */
    struct request *next;
};

struct allocation {
    struct form *form;
    struct taken *taken;
};

static bool is_boundary(const struct element *container)
{
    assert(container);
    return container->kind == ELEMENT_REPEAT ||
           container->kind == ELEMENT_SURVEY;
}

static const struct element *boundary_of(const struct element *container)
{
    while (!is_boundary(container))
        container = container->parent;
    return container;
}

static int depth_of(const struct element *container)
{
    int depth = 0;
    for (; container->parent; container = container->parent)
        depth++;
    return depth;
}

/* Repeats at or above a container. */
static int repeats_of(const struct element *container)
{
    int repeats = 0;
    for (; container; container = container->parent)
        repeats += container->kind == ELEMENT_REPEAT;
    return repeats;
}

static bool is_at_or_above(const struct element *above,
                           const struct element *below)
{
    while (below && below != above)
        below = below->parent;
    return below;
}

static const struct element *common(const struct element *a,
                                    const struct element *b)
{
    while (!is_at_or_above(a, b))
        a = a->parent;
    return a;
}

/* Containers between one and its boundary. */
static int height_of(const struct element *container)
{
    return depth_of(container) - depth_of(boundary_of(container));
}

struct deepest {
    const struct entity_use *use;  /* in the deepest scope */
    const struct entity_use *any;  /* deepest container within it */
    const struct entity_use *save; /* deepest container of a save_to */
    const struct element *scope;
};

static bool is_deeper(const struct entity_use *use,
                      const struct entity_use *than,
                      const struct element *scope)
{
    return !than || (boundary_of(use->container) == scope &&
                     height_of(use->container) > height_of(than->container));
}

static struct deepest find_deepest(const struct entity *entity)
{
    struct deepest d = {.use = NULL};
    for (const struct entity_use *u = entity->uses; u; u = u->next) {
        const struct element *boundary = boundary_of(u->container);
        if (!d.scope || repeats_of(boundary) > repeats_of(d.scope)) {
            d.any = u;
            if (u->property)
                d.save = u;
            d.scope = boundary;
            d.use = u;
        }
        if (is_deeper(u, d.any, d.scope))
            d.any = u;
        if (u->property && is_deeper(u, d.save, d.scope))
            d.save = u;
    }
    return d;
}

/* Where all properties can be saved from: above every save_to. */
static const struct element *wanted_place(const struct entity *entity,
                                          const struct deepest *d)
{
    if (!d->save)
        return d->any->container;
    const struct element *shared = NULL;
    for (const struct entity_use *u = entity->uses; u; u = u->next)
        if (u->property)
            shared = shared ? common(shared, u->container) : u->container;
    const struct element *boundary = boundary_of(d->save->container);
    int by_scope = repeats_of(boundary) - repeats_of(shared);
    return by_scope > 0 ? boundary : shared;
}

static void refuse_use(struct form *form, const struct entity *entity,
                       const struct entity_use *use,
                       const struct element *scope)
{
    if (use->property)
        problem_say(form->problems, MSG_SAVETO_SCOPE,
                    ((struct place){"survey", use->row, "save_to"}),
                    entity->dataset, scope->name);
    else
        problem_say(form->problems, MSG_ENTITY_SCOPE,
                    ((struct place){"entities", entity->row, ""}),
                    entity->dataset, use->question, scope->name);
}

static bool make_request(struct form *form, struct entity *entity,
                         struct request *out)
{
    *out = (struct request){entity, form->root, form->root, NULL};
    if (!entity->uses)
        return true;

    struct deepest d = find_deepest(entity);
    out->scope = d.scope;
    out->wanted = wanted_place(entity, &d);
    const struct element *boundary = boundary_of(out->wanted);
    for (const struct entity_use *u = entity->uses; u; u = u->next) {
        const struct element *scope = boundary_of(u->container);
        if (is_at_or_above(scope, d.scope) &&
            (!u->property || scope == boundary))
            continue;
        refuse_use(form, entity, u, d.use->container);
        return false;
    }
    return true;
}

static const struct entity *owner(const struct allocation *allocation,
                                  const struct element *container)
{
    for (const struct taken *t = allocation->taken; t; t = t->next)
        if (t->container == container)
            return t->entity;
    return NULL;
}

static void take(struct allocation *allocation, const struct entity *entity,
                 const struct element *container)
{
    struct taken *taken = arena_alloc(allocation->form->arena, sizeof(*taken));
    taken->container = container;
    taken->entity = entity;
    taken->next = allocation->taken;
    allocation->taken = taken;
}

/* Takes the container, and all between it and what is saved. */
static void settle(struct allocation *allocation, struct entity *entity,
                   const struct element *container)
{
    entity->container = container;
    take(allocation, entity, container);
    for (const struct entity_use *u = entity->uses; u; u = u->next) {
        const struct element *e = u->property ? u->container : NULL;
        for (; e && is_at_or_above(container, e); e = e->parent)
            take(allocation, entity, e);
    }
}

/* Another entity that stands where a property of this one is saved. */
static const struct entity *saver_conflict(const struct allocation *allocation,
                                           const struct entity *entity)
{
    for (const struct entity_use *u = entity->uses; u; u = u->next) {
        const struct entity *other =
            u->property ? owner(allocation, u->container) : NULL;
        if (other)
            return other;
    }
    return NULL;
}

static void allocate(struct allocation *allocation,
                     const struct request *request)
{
    const struct entity *conflict = NULL;
    const struct element *e = request->wanted;
    for (; e && is_at_or_above(request->scope, e); e = e->parent) {
        conflict = owner(allocation, e);
        if (!conflict) {
            settle(allocation, request->entity, e);
            return;
        }
        const struct entity *saver =
            saver_conflict(allocation, request->entity);
        if (saver) {
            conflict = saver;
            break;
        }
    }
    problem_say(allocation->form->problems, MSG_ENTITY_NO_PLACE,
                ((struct place){"entities", request->entity->row, ""}),
                request->entity->dataset, conflict ? conflict->dataset : "");
}

static struct element *add_attribute(struct form *form, struct element *entity,
                                     const char *name, const char *value)
{
    struct element *e = form_add(form, entity, ELEMENT_ATTRIBUTE, name, NULL);
    e->value = value;
    e->sheet = entity->sheet;
    e->row = entity->row;
    return e;
}

static void bind_to(struct form *form, struct element *element,
                    const char *expression)
{
    struct dict *bind = dict_put_map(form->arena, element->fields, "bind");
    if (expression)
        dict_set(form->arena, bind, "calculate", expression);
    dict_set(form->arena, bind, "readonly", "true()");
    dict_set(form->arena, bind, "type", "string");
}

static void add_versions(struct form *form, struct element *element,
                         const struct entity *entity, const char *id)
{
    static const char *const PAIRS[][2] = {
        {"baseVersion", "__version"},
        {"trunkVersion", "__trunkVersion"},
        {"branchId", "__branchId"},
    };
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++)
        bind_to(form, add_attribute(form, element, PAIRS[i][0], ""),
                arena_printf(form->arena,
                             "instance('%s')/root/item[name=%s]/%s",
                             entity->dataset, id, PAIRS[i][1]));
}

static void add_id(struct form *form, struct element *element, const char *id)
{
    struct element *attribute = add_attribute(form, element, "id", "");
    bind_to(form, attribute, id);
    if (id)
        return;
    survey_act(form, attribute, "setvalue", EVENT_FIRST_LOAD, "uuid()");
    if (repeats_of(element) > 0)
        survey_act(form, attribute, "setvalue", EVENT_NEW_REPEAT, "uuid()");
}

static void build(struct form *form, struct element *meta,
                  const struct entity *entity)
{
    const char *id = dict_text(entity->fields, "entity_id");
    const char *create = dict_text(entity->fields, "create_if");
    const char *update = dict_text(entity->fields, "update_if");
    const char *label = dict_text(entity->fields, "label");
    struct element *element =
        form_add(form, meta, ELEMENT_GROUP, "entity", NULL);
    element->sheet = "entities";
    element->row = entity->row;
    element->is_bodyless = true;

    add_attribute(form, element, "dataset", entity->dataset);
    if (!id || create) {
        struct element *made = add_attribute(form, element, "create", "1");
        if (create)
            bind_to(form, made, create);
    }
    if (id) {
        struct element *made = add_attribute(form, element, "update", "1");
        if (update)
            bind_to(form, made, update);
        add_versions(form, element, entity, id);
    }
    add_id(form, element, id);
    if (!label)
        return;
    struct element *node =
        form_add(form, element, ELEMENT_QUESTION, "label", NULL);
    node->sheet = "entities";
    node->row = entity->row;
    bind_to(form, node, label);
}

static void put(struct form *form, struct entity *entity, struct element *meta)
{
    struct element *container = (struct element *)entity->container;
    if (!container)
        return;
    if (container->kind != ELEMENT_SURVEY) {
        meta = form_add(form, container, ELEMENT_GROUP, "meta", NULL);
        meta->is_bodyless = true;
    }
    build(form, meta, entity);
}

/* Requests of the same scope are served together, in the sheet's order. */
static void allocate_all(struct allocation *allocation,
                         struct request *requests, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (requests[i].entity)
            allocate(allocation, &requests[i]);
}

void entity_place(struct form *form, struct element *meta)
{
    struct allocation allocation = {.form = form};
    size_t count = 0;
    for (struct entity *e = form->entities; e; e = e->next)
        count++;
    if (count == 0)
        return;

    struct request *requests =
        arena_array(form->arena, count, sizeof(*requests));
    bool good = true;
    size_t i = 0;
    for (struct entity *e = form->entities; e; e = e->next)
        good = make_request(form, e, &requests[i++]) && good;
    /* A lone entity of the survey stands in its meta, not in a group's. */
    if (good && count == 1 && requests[0].scope == form->root)
        requests[0].wanted = form->root;
    if (!good)
        return;
    allocate_all(&allocation, requests, count);

    form->entity_version = count > 1 ? "2025.1.0" : "2024.1.0";
    for (struct entity *e = form->entities; e; e = e->next) {
        if (e->container && repeats_of(e->container) > 0)
            form->entity_version = "2025.1.0";
        put(form, e, meta);
    }
}
