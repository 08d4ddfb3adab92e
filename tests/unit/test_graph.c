/* The graph: random forms (seeded) in which recomputing only what depends on
 * a change must give the same instance as recomputing everything. FORMS=N
 * says how many. */
#include "../../lib/form/fill.h"
#include "base/mem.h"
#include "form/node_path.h"
#include "form/xform.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { STEPS = 50, FIELDS = 14 };

/* Where a field stands: in the form, in repeat r, or in repeat s inside r. */
struct plan {
    const char *parent[FIELDS];
    bool is_calculated[FIELDS];
    uint64_t random;
};

static unsigned dice(struct plan *plan, unsigned sides)
{
    plan->random = plan->random * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(plan->random >> 33) % sides;
}

/* The path by which field `from` may speak of field `to`, in one of the ways
 * people write it. */
static void print_ref(struct plan *plan, size_t from, size_t to,
                      struct buf *out)
{
    const char *here = plan->parent[from], *there = plan->parent[to];

    if (!strcmp(here, there) && dice(plan, 2))
        buf_printf(out, "../q%zu", to);
    else if (!strcmp(here, "/data/r") && !strcmp(there, "/data/r") &&
             dice(plan, 2))
        buf_printf(out, "../../r/q%zu", to);
    else if (!strcmp(here, "/data/r") && !strcmp(there, "/data/r/s") &&
             dice(plan, 2))
        buf_printf(out, "../s/q%zu", to);
    else if (!strcmp(there, "/data/r") && strcmp(here, "/data/r") != 0 &&
             dice(plan, 3) == 0)
        buf_printf(out, "/data/r[q%zu > 1]/q%zu", to, to);
    else
        buf_printf(out, "%s/q%zu", there, to);
}

static void print_calculate(struct plan *plan, size_t i, struct buf *out)
{
    static const char *const SHAPES[] = {"sum(%s) + 1", "count(%s)",
                                         "if(sum(%s) > 2, 1, 0)", "max(%s)",
                                         "count-non-empty(%s)"};
    struct buf ref;

    if (plan->parent[i][5] && dice(plan, 5) == 0) {
        buf_puts(out, dice(plan, 2) ? "position(..)" : "count(../../r)");
        return;
    }
    if (dice(plan, 6) == 0) {
        buf_puts(out, "count(/data/r) + count(/data/r/s)");
        return;
    }
    buf_init(&ref, 0);
    print_ref(plan, i, dice(plan, (unsigned)i), &ref);
    const char *shape = SHAPES[dice(plan, COUNT_OF(SHAPES))];
    const char *hole = strstr(shape, "%s");
    buf_add(out, shape, (size_t)(hole - shape));
    buf_puts(out, buf_text(&ref));
    buf_puts(out, hole + 2);
    buf_clear(&ref);
}

static void print_bind(struct plan *plan, size_t i, struct buf *out)
{
    struct buf text;

    buf_printf(out, "<bind nodeset=\"%s/q%zu\" type=\"int\"", plan->parent[i],
               i);
    buf_init(&text, 0);
    if (plan->is_calculated[i]) {
        print_calculate(plan, i, &text);
        buf_puts(out, " calculate=\"");
    } else if (i > 1 && dice(plan, 3) == 0) {
        buf_puts(&text, "sum(");
        print_ref(plan, i, dice(plan, (unsigned)i), &text);
        buf_puts(&text, ") < 6");
        buf_puts(out, " relevant=\"");
    }
    for (const char *c = buf_text(&text); *c; c++) {
        if (*c == '<' || *c == '>')
            buf_puts(out, *c == '<' ? "&lt;" : "&gt;");
        else
            buf_putc(out, *c);
    }
    buf_puts(out, text.size ? "\"/>" : "/>");
    buf_clear(&text);
}

static void print_fields(const struct plan *plan, const char *parent,
                         const char *format, struct buf *out)
{
    for (size_t i = 0; i < FIELDS; i++) {
        if (strcmp(plan->parent[i], parent) != 0)
            continue;
        if (*format == '<')
            buf_printf(out, "<q%zu/>", i);
        else
            buf_printf(out, "<input ref=\"%s/q%zu\"/>", parent, i);
    }
}

