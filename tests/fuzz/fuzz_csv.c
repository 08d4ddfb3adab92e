/* Choices of a form from a file: jr://file-csv/x.csv. */
#include "external.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    visit_with_file("jr://file-csv/x.csv", data, size);
    return 0;
}
