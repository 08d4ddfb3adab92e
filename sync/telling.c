#include "telling.h"

#include "config.h"
#include "lane.h"
#include "oversight.h"
#include "word.h"

#include "base/log.h"
#include "base/mem.h"
#include "proof/heard.h"
#include "store/leaves.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_REPLY = 64 * 1024, LARGEST_KEY = 1024, TRIES = 4 };

/* One telling: what is known of the hub, and how it ends. */
struct telling {
    struct lane *lane;
    struct db *db;
    struct oversight oversight;
    bool in_full;  /* the next growth */
    bool is_heard; /* the hub said something of it */
    bool over;
};

static enum err ask(struct telling *t, enum http_method method,
                    const struct buf *body, struct http_reply *out)
{
    char *url = lane_url(t->lane, "ledger");
    const struct http_request request = {
        .method = method,
        .url = url,
        .content_type = body ? GROWTH_TYPE : NULL,
        .body = body,
        .limit = body ? LARGEST_REPLY : LARGEST_KEY,
    };
    enum err err = lane_send(t->lane, &request, out);

    free(url);
    if (err == ERR_NETWORK || err == ERR_BUSY) {
        t->over = true;
        err = ERR_NONE;
    }
    return err;
}

static void shout(struct telling *t, enum trouble trouble, const char *detail)
{
    lane_tell(t->lane, t->db, trouble, detail);
    t->over = true;
}

/* Whether a reply says nothing but "not now". */
static bool is_put_off(long status)
{
    return status >= 500 || status == 408 || status == 429;
}

/* Fetches the hub's key: at the first contact, and when its log seems to have
 * begun anew. A hub that puts it off is asked again next time, and until then
 * accused of nothing; if it always does, its promises run out instead. */
static enum err fetch_key(struct telling *t, bool *is_new_epoch)
{
    struct http_reply reply = {0};
    enum err err = ask(t, HTTP_GET, NULL, &reply);

    *is_new_epoch = false;
    if (!err && !t->over && reply.status == 200) {
        buf_putc(&reply.body, '\0');
        char *key = reply.body.data;
        key[strcspn(key, "\n")] = '\0';
        err = oversight_take_key(t->lane, t->db, &t->oversight, key,
                                 is_new_epoch);
        if (err == ERR_DENIED)
            shout(t, TROUBLE_LOG_OTHER, key);
        if (err == ERR_DENIED || err == ERR_FORMAT)
            err = ERR_NONE;
    }
    t->over = t->over || !t->oversight.is_known || is_put_off(reply.status);
    http_reply_clear(&reply);
    if (!err && *is_new_epoch)
        err = leaves_unhear(t->db, t->lane->target->name);
    return err;
}

/* A hub that lost leaves without saying so began no new epoch: that is the
 * very thing that the log is for. */
static enum err suspect(struct telling *t, enum heard_verdict verdict)
{
    bool is_new_epoch = false;
    enum err err = ERR_NONE;

    if (verdict == HEARD_FALSE)
        err = fetch_key(t, &is_new_epoch);
    if (err || t->over || is_new_epoch)
        return err;
    shout(t, verdict == HEARD_SHRUNK ? TROUBLE_LOG_SHRUNK : TROUBLE_LOG_FALSE,
          heard_text(verdict));
    return ERR_NONE;
}

static enum err take_heard(struct telling *t, int64_t epoch,
                           const struct growth_text *sent,
                           const struct http_reply *reply)
{
    struct checkpoint station, seen = t->oversight.seen;

    if (checkpoint_read(&station, buf_text(&sent->head), sent->head.size))
        return ERR_FORMAT;
    enum heard_verdict verdict =
        heard_check(buf_text(&reply->body), reply->body.size, &t->oversight.hub,
                    &station, &seen);
    if (verdict != HEARD_GOOD)
        return suspect(t, verdict);
    t->oversight.seen = seen;
    enum err err = leaves_set_heard(t->db, t->lane->target->name, epoch,
                                    (int64_t)sent->size, sent->seq);
    if (!err)
        err = oversight_keep_seen(t->lane, t->db, &t->oversight);
    log_info("%s holds %" PRIu64 " leaves of ours, proved",
             t->lane->target->name, sent->size);
    return err;
}

/* "barrio-known 1\nLOG SIZE" and "barrio-forked 1\nLOG AT" */
static bool read_place(const struct http_reply *reply, const char *word,
                       int64_t *out)
{
    char head[32];
    int length = snprintf(head, sizeof head, "%s 1\n", word);
    const char *text = buf_text(&reply->body);

    return strncmp(text, head, (size_t)length) == 0 &&
           sscanf(text + length, "%*s %18" SCNd64, out) == 1;
}

static enum err own_size(struct telling *t, int64_t epoch, int64_t *out)
{
    size_t head_size;
    void *head;
    enum err err = leaves_head(t->db, epoch, &head, &head_size, out);

    free(head);
    return err;
}

/* The hub has another number of our leaves than we thought. Fewer than it has
 * proved: it lost some. More than we have ourselves: this station is a copy
 * of an older state, and may not go on. Otherwise the rest is on its way. */
static enum err compare_sizes(struct telling *t, int64_t epoch, int64_t theirs)
{
    int64_t heard, seq, ours;
    bool is_new_epoch = false;
    enum err err =
        leaves_heard(t->db, t->lane->target->name, epoch, &heard, &seq);