static void print_form(struct plan *plan, struct buf *out)
{
    static const char *const PARENTS[] = {"/data", "/data/r", "/data/r/s"};

    for (size_t i = 0; i < FIELDS; i++) {
        plan->parent[i] = PARENTS[i < 2 ? i : dice(plan, 3)];
        plan->is_calculated[i] = i > 2 && dice(plan, 2);
    }
    buf_puts(out, "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
                  "xmlns:h=\"http://www.w3.org/1999/xhtml\" "
                  "xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><model>"
                  "<instance><data id=\"x\">");
    print_fields(plan, "/data", "<", out);
    buf_puts(out, "<r jr:template=\"\">");
    print_fields(plan, "/data/r", "<", out);
    buf_puts(out, "<s jr:template=\"\">");
    print_fields(plan, "/data/r/s", "<", out);
    buf_puts(out, "</s></r></data></instance>");
    for (size_t i = 0; i < FIELDS; i++)
        print_bind(plan, i, out);
    if (dice(plan, 2))
        buf_puts(out, "<bind nodeset=\"/data/r\" relevant=\"/data/q0 != 3\"/>");
    buf_puts(out, "</model></h:head><h:body>");
    print_fields(plan, "/data", "i", out);
    buf_puts(out, "<repeat nodeset=\"/data/r\">");
    print_fields(plan, "/data/r", "i", out);
    buf_puts(out, "<repeat nodeset=\"/data/r/s\">");
    print_fields(plan, "/data/r/s", "i", out);
    buf_puts(out, "</repeat></repeat></h:body></h:html>");
}

/* Any element of the instance but its root. */
static struct node *any_node(struct plan *plan, struct session *s)
{
    size_t count = 0;
    struct node *found = NULL;

    for (struct node *n = s->root->first; n; n = node_walk(s->root, n)) {
        if (dice(plan, (unsigned)++count) == 0)
            found = n;
    }
    return found;
}

static size_t number_of(const struct node *node)
{
    return strtoul(node->name->local + 1, NULL, 10);
}

static void grow(struct plan *plan, struct session *s)
{
    const struct field *r = xform_field(s->form, "/data/r");
    const struct field *inner = xform_field(s->form, "/data/r/s");
    struct node *around = s->root->last;

    if (dice(plan, 2) || !around || node_field(around) != r)
        repeat_add(s, r->control, s->root);
    else
        repeat_add(s, inner->control, around);
}

static void step(struct plan *plan, struct session *s)
{
    static const char *const VALUES[] = {"", "0", "1", "2", "3", "7"};
    struct node *node = any_node(plan, s);

    if (dice(plan, 6) == 0) {
        grow(plan, s);
        return;
    }
    if (node_has(node, NODE_REPEAT)) {
        if (dice(plan, 3) == 0)
            repeat_remove(s, node);
        return;
    }
    if (!plan->is_calculated[number_of(node)])
        store_value(s, node, VALUES[dice(plan, COUNT_OF(VALUES))], TYPE_INT);
}

static char *print_state(const struct session *s)
{
    struct buf out;

    buf_init(&out, 0);
    for (struct node *n = s->root; n; n = node_walk(s->root, n)) {
        node_path(n, &out);
        buf_printf(&out, " %s %d\n", node_text(n),
                   node_has(n, NODE_IRRELEVANT));
    }
    return buf_steal(&out);
}

static void compare_with_everything(struct session *s, const char *form)
{
    char *mine = print_state(s);

    compute_below(s, s->root);
    compute_run(s);
    char *all = print_state(s);
    if (strcmp(mine, all) != 0)
        print_message("%s\n%s\nshould be\n%s\n", form, mine, all);
    assert_string_equal(mine, all);
    free(mine);
    free(all);
}

static bool run_form(uint64_t seed)
{
    struct plan plan = {.random = seed * 2654435761u + 1};
    struct session_start start = {.random_seed = 1};
    struct session *s = NULL;
    struct xform *form = NULL;
    struct buf text;

    buf_init(&text, 0);
    print_form(&plan, &text);
    bool usable =
        !xform_load(&form, "random", buf_text(&text), text.size, NULL);
    if (usable)
        assert_int_equal(session_new(&s, form, &start), ERR_NONE);
    for (int i = 0; usable && i < STEPS; i++) {
        step(&plan, s);
        compare_with_everything(s, buf_text(&text));
    }
    session_free(s);
    xform_free(form);
    buf_clear(&text);
    return usable;
}

static void recomputing_what_depends_equals_recomputing_all(void **state)
{
    const char *forms = getenv("FORMS");
    size_t count = forms ? strtoul(forms, NULL, 10) : 500, usable = 0;

    (void)state;
    for (size_t i = 0; i < count; i++)
        usable += run_form(i);
    print_message("# %zu random forms, %d steps each\n", usable, STEPS);
    assert_true(usable * 2 > count);
}

static void rules_come_after_what_they_depend_on(void **state)
{
    struct xform *form;

    (void)state;
    assert_int_equal(xform_open(&form, "tests/forms/engine/household.xml"),
                     ERR_NONE);
    for (size_t i = 0; i < form->rules.count; i++) {
        const struct rule *rule = form->rules.items[i];
        assert_int_equal(rule->order, i);
        for (size_t j = 0; j < rule->field->readers.count; j++) {
            const struct reader *reader = rule->field->readers.items[j];
            if (rule->kind == RULE_CALCULATE)
                assert_true(reader->rule->order > i);
        }
    }
    xform_free(form);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_come_after_what_they_depend_on),
        cmocka_unit_test(recomputing_what_depends_equals_recomputing_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
