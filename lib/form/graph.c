/* Which rule reads which field, and the order in which rules are evaluated
 * so that each comes after all it depends on. */
#include "model.h"

#include "base/buf.h"
#include "base/mem.h"
#include "lookup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct builder {
    struct xform *form;
    struct rule *rule;
};

/* One entry for each rule, with the widest of its ways to the field. Rules
 * come one after the other: an entry of this one can only be the last. */
static void add_reader(struct builder *b, struct field *field, size_t own_steps)
{
    size_t count = field->readers.count;
    struct reader *last = count ? field->readers.items[count - 1] : NULL;

    if (field->type == TYPE_TIME)
        b->rule->is_restless = true;
    if (last && last->rule == b->rule) {
        if (own_steps < last->own_steps)
            last->own_steps = own_steps;
        return;
    }
    struct reader *reader = arena_alloc(b->form->arena, sizeof *reader);
    *reader = (struct reader){b->rule, own_steps};
    items_add(&field->readers, reader);
}

/* Whether a path of a field fits a pattern with "*" steps and "//". */
static bool fits(const char *pattern, const char *path)
{
    while (*pattern) {
        size_t n = strcspn(pattern + 1, "/"), m = strcspn(path + 1, "/");
        if (n == 0) {
            for (const char *p = path; p; p = strchr(p + 1, '/')) {
                if (fits(pattern + 1, p))
                    return true;
            }
            return false;
        }
        bool any = n == 1 && pattern[1] == '*' && path[1] != '@';
        if (!*path ||
            (!any && (n != m || strncmp(pattern + 1, path + 1, n) != 0)))
            return false;
        pattern += 1 + n;
        path += 1 + m;
    }
    return !*path;
}

static void add_matches(struct builder *b, const char *pattern)
{
    for (size_t i = 0; i < b->form->fields_count; i++) {
        if (fits(pattern, b->form->fields[i]->path))
            add_reader(b, b->form->fields[i], 1);
    }
}

/* Below the last ancestor that both share, nothing may be there twice. */
static bool leads_to_one(const struct expr_reference *reference,
                         const struct field *field)
{
    for (; field && field->depth > reference->own_steps;
         field = field->parent) {
        if (field->is_many)
            return false;
    }
    return true;
}

static const struct expr_way *way_to(struct builder *b,
                                     const struct field *field)
{
    struct expr_way *way = arena_alloc(b->form->arena, sizeof *way);

    *way = (struct expr_way){b->rule->field, field};
    return way;
}

/* Paths that lead nowhere depend on nothing. */
static void on_reference(void *context, const struct expr_reference *reference)
{
    struct builder *b = context;

    if (reference->instance)
        return;
    struct field *field = xform_field(b->form, reference->path);
    if (field && reference->way && leads_to_one(reference, field))
        *reference->way = way_to(b, field);
    if (field)
        add_reader(b, field, reference->own_steps);
    else if (strchr(reference->path, '*') || strstr(reference->path, "//"))
        add_matches(b, reference->path);
}

/* The fields that a rule changes for its readers: a calculation its own, a
 * relevance all below; readonly and required are read by nobody. */
void rule_range(const struct rule *rule, size_t *from, size_t *to)
{
    *from = *to = rule->field->index;
    if (rule->kind == RULE_CALCULATE)
        *to = rule->field->index + 1;
    else if (rule->kind == RULE_RELEVANT)
        *to = rule->field->end;
}

/* Rules leave in turn when all they depend on has left; no recursion, since
 * a chain may be as long as a form. */
struct sorter {
    struct xform *form;
    size_t *waits;        /* by rule: for how many others */
    struct rule **sorted; /* those that have left */
    struct rule **before; /* by rule that waits: one it waits for */
    size_t count;
};

static void each_dependent(struct sorter *s, const struct rule *rule,
                           void (*visit)(struct sorter *s, struct rule *from,
                                         struct rule *to))
{
    size_t from, to;

    rule_range(rule, &from, &to);
    for (size_t i = from; i < to; i++) {
        const struct items *readers = &s->form->fields[i]->readers;
        for (size_t j = 0; j < readers->count; j++) {
            const struct reader *reader = readers->items[j];
            visit(s, (struct rule *)rule, reader->rule);
        }
    }
}

static void count_wait(struct sorter *s, struct rule *from, struct rule *to)
{
    (void)from;
    s->waits[to->order]++;
}

static void release(struct sorter *s, struct rule *from, struct rule *to)
{
    (void)from;
    if (--s->waits[to->order] == 0)
        s->sorted[s->count++] = to;
}

