/* Actions of a form: setvalue and its relatives, by event. */
#include "load.h"
#include "lookup.h"

#include <string.h>

static const struct {
    const char *name;
    enum action_event event;
} EVENTS[] = {
    {"odk-instance-first-load", ON_FIRST_LOAD},
    {"xforms-ready", ON_FIRST_LOAD},
    {"odk-instance-load", ON_LOAD},
    {"odk-new-repeat", ON_NEW_REPEAT},
    {"jr-insert", ON_NEW_REPEAT},
    {"xforms-value-changed", ON_VALUE_CHANGED},
    {"xforms-revalidate", ON_REVALIDATE},
};

static const struct {
    const char *name;
    enum action_kind kind;
    const char *ns; /* the only one in which it means something */
} KINDS[] = {
    {"setvalue", ACTION_SETVALUE, NULL},
    {"setgeopoint", ACTION_GEOPOINT, NS_ODK},
    {"recordaudio", ACTION_AUDIO, NS_ODK},
};

/* -1 for elements that are no actions. */
static int action_kind(const struct part *part)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (part_is(part, KINDS[i].name))
            return (int)i;
    }
    return -1;
}

bool load_is_action(const struct part *part)
{
    return action_kind(part) >= 0;
}

/* Events come as a blank-separated list; one that nobody knows would never
 * happen, so it is an error and not a matter of taste. */
static unsigned read_events(struct load *load, const struct part *part)
{
    const char *names = part_get(part, "event");
    unsigned events = 0;

    if (!names || !*names) {
        load_error(load, part->line, "<%s> without event", part->name->local);
        return 0;
    }
    for (const char *at = names; *at;) {
        size_t size = strcspn(at, " \t\r\n"), i = 0;
        while (i < COUNT_OF(EVENTS) &&
               (strncmp(EVENTS[i].name, at, size) != 0 || EVENTS[i].name[size]))
            i++;
        if (i < COUNT_OF(EVENTS))
            events |= EVENTS[i].event;
        else if (size)
            load_error(load, part->line, "<%s> for the unknown event \"%.*s\"",
                       part->name->local, (int)size, at);
        at += size + strspn(at + size, " \t\r\n");
    }
    return events;
}

/* Groups without a ref stand for the place around them. */
static const char *owner_path(const struct load *load,
                              const struct element *owner)
{
    while (owner && !owner->field)
        owner = owner->parent;
    return owner ? owner->field->path : load->form->fields[0]->path;
}

/* What it changes; NULL after an error. */
static struct field *target_field(struct load *load, const struct part *part,
                                  const struct element *owner)
{
    const char *ref = part_get(part, "ref");
    const char *bind = part_get(part, "bind");

    if (bind)
        return lookup_get(load->bind_ids, bind);
    const char *path =
        ref ? load_path(load, ref, owner_path(load, owner)) : NULL;
    struct field *field = path ? lookup_get(load->form->paths, path) : NULL;
    if (!field)
        load_error(load, part->line,
                   "<%s> of %s, which is no node of the primary instance",
                   part->name->local, ref ? ref : "nothing");
    return field;
}

static bool is_allowed(struct load *load, const struct part *part,
                       const struct action *action)
{
    const char *ns = KINDS[action_kind(part)].ns;

    if (ns && strcmp(part->name->ns, ns) != 0) {
        load_error(load, part->line, "<%s> must be in the namespace %s",
                   part->name->local, ns);
        return false;
    }
    if (action->events & ON_NEW_REPEAT && !action->owner) {
        load_error(load, part->line,
                   "<%s> on odk-new-repeat must stand inside its <repeat>",
                   part->name->local);
        return false;
    }
    return true;
}

/* A change of value is looked up by field: it happens with every answer. */
static void register_action(struct load *load, struct action *action)
{
    items_add(&load->form->actions, action);
    if (action->events & ON_VALUE_CHANGED && action->owner &&
        action->owner->field)
        items_add(&action->owner->field->actions, action);
}

/* An empty value attribute counts as none: the content is the value then. */
void load_action(struct load *load, const struct part *part,
                 struct element *owner)
{
    struct arena *arena = load->form->arena;
    struct action *action = arena_alloc(arena, sizeof *action);
    const char *value = part_get(part, "value");
    const char *ref = part_get(part, "ref");

    action->kind = KINDS[action_kind(part)].kind;
    action->owner = owner;
    action->line = part->line;
    action->events = read_events(load, part);
    if (!is_allowed(load, part, action))
        return;
    action->target = target_field(load, part, owner);
    if (!action->target)
        return;
    if (ref)
        action->path = load_expr(load, ref, part->line, "ref of an action");
    if (value && *value)
        action->value =
            load_expr(load, value, part->line, "value of an action");
    else
        action->text = part_content(part, arena);
    register_action(load, action);
}

void load_actions(struct load *load)
{
    for (struct part *p = load->model->first; p; p = p->next) {
        if (p->name && load_is_action(p))
            load_action(load, p, NULL);
    }
}
