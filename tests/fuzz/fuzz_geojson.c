/* Choices of a form from a file: jr://file/x.geojson. */
#include "external.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    visit_with_file("jr://file/x.geojson", data, size);
    return 0;
}
