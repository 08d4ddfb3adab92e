/* What people write in the cells of a survey: one line of the input a cell,
 * row by row, in the columns that have a grammar of their own. */
#include "base/buf.h"
#include "table.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char BEFORE[] =
    "| survey |\n"
    "|  | type | name | label::English (en) | hint | parameters | appearance "
    "| relevant | constraint | required | calculation | default | trigger "
    "| choice_filter | repeat_count | media::image | bind::x:y | save_to |\n"
    "|  | integer | a | A | | | | | | | | | | | | | | |\n";
static const char AFTER[] =
    "| choices |\n|  | list_name | name | label::English (en) | k |\n"
    "|  | l | 1 | One | a |\n|  | l | 2 | ${a} | b |\n"
    "| settings |\n|  | namespaces | style |\n"
    "|  | x=\"http://example.org/x\" | pages |\n";

enum { COLUMNS = 17 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct buf table;

    buf_init(&table, 0);
    buf_puts(&table, BEFORE);
    while (at < end) {
        buf_puts(&table, "|  ");
        for (int column = 0; column < COLUMNS; column++) {
            const char *line =
                at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
            const char *stop = line ? line : end;
            table_put_cell(&table, at, (size_t)(stop - at));
            at = line ? line + 1 : end;
        }
        buf_puts(&table, "|\n");
    }
    buf_puts(&table, AFTER);
    table_compile(&table);
    buf_clear(&table);
    return 0;
}
