#include "proof_door.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "hearing.h"
#include "hub.h"
#include "hublog.h"
#include "ledgers.h"
#include "segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char TEXT[] = "text/plain; charset=utf-8";
static const char NO_LOG[] = N_("This hub has not begun its log yet.");

static const unsigned STATUS[] = {
    [HEARING_TAKEN] = 200,
    [HEARING_BEHIND] = 409,
    [HEARING_FORKED] = 409,
    [HEARING_REFUSED] = 422,
};

void proof_door_hear(struct visit *visit)
{
    enum hearing hearing = HEARING_REFUSED;
    struct buf reply;

    if (!hublog_key(visit->hub->archive)) {
        visit_fail(visit, ERR_BUSY);
        return;
    }
    buf_init(&reply, 0);
    /* The text is cut up where it lies; it ends in a NUL. */
    char *text =
        arena_strndup(visit->arena, buf_text(&visit->body), visit->body.size);
    enum err err = hearing_take(visit->hub->archive, visit->station, text,
                                visit->body.size, &hearing, &reply);
    if (err) {
        buf_clear(&reply);
        visit_fail(visit, err);
        return;
    }
    if (hearing > HEARING_BEHIND)
        log_warn("station %lld: %.*s", (long long)visit->station,
                 (int)strcspn(buf_text(&reply), "\n"), buf_text(&reply));
    request_reply_buf(visit->request, STATUS[hearing], TEXT, &reply);
}

/* A log on its way out, as it stood when it was asked for. */
struct telling {
    struct archive *archive;
    struct ledger ledger;
    uint64_t next;
    struct buf out; /* what is still to be sent */
    size_t sent;
    bool is_ended;
    struct buf end; /* an empty line, the checkpoint */
};

static void forget(struct visit *visit)
{
    struct telling *t = visit->data;

    buf_clear(&t->out);
    buf_clear(&t->end);
}

static enum err refill(struct telling *t)
{
    buf_reset(&t->out);
    t->sent = 0;
    if (t->next < t->ledger.tree.size)
        return segments_lines(t->archive, t->ledger.id, t->next, &t->out,
                              &t->next);
    buf_add(&t->out, t->end.data, t->end.size);
    t->is_ended = true;
    return ERR_NONE;
}

static ssize_t read_log(void *context, char *out, size_t size)
{
    struct telling *t = context;

    if (t->sent == t->out.size) {
        if (t->is_ended)
            return STREAM_END;
        if (refill(t))
            return STREAM_BROKEN;
    }
    size_t n = t->out.size - t->sent;
    n = n < size ? n : size;
    memcpy(out, t->out.data + t->sent, n);
    t->sent += n;
    return (ssize_t)n;
}

/* A former epoch's last checkpoint can be signed again while its key is
 * there; without it the log comes unsigned. */
static enum err find_log(struct visit *visit, struct telling *t)
{
    const char *name = request_query(visit->request, "epoch");
    struct archive *archive = visit->hub->archive;
    enum err err = name ? ledgers_find(archive, name, &t->ledger)
                        : ledgers_own(archive, &t->ledger);

    return !err && t->ledger.station != LEDGER_OWN ? ERR_MISSING : err;
}

static void open_to_all(struct visit *visit)
{
    request_set_header(visit->request, "Access-Control-Allow-Origin", "*");
    request_set_header(visit->request, "Cache-Control", "no-cache");
}

void proof_door_log(struct visit *visit)
{
    struct telling *t = arena_alloc(visit->arena, sizeof *t);

    *t = (struct telling){.archive = visit->hub->archive};
    buf_init(&t->out, 0);
    buf_init(&t->end, 0);
    visit->data = t;
    visit->gone = forget;
    enum err err = find_log(visit, t);
    buf_putc(&t->end, '\n');
    if (!err)
        err = hublog_sign(visit->hub->archive, &t->ledger, &t->end);
    if (err) {
        visit_refuse(visit, 404, NO_LOG);
        return;
    }
    leaf_begin_export(t->ledger.log, &t->out);
    open_to_all(visit);
    const char *tag = arena_printf(visit->arena, "%s-%" PRIu64, t->ledger.log,
                                   t->ledger.tree.size);
    if (!visit_is_current(visit, tag))
        request_reply_stream(visit->request, 200, TEXT, read_log, t);
}

void proof_door_checkpoint(struct visit *visit)
{
    struct ledger own;
    struct buf out;

    buf_init(&out, 0);
    enum err err = ledgers_own(visit->hub->archive, &own);
    if (!err)
        err = hublog_sign(visit->hub->archive, &own, &out);
    if (err) {
        buf_clear(&out);
        visit_refuse(visit, 404, NO_LOG);
        return;
    }
    open_to_all(visit);
    request_reply_buf(visit->request, 200, TEXT, &out);
}

void proof_door_key(struct visit *visit)
{
    struct ledger own;
    struct buf out;

    if (ledgers_own(visit->hub->archive, &own)) {
        visit_refuse(visit, 404, NO_LOG);
        return;
    }
    buf_init(&out, 0);
    buf_printf(&out, "%s\n", own.key);
    open_to_all(visit);
    request_reply_buf(visit->request, 200, TEXT, &out);
}
