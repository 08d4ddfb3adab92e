/* Regular expressions: the first line is the pattern, the rest the text. */
#include "base/mem.h"
#include "form/pattern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *pattern = xstrndup((const char *)data, size);
    char *text = strchr(pattern, '\n');
    bool matches;

    if (text)
        *text++ = '\0';
    if (pattern_match(pattern, text ? text : "", &matches))
        matches = false;
    free(pattern);
    return 0;
}
