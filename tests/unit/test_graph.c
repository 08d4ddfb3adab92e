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
    bool is_restless; /* chance, the clock, failures, answers written over */
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

static const char *any_shape(struct plan *plan)
{
    static const char *const SHAPES[] = {"sum(%s) + 1", "count(%s)",
                                         "if(sum(%s) > 2, 1, 0)", "max(%s)",
                                         "count-non-empty(%s)"};
    /* The third fails as soon as there are two of them. */
    static const char *const RESTLESS[] = {
        "sum(%s) + random()", "once(random() * count(%s))", "%s + 1",
        "once(sum(%s))", "sum(%s) + decimal-date-time(now())"};

    if (plan->is_restless && dice(plan, 3) == 0)
        return RESTLESS[dice(plan, COUNT_OF(RESTLESS))];
    return SHAPES[dice(plan, COUNT_OF(SHAPES))];
}

static void print_calculate(struct plan *plan, size_t i, struct buf *out)
{
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
    const char *shape = any_shape(plan);
    const char *hole = strstr(shape, "%s");
    buf_add(out, shape, (size_t)(hole - shape));
    buf_puts(out, buf_text(&ref));
    buf_puts(out, hole + 2);
    buf_clear(&ref);
}

static void print_bind(struct plan *plan, size_t i, struct buf *out)
{
    struct buf text;

    buf_printf(out, "<bind nodeset=\"%s/q%zu\" type=\"%s\"", plan->parent[i], i,
               plan->is_restless ? "decimal" : "int");
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

    if (!node || dice(plan, 6) == 0) {
        grow(plan, s);
        return;
    }
    if (node_has(node, NODE_REPEAT)) {
        if (dice(plan, 3) == 0)
            repeat_remove(s, node);
        return;
    }
    if (!plan->is_calculated[number_of(node)] ||
        (plan->is_restless && dice(plan, 20) == 0))
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

/* One step in two sessions that stand alike; the second takes nothing as
 * settled. */
static void step_both(struct plan *plan, struct session *pruned,
                      struct session *full)
{
    struct plan again = *plan;

    buf_reset(&pruned->fault);
    buf_reset(&full->fault);
    full->is_unsettled = true;
    step(plan, pruned);
    step(&again, full);
}

static void compare_both(const struct session *pruned,
                         const struct session *full, const char *form)
{
    char *mine = print_state(pruned), *all = print_state(full);

    if (strcmp(mine, all) != 0)
        print_message("%s\n%s\nshould be\n%s\n", form, mine, all);
    assert_string_equal(mine, all);
    assert_string_equal(session_fault(pruned), session_fault(full));
    free(mine);
    free(all);
}

/* How many steps were taken before the first session was unsettled too. */
static size_t run_restless_form(uint64_t seed)
{
    struct plan plan = {.random = seed * 2654435761u + 1, .is_restless = true};
    struct session_start start = {
        .random_seed = 1, .now_ms = 1795429230000, .id = "uuid:both"};
    struct session *pruned = NULL, *full = NULL;
    struct xform *form = NULL;
    size_t settled = 0;
    struct buf text;

    buf_init(&text, 0);
    print_form(&plan, &text);
    bool usable =
        !xform_load(&form, "random", buf_text(&text), text.size, NULL) &&
        !session_new(&pruned, form, &start) &&
        !session_new(&full, form, &start);
    for (int i = 0; usable && i < STEPS; i++) {
        pruned->start.now_ms = full->start.now_ms = start.now_ms + i * 1000000;
        step_both(&plan, pruned, full);
        compare_both(pruned, full, buf_text(&text));
        settled += !pruned->is_unsettled;
    }
    session_free(pruned);
    session_free(full);
    xform_free(form);
    buf_clear(&text);
    return settled;
}

/* Chance, the clock, once(), failures and values written over: what they give
 * must not depend on where a wave was cut short. */
static void stopping_where_nothing_changed_equals_following_all(void **state)
{
    const char *forms = getenv("FORMS");
    size_t count = forms ? strtoul(forms, NULL, 10) : 500, settled = 0;

    (void)state;
    for (size_t i = 0; i < count; i++)
        settled += run_restless_form(i);
    print_message("# %zu steps of settled forms\n", settled);
    assert_true(settled > count);
}

/* As in the reference engine: the wave goes through what has not changed. */
static void an_answer_replaces_what_was_written_over_far_behind_it(void **state)
{
    static const char FORM[] =
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
        "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><model>"
        "<instance><data id=\"x\"><z/><a/><c/></data></instance>"
        "<bind nodeset=\"/data/a\" calculate=\"number(/data/z > 2)\"/>"
        "<bind nodeset=\"/data/c\" calculate=\"/data/a + 1\"/>"
        "</model></h:head><h:body><input ref=\"/data/z\"/></h:body></h:html>";
    struct xform *form;
    struct session *s;

    (void)state;
    assert_int_equal(xform_load(&form, "x", FORM, strlen(FORM), NULL),
                     ERR_NONE);
    assert_int_equal(session_new(&s, form, NULL), ERR_NONE);
    struct node *z = node_child(s->root, "z"), *c = node_child(s->root, "c");
    store_value(s, z, "5", TYPE_INT);
    store_value(s, c, "9", TYPE_INT);
    store_value(s, z, "6", TYPE_INT);
    assert_string_equal(node_text(c), "2");
    session_free(s);
    xform_free(form);
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
        cmocka_unit_test(stopping_where_nothing_changed_equals_following_all),
        cmocka_unit_test(
            an_answer_replaces_what_was_written_over_far_behind_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
