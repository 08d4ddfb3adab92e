/* Recomputing what depends on a change, and nothing else. A change marks the
 * rules that read it, each with the part of the instance in which it may now
 * differ; marked rules are evaluated in the order of the graph, and mark
 * those that read their results. Where a result is what it was, the wave ends
 * but for restless rules: now() and random() follow the event, not the
 * difference. */
#include "fill.h"

#include "base/mem.h"
#include "form/node_path.h"

#include <assert.h>
#include <string.h>

/* A heap by order: rules are marked in any order and leave in the graph's. */
static void queue_push(struct session *s, size_t order)
{
    size_t i = s->queue_count++;

    for (; i && s->queue[(i - 1) / 2] > order; i = (i - 1) / 2)
        s->queue[i] = s->queue[(i - 1) / 2];
    s->queue[i] = order;
}

static size_t queue_pop(struct session *s)
{
    size_t top = s->queue[0], last = s->queue[--s->queue_count], i = 0;

    for (;;) {
        size_t child = 2 * i + 1;
        if (child + 1 < s->queue_count && s->queue[child + 1] < s->queue[child])
            child++;
        if (child >= s->queue_count || s->queue[child] >= last)
            break;
        s->queue[i] = s->queue[child];
        i = child;
    }
    s->queue[i] = last;
    return top;
}

/* Where two changes lie apart, all between them is looked at again. */
static struct node *shared_ancestor(struct node *a, struct node *b)
{
    while (a != b) {
        if (node_field(a)->depth >= node_field(b)->depth)
            a = a->parent;
        else
            b = b->parent;
    }
    return a;
}

/* The part of the instance in which a rule must be evaluated when `node`
 * changed and the rule reaches it over own_steps ancestors of its own. */
static struct node *narrow(const struct rule *rule, struct node *node,
                           size_t own_steps)
{
    const struct field *target = rule->field;

    while (node->parent) {
        const struct field *f = node_field(node);
        if (f->depth <= own_steps && f->index <= target->index &&
            target->index < f->end)
            break;
        node = node->parent;
    }
    return node;
}

static void mark_rule(struct session *s, const struct rule *rule,
                      struct node *scope)
{
    struct node **slot = &s->scopes[rule->order];

    if (*slot) {
        *slot = shared_ancestor(*slot, scope);
        return;
    }
    *slot = scope;
    queue_push(s, rule->order);
}

static void mark_readers(struct session *s, const struct field *field,
                         struct node *node)
{
    for (size_t i = 0; i < field->readers.count; i++) {
        const struct reader *reader = field->readers.items[i];
        mark_rule(s, reader->rule,
                  narrow(reader->rule, node, reader->own_steps));
    }
}

static void mark_restless(struct session *s, const struct field *field,
                          struct node *node)
{
    for (size_t i = 0; i < field->readers.count; i++) {
        const struct reader *reader = field->readers.items[i];
        if (reader->rule->is_restless)
            mark_rule(s, reader->rule,
                      narrow(reader->rule, node, reader->own_steps));
    }
}

void compute_changed(struct session *s, struct node *node)
{
    mark_readers(s, node_field(node), node);
}

void compute_repeated(struct session *s, struct node *node)
{
    if (s->is_unsettled)
        mark_readers(s, node_field(node), node);
    else
        mark_restless(s, node_field(node), node);
}

void compute_unsettle(struct session *s, const struct node *node)
{
    if (node_field(node)->readers.count)
        s->is_unsettled = true;
}

void compute_added(struct session *s, struct node *node)
{
    const struct field *field = node_field(node);

    /* Who asks for the repeat itself is asked in all its instances. */
    mark_readers(s, field, node->parent);
    for (size_t i = field->index + 1; i < field->end; i++)
        mark_readers(s, s->form->fields[i], node);
    compute_below(s, node);
}

/* Rules inside the instance that went are gone with it; rules inside its
 * siblings see a change only if they look beyond themselves, or ask for
 * their position. */
void compute_removed(struct session *s, struct node *parent,
                     const struct field *field)
{
    for (size_t i = field->index; i < field->end; i++) {
        const struct field *f = s->form->fields[i];
        for (size_t j = 0; j < f->readers.count; j++) {
            const struct reader *reader = f->readers.items[j];
            if (f == field || reader->own_steps < field->depth)
                mark_rule(s, reader->rule,
                          narrow(reader->rule, parent, reader->own_steps));
        }
    }
}

