#include "serve.h"

#include "archive.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/notify.h"
#include "base/stamp.h"
#include "base/words.h"
#include "children.h"
#include "confine.h"
#include "hub.h"
#include "hublog.h"
#include "intake.h"
#include "journal.h"
#include "lexicon.h"
#include "models.h"
#include "prepared.h"
#include "projection.h"
#include "reckoned.h"
#include "release.h"
#include "shelf.h"
#include "staged_page.h"
#include "sql.h"
#include "throttle.h"
#include "upkeep.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    POLLED = 64,
    POLLED_OWN = 3, /* of these; the others are the children's */
    LARGEST_PEM = 1 << 20,
    /* The projection follows when intake rests, or when it has waited so long:
     * the results are never older than a breath, and a station that brings a
     * thousand answers at once is gone before they are counted. */
    REST_MS = 100,
    SLICE = 200,
    PATIENCE_MS = 3000,
    /* So often it is looked for what others did (a review at the command
     * line, another hub on the same archive) where nothing tells of it. */
    LOOK_MS = 5000,
    /* Where a write was told of, its commit can be seen only when the disk has
     * taken it: so soon it is looked for, then ever later, and then no more. */
    FIRST_LOOK_MS = 100,
    LAST_LOOK_MS = 6400,
    LATER = 8,
    /* For so long failed sign-ins are remembered. */
    THROTTLE_MS = 15 * 60 * 1000,
};

struct loop {
    struct hub hub;
    struct upkeep *upkeep;
    struct journal *journal;
    int signals;
    bool is_ending;
    int64_t last_intake_ms;
    int64_t look_ms;   /* of the next look for what others did */
    int64_t pause_ms;  /* before that look */
    int64_t alive_ms;  /* of the last sign to systemd */
    size_t behind;     /* answers that the projection may lack */
    int64_t behind_ms; /* since when it lacks any */
    bool has_failed;   /* to follow, or to look, the last time */
    size_t total;      /* kept when the turn began */
};

static void allow_many_files(long connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + 512;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur < wanted)
        log_warn("only %lu open files are allowed: raise LimitNOFILE for %ld "
                 "connections",
                 (unsigned long)limit.rlim_cur, connections);
}

static enum err open_signals(int *out)
{
    sigset_t set;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGCHLD); /* children_run looks who it was */
    sigprocmask(SIG_BLOCK, &set, NULL);
    *out = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return *out < 0 ? ERR_IO : ERR_NONE;
}

static enum err read_pem(const char *path, struct buf *out)
{
    if (!*path)
        return ERR_NONE;
    enum err err = file_read(path, out);
    if (err)
        log_error("%s: %s", path, err_text(err));
    return err;
}

static enum err open_port(struct hub *hub)
{
    const struct config *c = &hub->config;
    struct buf certificate, key;

    buf_init(&certificate, LARGEST_PEM);
    buf_init(&key, LARGEST_PEM);
    enum err err = read_pem(c->tls_certificate, &certificate);
    if (!err)
        err = read_pem(c->tls_key, &key);
    if (!err)
        err = http_open(
            &hub->http,
            &(struct http_settings){
                .address = c->listen,
                .port = c->port,
                .certificate = certificate.size ? certificate.data : NULL,
                .key = key.size ? key.data : NULL,
                .connections = c->connections,
                .connections_per_address = c->connections_per_address,
                .idle_s = c->idle_s,
                .request_s = c->request_s,
                .body_limit = (uint64_t)c->body_limit_mb * 1000000},
            &(struct http_handler){visit_begin, visit_body, visit_end,
                                   visit_gone, hub});
    buf_clear(&certificate);
    buf_clear(&key);
    return err;
}

/* Port 0 took a free one: the address that was made of it is made again. */
static enum err settle_address(struct hub *hub)
{
    struct config *c = &hub->config;

