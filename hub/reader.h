/* Programs that read with a token of their own: each holds some actions, for
 * one form or for all, and may end. Tokens are stored hashed. */
#ifndef HUB_READER_H
#define HUB_READER_H

#include "base/attr.h"
#include "base/err.h"
#include "permission.h"
#include "token.h"

#include <stdbool.h>
#include <stdint.h>

struct archive;
struct arena;

struct reader {
    const char *name;
    const char *scope;   /* names of actions, parted by blanks */
    const char *form_id; /* "" or NULL: every form */
    int64_t ends_ms;     /* 0: never */
    int64_t seen_ms;
};

/* The scope of a reader that may read all there is. */
extern const char READER_ALL[];

/* Adds a reader and writes its token, which is shown this once; one of that
 * name gets a new token. */
MUST_USE enum err reader_add(struct archive *archive,
                             const struct reader *reader, int64_t now_ms,
                             char token[TOKEN_TEXT_SIZE]);
/* The reader of a token, texts in the arena; ERR_DENIED when no reader has
 * it, or when it has ended. */
MUST_USE enum err reader_check(struct archive *archive, const char *token,
                               int64_t now_ms, struct arena *arena,
                               struct reader *out);
/* Whether a reader was given an action for a form (NULL: for any). */
bool reader_may(const struct reader *reader, enum action action,
                const char *form_id);
/* Takes a reader's token away, inside a transaction; ERR_MISSING when there
 * is none of that name. */
MUST_USE enum err reader_revoke(struct archive *archive, const char *name);
/* Visits the readers that have a token, by name; borrowed for the call. */
MUST_USE enum err reader_each(struct archive *archive,
                              void (*visit)(void *context,
                                            const struct reader *reader),
                              void *context);

#endif
