/* The sign of a receipt, a picture's name that its giver may pick. It is what
 * the commitment itself shows: its number modulo five. A station that was asked
 * for one draws secret numbers until the commitment shows it, so no format
 * carries it, whoever has the 16 digits of a receipt can tell it without the
 * log, and nobody can hand the receipt of one sign to a neighbour who picked
 * another. Five tries are enough on average, and cost not three bits of the
 * secret number's 128. Five, since a page of choices holds them and "none". */
#ifndef PROOF_SYMBOL_H
#define PROOF_SYMBOL_H

#include "base/attr.h"
#include "proof/opening.h"

#include <stdbool.h>
#include <stddef.h>

enum { SYMBOL_COUNT = 5 };

/* The word of a sign, as commitments and openings have it: "sun". */
const char *symbol_word(size_t symbol);
/* The sign that a commitment shows, below SYMBOL_COUNT. */
size_t symbol_of(const unsigned char commitment[COMMITMENT_SIZE]);
/* The same from the 16 digits of a code; blanks do not matter. */
size_t symbol_of_code(const char *code);
/* The sign that a word names; false when it names none. */
MUST_USE bool symbol_read(const char *word, size_t *out);

#endif
