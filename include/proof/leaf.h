/* A leaf of a log is one line of text; its bytes, without the newline, are
 * what RFC 6962 hashes. So a log is a text file that anybody can read, and
 * an export of it needs no other form (docs/TRUST.md lists the lines).
 *
 *   KIND LOG INDEX FIELDS...
 *
 * LOG is the name and epoch of the log in which the leaf was born
 * ("plaza/2"), INDEX its place there. A hub's log holds its stations' leaves
 * word for word between its own. No leaf has an exact time or an answer. */
#ifndef PROOF_LEAF_H
#define PROOF_LEAF_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "proof/sign.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kind, its word, its fields: C commitment, R root, S size or leaf count,
 * N number, A answers counted, D day, F form, O another log, K verifier key,
 * G signature (the last word of its line in the checkpoint note), T text to
 * the end of the line. */
#define LEAF_LIST(X)                                                           \
    X(LEAF_EPOCH, "epoch", "OSR")   /* first leaf: follows O's last head */    \
    X(LEAF_ANSWER, "answer", "CF")  /* a response, to be counted */            \
    X(LEAF_SPOILED, "spoiled", "C") /* opened to check the machine */          \
    X(LEAF_JOINED, "joined", "OK")  /* hub: a station's log and its key */     \
    X(LEAF_HEARD, "heard", "OSRG")  /* hub: holds O's S leaves, signed */      \
    X(LEAF_OPENED, "opened", "DF")  /* a survey begins */                      \
    X(LEAF_CLOSED, "closed", "DF")  /* a survey ends */                        \
    X(LEAF_EXCLUDED, "excluded", "DCT")    /* not counted, because */          \
    X(LEAF_INCLUDED, "included", "DC")     /* counted again after all */       \
    X(LEAF_WITHDRAWN, "withdrawn", "DC")   /* its giver took it back */        \
    X(LEAF_RELEASED, "released", "DFNSAR") /* figures N over S leaves: A */    \
    X(LEAF_DELETED, "deleted", "DFS")      /* raw data and secrets are gone */

#define LEAF_AS_ENUM(name, word, fields) name,
enum leaf_kind { LEAF_LIST(LEAF_AS_ENUM) };
#undef LEAF_AS_ENUM

enum {
    LEAF_LIMIT = 512, /* longest line, with its NUL */
    LEAF_FORM_SIZE = 128,
    LEAF_TEXT_SIZE = 160,
    LEAF_HASH_SIZE = 32,
    LEAF_DAY_SIZE = 11
};

/* Only the members that the kind's fields name are used. */
struct leaf {
    enum leaf_kind kind;
    char log[SIGN_NAME_SIZE];
    uint64_t index;
    unsigned char hash[LEAF_HASH_SIZE]; /* C or R */
    uint64_t size;                      /* S */
    uint64_t number;                    /* N */
    uint64_t counted;                   /* A */
    char day[LEAF_DAY_SIZE];            /* D: 2026-11-23 */
    char form[LEAF_FORM_SIZE];          /* F: the form's id */
    char other[SIGN_NAME_SIZE];         /* O; "-" for an epoch after none */
    char text[LEAF_TEXT_SIZE];          /* T: one line; K: NAME+ID+BASE64; G */
};

/* Whether a text names a log: lower-case letters, digits, '.' and '-', then
 * '/' and the number of its epoch. Lower case only, since QR codes that hold
 * a log's name in capitals are smaller. */
bool leaf_log_is_valid(const char *log);

/* The station that a log is of, without its mark and epoch, as commitments
 * have it: "plaza" of "plaza.7f3a/2". The log's name must be valid. */
void leaf_log_station(const char *log, char out[SIGN_NAME_SIZE]);

/* The number of a log's epoch, 2 of "plaza.7f3a/2"; 0 when it has none. */
long leaf_log_epoch(const char *log);

/* Copies a form's id into the leaf, cut to what fits; bytes other than
 * letters, digits and "._:-" become %XX so that a field has no blank. */
void leaf_set_form(struct leaf *leaf, const char *form_id);
/* Copies the last member, which may have blanks, cut to what fits between two
 * characters; control characters become blanks. */
void leaf_set_text(struct leaf *leaf, const char *text);

/* Appends the line without a newline. ERR_FORMAT when a member does not fit
 * its field; logged. */
MUST_USE enum err leaf_write(const struct leaf *leaf, struct buf *out);
/* The same of an answer whose log and form are known to fit: the fields of
 * thousands of lines need no looking through. */
void leaf_write_answer(const char *log, uint64_t index,
                       const unsigned char commitment[LEAF_HASH_SIZE],
                       const char *form, struct buf *out);
/* Reads a line; exactly what leaf_write writes, or ERR_FORMAT. */
MUST_USE enum err leaf_read(struct leaf *out, const char *line);

/* The head of an export: after it one line a leaf, an empty line, and a
 * signed checkpoint of these leaves. */
void leaf_begin_export(const char *log, struct buf *out);

#endif
