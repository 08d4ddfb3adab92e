#include "recent.h"

#include "archive.h"
#include "base/mem.h"
#include "changes.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

/* Counted by the index alone. */
static const char COUNT[] =
    "SELECT count(*) FROM response WHERE epoch = ? AND leaf >= ? AND leaf < ?";

enum { MOST = 1 << 16 };

void recent_clear(struct recent *recent)
{
    free(recent->answers);
    *recent = (struct recent){.log = 0};
}

void recent_forget(struct archive *archive)
{
    recent_clear(&archive->recent);
}

enum err recent_add(struct archive *archive, int64_t log, uint64_t index,
                    const unsigned char *commitment, int64_t form)
{
    struct recent *r = &archive->recent;

    if (r->log != log || index < r->first || index - r->first != r->count) {
        recent_clear(r);
        enum err err = changes_last(archive, &r->change);
        if (err)
            return err;
        r->log = log;
        r->first = index;
    }
    if (r->count == MOST)
        return ERR_NONE;
    r->answers = mem_grow(r->answers, r->count, &r->room, sizeof *r->answers);
    struct recent_answer *a = &r->answers[r->count++];
    memcpy(a->commitment, commitment, sizeof a->commitment);
    a->form = form;
    return ERR_NONE;
}

/* Since they were kept no response was changed, by whomever, and none of
 * these was given another place. */
static enum err are_unchanged(struct archive *archive, const struct recent *r,
                              uint64_t first, uint64_t count, bool *out)
{
    int64_t change, there = 0;
    enum err err = changes_last(archive, &change);

    if (!err && change == r->change)
        err = sql_number(archive->sql, 0, &there, COUNT, db_int(r->log),
                         db_int((int64_t)first),
                         db_int((int64_t)(first + count)));
    *out = (uint64_t)there == count;
    return err;
}

enum err recent_hold(struct archive *archive, int64_t log, uint64_t from,
                     uint64_t end, uint64_t *first, uint64_t *count)
{
    const struct recent *r = &archive->recent;
    uint64_t last = r->first + r->count;
    bool unchanged;

    *first = from > r->first ? from : r->first;
    *count = 0;
    last = last < end ? last : end;
    if (r->log != log || *first >= last)
        return ERR_NONE;
    enum err err = are_unchanged(archive, r, *first, last - *first, &unchanged);
    *count = !err && unchanged ? last - *first : 0;
    return err;
}
