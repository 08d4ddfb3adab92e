/* Signed notes in the C2SP text form: a text, an empty line, and signature
 * lines of a log or of witnesses who cosign with a time. */
#ifndef PROOF_NOTE_H
#define PROOF_NOTE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/sign.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The byte that C2SP gives to each kind of signature. */
enum note_kind { NOTE_SIGNATURE = 0x01, NOTE_COSIGNATURE = 0x04 };

/* Longest note accepted, longest printed verifier and quoted signature, both
 * with their NUL. */
enum {
    NOTE_LIMIT = 1024 * 1024,
    NOTE_VERIFIER_SIZE = SIGN_NAME_SIZE + 64,
    NOTE_QUOTE_SIZE = 105
};

/* Whom a reader trusts: a public key, its name, what it signs. */
struct note_verifier {
    enum note_kind kind;
    char name[SIGN_NAME_SIZE];
    unsigned char open[SIGN_KEY_SIZE];
};

/* The public side of a key. */
void note_verifier_of(struct note_verifier *out, const struct sign_key *key,
                      enum note_kind kind);
/* NAME+ID+BASE64, as C2SP prints verifier keys. */
void note_verifier_print(const struct note_verifier *verifier,
                         char out[NOTE_VERIFIER_SIZE]);
/* Reads it back; false when it is none or its id is not that of the key. */
MUST_USE bool note_verifier_read(struct note_verifier *out, const char *text);

/* Adds a signature to a text that ends in a newline, or to a note. */
MUST_USE enum err note_sign(struct buf *note, const struct sign_key *key);
/* Adds a witness's cosignature made at that time to a note. */
MUST_USE enum err note_cosign(struct buf *note, const struct sign_key *key,
                              uint64_t time_s);

/* Bytes of the text in front of the signatures; 0 when it is no note. */
size_t note_text_size(const char *note, size_t size);

/* What a verifier's line in the note says. */
enum note_verdict {
    NOTE_GENUINE,
    NOTE_ABSENT, /* the verifier has not signed */
    NOTE_FALSE   /* a signature in its name that it did not make */
};
/* Looks for the verifier's signature; a cosignature's time goes to time_s
 * (which may be NULL). */
enum note_verdict note_check(const char *note, size_t size,
                             const struct note_verifier *verifier,
                             uint64_t *time_s);
/* The verifier's signature as it stands in the note (base64 and a NUL), for
 * quoting; false when there is none. Does not check it. */
MUST_USE bool note_quote(const char *note, size_t size,
                         const struct note_verifier *verifier,
                         char out[NOTE_QUOTE_SIZE]);

#endif
