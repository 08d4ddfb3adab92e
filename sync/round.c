#include "round.h"

#include "backoff.h"
#include "config.h"
#include "lane.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/delivery.h"
#include "store/outbox.h"

#include <stdlib.h>
#include <string.h>

enum { SHORTEST_PAUSE_MS = 1000 };

static int64_t own_pause_ms(const struct round *round, int64_t failures)
{
    const struct config *c = round->lane->config;
    const struct backoff backoff = {c->retry_min_s * 1000,
                                    c->retry_max_s * 1000};
    uint64_t random;

    digest_random(&random, sizeof random);
    return SHORTEST_PAUSE_MS + backoff_pause_ms(&backoff, failures, random);
}

enum err round_settle(struct round *round, const struct outbox_entry *entry,
                      enum verdict verdict, const char *reason,
                      int64_t pause_ms)
{
    struct receipt receipt = {.verdict = verdict, .reason = xstrdup(reason)};
    int64_t now_ms = stamp_now().wall_ms;

    memcpy(receipt.key, entry->response.key, sizeof receipt.key);
    if (verdict == VERDICT_WAITING && !pause_ms)
        pause_ms = own_pause_ms(round, entry->attempts + 1);
    enum err err = outbox_settle(round->db, round->lane->target->name, &receipt,
                                 now_ms, now_ms + pause_ms);
    free(receipt.reason);
    return err;
}

enum err round_hold(struct round *round, const struct outbox_entry *entry,
                    const char *reason)
{
    const struct response *r = &entry->response;
    int64_t until_ms = stamp_now().wall_ms +
                       (int64_t)round->lane->config->hold_minutes * 60000;

    round->held = true;
    return delivery_hold(round->db, round->lane->target->name, r->form_id,
                         r->form_version, reason, until_ms);
}
