#include "record/publication.h"

#include <string.h>

#define PUBLICATION_AS_TEXT(id, name) [id] = name,
static const char *const NAMES[] = {PUBLICATION_LIST(PUBLICATION_AS_TEXT)};
#undef PUBLICATION_AS_TEXT

const char *publication_kind_name(enum publication_kind kind)
{
    return NAMES[kind];
}

bool publication_kind_parse(const char *name, enum publication_kind *out)
{
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            *out = (enum publication_kind)i;
            return true;
        }
    }
    return false;
}
