/* The slip that a resident takes home: which log, which leaf, which
 * commitment, and, if wished, the withdrawal token. It holds no answer and no
 * salt, so that showing it proves taking part and nothing more. */
#ifndef PROOF_SLIP_H
#define PROOF_SLIP_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/opening.h"
#include "proof/sign.h"
#include "proof/claim.h"

#include <stdint.h>

/* "0123 4567 8901 2345" and a NUL. */
enum { SLIP_CODE_SIZE = 20 };

struct slip {
    char log[SIGN_NAME_SIZE]; /* the station's, with its epoch */
    uint64_t index;
    unsigned char commitment[COMMITMENT_SIZE];
    char token[TOKEN_DIGITS + 1]; /* "" when it is not taken along */
};

/* The code to type or to write down: the last 14 decimal digits of the
 * commitment and two check digits, in groups of four. It finds a leaf; the
 * whole commitment is then compared by machine. */
void slip_code(const unsigned char commitment[COMMITMENT_SIZE],
               char out[SLIP_CODE_SIZE]);
/* Whether what somebody typed has the form and check digits of a code;
 * writes it in groups of four. */
MUST_USE bool slip_read_code(const char *typed, char out[SLIP_CODE_SIZE]);

/* Appends the address in the QR code, in capitals:
 * HTTPS://HUB.EXAMPLE/R#DIGITS:PLAZA/2:17. Behind '#', so that no server
 * learns it: 78 digits of the commitment, 2 check digits, then the token if
 * there is one. hub is "https://" and a host, perhaps a port. ERR_LIMIT when
 * the QR code would be larger than version 5-M, ERR_FORMAT when hub has a
 * path or other bytes than a host has; both logged. */
MUST_USE enum err slip_write(const struct slip *slip, const char *hub,
                             struct buf *out);
/* Reads an address or the part behind its '#', capitals or not. */
MUST_USE enum err slip_read(struct slip *out, const char *text);

enum { SLIP_QR_BITS = 86 * 8 }; /* what a QR code of version 5-M holds */
/* Bits that a QR code of version 1 to 9 needs for such an address. */
size_t slip_qr_bits(const char *address);

/* Appends the signed slip (a C2SP note of the station's key), which lets the
 * resident not only notice but show a loss: for paper and larger screens. */
MUST_USE enum err slip_sign(const struct slip *slip, const struct sign_key *key,
                            struct buf *out);

#endif
