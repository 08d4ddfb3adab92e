/* Expressions: parsed, printed, asked for what they read, and evaluated on a
 * small tree from two places of it. */
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/expr.h"
#include "form/node.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct world {
    struct names *names;
    struct node_pool *pool;
    struct node *root, *items;
};

static struct node *add(struct world *w, struct node *parent, const char *name,
                        const char *text, enum datatype type)
{
    struct node *node = node_new(w->pool, names_intern(w->names, name, "", ""));

    node_borrow_text(node, text);
    node->type = (uint8_t)type;
    if (parent)
        node_append(parent, node);
    return node;
}

/* /d with a, p/n twice and g; an instance of twenty items. */
static void build(struct world *w)
{
    static const char *const NAMES[] = {"a", "b", "c", "7"};

    *w = (struct world){.names = names_new(), .pool = node_pool_new()};
    w->root = add(w, NULL, "d", NULL, TYPE_STRING);
    add(w, w->root, "a", "2026-11-23", TYPE_DATE);
    for (int i = 0; i < 2; i++)
        add(w, add(w, w->root, "p", NULL, TYPE_STRING), "n", i ? "2" : "1.5",
            TYPE_DECIMAL);
    add(w, w->root, "g", "0 0 0 0; 0 1 0 0; 1 1 0 0; 0 0 0 0", TYPE_GEOSHAPE);
    w->items = add(w, NULL, "root", NULL, TYPE_STRING);
    for (int i = 0; i < 20; i++)
        add(w, add(w, w->items, "item", NULL, TYPE_STRING), "name",
            NAMES[i % 4], TYPE_STRING);
}

static struct node *find_instance(void *context, const char *id)
{
    struct world *w = context;

    return *id == 'i' ? w->items : NULL;
}

static int64_t now(void *context)
{
    (void)context;
    return 1795429230000;
}

static double chance(void *context)
{
    (void)context;
    return 0.25;
}

static void ignore(void *context, const struct expr_reference *reference)
{
    (void)context;
    (void)reference;
}

static void evaluate(const struct expr *expr, struct world *w,
                     struct node *node, struct arena *arena)
{
    const struct expr_host host = {.context = w,
                                   .instance = find_instance,
                                   .now_ms = now,
                                   .random = chance,
                                   .version = "1"};
    struct expr_context context = {.root = w->root,
                                   .node = node,
                                   .host = &host,
                                   .index = expr_index_new(),
                                   .arena = arena};
    struct buf text;
    struct value value;
    enum datatype held;

    buf_init(&text, 0);
    if (!expr_eval_value(expr, &context, &value, NULL)) {
        datatype_store(TYPE_INT, &value, &text, &held);
        datatype_store(TYPE_GEOSHAPE, &value, &text, &held);
    }
    buf_clear(&text);
    expr_index_free(context.index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *source = xstrndup((const char *)data, size);
    struct arena *arena = arena_new();
    struct expr *expr;
    struct world w;

    log_set_level(LOG_LEVEL_ERROR);
    if (!expr_parse(&expr, arena, source, NULL)) {
        struct buf tree;
        buf_init(&tree, 0);
        expr_print(expr, &tree);
        buf_clear(&tree);
        expr_references(expr, "/d/p/n", ignore, NULL);
        build(&w);
        evaluate(expr, &w, w.root, arena);
        evaluate(expr, &w, w.root->last, arena);
        node_pool_free(w.pool);
        names_free(w.names);
    }
    arena_free(arena);
    free(source);
    return 0;
}
