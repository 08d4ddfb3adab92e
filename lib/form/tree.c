#include "tree.h"

#include "base/arena.h"
#include "base/xml.h"
#include "form/names.h"
#include "form/node.h"
#include "part.h"

#include <stdint.h>
#include <string.h>

void tree_init(struct tree *tree, struct node_pool *pool, struct names *names,
               struct arena *arena)
{
    *tree = (struct tree){.pool = pool, .names = names, .arena = arena};
    buf_init(&tree->text, 0);
}

void tree_clear(struct tree *tree)
{
    buf_clear(&tree->text);
}

static bool is_template(const struct xml_attribute *attribute)
{
    return !strcmp(attribute->name, "template") &&
           !strcmp(attribute->ns, NS_JR);
}

static void add_attributes(struct tree *tree, struct node *node,
                           const struct xml_element *element)
{
    for (size_t i = 0; i < element->attributes_count; i++) {
        const struct xml_attribute *a = &element->attributes[i];
        if (is_template(a)) {
            node->flags |= NODE_TEMPLATE | NODE_REPEAT;
            continue;
        }
        struct node *attribute = node_new(
            tree->pool, names_intern(tree->names, a->name, a->prefix, a->ns));
        if (*a->value)
            node_borrow_text(attribute, arena_strdup(tree->arena, a->value));
        node_add_attribute(node, attribute);
    }
}

/* Strings that are the same pointers as before need not be compared. */
static const struct node_name *name_of(struct tree *tree,
                                       const struct xml_element *element)
{
    struct recent *recent =
        &tree->recent[(uintptr_t)element->name % TREE_RECENT];

    if (recent->known && recent->name == element->name &&
        recent->prefix == element->prefix && recent->ns == element->ns)
        return recent->known;
    *recent = (struct recent){
        element->name, element->prefix, element->ns,
        names_intern(tree->names, element->name, element->prefix, element->ns)};
    return recent->known;
}

/* A second root cannot come: the reader would have refused it. */
void tree_start(struct tree *tree, const struct xml_element *element)
{
    buf_reset(&tree->text);
    struct node *node = node_new(tree->pool, name_of(tree, element));
    add_attributes(tree, node, element);
    if (tree->at)
        node_append(tree->at, node);
    else if (!tree->root)
        tree->root = node;
    tree->at = node;
}

/* Only a leaf has a value: text between elements is layout. */
void tree_end(struct tree *tree)
{
    struct node *node = tree->at;
    const char *all = buf_text(&tree->text);
    const char *text = all + strspn(all, " \t\r\n");
    size_t size = strlen(text);

    while (size && strchr(" \t\r\n", text[size - 1]))
        size--;
    if (size && !node->first)
        node_borrow_text(node, tree->keeps_blanks
                                   ? arena_strdup(tree->arena, all)
                                   : arena_strndup(tree->arena, text, size));
    buf_reset(&tree->text);
    tree->at = node->parent;
}

void tree_text(struct tree *tree, const char *text, size_t size)
{
    if (tree->at && !tree->at->first)
        buf_add(&tree->text, text, size);
}

static enum err on_start(void *context, const struct xml_element *element)
{
    tree_start(context, element);
    return ERR_NONE;
}

static enum err on_end(void *context, const char *name, const char *ns)
{
    (void)name, (void)ns;
    tree_end(context);
    return ERR_NONE;
}

static enum err on_text(void *context, const char *text, size_t size)
{
    tree_text(context, text, size);
    return ERR_NONE;
}

static enum err read_all(struct tree *tree, const char *data, size_t size,
                         struct node **out, struct xml_error *why)
{
    static const struct xml_handler HANDLER = {on_start, on_end, on_text};
    enum err err = xml_read(data, size, &HANDLER, tree, why);

    *out = err ? NULL : tree->root;
    tree_clear(tree);
    return err;
}

enum err tree_read(struct node_pool *pool, struct names *names,
                   struct arena *arena, const char *data, size_t size,
                   struct node **out, struct xml_error *why)
{
    struct tree tree;

    tree_init(&tree, pool, names, arena);
    return read_all(&tree, data, size, out, why);
}

enum err tree_read_exactly(struct node_pool *pool, struct names *names,
                           struct arena *arena, const char *data, size_t size,
                           struct node **out, struct xml_error *why)
{
    struct tree tree;

    tree_init(&tree, pool, names, arena);
    tree.keeps_blanks = true;
    return read_all(&tree, data, size, out, why);
}
