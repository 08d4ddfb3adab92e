#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/xml.h"
#include "form/expr.h"
#include "form/node.h"
#include "form/node_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A tree read from a line of XML. Attributes type, irrelevant and here say
 * what a bind would, and where "." is. */
struct fixture {
    struct names *names;
    struct node_pool *pool;
    struct node *root, *at, *here;
};

static enum err start(void *context, const struct xml_element *element)
{
    struct fixture *f = context;
    struct node *node =
        node_new(f->pool, names_intern(f->names, element->name, "", ""));

    for (size_t i = 0; i < element->attributes_count; i++) {
        const struct xml_attribute *a = &element->attributes[i];
        if (!strcmp(a->name, "type")) {
            node->type = (uint8_t)datatype_parse(a->value);
        } else if (!strcmp(a->name, "irrelevant")) {
            node_mark(node, NODE_IRRELEVANT, true);
        } else if (!strcmp(a->name, "here")) {
            f->here = node;
        } else {
            struct node *attribute =
                node_new(f->pool, names_intern(f->names, a->name, "", ""));
            node_set_text(attribute, a->value);
            node_add_attribute(node, attribute);
        }
    }
    if (f->at)
        node_append(f->at, node);
    else
        f->root = node;
    f->at = node;
    return ERR_NONE;
}

static enum err end(void *context, const char *name, const char *ns)
{
    struct fixture *f = context;

    (void)name;
    (void)ns;
    f->at = f->at->parent;
    return ERR_NONE;
}

static enum err text(void *context, const char *data, size_t size)
{
    struct fixture *f = context;
    char *copy = xstrndup(data, size);

    node_set_text(f->at, copy);
    free(copy);
    return ERR_NONE;
}

static void open_fixture(struct fixture *f, const char *xml)
{
    const struct xml_handler handler = {start, end, text};

    *f = (struct fixture){.names = names_new(), .pool = node_pool_new()};
    if (strcmp(xml, "-") != 0)
        assert_int_equal(xml_read(xml, strlen(xml), &handler, f, NULL),
                         ERR_NONE);
    if (!f->here)
        f->here = f->root;
}

static void close_fixture(struct fixture *f)
{
    node_pool_free(f->pool);
    names_free(f->names);
}

static void print_value(const struct value *value, struct arena *arena,
                        struct buf *out)
{
    static const char *const KINDS[] = {"string", "number", "boolean", "date",
                                        "nodes"};

    buf_puts(out, KINDS[value->kind]);
    if (value->kind != VALUE_NODES)
        buf_printf(out, " %s", value_to_text(value, arena));
    for (size_t i = 0; value->kind == VALUE_NODES && i < value->as.nodes.count;
         i++) {
        buf_putc(out, ' ');
        node_path(value->as.nodes.items[i], out);
    }
}

static void evaluate(struct fixture *f, const char *source, struct arena *arena,
                     struct buf *out)
{
    struct expr_context context = {
        .root = f->root, .node = f->here, .arena = arena};
    struct expr_error why;
    struct expr *expr;
    struct value value;

    if (expr_parse(&expr, arena, source, &why) ||
        expr_eval(expr, &context, &value, &why)) {
        assert_true(*why.reason);
        buf_puts(out, "error");
    } else {
        print_value(&value, arena, out);
    }
}

/* Numbers from different mathematics libraries differ in the last digits. */
static bool are_same(const char *a, const char *b)
{
    if (!strncmp(a, "number ", 7) && !strncmp(b, "number ", 7) &&
        strchr(a, '.') && a[7] != '-') {
        double x = strtod(a + 7, NULL), y = strtod(b + 7, NULL);
        return x - y <= 1e-9 * x && y - x <= 1e-9 * x;
    }
    return !strcmp(a, b);
}

static bool try_case(const char *file, char *const lines[3])
{
    struct fixture f;
    struct arena *arena = arena_new();
    struct buf got;

    open_fixture(&f, lines[1]);
    buf_init(&got, 0);
    evaluate(&f, lines[0], arena, &got);
    bool right = are_same(buf_text(&got), lines[2]);
    if (!right)
        print_message("%s: %s\n  on %s\n  wanted %s\n  got    %s\n", file,
                      lines[0], lines[1], lines[2], buf_text(&got));
    buf_clear(&got);
    arena_free(arena);
    close_fixture(&f);
    return right;
}

