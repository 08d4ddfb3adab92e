#include "bulk.h"

#include "config.h"
#include "lane.h"
#include "packing.h"
#include "push.h"
#include "round.h"
#include "word.h"

#include "base/log.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/outbox.h"
#include "wire/batch.h"
#include "wire/receipts.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_SIZE = 1024,
    LARGEST_SIZE = 2048,
    FRAME_BYTES = 128 * 1024, /* before packing; about 300 answers */
    LARGEST_REPLY = 1024 * 1024,
};

/* What is in a request: the entries without attachments, in order. */
struct load {
    const struct outbox_entry **entries;
    const struct response **responses;
    struct receipt *receipts;
    size_t count;
    bool with_dictionary;
};

bool bulk_is_offered(const struct lane *lane)
{
    return lane->hub_version > 0 && lane->target->bulk &&
           !lane->is_bulk_refused;
}

size_t bulk_size(const struct lane *lane)
{
    return lane->bulk_size ? lane->bulk_size : FIRST_SIZE;
}

static void shrink(struct lane *lane)
{
    size_t half = bulk_size(lane) / 2;

    lane->bulk_size = half ? half : 1;
}

static void grow(struct lane *lane)
{
    size_t twice = bulk_size(lane) * 2;

    lane->bulk_size = twice < LARGEST_SIZE ? twice : LARGEST_SIZE;
}

static void load_init(struct load *load, const struct outbox_entry *entries,
                      size_t count)
{
    *load = (struct load){
        .entries = xcalloc(count + 1, sizeof(void *)),
        .responses = xcalloc(count + 1, sizeof(void *)),
        .receipts = xcalloc(count + 1, sizeof *load->receipts),
    };
    for (size_t i = 0; i < count; i++) {
        const struct response *r = &entries[i].response;
        if (r->attachments_count)
            continue;
        memcpy(load->receipts[load->count].key, r->key, sizeof r->key);
        load->responses[load->count] = r;
        load->entries[load->count++] = &entries[i];
    }
}

static void load_clear(struct load *load)
{
    receipts_clear(load->receipts, load->count);
    free(load->receipts);
    free(load->responses);
    free(load->entries);
}

static size_t frame_count(const struct response *const *responses, size_t count)
{
    size_t bytes = 0, n;

    for (n = 0; n < count && n < BATCH_FRAME_COUNT; n++) {
        bytes += responses[n]->body_size;
        if (n && bytes > FRAME_BYTES)
            break;
    }
    return n;
}

void bulk_pack(const struct lane *lane, struct db *db,
               const struct response *const *responses, size_t count,
               struct buf *out, bool *with_dictionary)
{
    struct packing packing;

    packing_init(&packing, lane, db);
    batch_begin(out);
    for (size_t at = 0, n; at < count; at += n) {
        n = frame_count(responses + at, count - at);
        packing_choose(&packing, responses[at]);
        batch_add_frame(out, &packing.how, responses + at, n);
    }
    *with_dictionary = packing.has_helped;
    packing_clear(&packing);
}

static enum err settle_one(struct round *round, const struct load *load,
                           size_t i)
{
    const struct outbox_entry *entry = load->entries[i];
    const struct receipt *receipt = &load->receipts[i];
    const char *target = round->lane->target->name;

    if (receipt->verdict == VERDICT_WAITING) {
        lane_tell(round->lane, round->db, TROUBLE_UNKNOWN_FORM,
                  entry->response.form_id);
        return round_hold(round, entry, receipt->reason);
    }
    enum err err =
        round_settle(round, entry, receipt->verdict, receipt->reason, 0);
    if (err)
        return err;
    if (verdict_is_kept(receipt->verdict)) {
        log_debug("%s: delivered to %s", entry->response.id, target);
        return delivery_confirm(round->db, target, entry->response.key);
    }
    lane_tell(round->lane, round->db,
              receipt->verdict == VERDICT_CONFLICT ? TROUBLE_CONFLICT
                                                   : TROUBLE_REFUSED,
              receipt->reason);
    return ERR_NONE;
}

