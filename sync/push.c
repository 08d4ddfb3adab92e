#include "push.h"

#include "bulk.h"
#include "config.h"
#include "lane.h"
#include "recall.h"
#include "returned.h"
#include "round.h"
#include "submission.h"
#include "telling.h"
#include "word.h"

#include "base/log.h"
#include "base/attr.h"
#include "base/stamp.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/outbox.h"
#include "wire/openrosa.h"

#include <stdlib.h>
#include <string.h>

enum {
    AT_ONCE = 32,
    FAILURES_IN_A_ROW = 3, /* of responses; then it is the way that fails */
    FAR_MS = 24 * 3600 * 1000,
    CONFLICT_PAUSE_MS = 5000,
};

static const struct {
    long status;
    struct push_rule rule;
} RULES[] = {
    {201, {PUSH_KEPT, TROUBLE_NONE}},
    {202, {PUSH_KEPT, TROUBLE_NONE}},
    {301, {PUSH_RETRY, TROUBLE_MOVED}},
    {302, {PUSH_RETRY, TROUBLE_PORTAL}},
    {303, {PUSH_RETRY, TROUBLE_PORTAL}},
    {307, {PUSH_RETRY, TROUBLE_PORTAL}},
    {308, {PUSH_RETRY, TROUBLE_MOVED}},
    {400, {PUSH_PARK, TROUBLE_REFUSED}},
    {401, {PUSH_STOP, TROUBLE_UNKNOWN_STATION}},
    {403, {PUSH_STOP, TROUBLE_FORBIDDEN}},
    {404, {PUSH_HOLD, TROUBLE_UNKNOWN_FORM}},
    {407, {PUSH_RETRY, TROUBLE_PROXY}},
    {408, {PUSH_RETRY, TROUBLE_SLOW}},
    {409, {PUSH_CONFLICT, TROUBLE_CONFLICT}},
    {413, {PUSH_PARK, TROUBLE_LARGE}},
    {422, {PUSH_PARK, TROUBLE_REFUSED}},
    {425, {PUSH_RETRY, TROUBLE_BUSY}},
    {429, {PUSH_RETRY, TROUBLE_BUSY}},
    {503, {PUSH_RETRY, TROUBLE_BUSY}},
    {507, {PUSH_RETRY, TROUBLE_FULL}},
    {511, {PUSH_RETRY, TROUBLE_PORTAL}},
};

static bool is_page(const struct http_reply *reply)
{
    return strcmp(reply->type, "text/html") == 0;
}

struct push_rule push_rule_for(const struct http_reply *reply)
{
    for (size_t i = 0; i < COUNT_OF(RULES); i++) {
        if (RULES[i].status == reply->status)
            return RULES[i].rule;
    }
    if (reply->status >= 500)
        return (struct push_rule){PUSH_RETRY, TROUBLE_SERVER};
    if (is_page(reply))
        return (struct push_rule){PUSH_RETRY, TROUBLE_PORTAL};
    return (struct push_rule){PUSH_RETRY, TROUBLE_NO_SERVER};
}

static enum err settle_kept(struct round *round,
                            const struct outbox_entry *entry,
                            const char *promise, const char *words)
{
    const struct response *r = &entry->response;
    struct receipt receipt = {.verdict = VERDICT_STORED};
    enum err err = db_begin(round->db);

    if (err)
        return err;
    memcpy(receipt.key, r->key, sizeof receipt.key);
    err = round_settle(round, entry, VERDICT_STORED, words, 0);
    if (!err)
        err = word_keep(round->lane, round->db, promise, &r, &receipt, 1);
    return db_end(round->db, err);
}

static enum err keep(struct round *round, const struct outbox_entry *entry,
                     const char *promise, const char *words)
{
    round->failed_in_a_row = 0;
    lane_well(round->lane, round->db);
    log_info("%s: delivered to %s", entry->response.id,
             round->lane->target->name);
    return settle_kept(round, entry, promise, words);
}

/* A response that fails again and again while others pass is itself what the
 * server cannot take. */
static enum err is_poisoned(const struct round *round,
                            const struct outbox_entry *entry,
                            const struct http_reply *reply, bool *out)
{
    *out = false;
    if (reply->status < 500 ||
        entry->attempts + 1 < round->lane->config->park_after)
        return ERR_NONE;
    return delivery_others_pass(round->db, round->lane->target->name,
                                entry->response.key, out);
}

static enum err retry(struct round *round, const struct outbox_entry *entry,
                      const struct http_reply *reply, const char *words)
{
    bool poisoned;
    enum err err = is_poisoned(round, entry, reply, &poisoned);

    if (err)
        return err;
    if (poisoned)
        return round_settle(round, entry, VERDICT_REFUSED, words, 0);
    if (reply->retry_after_ms > 0 || reply->status < 500 ||
        ++round->failed_in_a_row >= FAILURES_IN_A_ROW) {
        lane_back_off(round->lane, reply->retry_after_ms);
        round->over = true;
    }
    return round_settle(round, entry, VERDICT_WAITING, words, 0);
}

