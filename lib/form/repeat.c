/* Instances of repeats: how many there are and should be, adding, removing. */
#include "base/log.h"
#include "fill.h"
#include "form/node_path.h"
#include "form/xform.h"

#include <math.h>

/* A slip of the finger in a count must not fill the memory. */
enum { MOST_INSTANCES = 10000 };

/* So often an instance may raise the count that called for it, without an
 * answer between: a form that always wants one more would never end. */
enum { MOST_GROWTHS = 100 };

struct counting {
    size_t count;
    struct node *first;
};

static void count_one(void *context, struct node *node)
{
    struct counting *counting = context;

    if (!counting->count++)
        counting->first = node;
}

/* The node that instances of the repeat hang from, near a node. */
static struct node *parent_near(const struct session *s,
                                const struct element *repeat,
                                struct node *around)
{
    return near_node(s, repeat->field->parent, around);
}

static struct counting count_instances(const struct session *s,
                                       const struct element *repeat,
                                       struct node *around)
{
    struct counting counting = {.count = 0};
    struct node *parent = parent_near(s, repeat, around);

    if (parent)
        near_each(s, repeat->field, parent, count_one, &counting);
    return counting;
}

size_t repeat_count(const struct session *s, const struct element *repeat,
                    struct node *around)
{
    return count_instances(s, repeat, around).count;
}

struct node *repeat_first(const struct session *s, const struct element *repeat,
                          struct node *around)
{
    return count_instances(s, repeat, around).first;
}

bool repeat_is_counted(const struct element *repeat)
{
    return repeat->count || repeat->fixed_count;
}

size_t repeat_wanted(struct session *s, const struct element *repeat,
                     struct node *around)
{
    if (repeat->fixed_count)
        return repeat->fixed_count < MOST_INSTANCES ? repeat->fixed_count
                                                    : MOST_INSTANCES;
    struct node *node =
        repeat->count ? near_node(s, repeat->count, around) : NULL;
    if (!node || node_is_empty(node))
        return 0;
    double wanted = number_read(node_text(node));
    return wanted >= 1 ? (size_t)fmin(wanted, MOST_INSTANCES) : 0;
}

bool repeat_may_grow(struct session *s, const struct element *repeat,
                     struct node *around)
{
    if (!repeat->no_add_remove)
        return true;
    return repeat_is_counted(repeat) &&
           repeat_wanted(s, repeat, around) > repeat_count(s, repeat, around);
}

/* Whether a node came with an instance that was added: such instances have
 * lost the places of the repeats inside them. */
static bool is_made(const struct node *node)
{
    while (node && !node_has(node, NODE_USER))
        node = node->parent;
    return node != NULL;
}

/* Behind which sibling an instance belongs: the last of its own, else the
 * last whose field comes before; NULL: as the first child. */
static struct node *place_before(struct node *parent, const struct field *field)
{
    struct node *before = is_made(parent) ? parent->last : NULL;

    if (parent->last && node_field(parent->last) == field)
        return parent->last;
    for (struct node *n = parent->first; n && is_made(parent); n = n->next) {
        if (node_field(n) == field)
            before = n;
    }
    if (before)
        return before;

    /* A node that the form lacks, such as a meta block, has no place. */
    for (struct node *n = parent->first; n; n = n->next) {
        if (node_field(n) != node_field(parent) &&
            node_field(n)->index <= field->index)
            before = n;
    }
    return before;
}

static void link_instance(struct node *parent, struct node *node)
{
    struct node *before = place_before(parent, node_field(node));

    if (before)
        node_insert_after(parent, before, node);
    else if (!parent->first)
        node_append(parent, node);
    else
        node_prepend(parent, node);
}

struct node *repeat_add(struct session *s, const struct element *repeat,
                        struct node *around)
{
    struct node *parent = parent_near(s, repeat, around);

    if (!parent || !repeat->field->template)
        return NULL;
    struct node *node = node_copy(s->pool, repeat->field->template);
    link_instance(parent, node);
    node_mark(node, NODE_USER, true);
    compute_inherit(node);
    preload_tree(s, node);
    events_new_repeat(s, repeat, node);
    compute_added(s, node);
    compute_run(s);
    return node;
}

struct node *repeat_add_wanted(struct session *s, const struct element *repeat,
                               struct node *around)
{
    size_t wanted = repeat_wanted(s, repeat, around);

    if (wanted <= repeat_count(s, repeat, around) || s->growths >= MOST_GROWTHS)
        return NULL;
    struct node *node = repeat_add(s, repeat, around);
    if (repeat_wanted(s, repeat, around) > wanted &&
        ++s->growths == MOST_GROWTHS)
        log_warn("%s: the count of %s grows without end", xform_id(s->form),
                 repeat->field->path);
    return node;
}

void repeat_remove(struct session *s, struct node *node)
{
    const struct field *field = node_field(node);
    struct node *parent = node->parent;

    node_unlink(node);
    node_free(s->pool, node);
    compute_removed(s, parent, field);
    compute_run(s);
}
