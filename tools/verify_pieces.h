/* The pieces in which a station shows an opened answer, one a line, as a
 * camera reads them: "3/11 " and base32 (RFC 4648) without padding. */
#ifndef VERIFY_PIECES_H
#define VERIFY_PIECES_H

#include <stddef.h>

/* Joins pieces that came in any order, some perhaps twice: their bytes with a
 * NUL behind them, freed by the caller. NULL when one is missing, damaged or
 * of another answer; *missing is then its number, 0 when there is no saying. */
char *verify_pieces_join(const char *text, size_t *size, size_t *missing);

#endif
