/* What a response brings along about its place in a station's log: opened
 * here once, so that the seal is known to be of these very bytes. */
#ifndef HUB_EVIDENCES_H
#define HUB_EVIDENCES_H

#include "base/attr.h"
#include "base/err.h"
#include "proof/sign.h"
#include "record/response.h"
#include "store/db.h"

struct archive;
struct arena;
struct arrival;

/* The columns of a response's row; borrowed from the struct itself. All are
 * NULL for a response that is in no log. */
struct evidences {
    struct db_value log, index, salt, token, commitment;
    unsigned char sealed[EVIDENCE_HASH_SIZE];
    unsigned char secret[2 * EVIDENCE_SECRET_SIZE]; /* salt, token's hash */
};

/* The log found last, good for one transaction; begins as zeroes. */
struct evidences_memory {
    char log[SIGN_NAME_SIZE];
    int64_t station, id;
    uint64_t heard;
};

/* Reads what stood beside a submission (wire/evidence.h) into its response,
 * whose texts then live in arena; text may be NULL. A place in a log that
 * cannot be read costs the answer nothing else. */
void evidences_read(const char *text, struct arena *arena,
                    struct response *response);
/* Makes the columns, inside a transaction. A log that is another station's is
 * left out. */
MUST_USE enum err evidences_of(struct archive *archive,
                               const struct arrival *arrival,
                               struct evidences_memory *memory,
                               struct evidences *out);
/* Fills in the columns of a response that was here before; a board that began
 * a new epoch may have given it another place. */
MUST_USE enum err evidences_add(struct archive *archive,
                                const struct response *response,
                                const struct evidences *evidences);

#endif