static enum err act(struct round *round, const struct outbox_entry *entry,
                    const struct http_reply *reply, const char *words)
{
    struct push_rule rule = push_rule_for(reply);

    if (rule.action != PUSH_KEPT)
        lane_tell(round->lane, round->db, rule.trouble,
                  *words ? words : entry->response.id);
    switch (rule.action) {
    case PUSH_KEPT:
        return keep(round, entry, reply->promise, words);
    case PUSH_HOLD:
        return round_hold(round, entry, words);
    case PUSH_CONFLICT:
        /* Central says 409 also while the first sending is under way. */
        if (entry->attempts == 0)
            return round_settle(round, entry, VERDICT_WAITING, words,
                                CONFLICT_PAUSE_MS);
        return round_settle(round, entry, VERDICT_CONFLICT, words, 0);
    case PUSH_PARK:
        return round_settle(round, entry, VERDICT_REFUSED, words, 0);
    case PUSH_STOP:
        lane_stop(round->lane);
        round->over = true;
        return ERR_NONE;
    default:
        return retry(round, entry, reply, words);
    }
}

/* No reply came. When the server may have seen the request, the response
 * itself may be what breaks the connection: the next one goes first. */
static enum err fail(struct round *round, const struct outbox_entry *entry,
                     const struct http_reply *reply)
{
    lane_tell(round->lane, round->db, reply->trouble, NULL);
    lane_back_off(round->lane, 0);
    round->over = true;
    return reply->sent ? round_settle(round, entry, VERDICT_WAITING, "", 0)
                       : ERR_NONE;
}

static enum err park_incomplete(struct round *round,
                                const struct outbox_entry *entry)
{
    lane_tell(round->lane, round->db, TROUBLE_ATTACHMENT, entry->response.id);
    return round_settle(round, entry, VERDICT_REFUSED,
                        "an attachment is missing on the station", 0);
}

static enum err send_one(struct round *round, const struct outbox_entry *entry)
{
    struct http_reply reply;
    enum err err = submission_send(round->lane, &entry->response, &reply);

    if (err == ERR_NETWORK) {
        err = fail(round, entry, &reply);
    } else if (err == ERR_MISSING) {
        err = park_incomplete(round, entry);
    } else if (err == ERR_BUSY) {
        round->over = true;
        err = ERR_NONE;
    } else if (!err) {
        char *words =
            openrosa_read_message(buf_text(&reply.body), reply.body.size);
        err = act(round, entry, &reply, words);
        free(words);
    }
    http_reply_clear(&reply);
    return err;
}

/* Sends single answers: all of the list, or those that a batch left over
 * because they have attachments. */
static enum err send_each(struct round *round,
                          const struct outbox_entry *entries, size_t count,
                          bool only_with_attachments)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && !round->over && !round->held && i < count; i++) {
        if (only_with_attachments && !entries[i].response.attachments_count)
            continue;
        if (lane_must_rest(round->lane))
            round->over = true;
        else
            err = send_one(round, &entries[i]);
    }
    return err;
}

static enum err send_some(struct round *round, size_t *count)
{
    struct lane *lane = round->lane;
    struct outbox_entry *entries;
    bool in_bulk = bulk_is_offered(lane);
    enum err err =
        outbox_due(round->db, lane->target->name, stamp_now().wall_ms,
                   in_bulk ? bulk_size(lane) : AT_ONCE, &entries, count);

    round->held = false;
    if (!err && in_bulk && *count)
        err = bulk_send(round, entries, *count);
    if (!err)
        err = send_each(round, entries, *count, in_bulk);
    outbox_entries_clear(entries, *count);
    return err;
}

/* When the lane has something to send again. */
static enum err plan(struct lane *lane, struct db *db)
{
    struct stamp now = stamp_now();
    int64_t due_ms;
    enum err err =
        delivery_next_due(db, lane->target->name, now.wall_ms, &due_ms);

    if (err)
        return err;
    int64_t wait_ms = due_ms < 0 ? FAR_MS : due_ms - now.wall_ms;
    lane->push_ms = now.boot_ms + (wait_ms < FAR_MS ? wait_ms : FAR_MS);
    if (lane->push_ms < lane->not_before_ms)
        lane->push_ms = lane->not_before_ms;
    return ERR_NONE;
}

enum err push_lane(struct lane *lane, struct db *db)
{
    struct round round = {.lane = lane, .db = db};
    size_t count = 1;
    enum err err = ERR_NONE;

    if (lane->is_stopped)
        lane_resume(lane);
    while (!err && !round.over && count > 0) {
        err = send_some(&round, &count);
        round.over = round.over || lane_must_rest(lane);
    }
    if (!err && !round.over)
        err = telling_lane(lane, db);
    if (!err && !round.over)
        err = recall_lane(lane, db);
    if (!err && !round.over)
        err = returned_lane(lane, db);
    return err ? err : plan(lane, db);
}
