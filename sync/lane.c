#include "lane.h"

#include "allowance.h"
#include "backoff.h"
#include "config.h"
#include "offer.h"

#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONTACT_NOTE_MS = 60000, /* a card is not written for each request */
    CLOCKS_AGREE_MS = 3600000,
    STOPPED_MS = 6 * 3600 * 1000,
};

void lane_init(struct lane *lane, const struct config *config,
               const struct target *target, struct allowance *allowance,
               bool is_first)
{
    *lane = (struct lane){
        .allowance = allowance,
        .config = config,
        .target = target,
        .is_first = is_first,
        .http = http_new(config, target),
        .offer = offer_new(),
    };
}

void lane_clear(struct lane *lane)
{
    http_free(lane->http);
    offer_free(lane->offer);
    *lane = (struct lane){0};
}

enum err lane_send(struct lane *lane, const struct http_request *request,
                   struct http_reply *out)
{
    enum err err = http_send(lane->http, request, out);

    allowance_use(lane->allowance, out->sent_bytes + out->received_bytes);
    if (!err) {
        int64_t off_ms = out->server_ms - stamp_now().wall_ms;
        if (out->server_ms)
            lane->clock_agrees = llabs(off_ms) < CLOCKS_AGREE_MS;
        lane->hub_version = out->hub_version;
        lane->hub_lacks_zstd = out->hub_lacks_zstd;
        if (out->accept_length)
            lane->accept_length = out->accept_length;
    }
    return err;
}

bool lane_must_rest(const struct lane *lane)
{
    return http_is_told_to_end() || allowance_wait_ms(lane->allowance) > 0;
}

/* Only unreserved characters stay as they are. */
static char *escape(const char *text)
{
    struct buf out;

    buf_init(&out, 0);
    for (; *text; text++) {
        bool plain = strchr("-._~", *text) || (*text >= '0' && *text <= '9') ||
                     ((*text | 32) >= 'a' && (*text | 32) <= 'z');
        if (plain)
            buf_putc(&out, *text);
        else
            buf_printf(&out, "%%%02X", (unsigned char)*text);
    }
    return buf_steal(&out);
}

char *lane_url(const struct lane *lane, const char *path)
{
    const char *base = lane->target->url;
    const char *query = strchr(base, '?');
    size_t size = query ? (size_t)(query - base) : strlen(base);
    char *station = escape(lane->config->station);
    char *url = xasprintf("%.*s/%s%s%sdeviceID=%s", (int)size, base, path,
                          query ? query : "?", query ? "&" : "", station);

    free(station);
    return url;
}

char *lane_note_name(const struct target *target, bool is_first,
                     const char *name)
{
    return is_first ? xstrdup(name) : xasprintf("%s.%s", target->name, name);
}

/* A note that cannot be written costs nothing but itself; the cause is
 * logged by the store. */
static void note(struct lane *lane, struct db *db, const char *name,
                 const char *value)
{
    char *full = lane_note_name(lane->target, lane->is_first, name);

    if (outbox_note(db, full, value))
        log_debug("%s: not noted", full);
    free(full);
}

static void note_time(struct lane *lane, struct db *db, const char *name,
                      int64_t wall_ms)
{
    char text[32];

    snprintf(text, sizeof text, "%" PRId64, wall_ms);
    note(lane, db, name, text);
}

/* Delivery goes on under a wrong clock; that it is wrong must be seen. */
static void note_clock(struct lane *lane, struct db *db)
{
    if (lane->clock_noted && lane->clock_noted == 1 + lane->clock_agrees)
        return;
    lane->clock_noted = 1 + lane->clock_agrees;
    note(lane, db, "clock_off", lane->clock_agrees ? "" : "yes");
}

/* A stick for that hub is packed without asking it. */
static void note_packing(struct lane *lane, struct db *db)
{
    const char *now = lane->hub_lacks_zstd ? "yes" : "";
    char *name = lane_note_name(lane->target, lane->is_first, "hub_lacks_zstd");
    char *before = NULL;

    if (lane->packing_noted == 1 + lane->hub_lacks_zstd) {
        free(name);
        return;
    }
    lane->packing_noted = 1 + lane->hub_lacks_zstd;
    if (outbox_recall(db, name, &before) == ERR_NONE &&
        strcmp(before, now) != 0)
        note(lane, db, "hub_lacks_zstd", now);
    free(before);
    free(name);
}

void lane_well(struct lane *lane, struct db *db)
{
    int64_t now_ms = stamp_now().wall_ms;

    lane->failures = 0;
    lane->was_asked = false;
    lane->not_before_ms = 0;
    if (lane->trouble != TROUBLE_NONE)
        log_info("%s: all is well again", lane->target->name);
    /* The note may be one of an earlier run. */
    if (lane->trouble != TROUBLE_NONE || !lane->contact_ms)
        note(lane, db, "last_trouble", trouble_name(TROUBLE_NONE));
    lane->trouble = TROUBLE_NONE;
    note_clock(lane, db);
    note_packing(lane, db);
    int64_t age_ms = now_ms - lane->contact_ms;
    if (age_ms >= 0 && age_ms < CONTACT_NOTE_MS)
        return;
    lane->contact_ms = now_ms;
    note_time(lane, db, "last_contact_ms", now_ms);
}

void lane_tell(struct lane *lane, struct db *db, enum trouble trouble,
               const char *detail)
{
    const char *sentence = trouble_sentence(trouble);

    if (lane->trouble == trouble)
        return;
    lane->trouble = trouble;
    log_warn("%s: %s%s%s%s", lane->target->name, sentence,
             detail && *detail ? " (" : "", detail ? detail : "",
             detail && *detail ? ")" : "");
    note(lane, db, "last_trouble", trouble_name(trouble));
    note(lane, db, "last_error", sentence);
    note_time(lane, db, "last_error_ms", stamp_now().wall_ms);
}

void lane_back_off(struct lane *lane, int64_t asked_ms)
{
    const struct backoff backoff = {lane->config->retry_min_s * 1000,
                                    lane->config->retry_max_s * 1000};
    uint64_t random;

    digest_random(&random, sizeof random);
    lane->failures++;
    lane->was_asked = asked_ms > 0;
    lane->not_before_ms =
        stamp_boot_ms() +
        backoff_asked_ms(&backoff, lane->failures, asked_ms, random);
}

void lane_stop(struct lane *lane)
{
    lane->is_stopped = true;
    lane->not_before_ms = stamp_boot_ms() + STOPPED_MS;
}

void lane_resume(struct lane *lane)
{
    lane->is_stopped = false;
    lane->failures = 0;
    lane->was_asked = false;
    lane->not_before_ms = 0;
}
