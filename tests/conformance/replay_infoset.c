/* Documents compared as infosets: names by namespace, attributes in any
 * order, text; not prefixes and declarations. */
#include "base/arena.h"
#include "base/xml.h"
#include "replay.h"
#include "form/names.h"
#include "form/node_path.h"
#include "part.h"
#include "tree.h"

#include <string.h>

struct pair {
    const struct case_run *run;
    struct buf *why;
};

/* The recorder leaves out the namespace that every form has. */
static const char *namespace_of(const struct node *node)
{
    return strcmp(node->name->ns, NS_XFORMS) ? node->name->ns : "";
}

static bool same_name(const struct node *a, const struct node *b)
{
    return !strcmp(a->name->local, b->name->local) &&
           !strcmp(namespace_of(a), namespace_of(b));
}

static bool differ(struct pair *pair, const struct node *node, const char *mine,
                   const char *theirs)
{
    buf_puts(pair->why, "xml: ");
    node_path(node, pair->why);
    buf_printf(pair->why, " is \"%s\", should be \"%s\"", mine, theirs);
    return false;
}

static bool same_text(struct pair *pair, const struct node *a,
                      const struct node *b)
{
    struct buf path;
    bool same = !strcmp(node_text(a), node_text(b));

    if (same)
        return true;
    buf_init(&path, 0);
    node_path(a, &path);
    same = case_is_volatile(pair->run, buf_text(&path));
    buf_clear(&path);
    return same || differ(pair, a, node_text(a), node_text(b));
}

static bool same_attributes(struct pair *pair, const struct node *a,
                            const struct node *b)
{
    size_t left = 0;

    for (const struct node *n = b->attributes; n; n = n->next)
        left++;
    for (const struct node *m = a->attributes; m; m = m->next, left--) {
        const struct node *n = b->attributes;
        while (n && !same_name(m, n))
            n = n->next;
        if (!n)
            return differ(pair, m, "there", "absent");
        if (!same_text(pair, m, n))
            return false;
    }
    return left == 0 || differ(pair, a, "fewer attributes", "more");
}

static bool same_tree(struct pair *pair, const struct node *a,
                      const struct node *b)
{
    const struct node *m = a->first, *n = b->first;

    if (!same_name(a, b))
        return differ(pair, a, a->name->ns, b->name->ns);
    if (!same_text(pair, a, b) || !same_attributes(pair, a, b))
        return false;
    for (; m && n; m = m->next, n = n->next) {
        if (strcmp(m->name->local, n->name->local) != 0)
            return differ(pair, m, m->name->local, n->name->local);
        if (!same_tree(pair, m, n))
            return false;
    }
    return m == n || differ(pair, a, m ? "longer" : "shorter", "otherwise");
}

bool infoset_equal(const struct case_run *run, const char *mine,
                   const char *theirs, struct buf *why)
{
    struct node_pool *pool = node_pool_new();
    struct names *names = names_new();
    struct arena *arena = arena_new();
    struct node *a = NULL, *b = NULL;
    struct pair pair = {run, why};
    bool same = false;

    if (tree_read(pool, names, arena, mine, strlen(mine), &a, NULL))
        buf_puts(why, "xml: mine is not well-formed");
    else if (tree_read(pool, names, arena, theirs, strlen(theirs), &b, NULL))
        buf_puts(why, "xml: the recorded one is not well-formed");
    else
        same = same_tree(&pair, a, b);
    node_pool_free(pool);
    names_free(names);
    arena_free(arena);
    return same;
}
