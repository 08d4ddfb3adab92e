#include "tidy.h"

#include "agent.h"
#include "config.h"
#include "submission.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdlib.h>

enum { PAUSE_MS = 3600 * 1000, ASKED_AT_ONCE = 50, DAY_MS = 86400000 };

/* A status alone deletes nothing: after the retention days the same bytes
 * are sent once more, and only a target that again says it has them has
 * confirmed them. */
static enum err ask_again(struct lane *lane, struct db *db, int64_t before_ms)
{
    struct outbox_entry *entries;
    size_t count;
    bool over = lane->trouble != TROUBLE_NONE || lane->is_stopped;
    enum err err = delivery_unconfirmed(db, lane->target->name, before_ms,
                                        ASKED_AT_ONCE, &entries, &count);

    for (size_t i = 0; !err && !over && i < count; i++) {
        struct http_reply reply;
        over = submission_send(lane, &entries[i].response, &reply) != ERR_NONE;
        if (!over && submission_is_kept(reply.status))
            err = delivery_confirm(db, lane->target->name,
                                   entries[i].response.key);
        over = over || http_is_told_to_end();
        http_reply_clear(&reply);
    }
    outbox_entries_clear(entries, count);
    return err;
}

static enum err prune(struct agent *agent, int64_t before_ms)
{
    const char **names = xcalloc(agent->lanes_count, sizeof *names);
    int64_t deleted;

    for (size_t i = 0; i < agent->lanes_count; i++)
        names[i] = agent->lanes[i].target->name;
    enum err err = delivery_prune(agent->db, names, agent->lanes_count,
                                  before_ms, &deleted);
    if (!err && deleted > 0)
        log_info("%" PRId64 " answers that every target keeps were deleted "
                 "here after %ld days",
                 deleted, agent->config->retention_days);
    free(names);
    return err;
}

/* A clock that the kernel keeps right, or that a server's clock agrees with:
 * under any other nobody knows how old an answer is. */
static bool knows_the_time(const struct agent *agent, struct stamp now)
{
    bool knows = now.quality == CLOCK_SET;

    for (size_t i = 0; i < agent->lanes_count; i++)
        knows = knows || agent->lanes[i].clock_agrees;
    return knows;
}

static enum err retain(struct agent *agent)
{
    struct stamp now = stamp_now();
    long days = agent->config->retention_days;
    enum err err = ERR_NONE;

    if (days == 0 || !knows_the_time(agent, now))
        return ERR_NONE;
    int64_t before_ms = now.wall_ms - days * (int64_t)DAY_MS;
    for (size_t i = 0; !err && i < agent->lanes_count; i++) {
        if (*agent->lanes[i].target->url)
            err = ask_again(&agent->lanes[i], agent->db, before_ms);
    }
    return err ? err : prune(agent, before_ms);
}

enum err tidy(struct agent *agent)
{
    int64_t now_ms = stamp_boot_ms();

    db_checkpoint(agent->db);
    if (now_ms < agent->tidy_ms || allowance_wait_ms(&agent->allowance) > 0)
        return ERR_NONE;
    agent->tidy_ms = now_ms + PAUSE_MS;
    return retain(agent);
}
