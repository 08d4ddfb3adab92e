#include "form/node.h"

#include "base/buf.h"
#include "form/node_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct names *names;
    struct node_pool *pool;
    struct node *root;
};

static struct node *add(struct fixture *f, struct node *parent,
                        const char *name)
{
    struct node *node =
        node_new(f->pool, names_intern(f->names, name, NULL, NULL));

    if (parent)
        node_append(parent, node);
    return node;
}

static int open_tree(void **state)
{
    static struct fixture f;

    f = (struct fixture){.names = names_new(), .pool = node_pool_new()};
    f.root = add(&f, NULL, "d");
    *state = &f;
    return 0;
}

static int close_tree(void **state)
{
    struct fixture *f = *state;

    node_pool_free(f->pool);
    names_free(f->names);
    return 0;
}

static void assert_path(const struct node *node, const char *wanted)
{
    struct buf path;

    buf_init(&path, 0);
    node_path(node, &path);
    assert_string_equal(buf_text(&path), wanted);
    buf_clear(&path);
}

static void keeps_each_name_once(void **state)
{
    struct fixture *f = *state;
    const struct node_name *a = names_intern(f->names, "a", "p", "urn:x");

    assert_ptr_equal(a, names_intern(f->names, "a", "p", "urn:x"));
    assert_ptr_not_equal(a, names_intern(f->names, "a", "p", "urn:y"));
    for (int i = 0; i < 1000; i++) {
        char name[2] = {(char)('a' + i % 26), '\0'};
        names_intern(f->names, name, i % 2 ? "q" : "", NULL);
    }
    assert_ptr_equal(a, names_intern(f->names, "a", "p", "urn:x"));
}

static void counts_positions_by_name_without_templates(void **state)
{
    struct fixture *f = *state;
    struct node *template = add(f, f->root, "p");
    struct node *a = add(f, f->root, "p"), *b = add(f, f->root, "q");
    struct node *c = add(f, f->root, "p");

    node_mark(template, NODE_TEMPLATE, true);
    assert_int_equal(node_position(template), 0);
    assert_int_equal(node_position(a), 1);
    assert_int_equal(node_position(b), 1);
    assert_int_equal(node_position(c), 2);
    assert_int_equal(node_count(f->root, "p"), 2);
    assert_path(c, "/d[1]/p[2]");
    struct node *d = node_copy(f->pool, c);
    node_insert_after(f->root, a, d);
    assert_int_equal(node_position(d), 2);
    assert_int_equal(node_position(c), 3);
    node_unlink(a);
    assert_int_equal(node_position(d), 1);
    assert_int_equal(node_position(c), 2);
    node_free(f->pool, a);
    struct node *e = add(f, f->root, "p");
    assert_int_equal(node_position(e), 3);
}

static void finds_what_it_printed(void **state)
{
    struct fixture *f = *state;
    struct node *p = NULL, *n;

    for (int i = 0; i < 3; i++)
        p = add(f, f->root, "p");
    n = add(f, p, "n");
    struct node *id = add(f, NULL, "id");
    node_add_attribute(n, id);
    assert_ptr_equal(node_find(f->root, "/d[1]/p[3]/n[1]"), n);
    assert_ptr_equal(node_find(f->root, "/d/p[3]/x:n"), n);
    assert_ptr_equal(node_find(f->root, "/d[1]/p[3]/n[1]/@id"), id);
    assert_path(id, "/d[1]/p[3]/n[1]/@id");
    assert_null(node_find(f->root, "/d[1]/p[4]"));
    assert_null(node_find(f->root, "/e"));
    assert_null(node_find(f->root, "d/p"));
    assert_null(node_find(f->root, "/d/p[x]"));
    assert_null(node_find(f->root, ""));
}

static void finds_templates_only_in_a_model(void **state)
{
    struct fixture *f = *state;
    struct node *p = add(f, f->root, "p"), *n = add(f, p, "n");

    node_mark(p, NODE_TEMPLATE, true);
    assert_null(node_find(f->root, "/d/p/n"));
    assert_ptr_equal(node_find_model(f->root, "/d/p/n"), n);
    assert_ptr_equal(node_template(f->root, "p"), p);
}

static void copies_texts_and_attributes(void **state)
{
    struct fixture *f = *state;
    struct node *p = add(f, f->root, "p"), *n = add(f, p, "n");

    node_set_text(n, "x");
    node_add_attribute(p, add(f, NULL, "id"));
    node_borrow_text(p->attributes, "7");
    struct node *copy = node_copy(f->pool, p);
    node_set_text(n, "y");
    node_append(f->root, copy);
    assert_string_equal(node_text(copy->first), "x");
    assert_string_equal(node_text(node_attribute(copy, "id")), "7");
    assert_path(copy->first, "/d[1]/p[2]/n[1]");
    node_set_text(n, "");
    assert_true(node_is_empty(n));
}

static void walks_in_document_order(void **state)
{
    struct fixture *f = *state;
    struct node *a = add(f, f->root, "a"), *b = add(f, a, "b");
    struct node *c = add(f, f->root, "c");

    assert_ptr_equal(node_walk(f->root, f->root), a);
    assert_ptr_equal(node_walk(f->root, a), b);
    assert_ptr_equal(node_walk(f->root, b), c);
    assert_null(node_walk(f->root, c));
    assert_null(node_walk(a, b));
    assert_true(node_is_within(b, a));
    assert_false(node_is_within(c, a));
    assert_ptr_equal(node_root(b), f->root);
}

static void takes_freed_nodes_again(void **state)
{
    struct fixture *f = *state;

    add(f, f->root, "p");
    for (int i = 0; i < 1000; i++) {
        struct node *p = add(f, f->root, "p");
        node_set_text(add(f, p, "n"), "text");
        node_unlink(p);
        node_free(f->pool, p);
    }
    assert_true(node_pool_size(f->pool) < 4096);
    assert_int_equal(node_count(f->root, "p"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_each_name_once, open_tree,
                                        close_tree),
        cmocka_unit_test_setup_teardown(
            counts_positions_by_name_without_templates, open_tree, close_tree),
        cmocka_unit_test_setup_teardown(finds_what_it_printed, open_tree,
                                        close_tree),
        cmocka_unit_test_setup_teardown(finds_templates_only_in_a_model,
                                        open_tree, close_tree),
        cmocka_unit_test_setup_teardown(copies_texts_and_attributes, open_tree,
                                        close_tree),
        cmocka_unit_test_setup_teardown(walks_in_document_order, open_tree,
                                        close_tree),
        cmocka_unit_test_setup_teardown(takes_freed_nodes_again, open_tree,
                                        close_tree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
