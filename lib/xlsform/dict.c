#include "dict.h"

#include <assert.h>
#include <string.h>

struct dict *dict_new(struct arena *arena)
{
    return arena_alloc(arena, sizeof(struct dict));
}

struct pair *dict_find(const struct dict *dict, const char *key)
{
    for (struct pair *pair = dict ? dict->first : NULL; pair; pair = pair->next)
        if (strcmp(pair->key, key) == 0)
            return pair;
    return NULL;
}

struct pair *dict_put(struct arena *arena, struct dict *dict, const char *key)
{
    assert(dict);
    struct pair *pair = dict_find(dict, key);
    if (pair)
        return pair;

    pair = arena_alloc(arena, sizeof(*pair));
    pair->key = key;
    if (dict->last)
        dict->last->next = pair;
    else
        dict->first = pair;
    dict->last = pair;
    return pair;
}

void dict_set(struct arena *arena, struct dict *dict, const char *key,
              const char *text)
{
    struct pair *pair = dict_put(arena, dict, key);
    pair->text = text;
    pair->map = NULL;
}

struct dict *dict_put_map(struct arena *arena, struct dict *dict,
                          const char *key)
{
    struct pair *pair = dict_put(arena, dict, key);
    if (!pair->map)
        pair->map = dict_new(arena);
    pair->text = NULL;
    return pair->map;
}

const char *dict_text(const struct dict *dict, const char *key)
{
    const struct pair *pair = dict_find(dict, key);
    return pair ? pair->text : NULL;
}

struct dict *dict_map(const struct dict *dict, const char *key)
{
    const struct pair *pair = dict_find(dict, key);
    return pair ? pair->map : NULL;
}

bool dict_has(const struct dict *dict, const char *key)
{
    return dict_find(dict, key);
}

void dict_remove(struct dict *dict, const char *key)
{
    struct pair *before = NULL;
    for (struct pair *pair = dict->first; pair; pair = pair->next) {
        if (strcmp(pair->key, key) != 0) {
            before = pair;
            continue;
        }
        if (before)
            before->next = pair->next;
        else
            dict->first = pair->next;
        if (dict->last == pair)
            dict->last = before;
        return;
    }
}

struct dict *dict_copy(struct arena *arena, const struct dict *dict)
{
    if (!dict)
        return NULL;

    struct dict *copy = dict_new(arena);
    for (const struct pair *pair = dict->first; pair; pair = pair->next) {
        struct pair *made = dict_put(arena, copy, pair->key);
        made->text = pair->text;
        made->column = pair->column;
        made->map = dict_copy(arena, pair->map);
    }
    return copy;
}

/* Makes room below a pair for the key: its text moves under default_key,
 * unless the new text is to stand there anyway. */
static struct dict *open_pair(struct arena *arena, struct pair *pair,
                              const char *key, const char *default_key)
{
    if (pair->map)
        return pair->map;

    pair->map = dict_new(arena);
    if (pair->text && strcmp(key, default_key) != 0) {
        dict_set(arena, pair->map, default_key, pair->text);
        pair->map->first->column = pair->column;
    }
    pair->text = NULL;
    return pair->map;
}

struct pair *dict_put_path(struct arena *arena, struct dict *dict,
                           const char *const *keys, size_t keys_count,
                           const char *text, const char *default_key)
{
    assert(keys_count > 0);
    struct pair *pair = dict_put(arena, dict, keys[0]);
    for (size_t i = 1; i < keys_count; i++) {
        struct dict *below = open_pair(arena, pair, keys[i], default_key);
        pair = dict_put(arena, below, keys[i]);
    }
    if (pair->map) {
        /* A text beside translations is the default language's own. */
        if (!dict_has(pair->map, default_key))
            dict_set(arena, pair->map, default_key, text);
        return pair;
    }
    pair->text = text;
    pair->map = NULL;
    return pair;
}