    if (c->port == 0) {
        c->port = http_port(hub->http);
        if (strstr(c->public_url, ":0")) {
            free(c->public_url);
            c->public_url = xstrdup("");
        }
    }
    enum err err = config_complete(c);
    if (!err)
        err = archive_begin(hub->archive);
    if (err)
        return err;
    return archive_end(hub->archive,
                       archive_set(hub->archive, "public_url", c->public_url));
}

static void handle_signals(struct loop *loop)
{
    struct signalfd_siginfo info;

    while (read(loop->signals, &info, sizeof info) == (ssize_t)sizeof info)
        loop->is_ending |= info.ssi_signo != SIGCHLD;
}

static void look_after(struct loop *loop, int64_t pause_ms)
{
    loop->pause_ms = pause_ms;
    loop->look_ms = stamp_boot_ms() + pause_ms;
}

static bool is_at_rest(const struct loop *loop)
{
    return stamp_boot_ms() - loop->last_intake_ms >= REST_MS;
}

static void follow(struct loop *loop)
{
    int64_t done;

    loop->has_failed =
        projection_follow(loop->hub.archive, loop->hub.models, SLICE, &done);
    if (loop->has_failed) {
        done = 0;
        look_after(loop, LOOK_MS);
    }
    if (done < SLICE)
        loop->behind = 0;
    else if (loop->behind > (size_t)done)
        loop->behind -= (size_t)done;
    if (loop->behind)
        return;
    loop->hub.is_awaited = false;
    if (is_at_rest(loop)) {
        journal_rest(loop->journal);
        return;
    }
    /* It looks again when the answers have ceased. */
    loop->behind = 1;
    loop->behind_ms = stamp_boot_ms();
}

/* An idle hub sleeps until it is told; what failed is tried again unasked. */
static void plan_look(struct loop *loop)
{
    if (journal_fd(loop->journal) < 0 || loop->has_failed)
        look_after(loop, LOOK_MS);
    else if (loop->pause_ms < LAST_LOOK_MS)
        look_after(loop, loop->pause_ms * LATER);
    else
        loop->look_ms = INT64_MAX;
}

/* Many writes do not put off the look for the first. */
static void hear_writes(struct loop *loop)
{
    int64_t soon = stamp_boot_ms() + FIRST_LOOK_MS;

    if (!journal_was_written(loop->journal) || loop->has_failed)
        return;
    loop->pause_ms = FIRST_LOOK_MS;
    if (loop->look_ms > soon)
        loop->look_ms = soon;
}

static void look(struct loop *loop)
{
    bool is_behind;

    if (loop->behind)
        return;
    hear_writes(loop);
    if (stamp_boot_ms() < loop->look_ms)
        return;
    if (projection_is_behind(loop->hub.archive, &is_behind))
        loop->has_failed = true;
    else
        loop->has_failed = loop->has_failed && is_behind;
    loop->behind = is_behind;
    plan_look(loop);
}

/* While answers come in they go first, unless somebody waits for an export
 * that holds the last of them. */
static bool may_follow(const struct loop *loop)
{
    return is_at_rest(loop) ||
           stamp_boot_ms() - loop->behind_ms >= PATIENCE_MS ||
           loop->hub.is_awaited;
}

static int timeout_ms(struct loop *loop)
{
    int ms = http_timeout_ms(loop->hub.http);
    int64_t wait = upkeep_timeout_ms(loop->upkeep);
    int64_t rest = REST_MS - (stamp_boot_ms() - loop->last_intake_ms);

    if (loop->hub.is_awaited)
        rest = 0;
    if (!loop->behind)
        rest = loop->look_ms - stamp_boot_ms();
    if (rest < wait)
        wait = rest < 0 ? 0 : rest;
    return ms < 0 || ms > wait ? (int)wait : ms;
}

/* Public files are looked at once for all requests that are here by now. */
static void serve_requests(struct hub *hub)
{
    shelf_turn(hub->shelf);
    http_run(hub->http);
}

