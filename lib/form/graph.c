/* Which rule reads which field, and the order in which rules are evaluated
 * so that each comes after all it depends on. */
#include "model.h"

#include "base/buf.h"
#include "base/mem.h"
#include "lookup.h"

#include <stdlib.h>
#include <string.h>

struct builder {
    struct xform *form;
    struct rule *rule;
};

/* One entry for each rule, with the widest of its ways to the field. */
static void add_reader(struct builder *b, struct field *field, size_t own_steps)
{
    for (size_t i = 0; i < field->readers.count; i++) {
        struct reader *reader = field->readers.items[i];
        if (reader->rule != b->rule)
            continue;
        if (own_steps < reader->own_steps)
            reader->own_steps = own_steps;
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

/* Paths that lead nowhere depend on nothing. */
static void on_reference(void *context, const struct expr_reference *reference)
{
    struct builder *b = context;

    if (reference->instance)
        return;
    struct field *field = xform_field(b->form, reference->path);
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

enum { UNSEEN, OPEN, DONE };

struct sorter {
    struct xform *form;
    unsigned char *states; /* by rule->order before sorting */
    struct items path;     /* rules being visited */
    struct items sorted;   /* last first */
    struct rule *cycle;
};

static void visit(struct sorter *s, struct rule *rule);

static void visit_readers(struct sorter *s, const struct field *field)
{
    for (size_t i = 0; i < field->readers.count && !s->cycle; i++) {
        struct reader *reader = field->readers.items[i];
        visit(s, reader->rule);
    }
}

/* Depth first; a rule met again while it is open closes a circle. */
static void visit(struct sorter *s, struct rule *rule)
{
    size_t from, to;

    if (s->states[rule->order] == DONE)
        return;
    items_add(&s->path, rule);
    if (s->states[rule->order] == OPEN) {
        s->cycle = rule;
        return;
    }
    s->states[rule->order] = OPEN;
    rule_range(rule, &from, &to);
    for (size_t i = from; i < to && !s->cycle; i++)
        visit_readers(s, s->form->fields[i]);
    if (s->cycle)
        return;
    s->states[rule->order] = DONE;
    s->path.count--;
    items_add(&s->sorted, rule);
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

static const char *describe_cycle(struct sorter *s)
{
    struct buf text;
    size_t i = 0;

    while (s->path.items[i] != s->cycle)
        i++;
    buf_init(&text, 0);
    buf_puts(&text, "expressions depend on each other in a circle: ");
    for (; i < s->path.count; i++) {
        const struct rule *rule = s->path.items[i];
        buf_puts(&text, rule->field->path);
        if (i + 1 < s->path.count)
            buf_puts(&text, " -> ");
    }
    const char *why = arena_strdup(s->form->arena, buf_text(&text));
    buf_clear(&text);
    return why;
}

static void sort_rules(struct sorter *s)
{
    struct items *rules = &s->form->rules;

    for (size_t i = rules->count; i-- && !s->cycle;) {
        s->path.count = 0;
        visit(s, rules->items[i]);
    }
    if (s->cycle)
        return;
    for (size_t i = 0; i < rules->count; i++) {
        struct rule *rule = s->sorted.items[rules->count - 1 - i];
        rules->items[i] = rule;
        rule->order = i;
    }
}

bool graph_build(struct xform *form, const char **why, int *line)
{
    struct sorter sorter = {.form = form};
    struct rule *self;

    for (size_t i = 0; i < form->rules.count; i++) {
        struct builder b = {form, form->rules.items[i]};
        b.rule->order = i;
        expr_references(b.rule->expr, b.rule->field->path, on_reference, &b);
    }
    self = self_reference(form);
    if (self) {
        *why = arena_printf(form->arena,
                            "the expression of %s depends on %s itself",
                            self->field->path, self->field->path);
        *line = self->line;
        return false;
    }
    sorter.states = xcalloc(form->rules.count + 1, 1);
    sort_rules(&sorter);
    if (sorter.cycle) {
        *why = describe_cycle(&sorter);
        *line = sorter.cycle->line;
    }
    items_clear(&sorter.path);
    items_clear(&sorter.sorted);
    free(sorter.states);
    return !sorter.cycle;
}
