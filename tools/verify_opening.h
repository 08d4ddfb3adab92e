/* The opening of an answer that was given to check the machine. */
#ifndef VERIFY_OPENING_H
#define VERIFY_OPENING_H

#include "verify_rules.h"
#include "verify_say.h"

/* Computes the commitment of an opening and a body and says whether the log
 * (which may be NULL) shows it as a check of the machine. With body NULL the
 * file named opening holds the parts of both (verify_pieces.h). */
void verify_opening_check(const char *opening, const char *body,
                          const struct rules *rules, struct say *say);

#endif
