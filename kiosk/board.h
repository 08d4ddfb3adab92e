/* What the city says at this station: the bulletin as the agent brought it,
 * read again whenever it changed. Everything here works without a network:
 * a promise past its day is late by this station's own calendar. */
#ifndef KIOSK_BOARD_H
#define KIOSK_BOARD_H

#include "record/bulletin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board {
    struct bulletin *bulletin; /* NULL: nothing was said yet */
    uint64_t seen;             /* of the file that was read */
};

/* Which entries a list shows. */
enum board_list {
    BOARD_CITY,  /* what the city answered, late promises first */
    BOARD_IDEAS, /* what may be backed, in an order of chance */
};

/* Reads the bulletin again when the file is another one. One that cannot be
 * read is logged; what was known stays. */
void board_reload(struct board *board, const char *data);
/* Forgets everything. */
void board_clear(struct board *board);

/* The n-th entry of a list at a station, NULL beyond the last. Ideas come in
 * an order that belongs to the seed: nobody is always first. */
const struct entry *board_entry(const struct board *board, enum board_list list,
                                const char *station, uint32_t seed, size_t n);
/* How many a list has. */
size_t board_count(const struct board *board, enum board_list list,
                   const char *station);
/* The idea with that tag of a receipt (proof/tag.h); NULL: none, or "". */
const struct entry *board_idea(const struct board *board, const char *tag);
/* The newest entry of a kind, NULL when there is none. */
const struct entry *board_newest(const struct board *board,
                                 enum entry_kind kind, const char *station);
/* Days by which a promise is late today; 0 also while the clock is not known.
 */
int board_days_late(const struct entry *entry);

#endif
