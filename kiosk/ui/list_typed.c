#include "ui/list_typed.h"

#include <stdio.h>
#include <string.h>

enum { TYPED_MS = 1500 };

size_t list_shown(const struct list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += !list->items[i].hidden;
    return count;
}

size_t list_shown_at(const struct list *list, size_t n)
{
    size_t i = 0;
    while (i < list->count && (list->items[i].hidden || n-- > 0))
        i++;
    return i;
}

/* Without the symbol that the label may begin with. */
static const char *words_of(const struct list_item *item)
{
    return item->said ? item->said : item->label;
}

/* Letters typed soon after each other are one word. A letter that leads
 * nowhere begins a new one. */
enum list_outcome list_find(struct list *list, struct rack *rack,
                            const char *letter, int64_t now_ms)
{
    if (now_ms - list->typed_at_ms > TYPED_MS)
        list->typed[0] = '\0';
    list->typed_at_ms = now_ms;
    for (int attempt = 0; attempt < 2; attempt++) {
        size_t size = strlen(list->typed);
        snprintf(list->typed + size, sizeof list->typed - size, "%s", letter);
        for (size_t i = 0; i < list->count; i++) {
            if (!text_begins(words_of(&list->items[i]), list->typed))
                continue;
            list_reveal(list, i);
            rack_focus(rack, TARGET_LIST + (int)i);
            return LIST_MOVED;
        }
        list->typed[0] = '\0';
    }
    return LIST_UNUSED;
}

/* Whether one of the label's words begins so. */
static bool holds(const char *label, const char *typed)
{
    while (*label) {
        if (text_begins(label, typed))
            return true;
        label += strcspn(label, LIST_GAPS);
        label += strspn(label, LIST_GAPS);
    }
    return false;
}

static bool is_held(const struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (holds(list->items[i].label, list->typed))
            return true;
    }
    return false;
}

static enum list_outcome narrow(struct list *list, struct rack *rack)
{
    for (size_t i = 0; i < list->count; i++)
        list->items[i].hidden =
            *list->typed && !holds(list->items[i].label, list->typed);
    list->first = 0;
    rack_focus(rack, TARGET_LIST + (int)list_shown_at(list, 0));
    return LIST_MOVED;
}

/* A letter that nothing holds is not taken: something is always shown. */
enum list_outcome list_type(struct list *list, struct rack *rack,
                            const char *letter)
{
    size_t size = strlen(list->typed), more = strlen(letter);
    if (size + more >= sizeof list->typed)
        return LIST_UNUSED;
    memcpy(list->typed + size, letter, more + 1);
    if (!is_held(list)) {
        list->typed[size] = '\0';
        return LIST_UNUSED;
    }
    return narrow(list, rack);
}

enum list_outcome list_erase(struct list *list, struct rack *rack)
{
    if (!*list->typed)
        return LIST_UNUSED;
    list->typed[text_previous(list->typed, strlen(list->typed))] = '\0';
    return narrow(list, rack);
}