/* All verdicts in one transaction: a card is written once for all of them. */
static enum err settle(struct round *round, const struct load *load,
                       size_t count, const char *promise)
{
    enum err err = db_begin(round->db);

    if (err)
        return err;
    for (size_t i = 0; !err && i < count; i++)
        err = settle_one(round, load, i);
    if (!err)
        err = word_keep(round->lane, round->db, promise, load->responses,
                        load->receipts, count);
    err = db_end(round->db, err);
    if (!err)
        log_info("%zu answers settled with %s", count,
                 round->lane->target->name);
    return err;
}

/* A hub that does not take batches after all gets single ones; a request
 * that is too long becomes shorter ones. */
static enum err judge(struct round *round, const struct load *load,
                      const struct http_reply *reply)
{
    struct lane *lane = round->lane;
    struct push_rule rule = push_rule_for(reply);
    bool is_too_large = reply->status == 413;

    /* A hub may have lost the form, or be older than its header says. */
    if (load->with_dictionary && rule.action == PUSH_PARK && !is_too_large) {
        lane->is_plain = true;
        return ERR_NONE;
    }
    if (is_too_large && bulk_size(lane) > 1) {
        shrink(lane);
        return ERR_NONE;
    }
    if (rule.action == PUSH_HOLD || rule.action == PUSH_PARK ||
        reply->status == 405 || reply->status == 415 || reply->status == 501) {
        lane->is_bulk_refused = true;
        return ERR_NONE;
    }
    lane_tell(lane, round->db, rule.trouble, NULL);
    round->over = true;
    if (rule.action == PUSH_STOP)
        lane_stop(lane);
    else
        lane_back_off(lane, reply->retry_after_ms);
    shrink(lane);
    return ERR_NONE;
}

/* A single answer that breaks the connection lets the next one go first. */
static enum err fail(struct round *round, const struct load *load,
                     const struct http_reply *reply)
{
    lane_tell(round->lane, round->db, reply->trouble, NULL);
    lane_back_off(round->lane, 0);
    round->over = true;
    if (!reply->sent)
        return ERR_NONE;
    shrink(round->lane);
    return load->count == 1
               ? round_settle(round, load->entries[0], VERDICT_WAITING, "", 0)
               : ERR_NONE;
}

static enum err take_reply(struct round *round, const struct load *load,
                           const struct http_reply *reply)
{
    size_t count = load->count;
    const char *promise;

    if (reply->status != 200 || strcmp(reply->type, RECEIPTS_TYPE) != 0)
        return judge(round, load, reply);
    if (receipts_read(buf_text(&reply->body), reply->body.size, load->receipts,
                      &count, &promise)) {
        lane_tell(round->lane, round->db, TROUBLE_CUT, "receipts");
        lane_back_off(round->lane, 0);
        round->over = true;
        return ERR_NONE;
    }
    lane_well(round->lane, round->db);
    grow(round->lane);
    return settle(round, load, count, promise);
}

static enum err post(struct lane *lane, struct db *db, struct load *load,
                     struct http_reply *reply)
{
    char *url = lane_url(lane, "batches");
    struct buf body;

    buf_init(&body, 0);
    bulk_pack(lane, db, load->responses, load->count, &body,
              &load->with_dictionary);
    const struct http_request request = {
        .method = HTTP_POST,
        .url = url,
        .content_type = BATCH_TYPE,
        .body = &body,
        .limit = LARGEST_REPLY,
    };
    enum err err = lane_send(lane, &request, reply);
    buf_clear(&body);
    free(url);
    return err;
}

enum err bulk_send(struct round *round, const struct outbox_entry *entries,
                   size_t count)
{
    struct load load;
    struct http_reply reply = {0};
    enum err err = ERR_NONE;

    load_init(&load, entries, count);
    if (load.count)
        err = post(round->lane, round->db, &load, &reply);
    if (err == ERR_BUSY) {
        round->over = true;
        err = ERR_NONE;
    } else if (err) {
        err = fail(round, &load, &reply);
    } else if (load.count) {
        err = take_reply(round, &load, &reply);
    }
    http_reply_clear(&reply);
    load_clear(&load);
    return err;
}
