/* What letters typed at a list do, and which of its items they leave. Private
 * to the list. */
#ifndef UI_LIST_TYPED_H
#define UI_LIST_TYPED_H

#include "ui/list.h"

#include <stddef.h>
#include <stdint.h>

/* How many items are not hidden. */
size_t list_shown(const struct list *list);
/* The index of the n-th item that is not hidden; list->count: none. */
size_t list_shown_at(const struct list *list, size_t n);
/* Goes to the first item that begins with what was typed. */
enum list_outcome list_find(struct list *list, struct rack *rack,
                            const char *letter, int64_t now_ms);
/* Leaves only the items of which a word begins with what was typed. */
enum list_outcome list_type(struct list *list, struct rack *rack,
                            const char *letter);
/* Takes back the last letter that was typed. */
enum list_outcome list_erase(struct list *list, struct rack *rack);

#endif
