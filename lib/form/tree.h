/* Builds a tree of nodes from the events of a document. */
#ifndef FORM_TREE_H
#define FORM_TREE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { TREE_RECENT = 32 };

struct arena;
struct names;
struct node;
struct node_name;
struct node_pool;
struct xml_element;
struct xml_error;

/* The name of an element, by the reader's own strings: see xml_element. */
struct recent {
    const char *name, *prefix, *ns;
    const struct node_name *known;
};

struct tree {
    struct recent recent[TREE_RECENT]; /* lists repeat a handful of names */
    struct node_pool *pool;
    struct names *names;
    struct arena *arena; /* of the texts, which the nodes borrow */
    struct node *root;
    struct node *at;
    struct buf text;
    bool keeps_blanks; /* around a leaf's text; otherwise they are cut off */
};

/* Prepares an empty tree; nothing is owned but the text at hand. */
void tree_init(struct tree *tree, struct node_pool *pool, struct names *names,
               struct arena *arena);
/* Frees what is no part of the result. */
void tree_clear(struct tree *tree);

/* To be called for each event; a second root is left out. */
void tree_start(struct tree *tree, const struct xml_element *element);
/* The element at hand ends. */
void tree_end(struct tree *tree);
/* Text of the element at hand. */
void tree_text(struct tree *tree, const char *text, size_t size);

/* Reads a whole document; *out is its root. why may be NULL. */
enum err tree_read(struct node_pool *pool, struct names *names,
                   struct arena *arena, const char *data, size_t size,
                   struct node **out, struct xml_error *why);

/* The same, but leaves keep the blanks around their texts: a response is
 * exported as it was given. */
enum err tree_read_exactly(struct node_pool *pool, struct names *names,
                           struct arena *arena, const char *data, size_t size,
                           struct node **out, struct xml_error *why);

#endif