/* Cases are three lines: expression, instance ("-": none), result. */
static void try_file(const char *path)
{
    struct buf content;
    char *lines[3], *rest;
    size_t count = 0, failed = 0, n = 0;

    buf_init(&content, 1 << 20);
    assert_int_equal(file_read(path, &content), ERR_NONE);
    for (char *line = content.data; line && *line; line = rest) {
        rest = strchr(line, '\n');
        if (rest)
            *rest++ = '\0';
        if (n == 0 && !*line)
            continue;
        lines[n++] = line;
        if (n < 3)
            continue;
        failed += !try_case(path, lines);
        count++;
        n = 0;
    }
    buf_clear(&content);
    assert_true(count > 10);
    assert_int_equal(failed, 0);
}

static void evaluates_operators(void **state)
{
    (void)state;
    try_file("tests/xpath/operators.cases");
}

static void follows_paths(void **state)
{
    (void)state;
    try_file("tests/xpath/paths.cases");
}

static void knows_functions_of_texts(void **state)
{
    (void)state;
    try_file("tests/xpath/texts.cases");
}

static void knows_functions_of_values(void **state)
{
    (void)state;
    try_file("tests/xpath/values.cases");
}

static void knows_functions_of_dates(void **state)
{
    (void)state;
    try_file("tests/xpath/dates.cases");
}

static void keeps_answers_out_of_reasons(void **state)
{
    static const char *const SOURCES[] = {
        "date(/d/secret)", "distance(/d/secret)", "decimal-time(/d/secret)",
        "date(1234567890123)"};
    struct arena *arena = arena_new();
    struct fixture f;

    (void)state;
    open_fixture(&f, "<d><secret>hush1234</secret></d>");
    for (size_t i = 0; i < COUNT_OF(SOURCES); i++) {
        struct expr_context context = {
            .root = f.root, .node = f.here, .arena = arena};
        struct expr_error why;
        struct expr *expr;
        struct value value;
        assert_int_equal(expr_parse(&expr, arena, SOURCES[i], NULL), ERR_NONE);
        assert_int_equal(expr_eval(expr, &context, &value, &why), ERR_FORMAT);
        assert_null(strstr(why.reason, "hush"));
        assert_null(strstr(why.reason, "1234"));
    }
    close_fixture(&f);
    arena_free(arena);
}

static struct node *find_items(void *context, const char *id)
{
    return strcmp(id, "items") ? NULL : context;
}

/* Rows 0..count-1: name "n<i>", number i mod 10. */
static struct node *make_items(struct fixture *f, size_t count)
{
    struct node *root =
        node_new(f->pool, names_intern(f->names, "root", "", ""));

    for (size_t i = 0; i < count; i++) {
        struct node *item =
            node_new(f->pool, names_intern(f->names, "item", "", ""));
        struct node *name =
            node_new(f->pool, names_intern(f->names, "name", "", ""));
        struct node *digit =
            node_new(f->pool, names_intern(f->names, "digit", "", ""));
        char text_of[32];
        snprintf(text_of, sizeof text_of, "n%zu", i);
        node_set_text(name, text_of);
        snprintf(text_of, sizeof text_of, "%zu", i % 10);
        node_set_text(digit, text_of);
        node_append(item, name);
        node_append(item, digit);
        node_append(root, item);
    }
    return root;
}

static void finds_the_same_with_an_index_as_without(void **state)
{
    static const char *const SOURCES[] = {
        "instance('items')/root/item[name = 'n17']/name",
        "instance('items')/root/item[digit = 3 and name != 'n3']/name",
        "instance('items')/root/item['n5' = name]",
        "instance('items')/root/item[digit = '7'][position() = 2]/name",
        "instance('items')/root/item[name = /d/w]/digit",
        "instance('items')/root/item[name = 'none']",
        "instance('items')/root/item[missing = '']/name",
        "instance('items')/root/item[digit = 2.5]",
        "instance('items')/root/item[name = concat('n', 4)]",
    };
    struct expr_index *index = expr_index_new();
    struct arena *arena = arena_new();
    struct fixture f;

    (void)state;
    open_fixture(&f, "<d><w>n23</w></d>");
    struct expr_host host = {.context = make_items(&f, 100),
                             .instance = find_items};
    for (size_t i = 0; i < COUNT_OF(SOURCES); i++) {
        struct expr_context context = {
            .root = f.root, .node = f.here, .host = &host, .arena = arena};
        struct expr *expr;
        struct value plain, indexed;
        assert_int_equal(expr_parse(&expr, arena, SOURCES[i], NULL), ERR_NONE);
        assert_int_equal(expr_eval(expr, &context, &plain, NULL), ERR_NONE);
        context.index = index;
        assert_int_equal(expr_eval(expr, &context, &indexed, NULL), ERR_NONE);
        assert_int_equal(plain.as.nodes.count, indexed.as.nodes.count);
        for (size_t j = 0; j < plain.as.nodes.count; j++)
            assert_ptr_equal(plain.as.nodes.items[j],
                             indexed.as.nodes.items[j]);
    }
    close_fixture(&f);
    arena_free(arena);
    expr_index_free(index);
}

