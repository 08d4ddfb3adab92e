/* Surveys as Markdown tables whose cells come from a fuzzer. */
#ifndef TESTS_FUZZ_TABLE_H
#define TESTS_FUZZ_TABLE_H

#include <stddef.h>

struct buf;

/* Appends a cell, up to its line break, so that it cannot end the row. */
void table_put_cell(struct buf *table, const char *data, size_t size);
/* Compiles the table; ends the process when it is accepted but what came out
 * is no XML, or refused without a word. */
void table_compile(const struct buf *table);

#endif
