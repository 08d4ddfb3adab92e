#include "report.h"

#include "config.h"
#include "lane.h"
#include "machine.h"
#include "telling.h"
#include "trust.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/formfile.h"
#include "store/outbox.h"
#include "wire/heartbeat.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { SINCE_VERSION = 2, HOUR_MS = 3600000, LOW_DISK_MB = 100, HOT = 80 };

/* The kiosk holds a lock on its folder as long as it runs. */
static int64_t kiosk_runs(const struct config *config)
{
    char *path = file_join(config->data, "kiosk.lock");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_free = fd < 0 || flock(fd, LOCK_SH | LOCK_NB) == 0;

    if (fd >= 0)
        close(fd);
    free(path);
    return is_free ? 0 : 1;
}

static void add_word(char *list, size_t size, const char *separator,
                     const char *word)
{
    size_t used = strlen(list);

    if (used + strlen(separator) + strlen(word) < size)
        snprintf(list + used, size - used, "%s%s", used ? separator : "", word);
}

static void add_fault(struct heartbeat *h, const char *name)
{
    add_word(h->faults, sizeof h->faults, " ", name);
}

static void add_faults(struct heartbeat *h, const struct lane *lanes,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (lanes[i].trouble != TROUBLE_NONE)
            add_fault(h, trouble_name(lanes[i].trouble));
    }
    if (h->free_mb >= 0 && h->free_mb < LOW_DISK_MB)
        add_fault(h, "disk-low");
    if (h->celsius >= HOT)
        add_fault(h, "hot");
    if (h->low_power > 0)
        add_fault(h, "low-power");
    if (strcmp(h->clock, "unknown") == 0)
        add_fault(h, "clock-unknown");
}

static enum err add_form(void *context, const struct formfile *file)
{
    struct heartbeat *h = context;
    char *words = xasprintf("%s %s", file->form_id, file->form_version);

    add_word(h->forms, sizeof h->forms, ", ", words);
    free(words);
    return ERR_NONE;
}

static enum err add_answers(struct heartbeat *h, const struct lane *lane,
                            struct db *db, int64_t now_ms)
{
    struct outbox_counts counts;
    enum err err = outbox_count(db, lane->target->name, &counts);

    if (err)
        return err;
    h->waiting = counts.waiting;
    h->parked = counts.refused;
    h->oldest_s = -1;
    if (counts.waiting && now_ms > counts.oldest_waiting_ms)
        h->oldest_s = (now_ms - counts.oldest_waiting_ms) / 1000;
    h->last_use_h = counts.newest_ms ? counts.newest_ms / HOUR_MS : -1;
    return ERR_NONE;
}

static enum err fill(struct heartbeat *h, struct lane *lane, struct db *db)
{
    const struct config *config = lane->config;
    struct machine machine = machine_read(config->machine);
    struct stamp now = stamp_now();
    char *edition = trust_recall(lane, db, "edition_whole");
    uint64_t room;

    *h = (struct heartbeat){
        .celsius = machine.celsius,
        .low_power = machine.low_power,
        .free_mb = -1,
        .up_h = now.boot_ms / HOUR_MS,
        .edition = *edition ? strtoll(edition, NULL, 10) : -1,
        .kiosk = kiosk_runs(config),
        .version = BARRIO_VERSION,
    };
    free(edition);
    snprintf(h->clock, sizeof h->clock, "%s", clock_quality_name(now.quality));
    if (file_free_bytes(config->data, &room) == ERR_NONE)
        h->free_mb = (int64_t)(room >> 20);
    enum err err = add_answers(h, lane, db, now.wall_ms);
    return err ? err : formfile_each(db, lane->target->name, add_form, h);
}

/* What was told last, and when, outlives the agent: whoever runs it once an
 * hour does not tell twice. */
static enum err note_told(struct lane *lane, struct db *db,
                          const struct heartbeat *h)
{
    char now[32];

    snprintf(now, sizeof now, "%" PRId64, stamp_now().wall_ms);
    enum err err = trust_note(lane, db, "heartbeat_ms", now);
    return err ? err : trust_note(lane, db, "heartbeat_faults", h->faults);
}

static bool is_due(struct lane *lane, struct db *db, const struct heartbeat *h)
{
    char *when = trust_recall(lane, db, "heartbeat_ms");
    char *faults = trust_recall(lane, db, "heartbeat_faults");
    int64_t age_ms = stamp_now().wall_ms - strtoll(when, NULL, 10);
    bool is = !*when || age_ms < 0 ||
              age_ms >= lane->config->heartbeat_minutes * (int64_t)60000 ||
              strcmp(faults, h->faults) != 0;

    free(faults);
    free(when);
    return is;
}

/* What is wrong with the way, deliveries tell. */
static enum err send(struct lane *lane, struct db *db,
                     const struct heartbeat *h)
{
    char *url = xasprintf("%s/heartbeat", lane->target->url);
    struct http_reply reply;
    struct buf body;

    buf_init(&body, HEARTBEAT_LARGEST);
    heartbeat_write(&body, h);
    const struct http_request request = {.method = HTTP_POST,
                                         .url = url,
                                         .content_type = HEARTBEAT_TYPE,
                                         .body = &body,
                                         .limit = HEARTBEAT_LARGEST,
                                         .bare = true};
    bool sent =
        lane_send(lane, &request, &reply) == ERR_NONE && reply.status == 204;
    enum err err = sent ? note_told(lane, db, h) : ERR_NONE;
    if (!err && sent)
        err = telling_heed(lane, db, reply.log);
    http_reply_clear(&reply);
    buf_clear(&body);
    free(url);
    return err;
}

enum err report_lane(struct lane *lane, const struct lane *lanes,
                     size_t lanes_count, struct db *db)
{
    struct heartbeat h;

    if (!lane->config->heartbeat_minutes || lane->hub_version < SINCE_VERSION ||
        lane->is_stopped || lane->not_before_ms > stamp_boot_ms())
        return ERR_NONE;
    enum err err = fill(&h, lane, db);
    if (err)
        return err;
    add_faults(&h, lanes, lanes_count);
    return is_due(lane, db, &h) ? send(lane, db, &h) : ERR_NONE;
}
