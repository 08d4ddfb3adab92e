/* ${references} and the expressions around them, in every place that has
 * them: one input in all places of a survey with repeats in repeats. */
#include "base/buf.h"
#include "table.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A "%" is where the input goes. */
static const char SURVEY[] =
    "| survey |\n"
    "|  | type | name | label | relevant | calculation | default | "
    "repeat_count | choice_filter |\n"
    "|  | integer | a | A | | | | | |\n"
    "|  | begin repeat | r | R | | | | % | |\n"
    "|  | text | b | % | % | | | | |\n"
    "|  | begin repeat | s | S | | | | | |\n"
    "|  | calculate | c | | | % | | | |\n"
    "|  | text | d | D | | | % | | |\n"
    "|  | select_one l | e | E | | | | | % |\n"
    "|  | end repeat | | | | | | | |\n"
    "|  | end repeat | | | | | | | |\n"
    "|  | begin group | g | G | % | | | | |\n"
    "|  | note | f | % | | | | | |\n"
    "|  | end group | | | | | | | |\n"
    "| choices |\n|  | list_name | name | label |\n|  | l | 1 | % |\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf table;

    buf_init(&table, 0);
    for (const char *c = SURVEY; *c; c++) {
        if (c[0] == '|' && c[1] == ' ' && c[2] == '%') {
            table_put_cell(&table, (const char *)data, size);
            c += 3; /* the blank behind it is the cell's own */
        } else {
            buf_putc(&table, *c);
        }
    }
    table_compile(&table);
    buf_clear(&table);
    return 0;
}
