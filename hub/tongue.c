#include "tongue.h"

#include "base/attr.h"

#include <string.h>

const struct tongue TONGUES[] = {{"es", "Español", true},
                                 {"en", "English", true},
                                 {"fr", "Français", false},
                                 {"pt", "Português", false},
                                 {"ar", "العربية", false}};
const size_t TONGUES_COUNT = COUNT_OF(TONGUES);

static const char *of_one(const char *text)
{
    for (size_t i = 0; i < TONGUES_COUNT; i++) {
        const char *code = TONGUES[i].code;
        size_t size = strlen(code);
        if (TONGUES[i].has_pages && strncmp(text, code, size) == 0 &&
            strchr("-,; ", text[size]))
            return code;
    }
    return NULL;
}

const char *tongue_of_pages(const char *text)
{
    const char *found = of_one(text);

    while (!found && (text = strchr(text, ','))) {
        text += 1 + strspn(text + 1, " ");
        found = of_one(text);
    }
    return found;
}