void compute_below(struct session *s, struct node *node)
{
    const struct field *field = node_field(node);

    for (size_t i = field->index; i < field->end; i++) {
        for (size_t kind = 0; kind < 4; kind++) {
            const struct rule *rule = s->form->fields[i]->rules[kind];
            if (rule)
                mark_rule(s, rule, node);
        }
    }
}

void compute_fault(struct session *s, const struct node *node, const char *what,
                   const char *reason)
{
    if (s->fault.size)
        return;
    buf_printf(&s->fault, "%s of ", what);
    node_path(node, &s->fault);
    buf_printf(&s->fault, ": %s", reason);
}

struct expr_context compute_context(struct session *s, struct node *node)
{
    return (struct expr_context){.root = s->root,
                                 .node = node,
                                 .host = &s->host,
                                 .index = s->index,
                                 .arena = s->scratch};
}

/* Relevance and readonly pass down; they never pass up. */
static void inherit(struct node *node, bool irrelevant, bool readonly)
{
    irrelevant |= node_has(node, NODE_OWN_IRRELEVANT);
    readonly |= node_has(node, NODE_OWN_READONLY);
    node_mark(node, NODE_IRRELEVANT, irrelevant);
    node_mark(node, NODE_READONLY, readonly);
    for (struct node *a = node->attributes; a; a = a->next)
        inherit(a, irrelevant, readonly);
    for (struct node *n = node->first; n; n = n->next)
        inherit(n, irrelevant, readonly);
}

void compute_inherit(struct node *node)
{
    const struct node *parent = node->parent;

    inherit(node, parent && node_has(parent, NODE_IRRELEVANT),
            parent && node_has(parent, NODE_READONLY));
}

/* Whether the flag was otherwise before. */
static bool set_flag(struct node *node, enum node_flag flag, bool on)
{
    if (node_has(node, flag) == on)
        return false;
    node_mark(node, flag, on);
    compute_inherit(node);
    return true;
}

/* Whether anybody who reads the node sees a difference. */
static bool apply_condition(const struct session *s, const struct rule *rule,
                            struct node *node, bool on)
{
    if (rule->kind == RULE_RELEVANT)
        return set_flag(node, NODE_OWN_IRRELEVANT, !on && !s->start.everything);
    if (rule->kind == RULE_READONLY)
        set_flag(node, NODE_OWN_READONLY, on);
    else
        node_mark(node, NODE_REQUIRED, on);
    return false;
}

static const char *const RULE_WORDS[] = {
    [RULE_RELEVANT] = "relevant",
    [RULE_READONLY] = "readonly",
    [RULE_REQUIRED] = "required",
    [RULE_CALCULATE] = "calculate",
};

struct evaluation {
    struct session *session;
    const struct rule *rule;
    struct node *changed; /* where results differ from before, or NULL */
};

/* The result of a rule in a node; whether it is another than before. */
static bool apply(const struct session *s, const struct rule *rule,
                  struct node *node, const struct value *value)
{
    if (rule->kind == RULE_CALCULATE)
        return store_result(node, value);
    return apply_condition(s, rule, node, value_to_boolean(value));
}

/* The scratch arena holds one evaluation: results go into nodes at once. */
static void evaluate(void *context, struct node *node)
{
    struct evaluation *e = context;
    struct session *s = e->session;
    struct expr_context at = compute_context(s, node);
    struct expr_error why;
    struct value value;

    arena_reset(s->scratch);
    if (expr_eval_value(e->rule->expr, &at, &value, &why)) {
        compute_fault(s, node, RULE_WORDS[e->rule->kind], why.reason);
        s->is_unsettled = true;
    } else if (apply(s, e->rule, node, &value)) {
        e->changed = e->changed ? shared_ancestor(e->changed, node) : node;
    }
}

/* Readers of what a relevance governs see all below it change. */
static void mark_range(struct session *s, const struct rule *rule,
                       struct node *scope, struct node *changed)
{
    size_t from, to;

    rule_range(rule, &from, &to);
    for (size_t i = from; i < to; i++) {
        if (changed)
            mark_readers(s, s->form->fields[i], changed);
        if (rule->is_restless)
            mark_restless(s, s->form->fields[i], scope);
    }
}

void compute_run(struct session *s)
{
    while (s->queue_count) {
        struct rule *rule = s->form->rules.items[queue_pop(s)];
        struct node *scope = s->scopes[rule->order];
        struct evaluation evaluation = {.session = s, .rule = rule};
        assert(scope); /* with it the rule came into the queue */
        s->scopes[rule->order] = NULL;
        near_each(s, rule->field, scope, evaluate, &evaluation);
        mark_range(s, rule, scope,
                   s->is_unsettled ? scope : evaluation.changed);
    }
}
