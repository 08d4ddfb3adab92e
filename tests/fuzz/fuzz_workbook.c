/* A spreadsheet from anybody's stick: zip, tables, cells, references. The
 * kind is told by the content; what begins with a comma is CSV. */
#include "base/buf.h"
#include "base/xml.h"
#include "xlsform/compile.h"
#include "xlsform/problem.h"

#include <stdint.h>

enum { XFORM_MOST = 4 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct compile_options OPTIONS = {.root_name = "data"};
    const char *name = size && data[0] == ',' ? "form.csv" : "form.md";
    struct problems problems;
    struct buf xform;
    struct buf itemsets;

    problems_init(&problems);
    buf_init(&xform, XFORM_MOST);
    buf_init(&itemsets, XFORM_MOST);
    enum err err = compile_workbook(name, (const char *)data, size, &OPTIONS,
                                    &problems, &xform, &itemsets);
    for (size_t i = 0; i < problems.count; i++)
        problem_print(&problems.items[i], NULL, "en", &itemsets);
    /* Accepted means that there is a document to hand on, and well-formed. */
    static const struct xml_handler NOBODY = {.start = NULL};
    if (!err && xml_read(buf_text(&xform), xform.size, &NOBODY, NULL, NULL) ==
                    ERR_FORMAT)
        __builtin_trap();
    buf_clear(&itemsets);
    buf_clear(&xform);
    problems_clear(&problems);
    return 0;
}