static void stops_what_looks_at_too_many_nodes(void **state)
{
    struct arena *arena = arena_new();
    struct expr_error why;
    struct fixture f;
    struct value value;
    struct expr *expr;

    (void)state;
    open_fixture(&f, "<d/>");
    struct expr_host host = {.context = make_items(&f, 3000),
                             .instance = find_items};
    struct expr_context context = {
        .root = f.root, .node = f.here, .host = &host, .arena = arena};
    assert_int_equal(
        expr_parse(&expr, arena,
                   "instance('items')//item[count(instance('items')//item"
                   "[digit > 1]) > count(../item[name != 'x'])]",
                   NULL),
        ERR_NONE);
    assert_int_equal(expr_eval(expr, &context, &value, &why), ERR_FORMAT);
    assert_non_null(strstr(why.reason, "too many"));
    close_fixture(&f);
    arena_free(arena);
}

static void gives_irrelevant_nodes_only_when_asked_for_all(void **state)
{
    struct arena *arena = arena_new();
    struct fixture f;
    struct expr *expr;
    struct node **items;
    size_t count;

    (void)state;
    open_fixture(&f, "<d><p irrelevant=''/><p/></d>");
    struct expr_context context = {
        .root = f.root, .node = f.root, .arena = arena};
    assert_int_equal(expr_parse(&expr, arena, "/d/p", NULL), ERR_NONE);
    assert_int_equal(
        expr_eval_nodes(expr, &context, false, &items, &count, NULL), 0);
    assert_int_equal(count, 1);
    assert_int_equal(
        expr_eval_nodes(expr, &context, true, &items, &count, NULL), 0);
    assert_int_equal(count, 2);
    close_fixture(&f);
    arena_free(arena);
}

/* What is not so simple is left to be evaluated. */
static void reads_a_child_without_evaluating(void **state)
{
    static const struct {
        const char *source, *wanted;
    } CASES[] = {
        {"label", "L"},    {"twice", NULL},        {"gone", NULL},
        {"number", NULL},  {"none", NULL},         {"../d", NULL},
        {"@id", NULL},     {"label[1 = 1]", NULL}, {"empty", ""},
        {"'label'", NULL}, {"/d/label", NULL},
    };
    struct arena *arena = arena_new();
    struct fixture f;

    (void)state;
    open_fixture(&f, "<d id='i'><label>L</label><twice/><twice/>"
                     "<gone irrelevant=''>g</gone><empty/>"
                     "<number type='int'>7</number></d>");
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct expr *expr;
        assert_int_equal(expr_parse(&expr, arena, CASES[i].source, NULL),
                         ERR_NONE);
        const char *text = expr_child_text(expr, f.root);
        assert_int_equal(!text, !CASES[i].wanted);
        if (text)
            assert_string_equal(text, CASES[i].wanted);
    }
    close_fixture(&f);
    arena_free(arena);
}

static void knows_a_list_that_is_always_the_same(void **state)
{
    static const struct {
        const char *source;
        bool wanted;
    } CASES[] = {
        {"instance('x')/root/item", true},
        {"instance('x')/root/item[a = 1]", false},
        {"instance('x')/root[1 = 1]/item", false},
        {"randomize(instance('x')/root/item)", false},
        {"/d/item", false},
        {"current()/../item", false},
        {"1", false},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct expr *expr;
        assert_int_equal(expr_parse(&expr, arena, CASES[i].source, NULL),
                         ERR_NONE);
        assert_int_equal(expr_is_whole_list(expr), CASES[i].wanted);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evaluates_operators),
        cmocka_unit_test(follows_paths),
        cmocka_unit_test(knows_functions_of_texts),
        cmocka_unit_test(knows_functions_of_values),
        cmocka_unit_test(knows_functions_of_dates),
        cmocka_unit_test(keeps_answers_out_of_reasons),
        cmocka_unit_test(finds_the_same_with_an_index_as_without),
        cmocka_unit_test(stops_what_looks_at_too_many_nodes),
        cmocka_unit_test(gives_irrelevant_nodes_only_when_asked_for_all),
        cmocka_unit_test(reads_a_child_without_evaluating),
        cmocka_unit_test(knows_a_list_that_is_always_the_same),
    };

    setenv("TZ", "UTC", 1);
    setenv("BARRIO_NOW", "2026-11-23T10:20:30Z", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
