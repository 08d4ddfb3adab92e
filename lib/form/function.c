#include "function.h"

#include "base/attr.h"

#include <stddef.h>
#include <string.h>

const struct function *function_find(const char *name)
{
    static const struct function *const FAMILIES[] = {
        FUNCTIONS_LOGIC, FUNCTIONS_NUMBERS, FUNCTIONS_TEXTS, FUNCTIONS_DATES,
        FUNCTIONS_NODES, FUNCTIONS_GEO,     FUNCTIONS_FORM,  FUNCTIONS_DIGESTS,
    };

    for (size_t i = 0; i < COUNT_OF(FAMILIES); i++) {
        for (const struct function *f = FAMILIES[i]; f->name; f++) {
            if (*f->name == *name && !strcmp(f->name, name))
                return f;
        }
    }
    return NULL;
}
