/* Sets of characters as sorted ranges, private to the patterns. */
#ifndef FORM_SET_H
#define FORM_SET_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct range {
    uint32_t low, high;
};

struct set {
    struct range *ranges; /* sorted, apart from each other; free() */
    size_t count, capacity;
};

enum { CHAR_LAST = 0x10FFFF };

/* Frees the ranges: an empty set again. */
void set_clear(struct set *set);
/* Adds a range. */
void set_add(struct set *set, uint32_t low, uint32_t high);
/* Adds all of another set. */
void set_join(struct set *set, const struct set *other);
/* Keeps what is in the other set, too. */
void set_meet(struct set *set, const struct set *other);
/* Turns the set into its complement. */
void set_invert(struct set *set);
/* Adds the other case of its ASCII letters. */
void set_fold_case(struct set *set);
/* Whether the character is in the set. */
bool set_has(const struct set *set, uint32_t c);
/* Adds the characters of \d, \w, \s, \h or \v (lower case); false for other
 * letters. */
MUST_USE bool set_add_escape(struct set *set, char letter);
/* Adds the characters of \p{name}; false when the name is not known. */
MUST_USE bool set_add_property(struct set *set, const char *name);

#endif
