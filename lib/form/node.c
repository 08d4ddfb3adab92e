#include "form/node.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Blocks double from the first to the last count of nodes. */
enum { FIRST_NODES = 16, LAST_NODES = 1024 };

struct block {
    struct block *next;
    size_t used;
    size_t count;
    struct node nodes[];
};

struct node_pool {
    struct block *blocks;
    struct node *spare; /* freed nodes, linked by next */
    size_t next_count;
    size_t size;
};

struct node_pool *node_pool_new(void)
{
    struct node_pool *pool = xcalloc(1, sizeof *pool);

    pool->next_count = FIRST_NODES;
    return pool;
}

static void drop_text(struct node *node)
{
    if (node->flags & NODE_OWNS_TEXT)
        free((void *)node->text);
    node->text = NULL;
    node->flags &= ~(uint32_t)NODE_OWNS_TEXT;
}

void node_pool_free(struct node_pool *pool)
{
    if (!pool)
        return;
    for (struct block *block = pool->blocks, *next; block; block = next) {
        next = block->next;
        for (size_t i = 0; i < block->used; i++)
            drop_text(&block->nodes[i]);
        free(block);
    }
    free(pool);
}

size_t node_pool_size(const struct node_pool *pool)
{
    return pool->size;
}

/* Freed nodes first: sessions add and delete repeats by turns. */
static struct node *take(struct node_pool *pool)
{
    if (pool->spare) {
        struct node *node = pool->spare;
        pool->spare = node->next;
        *node = (struct node){0};
        return node;
    }
    if (!pool->blocks || pool->blocks->used == pool->blocks->count) {
        size_t size =
            sizeof(struct block) + pool->next_count * sizeof(struct node);
        struct block *block = xcalloc(1, size);
        block->count = pool->next_count;
        block->next = pool->blocks;
        pool->blocks = block;
        pool->size += size;
        if (pool->next_count < LAST_NODES)
            pool->next_count *= 2;
    }
    return &pool->blocks->nodes[pool->blocks->used++];
}

struct node *node_new(struct node_pool *pool, const struct node_name *name)
{
    struct node *node = take(pool);

    node->name = name;
    return node;
}

/* Positions of that name are counted again when somebody asks. */
static void forget_positions(struct node *parent, const char *local)
{
    for (struct node *n = parent->first; n; n = n->next) {
        if (!strcmp(n->name->local, local))
            n->position = 0;
    }
}

static void unlink_attribute(struct node *node)
{
    struct node **link = &node->parent->attributes;

    while (*link != node)
        link = &(*link)->next;
    *link = node->next;
}

/* Siblings are linked one way only, to keep nodes small; deleting is rare. */
static void unlink_child(struct node *node)
{
    struct node *parent = node->parent, *before = NULL;
    struct node **link = &parent->first;

    while (*link != node) {
        before = *link;
        link = &(*link)->next;
    }
    *link = node->next;
    if (parent->last == node)
        parent->last = before;
    forget_positions(parent, node->name->local);
}

void node_unlink(struct node *node)
{
    if (!node->parent)
        return;
    if (node->flags & NODE_ATTRIBUTE)
        unlink_attribute(node);
    else
        unlink_child(node);
    node->parent = NULL;
    node->next = NULL;
    node->position = 0;
}

void node_free(struct node_pool *pool, struct node *node)
{
    if (!node)
        return;
    assert(!(node->flags & NODE_FREE));
    for (struct node *n = node->attributes, *next; n; n = next) {
        next = n->next;
        node_free(pool, n);
    }
    for (struct node *n = node->first, *next; n; n = next) {
        next = n->next;
        node_free(pool, n);
    }
    drop_text(node);
    *node = (struct node){.flags = NODE_FREE, .next = pool->spare};
    pool->spare = node;
}

void node_append(struct node *parent, struct node *child)
{
    struct node *last = parent->last;

    child->parent = parent;
    child->next = NULL;
    child->position = 0;
    if (last)
        last->next = child;
    else
        parent->first = child;
    parent->last = child;
    /* Lists of items are built one by one: keep what is known. */
    if (last && last->name == child->name && last->position &&
        !(child->flags & NODE_TEMPLATE))
        child->position = last->position + 1;
}

void node_insert_after(struct node *parent, struct node *after,
                       struct node *child)
{
    assert(after->parent == parent);
    child->parent = parent;
    child->next = after->next;
    child->position = 0;
    after->next = child;
    if (parent->last == after)
        parent->last = child;
    forget_positions(parent, child->name->local);
}

void node_prepend(struct node *parent, struct node *child)
{
    child->parent = parent;
    child->next = parent->first;
    child->position = 0;
    parent->first = child;
    if (!parent->last)
        parent->last = child;
    forget_positions(parent, child->name->local);
}

void node_add_attribute(struct node *owner, struct node *attribute)
{
    struct node **link = &owner->attributes;

    while (*link)
        link = &(*link)->next;
    *link = attribute;
    attribute->parent = owner;
    attribute->next = NULL;
    attribute->flags |= NODE_ATTRIBUTE;
}

/* Texts that belong to the form stay shared with it. */
static struct node *copy_one(struct node_pool *pool, const struct node *node)
{
    struct node *copy = node_new(pool, node->name);

    copy->meta = node->meta;
    copy->flags = node->flags & ~(uint32_t)NODE_OWNS_TEXT;
    copy->type = node->type;
    copy->bound = node->bound;
    if (node->flags & NODE_OWNS_TEXT)
        node_set_text(copy, node->text);
    else
        copy->text = node->text;
    return copy;
}

struct node *node_copy(struct node_pool *pool, const struct node *node)
{
    struct node *copy = copy_one(pool, node);

    for (const struct node *n = node->attributes; n; n = n->next)
        node_add_attribute(copy, copy_one(pool, n));
    for (const struct node *n = node->first; n; n = n->next)
        node_append(copy, node_copy(pool, n));
    return copy;
}

void node_set_text(struct node *node, const char *text)
{
    char *copy = text && *text ? xstrdup(text) : NULL;

    drop_text(node);
    node->text = copy;
    if (copy)
        node->flags |= NODE_OWNS_TEXT;
}

void node_borrow_text(struct node *node, const char *text)
{
    drop_text(node);
    node->text = text && *text ? text : NULL;
}

const char *node_text(const struct node *node)
{
    return node->text ? node->text : "";
}

bool node_is_empty(const struct node *node)
{
    return !node->text;
}

bool node_has(const struct node *node, enum node_flag flag)
{
    return (node->flags & (uint32_t)flag) != 0;
}

void node_mark(struct node *node, enum node_flag flag, bool on)
{
    if (on)
        node->flags |= (uint32_t)flag;
    else
        node->flags &= ~(uint32_t)flag;
}
