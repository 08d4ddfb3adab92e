/* Ways through an instance tree: children by name, positions among siblings
 * of the same name, and paths as they are printed and found again. */
#ifndef FORM_NODE_PATH_H
#define FORM_NODE_PATH_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct node;

/* From 1 among the siblings of the same local name, templates not counted; a
 * template has 0. */
size_t node_position(const struct node *node);
/* The first child of that local name that is no template, or NULL. */
struct node *node_child(const struct node *parent, const char *local);
/* The next sibling of the same local name that is no template, or NULL. */
struct node *node_next_same(const struct node *node);
/* The template among the children of that name, or NULL. */
struct node *node_template(const struct node *parent, const char *local);
/* The attribute of that local name, or NULL. */
struct node *node_attribute(const struct node *node, const char *local);
/* How many children have that local name, templates not counted. */
size_t node_count(const struct node *parent, const char *local);
/* The next node of the subtree `top` in document order (elements only). */
struct node *node_walk(const struct node *top, const struct node *node);
/* Whether node is `top` or stands below it. */
bool node_is_within(const struct node *node, const struct node *top);
/* The element that has no parent. */
struct node *node_root(const struct node *node);

/* Appends "/data[1]/person[2]/name[1]" ("/data[1]/@id" for an attribute). */
void node_path(const struct node *node, struct buf *out);
/* Appends the path without positions. */
void node_generic_path(const struct node *node, struct buf *out);
/* The node of a path as node_path prints it; a step without a position means
 * the first; prefixes are ignored. NULL when there is none. */
struct node *node_find(struct node *root, const char *path);
/* The same with templates of repeats where no instance is, for the model of
 * a form: finds what a generic path means. */
struct node *node_find_model(struct node *root, const char *path);

#endif
