#include "extra_choice.h"

#include <string.h>

static bool has(const struct list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *own = dict_text(list->items[i], "name");
        if (own && strcmp(own, name) == 0)
            return true;
    }
    return false;
}

/* In each language of the list's labels the same word, for want of better. */
static void add(struct form *form, struct list *list, const char *name,
                const char *label)
{
    struct dict *labels = NULL;
    for (size_t i = 0; i < list->count; i++) {
        struct dict *map = dict_map(list->items[i], "label");
        if (map && !labels)
            labels = dict_new(form->arena);
        for (struct pair *p = map ? map->first : NULL; p; p = p->next)
            dict_set(form->arena, labels, p->key, label);
    }

    struct dict *item = dict_new(form->arena);
    dict_set(form->arena, item, "name", name);
    struct pair *pair = dict_put(form->arena, item, "label");
    pair->map = labels;
    pair->text = labels ? NULL : label;
    list_add(form, list, item, 0);
}

void extra_choice_other(struct form *form, struct list *list)
{
    if (!list->has_other && !has(list, "other"))
        add(form, list, "other", "Other");
    list->has_other = true;
}

void extra_choice_none(struct form *form, struct list *list,
                       struct dict *fields)
{
    static const char ALONE[] = "(.='none' or not(selected(., 'none')))";
    if (!list->has_none && has(list, "none"))
        return;
    if (!list->has_none)
        add(form, list, "none", "None");
    list->has_none = true;

    struct dict *bind = dict_put_map(form->arena, fields, "bind");
    const char *own = dict_text(bind, "constraint");
    dict_set(form->arena, bind, "constraint",
             own ? arena_printf(form->arena, "%s and %s", own, ALONE) : ALONE);
}
