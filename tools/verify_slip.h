/* What residents hold: typed codes, addresses from QR codes, signed slips. */
#ifndef VERIFY_SLIP_H
#define VERIFY_SLIP_H

#include "verify_log.h"
#include "verify_rules.h"
#include "verify_say.h"

#include <stdbool.h>

enum { CODE_DIGITS = 16 };

struct slip {
    const char *shown; /* as it was given, for sentences */
    bool whole;        /* else only the code is known */
    char code[CODE_DIGITS + 1];
    char log[NAME_SIZE];
    uint64_t place;
    unsigned char commitment[HASH_SIZE];
};

/* Reads a typed code or an address; false and a sentence when its check
 * digits do not fit. */
bool verify_slip_take(struct slip *out, const char *text, struct say *say);
/* Reads a signed slip and checks the station's signature with the key that
 * the hub's log names. */
bool verify_slip_open(struct slip *out, const char *path,
                      const struct rules *rules, struct say *say);
/* Says what became of the answer: counted, excluded, withdrawn, waiting, or
 * exchanged. */
void verify_slip_find(const struct slip *slip, const struct rules *rules,
                      const struct log *log, struct say *say);

/* The typed code of a commitment. */
void verify_slip_code_of(const unsigned char commitment[HASH_SIZE],
                         char out[CODE_DIGITS + 1]);
/* The sign that a typed code shows, "sun". */
const char *verify_slip_sign(const char *code);

#endif
