/* Forms: loaded, filled in and finished. */
#include "visit.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    visit((const char *)data, size, NULL, NULL, 0);
    return 0;
}
