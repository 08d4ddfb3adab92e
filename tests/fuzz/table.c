#include "table.h"

#include "base/buf.h"
#include "base/xml.h"
#include "xlsform/compile.h"
#include "xlsform/problem.h"

enum { XFORM_MOST = 4 << 20 };

void table_put_cell(struct buf *table, const char *data, size_t size)
{
    buf_puts(table, "| ");
    for (size_t i = 0; i < size && data[i] != '\n'; i++) {
        if (data[i] == '|')
            buf_putc(table, '\\');
        buf_putc(table, data[i] == '\0' ? ' ' : data[i]);
    }
    buf_putc(table, ' ');
}

void table_compile(const struct buf *table)
{
    static const struct compile_options OPTIONS = {.root_name = "data"};
    static const struct xml_handler NOBODY = {.start = NULL};
    struct problems problems;
    struct buf xform, itemsets;

    problems_init(&problems);
    buf_init(&xform, XFORM_MOST);
    buf_init(&itemsets, XFORM_MOST);
    enum err err = compile_workbook("form.md", table->data, table->size,
                                    &OPTIONS, &problems, &xform, &itemsets);
    if (err && problems.errors == 0)
        __builtin_trap();
    if (!err && xml_read(buf_text(&xform), xform.size, &NOBODY, NULL, NULL) ==
                    ERR_FORMAT)
        __builtin_trap();
    for (size_t i = 0; i < problems.count; i++)
        problem_print(&problems.items[i], NULL, "en", &itemsets);
    buf_clear(&itemsets);
    buf_clear(&xform);
    problems_clear(&problems);
}
