#include "language.h"

#include "base/attr.h"

#include <string.h>

static const struct language LANGUAGES[LANGUAGES_MAX] = {
    {"es", "Español"},   {"en", "English"}, {"fr", "Français"},
    {"pt", "Português"}, {"ar", "العربية"},
};

static const struct language *find(const char *tag, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
        if (strlen(LANGUAGES[i].tag) == size &&
            strncmp(LANGUAGES[i].tag, tag, size) == 0)
            return &LANGUAGES[i];
    }
    return NULL;
}

const struct language *language_find(const char *tag)
{
    return find(tag, strlen(tag));
}

const struct language *language_of_list(const char *list, size_t i)
{
    for (;;) {
        list += strspn(list, " ,");
        size_t size = strcspn(list, " ,");
        if (size == 0)
            return NULL;
        const struct language *found = find(list, size);
        if (found && i-- == 0)
            return found;
        list += size;
    }
}
