#include "expr_index.h"

#include "base/arena.h"
#include "base/mem.h"
#include "form/node.h"
#include "form/node_path.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Fewer children are tried one by one. */
enum { WORTH_IT = 16 };

/* One index: the children `local` of parent by the text, or by the whole
 * number, in their child `key`. */
struct list {
    struct list *next;
    const struct node *parent;
    char *local;
    char *key;
    bool by_number;
    bool is_usable;
    struct node **items; /* in document order */
    uint32_t *chain;     /* next item of the same slot, + 1 */
    uint32_t *slots;     /* first item, + 1 */
    size_t count, mask;
};

struct expr_index {
    struct list *lists;
};

struct expr_index *expr_index_new(void)
{
    return xcalloc(1, sizeof(struct expr_index));
}

void expr_index_free(struct expr_index *index)
{
    if (!index)
        return;
    for (struct list *list = index->lists, *next; list; list = next) {
        next = list->next;
        free(list->local);
        free(list->key);
        free(list->items);
        free(list->chain);
        free(list->slots);
        free(list);
    }
    free(index);
}

static size_t hash_text(const char *text)
{
    uint64_t h = 1469598103934665603u;

    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

/* A number that equals no whole one cannot be looked up. */
static bool hash_number(double number, size_t *out)
{
    double whole = rint(number);

    if (!(fabs(number - whole) < 1e-12) || fabs(whole) > 9e15)
        return false;
    uint64_t h = (uint64_t)(int64_t)whole * 0x9E3779B97F4A7C15u;
    *out = (size_t)(h ^ h >> 29);
    return true;
}

/* The text under which an item is listed; NULL when the item has several
 * such children or a typed one, which only trying can judge. */
static const char *key_text(const struct node *item, const char *key)
{
    const struct node *child = node_child(item, key);

    if (!child)
        return "";
    if (child->type != TYPE_STRING || node_next_same(child))
        return NULL;
    return node_text(child);
}

static void collect(struct list *list)
{
    size_t capacity = 0;

    for (struct node *n = node_child(list->parent, list->local); n;
         n = node_next_same(n)) {
        list->items = mem_grow(list->items, list->count, &capacity,
                               sizeof(struct node *));
        list->items[list->count++] = n;
    }
}

static void hash_all(struct list *list)
{
    for (list->mask = 15; list->mask < list->count;
         list->mask = list->mask * 2 + 1)
        ;
    list->slots = xcalloc(list->mask + 1, sizeof *list->slots);
    list->chain = xcalloc(list->count, sizeof *list->chain);
    /* From the end, so that each chain runs in document order. */
    for (size_t i = list->count; i-- > 0;) {
        const char *text = key_text(list->items[i], list->key);
        if (!text) {
            list->is_usable = false;
            return;
        }
        size_t hash = 0;
        if (!list->by_number)
            hash = hash_text(text);
        else if (!hash_number(number_read(text), &hash))
            continue;
        uint32_t *slot = &list->slots[hash & list->mask];
        list->chain[i] = *slot;
        *slot = (uint32_t)i + 1;
    }
}

static struct list *list_for(struct expr_index *index,
                             const struct node *parent, const char *local,
                             const char *key, bool by_number)
{
    for (struct list *list = index->lists; list; list = list->next) {
        if (list->parent == parent && list->by_number == by_number &&
            !strcmp(list->local, local) && !strcmp(list->key, key))
            return list;
    }
    struct list *list = xcalloc(1, sizeof *list);
    *list = (struct list){.next = index->lists,
                          .parent = parent,
                          .local = xstrdup(local),
                          .key = xstrdup(key),
                          .by_number = by_number,
                          .is_usable = true};
    index->lists = list;
    collect(list);
    if (list->count < WORTH_IT || list->count > UINT32_MAX - 1)
        list->is_usable = false;
    else
        hash_all(list);
    return list;
}

/* The name of the child that a term reads: "name" or "./name". */
static const char *child_read(const struct term *term)
{
    if (term->kind != TERM_PATH || term->start != START_CONTEXT)
        return NULL;
    size_t i = term->steps_count > 1 && term->steps[0].axis == AXIS_SELF &&
               term->steps[0].test == TEST_NODE;
    if (term->steps_count != i + 1)
        return NULL;
    const struct step *step = &term->steps[i];
    return step->axis == AXIS_CHILD && step->test == TEST_NAME &&
                   step->predicates_count == 0
               ? step->local
               : NULL;
}

/* Splits child = steady, either way round. */
static bool is_lookup(const struct term *term, const char **key,
                      const struct term **wanted)
{
    if (term->kind != TERM_BINARY || term->op != OP_EQ)
        return false;
    for (size_t i = 0; i < 2; i++) {
        *key = child_read(term->args[i]);
        *wanted = term->args[1 - i];
        if (*key && (*wanted)->is_steady)
            return true;
    }
    return false;
}

/* The first such comparison among operands joined by "and". */
static bool find_lookup(const struct term *term, const char **key,
                        const struct term **wanted)
{
    while (term->kind == TERM_BINARY && term->op == OP_AND) {
        if (is_lookup(term->args[0], key, wanted))
            return true;
        term = term->args[1];
    }
    return is_lookup(term, key, wanted);
}

static void chain_items(const struct list *list, size_t hash,
                        struct arena *arena, struct node ***items,
                        size_t *count)
{
    size_t n = 0;

    for (uint32_t i = list->slots[hash & list->mask]; i; i = list->chain[i - 1])
        n++;
    *items = arena_array(arena, n, sizeof(struct node *));
    *count = 0;
    for (uint32_t i = list->slots[hash & list->mask]; i; i = list->chain[i - 1])
        (*items)[(*count)++] = list->items[i - 1];
}

bool expr_index_find(struct eval *eval, struct node *parent,
                     const struct step *step, struct node ***items,
                     size_t *count)
{
    struct eval inner = *eval;
    struct expr_error ignored;
    const struct term *wanted;
    const char *key;
    struct value value;
    size_t hash = 0;

    if (!eval->context->index || step->axis != AXIS_CHILD ||
        step->test != TEST_NAME ||
        !find_lookup(step->predicates[0], &key, &wanted))
        return false;
    inner.why = &ignored;
    inner.node = parent; /* any node of that tree would do */
    if (eval_simple(&inner, wanted, &value) || value.kind == VALUE_BOOLEAN)
        return false;
    bool by_number = value.kind == VALUE_NUMBER;
    if (by_number && !hash_number(value.as.number, &hash))
        return false;
    if (!by_number)
        hash = hash_text(value_to_text(&value, eval->context->arena));
    const struct list *list =
        list_for(eval->context->index, parent, step->local, key, by_number);
    if (!list->is_usable)
        return false;
    chain_items(list, hash, eval->context->arena, items, count);
    return true;
}
