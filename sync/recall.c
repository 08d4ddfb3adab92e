#include "recall.h"

#include "config.h"
#include "lane.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/stamp.h"
#include "store/delivery.h"
#include "store/withdrawals.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    LARGEST_REPLY = 4096,
    AGAIN_MS = 6 * 3600 * 1000, /* it may still come by another station */
};

struct recall {
    struct lane *lane;
    struct db *db;
    bool is_cut_off;
};

static const struct {
    long status;
    enum withdrawal_end end;
} ENDS[] = {
    {204, WITHDRAWAL_TAKEN},
    {403, WITHDRAWAL_DENIED},
    {404, WITHDRAWAL_WAITS},
    {410, WITHDRAWAL_GONE},
};

static bool end_of(long status, enum withdrawal_end *out)
{
    for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
        if (ENDS[i].status == status) {
            *out = ENDS[i].end;
            return true;
        }
    }
    return false;
}

/* Codes are digits and blanks, logs have no letter that needs escaping. */
static void write_fields(const struct withdrawal *asked, struct buf *out)
{
    buf_printf(out, "token=%s&log=%s&index=%" PRId64 "&code=", asked->token,
               asked->log, asked->index);
    for (const char *c = asked->code; *c; c++)
        buf_putc(out, *c == ' ' ? '+' : *c);
}

static enum err settle(struct recall *r, const struct withdrawal *asked,
                       enum withdrawal_end end)
{
    enum err err = withdrawals_settle(r->db, r->lane->target->name, asked->code,
                                      end, stamp_now().wall_ms + AGAIN_MS);

    if (!err && (end == WITHDRAWAL_TAKEN || end == WITHDRAWAL_GONE))
        err = delivery_forget(r->db, asked->log, asked->index);
    if (end != WITHDRAWAL_WAITS)
        log_info("a withdrawal asked for here is settled with %s",
                 r->lane->target->name);
    return err;
}

static enum err ask(void *context, const struct withdrawal *asked)
{
    struct recall *r = context;
    struct http_reply reply = {0};
    enum withdrawal_end end;
    struct buf body;

    if (r->is_cut_off)
        return ERR_NONE;
    char *url = lane_url(r->lane, "withdraw");
    buf_init(&body, 0);
    write_fields(asked, &body);
    const struct http_request request = {
        .method = HTTP_POST,
        .url = url,
        .content_type = "application/x-www-form-urlencoded",
        .body = &body,
        .limit = LARGEST_REPLY,
    };
    enum err err = lane_send(r->lane, &request, &reply);
    /* Anything unforeseen is asked again in the next round. */
    if (err == ERR_NETWORK || err == ERR_BUSY) {
        r->is_cut_off = true;
        err = ERR_NONE;
    } else if (!err && end_of(reply.status, &end))
        err = settle(r, asked, end);
    http_reply_clear(&reply);
    buf_clear(&body);
    free(url);
    return err;
}

enum err recall_lane(struct lane *lane, struct db *db)
{
    struct recall r = {.lane = lane, .db = db};

    if (lane->hub_version == 0)
        return ERR_NONE;
    return withdrawals_each(db, lane->target->name, stamp_now().wall_ms, ask,
                            &r);
}
