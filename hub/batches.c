#include "batches.h"

#include "archive.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "hub.h"
#include "intake.h"
#include "judge.h"
#include "lexicon.h"
#include "pledge.h"
#include "station.h"
#include "wire/batch.h"
#include "wire/envelope.h"
#include "wire/receipts.h"

#include <stdlib.h>
#include <string.h>

enum {
    LARGEST_BATCH = 200000, /* responses of one request */
    /* So much is kept by one transaction: the disk takes as long for one
     * frame as for many, and others wait meanwhile. */
    COMMIT_COUNT = 1000,
    COMMIT_BYTES = 2 << 20,
};

struct batch {
    struct archive *archive;
    struct lexicon *lexicon;
    int64_t station; /* whose responses they are */
    struct batch_reader *reader;
    struct frame *first, **last; /* judged, not kept yet */
    size_t waiting, waiting_bytes;
    struct receipt *receipts;
    struct pledge pledge;
    size_t count, capacity;
    size_t kept, told; /* new ones; of them, those that the hub knows of */
    enum err err;
};

/* One frame on its way into the archive; it lies in its own arena. */
struct frame {
    struct frame *next;
    struct batch *batch;
    struct arena *arena;
    struct judge_memory memory;
    int64_t now_ms;
    struct judged *all;
    size_t count;
};

static const struct judgement OTHER_ID = {
    "other-id", 400,
    "The batch names another instanceID than the answer itself.", false};

static void add_receipt(struct batch *batch, const unsigned char *key,
                        enum verdict verdict, const char *reason)
{
    batch->receipts = mem_grow(batch->receipts, batch->count, &batch->capacity,
                               sizeof *batch->receipts);
    struct receipt *receipt = &batch->receipts[batch->count++];
    *receipt = (struct receipt){.verdict = verdict, .reason = xstrdup(reason)};
    memcpy(receipt->key, key, RESPONSE_KEY_SIZE);
    if (verdict == VERDICT_STORED)
        batch->kept++;
}

static const char *envelope_text(struct frame *f, const struct response *r)
{
    struct buf text;

    buf_init(&text, ENVELOPE_LARGEST);
    envelope_write(&text, &r->envelope);
    const char *copy = arena_strndup(f->arena, buf_text(&text), text.size);
    buf_clear(&text);
    return copy;
}

/* Responses of a frame, judged; those without a fault go into the archive
 * together. */
struct judged {
    const struct response *response; /* as it came */
    struct arrival arrival;
    struct judgement judgement;
    enum verdict verdict;
    struct holding holding;
};

static enum err judge_one(struct frame *f, const struct response *r,
                          struct judged *out)
{
    out->response = r;
    out->arrival = (struct arrival){.response = *r,
                                    .station = f->batch->station,
                                    .received_ms = f->now_ms,
                                    .envelope = envelope_text(f, r)};
    enum err err = judge(f->batch->archive, f->arena, &out->arrival, &f->memory,
                         &out->judgement);
    if (!err && !out->judgement.reason &&
        memcmp(out->arrival.response.key, r->key, sizeof r->key) != 0)
        out->judgement = OTHER_ID;
    return err;
}

/* What waits for its form is left to the station, which holds it; nothing
 * else that is refused may be lost. */
static enum err refuse_one(struct frame *f, struct judged *j)
{
    j->verdict = j->judgement.is_waiting ? VERDICT_WAITING : VERDICT_REFUSED;
    return j->judgement.is_waiting
               ? ERR_NONE
               : judge_set_aside(f->batch->archive, &j->arrival, &j->judgement);
}

static enum err add_good(struct frame *f)
{
    const struct arrival **good =
        arena_alloc(f->arena, (f->count + 1) * sizeof(struct arrival *));
    enum verdict *verdicts =
        arena_alloc(f->arena, (f->count + 1) * sizeof *verdicts);
    struct holding *holdings =
        arena_alloc(f->arena, (f->count + 1) * sizeof *holdings);
    size_t n = 0;

    for (size_t i = 0; i < f->count; i++) {
        if (!f->all[i].judgement.reason)
            good[n++] = &f->all[i].arrival;
    }
    enum err err =
        archive_add_all(f->batch->archive, good, n, verdicts, holdings);
    n = 0;
    for (size_t i = 0; !err && i < f->count; i++) {
        if (f->all[i].judgement.reason)
            continue;
        f->all[i].holding = holdings[n];
        f->all[i].verdict = verdicts[n++];
    }
    return err;
}

static void give_receipt(struct batch *batch, const struct judged *j)
{
    const char *reason = j->judgement.message ? j->judgement.message : "";

    if (j->verdict == VERDICT_CONFLICT)
        reason = "The hub has another answer under this instanceID; this one "
                 "was kept aside.";
    add_receipt(batch, j->response->key, j->verdict, reason);
    pledge_add(&batch->pledge, j->response, j->verdict, &j->holding);
}

static enum err keep_frame(struct frame *f)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; i < f->count && !err; i++) {
        if (f->all[i].judgement.reason)
            err = refuse_one(f, &f->all[i]);
    }
    return err ? err : add_good(f);
}

