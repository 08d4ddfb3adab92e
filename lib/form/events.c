/* Actions when something happens: setvalue, setgeopoint. */
#include "fill.h"

#include "form/node_path.h"

#include <string.h>

/* Actions may set off actions, but not for ever. */
enum { DEEPEST = 40, MOST_TARGETS = 2 };

struct targets {
    struct node *items[MOST_TARGETS];
    size_t count;
};

static void add_target(void *context, struct node *node)
{
    struct targets *targets = context;

    if (targets->count < MOST_TARGETS)
        targets->items[targets->count] = node;
    targets->count++;
}

/* A path without predicates means the nearest instance; with them it says
 * itself which one. */
static bool has_predicate(const struct action *action)
{
    for (const char *c = action->path ? expr_source(action->path) : ""; *c;
         c++) {
        if (*c == '[')
            return true;
    }
    return false;
}

/* What a target with predicates means from a node. */
static void find_by_path(struct session *s, const struct action *action,
                         struct node *from, struct targets *targets)
{
    struct expr_context at = compute_context(s, from);
    struct expr_error why = {0};
    struct node **found;
    size_t count = 0;

    arena_reset(s->scratch);
    if (expr_eval_nodes(action->path, &at, true, &found, &count, &why)) {
        compute_fault(s, from, "target of an action", why.reason);
        return;
    }
    for (size_t i = 0; i < count; i++)
        add_target(targets, found[i]);
}

static struct node *find_target(struct session *s, const struct action *action,
                                struct node *from)
{
    const struct field *field = action->target;
    struct targets targets = {.count = 0};
    struct node *top = from;

    if (has_predicate(action)) {
        find_by_path(s, action, from, &targets);
    } else {
        while (top->parent && !(node_field(top)->index <= field->index &&
                                field->index < node_field(top)->end))
            top = top->parent;
        near_each(s, field, top, add_target, &targets);
    }
    if (targets.count > 1) {
        compute_fault(s, from, "action",
                      "its target is in a repeat; say which instance");
        return NULL;
    }
    return targets.count ? targets.items[0] : NULL;
}

/* The value is asked from the target: relative paths begin there. */
static void set_value(struct session *s, const struct action *action,
                      struct node *target)
{
    struct expr_context at = compute_context(s, target);
    struct value value = value_text(action->text ? action->text : "");
    struct expr_error why = {0};
    struct buf text;
    enum datatype held;

    arena_reset(s->scratch);
    if (action->kind == ACTION_GEOPOINT)
        value = value_text(session_location(s));
    else if (action->value &&
             expr_eval_value(action->value, &at, &value, &why)) {
        compute_fault(s, target, "setvalue", why.reason);
        return;
    }
    buf_init(&text, 0);
    datatype_store((enum datatype)target->bound, &value, &text, &held);
    store_value(s, target, buf_text(&text), held);
    buf_clear(&text);
}

bool session_asks_location(const struct session *s)
{
    const struct items *actions = &s->form->actions;

    for (size_t i = 0; i < actions->count; i++) {
        const struct action *action = actions->items[i];
        if (action->kind == ACTION_GEOPOINT)
            return true;
    }
    return false;
}

/* Each place is kept as long as the session is: there are few. */
void session_set_location(struct session *s, const char *location)
{
    if (!*location)
        s->start.location = NULL;
    else if (!s->start.location || strcmp(s->start.location, location) != 0)
        s->start.location = arena_strdup(s->kept, location);
}

/* Sound is not recorded here, and without a position none is noted. */
static bool is_idle(const struct session *s, const struct action *action)
{
    return action->kind == ACTION_AUDIO ||
           (action->kind == ACTION_GEOPOINT && !s->start.location);
}

static void run(struct session *s, const struct action *action,
                struct node *from)
{
    struct node *target = find_target(s, action, from);

    if (!target || is_idle(s, action))
        return;
    if (s->depth == DEEPEST) {
        compute_fault(s, target, "setvalue", "actions set each other off");
        return;
    }
    s->depth++;
    set_value(s, action, target);
    s->depth--;
}

struct firing {
    struct session *session;
    const struct action *action;
};

static void run_at(void *context, struct node *node)
{
    const struct firing *firing = context;

    run(firing->session, firing->action, node);
}

/* An action inside a repeat's control runs for each instance there is. */
static void fire(struct session *s, const struct action *action)
{
    const struct element *owner = action->owner;
    struct firing firing = {s, action};

    while (owner && !owner->field)
        owner = owner->parent;
    if (owner)
        near_each(s, owner->field, s->root, run_at, &firing);
    else
        run(s, action, s->root);
}

static void fire_all(struct session *s, enum action_event event)
{
    const struct items *actions = &s->form->actions;

    for (int nested = 0; nested < 2; nested++) {
        for (size_t i = 0; i < actions->count; i++) {
            const struct action *action = actions->items[i];
            if (action->events & event && (action->owner != NULL) == nested)
                fire(s, action);
        }
    }
}

void events_load(struct session *session, bool first)
{
    if (first)
        fire_all(session, ON_FIRST_LOAD);
    fire_all(session, ON_LOAD);
}

bool session_acts_on_load(const struct session *s)
{
    const struct items *actions = &s->form->actions;

    for (size_t i = 0; i < actions->count; i++) {
        const struct action *action = actions->items[i];
        if (action->events & ON_LOAD)
            return true;
    }
    return false;
}

void session_load_again(struct session *s)
{
    answer_thaw(s);
    s->growths = 0;
    fire_all(s, ON_LOAD);
}

void events_revalidate(struct session *session)
{
    fire_all(session, ON_REVALIDATE);
}

void events_changed(struct session *session, struct node *node)
{
    const struct items *actions = &node_field(node)->actions;

    for (size_t i = 0; i < actions->count; i++)
        run(session, actions->items[i], node);
}

void events_new_repeat(struct session *session, const struct element *repeat,
                       struct node *node)
{
    const struct items *actions = &session->form->actions;

    for (size_t i = 0; i < actions->count; i++) {
        const struct action *action = actions->items[i];
        if (action->events & ON_NEW_REPEAT && action->owner == repeat)
            run(session, action, node);
    }
}
