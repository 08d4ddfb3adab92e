#include "form/node_path.h"

#include "form/node.h"

#include <stdlib.h>
#include <string.h>

static bool is_called(const struct node *node, const char *local)
{
    return node->name->local == local ||
           (*node->name->local == *local && !strcmp(node->name->local, local));
}

static bool is_instance(const struct node *node, const char *local)
{
    return !(node->flags & NODE_TEMPLATE) && is_called(node, local);
}

/* Numbers all siblings of that name at once, so that walking a list and
 * asking each for its position stays linear. */
static void number_siblings(struct node *parent, const char *local)
{
    uint32_t position = 0;

    for (struct node *n = parent->first; n; n = n->next) {
        if (is_instance(n, local))
            n->position = ++position;
    }
}

size_t node_position(const struct node *node)
{
    if (node->flags & NODE_TEMPLATE)
        return 0;
    if (!node->parent || node->flags & NODE_ATTRIBUTE)
        return 1;
    if (!node->position)
        number_siblings(node->parent, node->name->local);
    return node->position;
}

struct node *node_child(const struct node *parent, const char *local)
{
    struct node *n = parent->first;

    while (n && !is_instance(n, local))
        n = n->next;
    return n;
}

struct node *node_next_same(const struct node *node)
{
    struct node *n = node->next;

    while (n && !is_instance(n, node->name->local))
        n = n->next;
    return n;
}

struct node *node_template(const struct node *parent, const char *local)
{
    struct node *n = parent->first;

    while (n && !(n->flags & NODE_TEMPLATE && is_called(n, local)))
        n = n->next;
    return n;
}

struct node *node_attribute(const struct node *node, const char *local)
{
    struct node *n = node->attributes;

    while (n && !is_called(n, local))
        n = n->next;
    return n;
}

size_t node_count(const struct node *parent, const char *local)
{
    size_t count = 0;

    for (struct node *n = node_child(parent, local); n; n = node_next_same(n))
        count++;
    return count;
}

struct node *node_walk(const struct node *top, const struct node *node)
{
    if (node->first)
        return node->first;
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}

bool node_is_within(const struct node *node, const struct node *top)
{
    while (node && node != top)
        node = node->parent;
    return node != NULL;
}

struct node *node_root(const struct node *node)
{
    while (node->parent)
        node = node->parent;
    return (struct node *)node;
}

static void print_step(const struct node *node, bool positions, struct buf *out)
{
    buf_puts(out, node->flags & NODE_ATTRIBUTE ? "/@" : "/");
    buf_puts(out, node->name->local);
    if (positions && !(node->flags & NODE_ATTRIBUTE))
        buf_printf(out, "[%zu]", node_position(node));
}

static void print_path(const struct node *node, bool positions, struct buf *out)
{
    if (node->parent)
        print_path(node->parent, positions, out);
    print_step(node, positions, out);
}

void node_path(const struct node *node, struct buf *out)
{
    print_path(node, true, out);
}

void node_generic_path(const struct node *node, struct buf *out)
{
    print_path(node, false, out);
}

/* One step of a path as it is printed. */
struct step {
    char name[256];
    size_t position;
    bool is_attribute;
};

/* The rest of the path behind its first step; NULL at the end or when the
 * step is malformed. */
static const char *read_step(const char *path, struct step *step)
{
    *step = (struct step){.position = 1};
    if (*path++ != '/')
        return NULL;
    if (*path == '@') {
        step->is_attribute = true;
        path++;
    }
    size_t length = strcspn(path, "/[");
    const char *colon = memchr(path, ':', length);
    size_t skip = colon ? (size_t)(colon + 1 - path) : 0;
    if (length == skip || length - skip >= sizeof step->name)
        return NULL;
    memcpy(step->name, path + skip, length - skip);
    path += length;
    if (*path != '[')
        return path;
    char *end;
    step->position = strtoul(path + 1, &end, 10);
    return *end == ']' ? end + 1 : NULL;
}

static struct node *nth_child(const struct node *node, const struct step *step,
                              bool model)
{
    struct node *child;

    if (step->is_attribute)
        return node_attribute(node, step->name);
    child = node_child(node, step->name);
    for (size_t i = 1; child && i < step->position; i++)
        child = node_next_same(child);
    return child || !model ? child : node_template(node, step->name);
}

static struct node *find(struct node *root, const char *path, bool model)
{
    struct step step;
    struct node *node = root;

    path = read_step(path, &step);
    if (!path || step.is_attribute || step.position != 1 ||
        !is_called(root, step.name))
        return NULL;
    while (node && *path) {
        path = read_step(path, &step);
        if (!path)
            return NULL;
        node = nth_child(node, &step, model);
    }
    return node;
}

struct node *node_find(struct node *root, const char *path)
{
    return find(root, path, false);
}

struct node *node_find_model(struct node *root, const char *path)
{
    return find(root, path, true);
}
