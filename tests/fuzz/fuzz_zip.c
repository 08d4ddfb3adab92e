/* A file that says it is a .xlsx: the directory of the zip, its parts. */
#include "xlsform/problem.h"
#include "xlsform/workbook.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct problems problems;
    struct workbook *book;

    problems_init(&problems);
    enum err err =
        workbook_read("a.xlsx", (const char *)data, size, &problems, &book);
    if (!err != !!book || (err && problems.errors == 0))
        __builtin_trap();
    workbook_free(book);
    problems_clear(&problems);
    return 0;
}
