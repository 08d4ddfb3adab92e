/* Our own instance tree: elements and attributes with a text, no document
 * kept beside it. Names are interned, nodes live in blocks of a pool and go
 * back to it when a repeat instance is deleted, so that ten thousand items
 * of a secondary instance cost some 80 bytes a node. */
#ifndef FORM_NODE_H
#define FORM_NODE_H

#include "base/attr.h"
#include "base/buf.h"
#include "form/datatype.h"
#include "form/names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct node_pool;

enum node_flag {
    NODE_ATTRIBUTE = 1 << 0,
    NODE_TEMPLATE = 1 << 1, /* jr:template: no part of any expression */
    NODE_REPEAT = 1 << 2,   /* an instance (or template) of a repeat */
    NODE_OWN_IRRELEVANT = 1 << 3,
    NODE_IRRELEVANT = 1 << 4, /* by itself or by an ancestor */
    NODE_REQUIRED = 1 << 5,
    NODE_OWN_READONLY = 1 << 6,
    NODE_READONLY = 1 << 7,  /* by itself or by an ancestor */
    NODE_OWNS_TEXT = 1 << 8, /* set by node_set_text only */
    NODE_FREE = 1 << 9,      /* in the pool's free list */
    NODE_USER = 1 << 16      /* this and higher bits: the session's own */
};

struct node {
    const struct node_name *name;
    struct node *parent;
    struct node *first; /* children */
    struct node *last;
    struct node *next;       /* sibling, or next attribute */
    struct node *attributes; /* linked by next, with NODE_ATTRIBUTE */
    const char *text;        /* canonical value, NULL when empty */
    const void *meta;        /* the bind of this node, copied with it */
    uint32_t flags;
    uint32_t position; /* use node_position(); 0: not known now */
    uint8_t type;      /* enum datatype under which text is held */
    uint8_t bound;     /* enum datatype of the bind */
};

/* A pool of nodes. */
struct node_pool *node_pool_new(void);
/* Frees all its nodes with their texts; NULL is accepted. */
void node_pool_free(struct node_pool *pool);
/* Bytes that the pool has taken for nodes and texts of its own. */
size_t node_pool_size(const struct node_pool *pool);

/* A new element or attribute, outside any tree. */
struct node *node_new(struct node_pool *pool, const struct node_name *name);
/* Unlinks a node from its parent (siblings, or attributes). */
void node_unlink(struct node *node);
/* Gives an unlinked subtree back to its pool. */
void node_free(struct node_pool *pool, struct node *node);

/* Links child as the last of parent. */
void node_append(struct node *parent, struct node *child);
/* Links child behind a sibling. */
void node_insert_after(struct node *parent, struct node *after,
                       struct node *child);
/* Links child as the first of parent. */
void node_prepend(struct node *parent, struct node *child);
/* Links an attribute (sets NODE_ATTRIBUTE) as the last of its owner. */
void node_add_attribute(struct node *owner, struct node *attribute);
/* A deep copy with texts, flags, types and meta. Borrowed texts stay
 * borrowed. */
struct node *node_copy(struct node_pool *pool, const struct node *node);

/* Copies the text ("" and NULL are empty). */
void node_set_text(struct node *node, const char *text);
/* Keeps a pointer to text that outlives the node. */
void node_borrow_text(struct node *node, const char *text);
/* The text, "" when empty. */
const char *node_text(const struct node *node);
/* Whether it has no text. */
bool node_is_empty(const struct node *node);
/* Whether one of the flags is set. */
bool node_has(const struct node *node, enum node_flag flag);
/* Sets or clears flags. */
void node_mark(struct node *node, enum node_flag flag, bool on);

#endif
