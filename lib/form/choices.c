/* The choices of selects: items of the form, or nodes of an itemset. */
#include "fill.h"

#include "itext.h"

#include <string.h>

/* Whether a blank-separated list holds a value; one choice may hold blanks
 * only by mistake. */
static bool holds(const char *list, const char *value)
{
    size_t size = strlen(value);

    for (const char *at = list; size && (at = strstr(at, value)); at += size) {
        if ((at == list || at[-1] == ' ') && (!at[size] || at[size] == ' '))
            return true;
    }
    return false;
}

static bool is_selected(const struct element *element, const struct node *node,
                        const char *value)
{
    const char *answer = node_text(node);

    return element->question == CONTROL_SELECT1
               ? *answer && !strcmp(answer, value)
               : holds(answer, value);
}

/* Media come from itext only; a label in the form has none. */
static struct choice show_choice(struct session *s,
                                 const struct element *element,
                                 const struct caption *label, const char *value,
                                 struct node *node, struct arena *arena)
{
    const char *image = show_caption(s, label, FORM_IMAGE, node, arena);
    const char *audio = show_caption(s, label, FORM_AUDIO, node, arena);

    return (struct choice){.value = value,
                           .label =
                               show_caption(s, label, FORM_PLAIN, node, arena),
                           .image = *image ? image : NULL,
                           .audio = *audio ? audio : NULL,
                           .selected = is_selected(element, node, value)};
}

static bool eval_text(struct session *s, const struct expr *expr,
                      struct node *node, struct arena *arena, const char **out)
{
    struct expr_error why = {0};

    *out = expr_child_text(expr, node);
    if (*out)
        return true;
    struct expr_context at = compute_context(s, node);
    at.arena = arena;
    if (!expr_eval_text(expr, &at, out, &why))
        return true;
    compute_fault(s, node, "itemset", why.reason);
    return false;
}

/* A nodeset may also be a call, such as randomize(), that yields one. */
static bool item_nodes(struct session *s, const struct element *element,
                       struct node *node, struct arena *arena,
                       struct value *out)
{
    struct expr_context at = compute_context(s, node);
    struct expr_error why = {0};

    at.arena = arena;
    if (expr_eval(element->itemset->nodes, &at, out, &why)) {
        compute_fault(s, node, "itemset", why.reason);
        return false;
    }
    if (out->kind == VALUE_NODES)
        return true;
    compute_fault(s, node, "itemset", "its nodeset is no set of nodes");
    return false;
}

/* The picture that search() found beside the label, or NULL. */
static const char *found_image(struct session *s, const struct itemset *set,
                               const struct node *item, struct node *node,
                               struct arena *arena)
{
    const char *column = show_caption(s, set->columns, FORM_IMAGE, node, arena);
    const char *image = itemset_columns(item, column, arena);

    return *image ? image : NULL;
}

/* piece is the caller's, because the caption points to it. */
static bool item_caption(struct session *s, const struct itemset *set,
                         struct node *item, struct arena *arena,
                         struct caption *label, struct piece *piece)
{
    const char *text = "";

    if (set->columns)
        text = itemset_columns(
            item, show_caption(s, set->columns, FORM_PLAIN, item, arena),
            arena);
    else if (!eval_text(s, set->label, item, arena, &text))
        return false;
    *piece = (struct piece){.text = text};
    *label = (struct caption){.itext = set->label_is_itext ? text : NULL};
    if (!set->label_is_itext)
        label->text = (struct text){piece, *text ? 1 : 0};
    return true;
}

static struct choice own_choice(struct session *s,
                                const struct element *element, size_t i,
                                struct node *node, struct arena *arena)
{
    const struct item *item = &element->items[i];

    return show_choice(s, element, &item->label, item->value, node, arena);
}

static bool found_choice(struct session *s, const struct element *element,
                         struct node *item, struct node *node,
                         struct arena *arena, struct choice *out)
{
    const struct itemset *set = element->itemset;
    const char *value = "";
    struct caption label;
    struct piece piece;

    if (!eval_text(s, set->value, item, arena, &value) ||
        !item_caption(s, set, item, arena, &label, &piece))
        return false;
    *out = show_choice(s, element, &label, value, node, arena);
    if (set->columns)
        out->image = found_image(s, set, item, node, arena);
    return true;
}

/* What search() finds stands among the form's own items. */
static bool read_itemset(struct session *s, const struct element *element,
                         struct node *node, struct arena *arena,
                         struct choice **out, size_t *count)
{
    const size_t slot = element->itemset->columns ? element->itemset->slot : 0;
    struct value items;
    size_t n = 0;

    if (!item_nodes(s, element, node, arena, &items))
        return false;
    *out = arena_array(arena, items.as.nodes.count + element->items_count + 1,
                       sizeof **out);
    for (size_t i = 0; i < slot; i++)
        (*out)[n++] = own_choice(s, element, i, node, arena);
    for (size_t i = 0; i < items.as.nodes.count; i++) {
        if (!found_choice(s, element, items.as.nodes.items[i], node, arena,
                          &(*out)[n++]))
            return false;
    }
    for (size_t i = slot; i < element->items_count; i++)
        (*out)[n++] = own_choice(s, element, i, node, arena);
    *count = n;
    return true;
}

static void read_items(struct session *s, const struct element *element,
                       struct node *node, struct arena *arena,
                       struct choice **out, size_t *count)
{
    *count = element->items_count;
    *out = arena_array(arena, *count + 1, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = own_choice(s, element, i, node, arena);
}

static bool is_offered(const struct choice *choices, size_t count,
                       const char *value, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        if (!strncmp(choices[i].value, value, size) && !choices[i].value[size])
            return true;
    }
    return false;
}

