#include "pace.h"

#include "base/buf.h"
#include "form/session.h"

#include <string.h>

/* Two people do not answer alike within half a minute; more than six visits
 * in five minutes are not the visits of six people. */
enum { SAME_MS = 30 * 1000, BURST_MS = 5 * 60 * 1000 };

static bool add_answer(void *context, const struct question *q)
{
    struct buf *all = context;

    buf_printf(all, "%s=%s\n", q->ref, q->value);
    return true;
}

static void hash(struct session *session, unsigned char out[SHA256_SIZE])
{
    struct buf all;

    buf_init(&all, 0);
    session_each(session, add_answer, &all);
    digest_sha256(buf_text(&all), all.size, out);
    buf_clear(&all);
}

const char *pace_flags(struct pace *pace, struct session *session,
                       int64_t now_ms)
{
    static const char *const FLAGS[2][2] = {{"", " burst"},
                                            {" same", " same burst"}};
    int64_t oldest = pace->kept_ms[pace->at];

    hash(session, pace->next);
    bool same = pace->last_ms && now_ms - pace->last_ms < SAME_MS &&
                memcmp(pace->next, pace->last, sizeof pace->next) == 0;
    bool burst = oldest && now_ms - oldest < BURST_MS;
    return FLAGS[same][burst];
}

void pace_note(struct pace *pace, int64_t now_ms)
{
    memcpy(pace->last, pace->next, sizeof pace->last);
    pace->last_ms = now_ms;
    pace->kept_ms[pace->at] = now_ms;
    pace->at = (pace->at + 1) % PACE_MANY;
}
