/* The languages that the interface speaks. */
#ifndef KIOSK_LANGUAGE_H
#define KIOSK_LANGUAGE_H

#include <stddef.h>

struct language {
    const char *tag;
    const char *name; /* its own name for itself */
};

enum { LANGUAGES_MAX = 5 };

/* The i-th language of a blank-separated list of tags that the interface
 * speaks, NULL beyond the last. */
const struct language *language_of_list(const char *list, size_t i);
/* The language of a tag, NULL when the interface does not speak it. */
const struct language *language_find(const char *tag);

#endif
