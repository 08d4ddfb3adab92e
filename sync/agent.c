#include "agent.h"

#include "config.h"
#include "edition.h"
#include "link.h"
#include "pull.h"
#include "push.h"
#include "report.h"
#include "tidy.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/notify.h"
#include "base/stamp.h"
#include "store/db.h"
#include "store/delivery.h"
#include "store/outbox.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { LONGEST_REST_MS = 3600 * 1000, AFTER_FULL_MS = 30000 };

static bool is_open(const struct lane *lane)
{
    return *lane->target->url != '\0';
}

static bool pulls(const struct lane *lane)
{
    return is_open(lane) && lane->target->forms;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t next_ms(struct agent *agent)
{
    int64_t now_ms = stamp_boot_ms();
    int64_t next = now_ms + LONGEST_REST_MS;
    int64_t forbidden_ms = allowance_wait_ms(&agent->allowance);

    if (forbidden_ms)
        return sooner(next, now_ms + forbidden_ms);

    for (size_t i = 0; i < agent->lanes_count; i++) {
        const struct lane *lane = &agent->lanes[i];
        if (is_open(lane))
            next = sooner(next, lane->push_ms);
        if (pulls(lane))
            next = sooner(next, lane->pull_ms);
    }
    return next;
}

static void drain(int fd)
{
    char bytes[4096];

    while (read(fd, bytes, sizeof bytes) > 0) {
    }
}

/* A new answer, or a network that is back, ends a pause of our own; one that
 * the server asked for, or that somebody must mend, stays. */
static void wake(struct agent *agent, bool link_changed)
{
    for (size_t i = 0; i < agent->lanes_count; i++) {
        struct lane *lane = &agent->lanes[i];
        if (lane->is_stopped || lane->was_asked)
            continue;
        lane->not_before_ms = 0;
        lane->push_ms = 0;
        if (link_changed && lane->failures)
            lane->pull_ms = 0;
    }
}

/* `barrio-sync retry` leaves a note and rings. */
static void heed_retry(struct agent *agent)
{
    char *asked;

    if (outbox_recall(agent->db, "retry_asked", &asked) || !*asked) {
        free(asked);
        return;
    }
    free(asked);
    agent->err = outbox_note(agent->db, "retry_asked", "");
    for (size_t i = 0; i < agent->lanes_count; i++) {
        lane_resume(&agent->lanes[i]);
        agent->lanes[i].push_ms = 0;
        agent->lanes[i].pull_ms = 0;
    }
}

/* The operator's menu leaves a note and rings, as `retry` does. */
static void heed_sticks(struct agent *agent)
{
    char *asked = NULL;

    agent->err = outbox_recall(agent->db, "stick_asked", &asked);
    bool is_asked = !agent->err && *asked;
    if (is_asked)
        agent->err = outbox_note(agent->db, "stick_asked", "");
    if (!agent->err)
        agent->err =
            plug_look(&agent->plug, agent->config, agent->db, is_asked);
    free(asked);
}

/* A full disk or a lock that somebody holds passes, and what was settled
 * meanwhile is only sent once more: the agent stays. Anything else about the
 * database ends it. */
static bool must_end(struct agent *agent)
{
    bool passes = agent->err == ERR_FULL || agent->err == ERR_BUSY;

    if (!agent->err || agent->once || !passes)
        return agent->err != ERR_NONE;
    for (size_t i = 0; i < agent->lanes_count; i++) {
        struct lane *lane = &agent->lanes[i];
        lane->push_ms = lane->pull_ms = stamp_boot_ms() + AFTER_FULL_MS;
    }
    agent->err = ERR_NONE;
    return false;
}

static enum phase rest(struct agent *agent)
{
    struct pollfd fds[] = {
        {.fd = agent->stop, .events = POLLIN},
        {.fd = agent->bell, .events = POLLIN},
        {.fd = agent->links, .events = POLLIN},
        {.fd = agent->plug.fd, .events = POLLPRI},
    };

    if (agent->once)
        return PHASE_END;
    agent->err = tidy(agent);
    if (!agent->err)
        agent->err = allowance_note(&agent->allowance, agent->db);
    if (must_end(agent))
        return PHASE_END;
    int64_t wait_ms = next_ms(agent) - stamp_boot_ms();
    int pause_ms =
        notify_wait(wait_ms > 0 ? (int)wait_ms : 0, &agent->alive_ms);
    if (poll(fds, COUNT_OF(fds), pause_ms) < 0 && errno != EINTR)
        return PHASE_END;
    if (fds[0].revents)
        return PHASE_END;
    if (fds[1].revents) {
        drain(agent->bell);
        wake(agent, false);
        heed_retry(agent);
    }
    if (!agent->err && (fds[1].revents || fds[3].revents))
        heed_sticks(agent);
    if (fds[2].revents) {
        link_drain(agent->links);
        wake(agent, true);
    }
    if (must_end(agent))
        return PHASE_END;
    return allowance_wait_ms(&agent->allowance) ? PHASE_REST : PHASE_PULL;
}

static enum phase pull(struct agent *agent)
{
    int64_t now_ms = stamp_boot_ms();

    for (size_t i = 0; i < agent->lanes_count; i++) {
        struct lane *lane = &agent->lanes[i];
        if (!pulls(lane) || lane->pull_ms > now_ms)
            continue;
        agent->err = pull_lane(lane, agent->db);
        if (must_end(agent) || http_is_told_to_end())
            return PHASE_END;
    }
    return PHASE_PUSH;
}

static enum phase push(struct agent *agent)
{
    int64_t now_ms = stamp_boot_ms();

    for (size_t i = 0; i < agent->lanes_count; i++) {
        struct lane *lane = &agent->lanes[i];
        if (!is_open(lane) || lane->push_ms > now_ms)
            continue;
        agent->err = push_lane(lane, agent->db);
        if (!agent->err)
            agent->err =
                report_lane(lane, agent->lanes, agent->lanes_count, agent->db);
        if (must_end(agent) || http_is_told_to_end())
            return PHASE_END;
    }
    return PHASE_REST;
}

static enum phase (*const STEP[])(struct agent *agent) = {
    [PHASE_REST] = rest,
    [PHASE_PULL] = pull,
    [PHASE_PUSH] = push,
};

/* Signals are read from a descriptor, so that they are one more thing to
 * wait for and never interrupt anything. */
static int listen_to_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void open_lanes(struct agent *agent)
{
    size_t count = config_targets_count(agent->config);

    agent->lanes = xcalloc(count, sizeof *agent->lanes);
    for (size_t i = 0; i < count; i++)
        lane_init(&agent->lanes[i], agent->config,
                  config_target(agent->config, i), &agent->allowance, i == 0);
    agent->lanes_count = count;
}

static enum err open_allowance(struct agent *agent)
{
    const struct config *c = agent->config;
    struct quiet quiet;

    if (!quiet_parse(c->quiet_hours, &quiet))
        return ERR_FORMAT;
    enum err err =
        allowance_init(&agent->allowance, &quiet,
                       (int64_t)c->daily_kilobytes * 1000, agent->db);
    /* An operator who says --once means now. */
    agent->allowance.is_ignored = agent->once;
    return err;
}

enum err agent_open(struct agent *agent, const struct config *config, bool once)
{
    *agent = (struct agent){.config = config,
                            .once = once,
                            .bell = -1,
                            .stop = -1,
                            .links = -1,
                            .plug = {.fd = -1}};
    agent->stop = listen_to_signals();
    enum err err = outbox_open(&agent->db, config->data);
    if (!err)
        err = outbox_listen(config->data, &agent->bell);
    if (!err)
        err = file_make_folder(config->forms_folder);
    if (!err)
        err = open_allowance(agent);
    if (err)
        return err;
    agent->links = once ? -1 : link_listen();
    if (!once)
        plug_open(&agent->plug);
    open_lanes(agent);
    for (size_t i = 0; once && !err && i < agent->lanes_count; i++)
        err = delivery_due_now(agent->db, agent->lanes[i].target->name);
    for (size_t i = 0; !err && i < agent->lanes_count; i++)
        err = edition_resume(&agent->lanes[i], agent->db);
    return err;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void agent_close(struct agent *agent)
{
    for (size_t i = 0; i < agent->lanes_count; i++)
        lane_clear(&agent->lanes[i]);
    free(agent->lanes);
    if (agent->db)
        db_checkpoint(agent->db);
    db_close(agent->db);
    close_fd(agent->bell);
    close_fd(agent->stop);
    close_fd(agent->links);
    plug_close(&agent->plug);
}

enum err agent_run(struct agent *agent)
{
    enum phase phase =
        allowance_wait_ms(&agent->allowance) ? PHASE_REST : PHASE_PULL;

    notify_ready();
    while (phase != PHASE_END)
        phase = STEP[phase](agent);
    notify_stopping();
    return agent->err;
}

bool agent_has_worries(struct agent *agent)
{
    bool worries = false;

    for (size_t i = 0; i < agent->lanes_count; i++) {
        const struct lane *lane = &agent->lanes[i];
        struct outbox_counts counts;
        if (!is_open(lane))
            continue;
        if (outbox_count(agent->db, lane->target->name, &counts) ||
            counts.waiting > 0 || lane->trouble != TROUBLE_NONE)
            worries = true;
    }
    return worries;
}