/* What depends on the answer is not computed again, as in the reference
 * engine: the person has not answered anything. */
static void drop_stale(struct session *s, const struct element *element,
                       struct node *node, const struct choice *choices,
                       size_t count)
{
    struct buf kept;
    const char *at = node_text(node);

    buf_init(&kept, 0);
    while (*at) {
        size_t size = element->question == CONTROL_SELECT1 ? strlen(at)
                                                           : strcspn(at, " ");
        if (size && is_offered(choices, count, at, size)) {
            if (kept.size)
                buf_putc(&kept, ' ');
            buf_add(&kept, at, size);
        }
        at += size;
        at += strspn(at, " ");
    }
    if (strcmp(buf_text(&kept), node_text(node)) != 0) {
        node_set_text(node, buf_text(&kept));
        compute_unsettle(s, node);
    }
    buf_clear(&kept);
}

/* Nothing in the list looks at an answer, at the language or at chance. */
static bool is_fixed(const struct element *element)
{
    const struct itemset *set = element->itemset;

    return !element->items_count && !set->columns && !set->label_is_itext &&
           expr_is_whole_list(set->nodes) && expr_is_child(set->value) &&
           expr_is_child(set->label);
}

static bool fill_stock(struct session *s, const struct element *element,
                       struct node *node, struct stock *stock)
{
    stock->set = NULL;
    arena_reset(stock->arena);
    if (!read_itemset(s, element, node, stock->arena, &stock->choices,
                      &stock->count))
        return false;
    stock->set = element->itemset;
    return true;
}

static bool take_stock(struct session *s, const struct element *element,
                       struct node *node, struct stock *stock)
{
    if (stock->set != element->itemset)
        return fill_stock(s, element, node, stock);
    for (size_t i = 0; i < stock->count; i++)
        stock->choices[i].selected =
            is_selected(element, node, stock->choices[i].value);
    return true;
}

bool choices_show(struct session *s, const struct element *element,
                  struct node *node, struct view *view, struct choice **out,
                  size_t *count)
{
    *out = NULL;
    *count = 0;
    if (!element->itemset) {
        read_items(s, element, node, view->arena, out, count);
        return true;
    }
    if (is_fixed(element)) {
        if (!take_stock(s, element, node, &view->stock))
            return false;
        *out = view->stock.choices;
        *count = view->stock.count;
    } else if (!read_itemset(s, element, node, view->arena, out, count)) {
        return false;
    }
    drop_stale(s, element, node, *out, *count);
    return true;
}

void choices_ticks(struct session *s, const struct element *element,
                   struct node *node, struct arena *arena, struct choice **out,
                   size_t *count)
{
    struct element labels = *element;

    *out = NULL;
    *count = 0;
    labels.itemset = element->ticks;
    if (element->ticks && !read_itemset(s, &labels, node, arena, out, count))
        *count = 0;
}

/* The choices that a view has in stock, NULL when neither has. */
static const struct stock *find_stock(const struct session *s,
                                      const struct itemset *set)
{
    if (s->view.stock.set == set)
        return &s->view.stock;
    return s->view_at.stock.set == set ? &s->view_at.stock : NULL;
}

bool choices_offer(struct session *s, const struct element *element,
                   struct node *node, const char *value, struct arena *arena)
{
    struct value items;
    const struct stock *stock =
        element->itemset ? find_stock(s, element->itemset) : NULL;

    for (size_t i = 0; i < element->items_count; i++) {
        if (!strcmp(element->items[i].value, value))
            return true;
    }
    if (stock)
        return is_offered(stock->choices, stock->count, value, strlen(value));
    if (!element->itemset || !item_nodes(s, element, node, arena, &items))
        return false;
    for (size_t i = 0; i < items.as.nodes.count; i++) {
        const char *own = "";
        if (eval_text(s, element->itemset->value, items.as.nodes.items[i],
                      arena, &own) &&
            !strcmp(own, value))
            return true;
    }
    return false;
}

/* The label of an itemset's one item, without those of the others. */
static const char *itemset_label(struct session *s,
                                 const struct element *element,
                                 struct node *node, const char *value,
                                 struct arena *arena)
{
    const struct itemset *set = element->itemset;
    const struct stock *stock = find_stock(s, set);
    struct value items;

    for (size_t i = 0; stock && i < stock->count; i++) {
        if (strcmp(stock->choices[i].value, value) == 0)
            return stock->choices[i].label;
    }
    if (stock || !item_nodes(s, element, node, arena, &items))
        return NULL;
    for (size_t i = 0; i < items.as.nodes.count; i++) {
        struct node *item = items.as.nodes.items[i];
        const char *own = "";
        struct caption label;
        struct piece piece;
        if (eval_text(s, set->value, item, arena, &own) &&
            !strcmp(own, value) &&
            item_caption(s, set, item, arena, &label, &piece))
            return show_caption(s, &label, FORM_PLAIN, node, arena);
    }
    return NULL;
}

const char *choices_label(struct session *s, const struct element *element,
                          struct node *node, const char *value,
                          struct arena *arena)
{
    for (size_t i = 0; i < element->items_count; i++) {
        if (!strcmp(element->items[i].value, value))
            return show_caption(s, &element->items[i].label, FORM_PLAIN, node,
                                arena);
    }
    return element->itemset ? itemset_label(s, element, node, value, arena)
                            : NULL;
}
