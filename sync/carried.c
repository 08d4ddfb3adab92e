#include "carried.h"

#include "config.h"
#include "lane.h"
#include "oversight.h"
#include "telling.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "proof/head.h"
#include "proof/heard.h"
#include "store/leaves.h"
#include "wire/bundle.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err pack_epoch(struct lane *lane, struct db *db,
                           const struct oversight *oversight, int64_t epoch,
                           enum growth_scope scope, struct buf *records)
{
    struct growth_text text;
    int64_t heard, seq;
    enum err err = leaves_heard(db, lane->target->name, epoch, &heard, &seq);

    if (err)
        return err;
    err = growth_text_make(db, lane->target->name, oversight, epoch, heard, seq,
                           scope, &text);
    if (!err && text.count) {
        bundle_add_record(records, 'L', text.text.data, text.text.size);
        /* From now on nothing is deleted without a proof. */
        if (heard == 0)
            err = leaves_set_heard(db, lane->target->name, epoch, 0, 0);
    }
    growth_text_clear(&text);
    return err;
}

enum err carried_pack(struct lane *lane, struct db *db, bool has_all,
                      struct buf *records)
{
    struct oversight oversight;
    struct epoch newest;
    enum err err = oversight_recall(lane, db, &oversight);

    /* A hub whose log's key is not known here could not be believed. */
    if (err || !oversight.is_known || leaves_epoch(db, 0, &newest) != ERR_NONE)
        return err;
    for (int64_t n = 1; !err && n <= newest.number; n++)
        err =
            pack_epoch(lane, db, &oversight, n,
                       has_all ? GROWTH_WITH_WAITING : GROWTH_SETTLED, records);
    epoch_clear(&newest);
    return err;
}

struct taking {
    struct lane *lane;
    struct db *db;
    struct oversight oversight;
};

/* The station's own checkpoint at a size that a hub speaks of. */
struct own_head {
    int64_t size, seq;
    struct buf note;
    const char *log;
    bool is_found;
};

static enum err look_at(void *context, const struct leaf_row *row)
{
    struct own_head *own = context;

    if (own->is_found)
        return ERR_NONE;
    own->seq = row->seq ? row->seq : own->seq;
    if (row->index + 1 != own->size || !row->head_size)
        return ERR_NONE;
    own->is_found = true;
    return head_note(own->log, (uint64_t)own->size, row->head, row->head_size,
                     &own->note);
}

/* "heard HUB INDEX LOG SIZE ..." in the second line of the text. */
static bool read_subject(const char *text, char log[SIGN_NAME_SIZE],
                         int64_t *size)
{
    const char *line = strchr(text, '\n');

    return line && sscanf(line + 1, "heard %*63s %*18s %63s %18" SCNd64, log,
                          size) == 2;
}

static enum err find_epoch(struct db *db, const char *log, int64_t *out)
{
    struct epoch e;
    enum err err = ERR_NONE;

    *out = 0;
    for (int64_t n = 1; !err && !*out; n++) {
        err = leaves_epoch(db, n, &e);
        if (!err && strcmp(e.log, log) == 0)
            *out = n;
        epoch_clear(&e);
    }
    return err;
}

static enum err settle(struct taking *t, int64_t epoch,
                       const struct own_head *own, const char *text)
{
    struct checkpoint station, seen = t->oversight.seen;

    if (checkpoint_read(&station, buf_text(&own->note), own->note.size))
        return ERR_FORMAT;
    enum heard_verdict verdict =
        heard_check(text, strlen(text), &t->oversight.hub, &station, &seen);
    if (verdict != HEARD_GOOD) {
        lane_tell(t->lane, t->db,
                  verdict == HEARD_SHRUNK ? TROUBLE_LOG_SHRUNK
                                          : TROUBLE_LOG_FALSE,
                  heard_text(verdict));
        return ERR_NONE;
    }
    t->oversight.seen = seen;
    enum err err = leaves_set_heard(t->db, t->lane->target->name, epoch,
                                    own->size, own->seq);
    if (!err)
        err = oversight_keep_seen(t->lane, t->db, &t->oversight);
    log_info("%s holds %" PRId64 " leaves of ours, proved by stick",
             t->lane->target->name, own->size);
    return err;
}

/* One proof; what is older than the last one has nothing new to say. */
static enum err take_heard(struct taking *t, const char *text)
{
    struct own_head own = {.is_found = false};
    char log[SIGN_NAME_SIZE];
    int64_t epoch, heard, seq;

    if (!read_subject(text, log, &own.size) ||
        find_epoch(t->db, log, &epoch) == ERR_MISSING)
        return ERR_NONE;
    own.log = log;
    enum err err =
        leaves_heard(t->db, t->lane->target->name, epoch, &heard, &seq);
    if (err || own.size <= heard)
        return err;
    own.seq = seq;
    buf_init(&own.note, 0);
    err = leaves_each(t->db, epoch, t->lane->target->name, heard, seq, look_at,
                      &own);
    if (!err && own.is_found)
        err = settle(t, epoch, &own, text);
    buf_clear(&own.note);
    return err;
}

/* A hub that was restored from a copy says so in its new log's name. */
static enum err take_key(struct taking *t, const char *key)
{
    bool is_new_epoch;
    enum err err =
        oversight_take_key(t->lane, t->db, &t->oversight, key, &is_new_epoch);

    if (!err && is_new_epoch)
        err = leaves_unhear(t->db, t->lane->target->name);
    return err == ERR_FORMAT ? ERR_NONE : err;
}

static enum err take_record(void *context, char tag, const char *data,
                            size_t size)
{
    struct taking *t = context;
    char *text = xstrndup(data, size);
    enum err err = ERR_NONE;

    if (tag == 'K')
        err = take_key(t, text);
    else if (tag == 'H' && t->oversight.is_known)
        err = take_heard(t, text);
    free(text);
    return err;
}

enum err carried_take(struct lane *lane, struct db *db, const char *records,
                      size_t size)
{
    struct taking t = {.lane = lane, .db = db};
    enum err err = oversight_recall(lane, db, &t.oversight);

    if (!err)
        err = bundle_each_record(records, size, take_record, &t);
    return err == ERR_DENIED ? ERR_NONE : err;
}