/* One turn: whatever arrived in it becomes durable together. */
static enum err turn(struct loop *loop)
{
    struct hub *hub = &loop->hub;
    struct pollfd polled[POLLED] = {
        {.fd = http_fd(hub->http), .events = POLLIN},
        {.fd = loop->signals, .events = POLLIN},
        /* While the hub itself writes there is nothing to be told. */
        {.fd = loop->behind ? -1 : journal_fd(loop->journal), .events = POLLIN},
    };
    struct pollfd *others = polled + POLLED_OWN;
    size_t children = children_poll(hub->children, others, POLLED - POLLED_OWN);

    int wait_ms = notify_wait(timeout_ms(loop), &loop->alive_ms);
    if (poll(polled, POLLED_OWN + children, wait_ms) < 0 && errno != EINTR) {
        log_error("poll: %s", strerror(errno));
        return ERR_IO;
    }
    handle_signals(loop);
    upkeep_run(loop->upkeep);
    children_run(hub->children, others, children);
    serve_requests(hub);
    /* The receipts leave before anything else is done. */
    if (intake_commit(hub))
        serve_requests(hub);
    size_t kept = intake_total(hub->intake) - loop->total;
    if (kept) {
        loop->total += kept;
        loop->last_intake_ms = stamp_boot_ms();
        if (!loop->behind)
            loop->behind_ms = loop->last_intake_ms;
        loop->behind += kept;
        journal_run(loop->journal);
    }
    look(loop);
    if (hub->is_awaited && !loop->behind)
        loop->behind = 1;
    if (loop->behind && may_follow(loop))
        follow(loop);
    return ERR_NONE;
}

static void close_hub(struct loop *loop)
{
    struct hub *hub = &loop->hub;

    http_close(hub->http);
    upkeep_free(loop->upkeep);
    journal_close(loop->journal);
    prepared_set_free(hub->prepared);
    reckoned_set_free(hub->reckoned);
    children_free(hub->children);
    shelf_free(hub->shelf);
    throttle_free(hub->throttle);
    intake_free(hub->intake);
    models_free(hub->models);
    lexicon_free(hub->lexicon);
    words_free(hub->words);
    archive_close(hub->archive);
    if (loop->signals >= 0)
        close(loop->signals);
}

static enum err open_hub(struct loop *loop)
{
    struct hub *hub = &loop->hub;
    enum err err =
        archive_open(&hub->archive, hub->config.data, hub->config.database);

    if (err)
        return err;
    hub->words = words_open(hub->config.locale, "es");
    hub->models = models_new(hub->archive);
    hub->lexicon = lexicon_new(hub->archive);
    hub->intake = intake_new();
    hub->children = children_new();
    hub->prepared = prepared_set_new(hub);
    hub->reckoned = reckoned_set_new(hub);
    staged_page_clean(hub);
    char *folder = NULL;
    err = publications_folder(hub->archive, &folder);
    hub->shelf = shelf_new(folder);
    free(folder);
    if (err)
        return err;
    hub->throttle = throttle_new(THROTTLE_MS);
    allow_many_files(hub->config.connections);
    err = open_signals(&loop->signals);
    if (!err)
        err = open_port(hub);
    if (!err)
        err = settle_address(hub);
    if (!err)
        err = hublog_open(hub->archive, hub->config.public_url);
    if (!err)
        err = journal_open(&loop->journal, hub);
    if (err)
        return err;
    loop->upkeep = upkeep_new(hub);
    return confine(&hub->config);
}

enum err serve(struct config *config)
{
    struct loop loop = {.signals = -1, .behind = 1, .pause_ms = FIRST_LOOK_MS};

    loop.hub.config = *config;
    enum err err = open_hub(&loop);
    if (!err) {
        log_info("ready at %s", loop.hub.config.public_url);
        notify_ready();
    }
    while (!err && !loop.is_ending)
        err = turn(&loop);
    if (!err)
        log_info("ending: %zu answers kept since the start",
                 intake_total(loop.hub.intake));
    notify_stopping();
    close_hub(&loop);
    *config = loop.hub.config;
    return err;
}