    if (!err)
        err = own_size(t, epoch, &ours);
    if (err)
        return err;
    if (theirs < heard) {
        err = fetch_key(t, &is_new_epoch);
        if (!err && !t->over && !is_new_epoch)
            shout(t, TROUBLE_LOG_SHRUNK,
                  "it has fewer of our leaves than before");
        return err;
    }
    t->over = true;
    if (theirs <= ours)
        return ERR_NONE;
    log_warn("the hub has %" PRId64 " leaves of this log, which has %" PRId64
             ": this is a restored copy; a new log begins",
             theirs, ours);
    return leaves_break(t->db, epoch, ours);
}

/* The answer is sent again in any case: a hub that was restored from a copy
 * says so, and takes it back; another one has broken its word. */
static enum err take_denial(struct telling *t, int64_t epoch, int64_t place)
{
    char said[WORD_SAID_SIZE];
    bool is_new_epoch = false;
    enum err err = word_of_denial(t->lane, t->db, t->oversight.hub.name, epoch,
                                  place, said);

    if (!err && *said)
        err = fetch_key(t, &is_new_epoch);
    /* Without its key nobody knows which: it is asked again next time. */
    if (err || t->over || is_new_epoch)
        return err;
    if (*said)
        shout(t, TROUBLE_LOG_DENIED, said);
    return leaves_send_again(t->db, t->lane->target->name, epoch, place);
}

static enum err take_refusal(struct telling *t, int64_t epoch,
                             const struct http_reply *reply)
{
    int64_t place;

    if (reply->status == 409 && read_place(reply, "barrio-known", &place))
        return compare_sizes(t, epoch, place);
    if (reply->status == 409 && read_place(reply, "barrio-abridged", &place)) {
        t->in_full = true;
        return ERR_NONE;
    }
    if (reply->status == 409 && read_place(reply, "barrio-missing", &place))
        return take_denial(t, epoch, place);
    if (reply->status == 409 && read_place(reply, "barrio-forked", &place)) {
        lane_tell(t->lane, t->db, TROUBLE_LOG_FORKED, NULL);
        return leaves_break(t->db, epoch, place);
    }
    if (reply->status == 422)
        shout(t, TROUBLE_LOG_REFUSED, buf_text(&reply->body));
    t->over = true;
    return ERR_NONE;
}

/* Tells of one stretch of an epoch; more is true when another may follow. */
static enum err tell_some(struct telling *t, int64_t epoch, bool *more)
{
    struct http_reply reply = {0};
    struct growth_text sent;
    int64_t heard, seq;
    enum err err =
        leaves_heard(t->db, t->lane->target->name, epoch, &heard, &seq);

    *more = false;
    if (err)
        return err;
    err = growth_text_make(t->db, t->lane->target->name, &t->oversight, epoch,
                           heard, seq,
                           t->in_full ? GROWTH_IN_FULL : GROWTH_SETTLED, &sent);
    t->in_full = false;
    if (!err && sent.count) {
        *more = true;
        err = ask(t, HTTP_POST, &sent.text, &reply);
        t->is_heard = t->is_heard || reply.status == 200 ||
                      reply.status == 409 || reply.status == 422;
        if (!err && !t->over)
            err = reply.status == 200 ? take_heard(t, epoch, &sent, &reply)
                                      : take_refusal(t, epoch, &reply);
        http_reply_clear(&reply);
    }
    growth_text_clear(&sent);
    return err;
}

static enum err tell_epoch(struct telling *t, int64_t epoch)
{
    const char *target = t->lane->target->name;
    int64_t before = -1, heard, seq;
    bool more = true;
    enum err err = leaves_heard(t->db, target, epoch, &heard, &seq);

    /* From now on nothing is deleted without a proof. */
    if (!err && heard == 0)
        err = leaves_set_heard(t->db, target, epoch, 0, 0);
    for (int i = 0;
         !err && more && !t->over && i<TRIES; i = heard> before ? 0 : i + 1) {
        before = heard;
        err = tell_some(t, epoch, &more);
        if (!err)
            err = leaves_heard(t->db, target, epoch, &heard, &seq);
    }
    return err;
}

enum err telling_lane(struct lane *lane, struct db *db)
{
    struct telling t = {.lane = lane, .db = db};
    bool is_new_epoch;
    struct epoch newest;

    if (lane->hub_version == 0)
        return ERR_NONE;
    bool has_log = leaves_epoch(db, 0, &newest) == ERR_NONE;
    enum err err = oversight_recall(lane, db, &t.oversight);
    /* At the first contact there is mostly no answer yet: asked for then, the
     * key costs no round trip when there are many. */
    if (!err && !t.oversight.is_known && (has_log || !lane->is_key_asked))
        err = fetch_key(&t, &is_new_epoch);
    lane->is_key_asked = true;
    if (!has_log)
        return err;
    for (int64_t n = 1; !err && !t.over && n <= newest.number; n++)
        err = tell_epoch(&t, n);
    epoch_clear(&newest);
    /* A hub that cannot be reached breaks no word. */
    if (!err && t.is_heard)
        err = word_check_days(lane, db, t.oversight.hub.name);
    return err;
}

enum err telling_heed(struct lane *lane, struct db *db, const char *said)
{
    struct telling t = {.lane = lane, .db = db};
    char log[SIGN_NAME_SIZE];
    bool is_new_epoch = false;
    uint64_t size;
    enum err err = oversight_recall(lane, db, &t.oversight);

    if (err || !t.oversight.is_known ||
        sscanf(said, "%63s %" SCNu64, log, &size) != 2)
        return err;
    if (strcmp(log, t.oversight.hub.name) != 0)
        err = fetch_key(&t, &is_new_epoch);
    else if (size < t.oversight.seen.size)
        shout(&t, TROUBLE_LOG_SHRUNK, heard_text(HEARD_SHRUNK));
    if (is_new_epoch)
        lane->push_ms = 0;
    return err;
}