static void remember(struct sorter *s, struct rule *from, struct rule *to)
{
    if (s->waits[from->order] && s->waits[to->order])
        s->before[to->order] = from;
}

static void sort_rules(struct sorter *s)
{
    const struct items *rules = &s->form->rules;

    for (size_t i = 0; i < rules->count; i++)
        each_dependent(s, rules->items[i], count_wait);
    for (size_t i = 0; i < rules->count; i++) {
        if (!s->waits[i])
            s->sorted[s->count++] = rules->items[i];
    }
    for (size_t done = 0; done < s->count; done++)
        each_dependent(s, s->sorted[done], release);
}

/* Who waits, waits for somebody who waits: going back leads into a circle. */
static struct rule *find_cycle(struct sorter *s)
{
    const struct items *rules = &s->form->rules;
    struct rule *rule = NULL;

    for (size_t i = 0; i < rules->count; i++) {
        each_dependent(s, rules->items[i], remember);
        if (s->waits[i])
            rule = rules->items[i];
    }
    assert(rule);
    for (size_t i = 0; i < rules->count; i++)
        rule = s->before[rule->order];
    return rule;
}

enum { LONGEST_DESCRIPTION = 20 };

static const char *describe_cycle(struct sorter *s, const struct rule *cycle)
{
    const struct rule *rule = cycle;
    struct buf text;
    size_t count = 0;

    buf_init(&text, 0);
    buf_printf(&text, "expressions depend on each other in a circle: %s",
               cycle->field->path);
    do {
        rule = s->before[rule->order];
        if (++count <= LONGEST_DESCRIPTION)
            buf_printf(&text, " needs %s", rule->field->path);
    } while (rule != cycle);
    if (count > LONGEST_DESCRIPTION)
        buf_printf(&text, " and %zu more", count - LONGEST_DESCRIPTION);
    const char *why = arena_strdup(s->form->arena, buf_text(&text));
    buf_clear(&text);
    return why;
}

static void keep_order(struct sorter *s)
{
    for (size_t i = 0; i < s->count; i++) {
        s->form->rules.items[i] = s->sorted[i];
        s->sorted[i]->order = i;
    }
}

static void spread_restless(struct sorter *s, struct rule *from,
                            struct rule *to)
{
    (void)s;
    from->is_restless |= to->is_restless;
}

/* From the last rule to the first, so that each asks those that have asked. */
static void find_restless(struct sorter *s)
{
    for (size_t i = s->count; i-- > 0;)
        each_dependent(s, s->sorted[i], spread_restless);
}

/* A field that reads itself to decide whether it is there, required or
 * readonly can never settle, though nothing else reads that result. */
static struct rule *self_reference(const struct xform *form)
{
    for (size_t i = 0; i < form->rules.count; i++) {
        struct rule *rule = form->rules.items[i];
        for (size_t j = 0; j < rule->field->readers.count; j++) {
            struct reader *reader = rule->field->readers.items[j];
            if (reader->rule == rule)
                return rule;
        }
    }
    return NULL;
}

/* A time of day is one of today, and so asks for the date. */
static bool is_restless(const struct rule *rule)
{
    return expr_traits(rule->expr) &
               (EXPR_USES_TIME | EXPR_USES_RANDOM | EXPR_USES_LANGUAGE) ||
           rule->field->type == TYPE_TIME;
}

static void add_readers(struct xform *form)
{
    for (size_t i = 0; i < form->rules.count; i++) {
        struct builder b = {form, form->rules.items[i]};
        b.rule->order = i;
        b.rule->is_restless = is_restless(b.rule);
        expr_references(b.rule->expr, b.rule->field->path, on_reference, &b);
    }
}

bool graph_build(struct xform *form, const char **why, int *line)
{
    size_t count = form->rules.count;
    struct sorter sorter = {.form = form};

    add_readers(form);
    struct rule *cycle = self_reference(form);
    if (cycle) {
        *why = arena_printf(form->arena,
                            "the expression of %s depends on %s itself",
                            cycle->field->path, cycle->field->path);
        *line = cycle->line;
        return false;
    }
    sorter.waits = xcalloc(count + 1, sizeof *sorter.waits);
    sorter.sorted = xcalloc(count + 1, sizeof(struct rule *));
    sorter.before = xcalloc(count + 1, sizeof(struct rule *));
    sort_rules(&sorter);
    if (sorter.count == count) {
        keep_order(&sorter);
        find_restless(&sorter);
    } else {
        cycle = find_cycle(&sorter);
        *why = describe_cycle(&sorter, cycle);
        *line = cycle->line;
    }
    free(sorter.waits);
    free(sorter.sorted);
    free(sorter.before);
    return !cycle;
}
