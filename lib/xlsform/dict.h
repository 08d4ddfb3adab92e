/* A small ordered dictionary whose values are texts or dictionaries, for rows
 * of a sheet: label -> {es -> text, en -> text}. Lives in an arena. */
#ifndef XLSFORM_DICT_H
#define XLSFORM_DICT_H

#include "base/arena.h"

#include <stdbool.h>

struct dict;

struct pair {
    const char *key;
    const char *text;   /* NULL when map is set */
    struct dict *map;   /* NULL when text is set */
    const char *column; /* header of the cell it came from, or NULL */
    struct pair *next;
};

struct dict {
    struct pair *first;
    struct pair *last;
};

/* A new, empty dictionary. */
struct dict *dict_new(struct arena *arena);
/* The pair of that key, or NULL; a NULL dictionary is empty. */
struct pair *dict_find(const struct dict *dict, const char *key);
/* The pair of that key, added at the end when there is none. */
struct pair *dict_put(struct arena *arena, struct dict *dict, const char *key);
/* Sets a text. */
void dict_set(struct arena *arena, struct dict *dict, const char *key,
              const char *text);
/* The dictionary under the key, made when there is none. */
struct dict *dict_put_map(struct arena *arena, struct dict *dict,
                          const char *key);
/* The text under the key; NULL when there is none or a dictionary. */
const char *dict_text(const struct dict *dict, const char *key);
/* The dictionary under the key, or NULL. */
struct dict *dict_map(const struct dict *dict, const char *key);
/* Whether there is such a key. */
bool dict_has(const struct dict *dict, const char *key);
/* Removes the key, if there. */
void dict_remove(struct dict *dict, const char *key);
/* A copy, all the way down; keys and texts are shared. */
struct dict *dict_copy(struct arena *arena, const struct dict *dict);

/* Puts text under a path of keys. A text on the way becomes a dictionary that
 * holds it under default_key. */
struct pair *dict_put_path(struct arena *arena, struct dict *dict,
                           const char *const *keys, size_t keys_count,
                           const char *text, const char *default_key);

#endif
