/* A body that was set aside, put right by a person: the corrected bytes are
 * judged and kept as a response that came when and from where the first ones
 * did, with their envelope and attachments. What came stays as it came. */
#ifndef HUB_REPAIR_H
#define HUB_REPAIR_H

#include "base/attr.h"
#include "base/err.h"
#include "judge.h"
#include "record/receipt.h"

#include <stddef.h>
#include <stdint.h>

struct archive;
struct arena;

struct repair {
    int64_t id;       /* in quarantine */
    const char *body; /* corrected; NULL: as it came */
    size_t body_size;
    const char *who;
    const char *why;
    int64_t at_ms;
    /* What came of it. */
    struct judgement judgement; /* its reason: why it is still refused */
    enum verdict verdict;
};

/* Takes a repaired body in, inside a transaction, and writes it into the log.
 * Nothing changes when judgement has a reason. ERR_CONFLICT when another
 * response has its instanceID, or somebody settled it before; ERR_MISSING when
 * it is unknown. Texts of the judgement live in arena. */
MUST_USE enum err repair_take(struct archive *archive, struct arena *arena,
                              struct repair *repair);

/* The body as an edit of the response that has its instanceID: it gets id
 * instead, and its own as deprecatedID. NULL when it has no instanceID to
 * replace, or is an edit already. Lives in arena. */
const char *repair_as_edit(struct arena *arena, const char *body, size_t size,
                           const char *id);

#endif
