#include "push.h"

#include "backoff.h"
#include "config.h"
#include "lane.h"
#include "submission.h"

#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
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

/* What one round of sending has seen. */
struct round {
    struct lane *lane;
    struct db *db;
    size_t failed_in_a_row;
    bool held; /* a form was; the list in hand may hold more of it */
    bool over;
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

static uint64_t random_bits(void)
{
    uint64_t random;

    digest_random(&random, sizeof random);
    return random;
}

/* Settles the entry; waiting ones are due again after their own pause. */
static enum err settle(struct round *round, const struct outbox_entry *entry,
                       enum verdict verdict, char *reason, int64_t pause_ms)
{
    const struct config *c = round->lane->config;
    const struct backoff backoff = {c->retry_min_s * 1000,
                                    c->retry_max_s * 1000};
    struct receipt receipt = {.verdict = verdict, .reason = reason};
    int64_t now_ms = stamp_now().wall_ms;

    memcpy(receipt.key, entry->response.key, sizeof receipt.key);
    if (verdict == VERDICT_WAITING && !pause_ms)
        pause_ms = 1000 + backoff_pause_ms(&backoff, entry->attempts + 1,
                                           random_bits());
    return outbox_settle(round->db, round->lane->target->name, &receipt, now_ms,
                         now_ms + pause_ms);
}

static enum err keep(struct round *round, const struct outbox_entry *entry,
                     char *words)
{
    round->failed_in_a_row = 0;
    lane_well(round->lane, round->db);
    log_info("%s: delivered to %s", entry->response.id,
             round->lane->target->name);
    return settle(round, entry, VERDICT_STORED, words, 0);
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
                      const struct http_reply *reply, char *words)
{
    bool poisoned;
    enum err err = is_poisoned(round, entry, reply, &poisoned);

    if (err)
        return err;
    if (poisoned)
        return settle(round, entry, VERDICT_REFUSED, words, 0);
    if (reply->retry_after_ms > 0 || reply->status < 500 ||
        ++round->failed_in_a_row >= FAILURES_IN_A_ROW) {
        lane_back_off(round->lane, reply->retry_after_ms);
        round->over = true;
    }
    return settle(round, entry, VERDICT_WAITING, words, 0);
}

static enum err hold(struct round *round, const struct outbox_entry *entry,
                     const char *words)
{
    const struct response *r = &entry->response;
    int64_t until_ms = stamp_now().wall_ms +
                       (int64_t)round->lane->config->hold_minutes * 60000;

    round->held = true;
    return delivery_hold(round->db, round->lane->target->name, r->form_id,
                         r->form_version, words, until_ms);
}

static enum err act(struct round *round, const struct outbox_entry *entry,
                    const struct http_reply *reply, char *words)
{
    struct push_rule rule = push_rule_for(reply);

    if (rule.action != PUSH_KEPT)
        lane_tell(round->lane, round->db, rule.trouble,
                  *words ? words : entry->response.id);
    switch (rule.action) {
    case PUSH_KEPT:
        return keep(round, entry, words);
    case PUSH_HOLD:
        return hold(round, entry, words);
    case PUSH_CONFLICT:
        /* Central says 409 also while the first sending is under way. */
        if (entry->attempts == 0)
            return settle(round, entry, VERDICT_WAITING, words,
                          CONFLICT_PAUSE_MS);
        return settle(round, entry, VERDICT_CONFLICT, words, 0);
    case PUSH_PARK:
        return settle(round, entry, VERDICT_REFUSED, words, 0);
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
    char none[] = "";

    lane_tell(round->lane, round->db, reply->trouble, NULL);
    lane_back_off(round->lane, 0);
    round->over = true;
    return reply->sent ? settle(round, entry, VERDICT_WAITING, none, 0)
                       : ERR_NONE;
}

static enum err park_incomplete(struct round *round,
                                const struct outbox_entry *entry)
{
    char reason[] = "an attachment is missing on the station";

    lane_tell(round->lane, round->db, TROUBLE_ATTACHMENT, entry->response.id);
    return settle(round, entry, VERDICT_REFUSED, reason, 0);
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

static enum err send_some(struct round *round, size_t *count)
{
    struct outbox_entry *entries;
    enum err err = outbox_due(round->db, round->lane->target->name,
                              stamp_now().wall_ms, AT_ONCE, &entries, count);

    round->held = false;
    for (size_t i = 0; !err && !round->over && !round->held && i < *count;
         i++) {
        if (http_is_told_to_end())
            round->over = true;
        else
            err = send_one(round, &entries[i]);
    }
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
    while (!err && !round.over && count > 0)
        err = send_some(&round, &count);
    return err ? err : plan(lane, db);
}