static enum err keep_frames(struct batch *batch)
{
    enum err err = archive_begin(batch->archive);

    if (err)
        return err;
    for (struct frame *f = batch->first; f && !err; f = f->next)
        err = keep_frame(f);
    if (!err)
        err = station_seen(batch->archive, batch->station, stamp_now().wall_ms);
    return archive_end(batch->archive, err);
}

/* Keeps what waits. Without its commit a frame has no receipts. */
static enum err settle(struct batch *batch)
{
    if (!batch->first)
        return ERR_NONE;
    enum err err = keep_frames(batch);
    while (batch->first) {
        struct frame *f = batch->first;
        for (size_t i = 0; !err && i < f->count; i++)
            give_receipt(batch, &f->all[i]);
        batch->first = f->next;
        arena_free(f->arena);
    }
    batch->last = &batch->first;
    batch->waiting = batch->waiting_bytes = 0;
    return err;
}

static enum err judge_all(struct frame *f, const struct response *responses)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < f->count; i++) {
        err = judge_one(f, &responses[i], &f->all[i]);
        f->batch->waiting_bytes += responses[i].body_size;
    }
    return err;
}

static enum err take_frame(void *context, struct arena *arena,
                           struct response *responses, size_t count)
{
    struct batch *batch = context;
    struct frame *f = arena_alloc(arena, sizeof *f);

    *f = (struct frame){.batch = batch,
                        .arena = arena,
                        .now_ms = stamp_wall_ms(),
                        .all = arena_array(arena, count, sizeof *f->all),
                        .count = count};
    enum err err = batch->count + batch->waiting + count > LARGEST_BATCH
                       ? ERR_LIMIT
                       : judge_all(f, responses);
    if (err) {
        arena_free(arena);
        return err;
    }
    *batch->last = f;
    batch->last = &f->next;
    batch->waiting += count;
    return batch->waiting >= COMMIT_COUNT ||
                   batch->waiting_bytes >= COMMIT_BYTES
               ? settle(batch)
               : ERR_NONE;
}

static enum err find_dictionary(void *context, const unsigned char *key,
                                struct buf *out)
{
    struct batch *batch = context;

    return lexicon_find(batch->lexicon, key, out);
}

/* The results follow what they are told of, and rest while more comes in:
 * they are told with each transaction, not only when a batch is whole. */
static void tell(struct visit *visit)
{
    struct batch *batch = visit->data;

    intake_count(visit->hub->intake, batch->kept - batch->told);
    batch->told = batch->kept;
}

static void forget(struct visit *visit)
{
    struct batch *batch = visit->data;

    /* The connection broke: what was whole before need not come again. */
    if (settle(batch))
        log_warn("what came before a cut was not kept");
    tell(visit);
    batch_reader_free(batch->reader);
    receipts_clear(batch->receipts, batch->count);
    free(batch->receipts);
    pledge_clear(&batch->pledge);
}

void batches_begin(struct visit *visit)
{
    struct batch *batch = arena_alloc(visit->arena, sizeof *batch);

    batch->archive = visit->hub->archive;
    batch->lexicon = visit->hub->lexicon;
    batch->station = visit->station;
    batch->last = &batch->first;
    batch->reader = batch_reader_new(take_frame, find_dictionary, batch);
    pledge_init(&batch->pledge);
    visit->data = batch;
    visit->gone = forget;
}

enum err batches_feed(struct visit *visit, const char *data, size_t size)
{
    struct batch *batch = visit->data;

    if (!batch->err)
        batch->err = batch_feed(batch->reader, data, size);
    tell(visit);
    return batch->err;
}

enum err batches_import(struct archive *archive, int64_t station,
                        const char *data, size_t size,
                        struct receipt **receipts, size_t *count)
{
    struct batch batch = {.archive = archive,
                          .lexicon = lexicon_new(archive),
                          .station = station};

    batch.reader = batch_reader_new(take_frame, find_dictionary, &batch);
    batch.last = &batch.first;
    pledge_init(&batch.pledge);
    enum err err = batch_feed(batch.reader, data, size);
    enum err kept = settle(&batch);
    pledge_clear(&batch.pledge);
    batch_reader_free(batch.reader);
    lexicon_free(batch.lexicon);
    *receipts = batch.receipts;
    *count = batch.count;
    return err ? err : kept;
}

void batches_answer(struct visit *visit)
{
    struct batch *batch = visit->data;
    struct buf out, promise;
    enum err kept = settle(batch);

    if (!batch->err)
        batch->err = kept;
    tell(visit);
    if (batch->err && !batch->count) {
        visit_fail(visit, batch->err);
        return;
    }
    log_info("%zu answers in a batch, %zu of them new", batch->count,
             batch->kept);
    buf_init(&out, 0);
    buf_init(&promise, PROMISE_LIMIT);
    /* The verdicts stand without a promise as well. */
    if (pledge_write(&batch->pledge, visit->hub->archive, &promise))
        buf_reset(&promise);
    receipts_write(&out, batch->receipts, batch->count, buf_text(&promise));
    buf_clear(&promise);
    request_reply_buf(visit->request, 200, RECEIPTS_TYPE, &out);
}
