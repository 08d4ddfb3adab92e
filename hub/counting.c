#include "counting.h"

#include "base/stamp.h"
#include "base/utf8.h"
#include "form/flatten.h"
#include "tally.h"

#include <stdio.h>
#include <string.h>

/* Digits of a number; bytes of a choice, which is a key of the tally: an index
 * of PostgreSQL takes no row above 2,704 bytes, and one answer that holds
 * something longer must not keep all others from being counted. */
enum { LONGEST_COUNTED = 6, LONGEST_VALUE = 1000 };

static bool is_counted_by_value(const struct column *column, size_t size)
{
    if (column->is_select || column->control == CONTROL_RANGE)
        return true;
    return column->type == TYPE_INT && size <= LONGEST_COUNTED;
}

static void count_words(struct tally *tally, int64_t family, const char *path,
                        const struct cell *cell, int64_t n)
{
    const char *at = cell->text, *end = cell->text + cell->size;

    while (at < end) {
        const char *blank = memchr(at, ' ', (size_t)(end - at));
        const char *stop = blank ? blank : end;
        if (stop > at)
            tally_count(tally, family, path, at,
                        utf8_cut(at, (size_t)(stop - at), LONGEST_VALUE), n);
        at = stop + 1;
    }
}

/* Counts one row's cells, n times; "" stands for "answered". */
void counting_cells(struct tally *tally, int64_t family,
                    const struct table *table, struct cells cells, int64_t n)
{
    struct cell cell;

    if (!cells_next(&cells, &cell))
        return;
    for (size_t i = 0; i < table->columns_count && cells_next(&cells, &cell);
         i++) {
        const struct column *column = &table->columns[i];
        if (!column->is_question || !cell.text || cell.size == 0)
            continue;
        tally_count(tally, family, column->path, "", 0, n);
        if (is_counted_by_value(column, cell.size))
            count_words(tally, family, column->path, &cell, n);
    }
}

void counting_arrival(struct tally *tally, int64_t family, enum state state,
                      int64_t received_ms, int64_t station, int64_t n)
{
    const char *name = state_name(state);
    char text[STAMP_TEXT_SIZE], number[24];

    tally_count(tally, family, TALLY_STATE, name, strlen(name), n);
    if (state != STATE_ACCEPTED)
        return;
    stamp_print_local(received_ms, text);
    tally_count(tally, family, TALLY_DAY, text, strlen("2026-11-23"), n);
    snprintf(number, sizeof number, "%lld", (long long)station);
    tally_count(tally, family, TALLY_STATION, number, strlen(number), n);
}
