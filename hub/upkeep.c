#include "upkeep.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "children.h"
#include "hub.h"

#include <stdio.h>
#include <stdlib.h>

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

static const struct chore {
    const char *words[2];
    int64_t first_ms, every_ms;
} CHORES[] = {
    {{"retention", "run"}, MINUTE_MS, DAY_MS},
};

struct errand {
    const struct chore *chore;
    struct child *child; /* NULL: it does not run */
    int64_t due_ms;
};

struct upkeep {
    struct hub *hub;
    struct errand errands[COUNT_OF(CHORES)];
    struct child *watch; /* runs beside the hub for as long as it serves */
};

static void on_watch(void *context)
{
    struct upkeep *upkeep = context;
    char ignored[64];

    if (child_read(upkeep->watch, ignored, sizeof ignored) >= 0)
        return;
    child_end(upkeep->watch);
    upkeep->watch = NULL;
    log_error("nobody watches for alerts any more; start the hub again");
}

/* Before the hub confines itself: its other children may start nothing. */
static void start_watch(struct upkeep *upkeep)
{
    const struct config *c = &upkeep->hub->config;
    char hours[24], mb[24];

    snprintf(hours, sizeof hours, "%ld", c->alert_quiet_hours);
    snprintf(mb, sizeof mb, "%ld", c->alert_disk_mb);
    const char *const arguments[] = {"--data",
                                     c->data,
                                     "--database",
                                     c->database,
                                     "--log-level",
                                     c->log_level,
                                     "--name",
                                     c->name,
                                     "--public-url",
                                     c->public_url,
                                     "--alert-quiet-hours",
                                     hours,
                                     "--alert-disk-mb",
                                     mb,
                                     "--alert-webhook",
                                     c->alert_webhook,
                                     "--alert-mail",
                                     c->alert_mail,
                                     "--sendmail",
                                     c->sendmail,
                                     "watch",
                                     NULL};
    if (child_start(&upkeep->watch, upkeep->hub->children, arguments, "",
                    on_watch, upkeep))
        log_error("nobody watches for alerts");
}

struct upkeep *upkeep_new(struct hub *hub)
{
    struct upkeep *upkeep = xcalloc(1, sizeof *upkeep);
    int64_t now = stamp_boot_ms();

    upkeep->hub = hub;
    for (size_t i = 0; i < COUNT_OF(CHORES); i++)
        upkeep->errands[i] =
            (struct errand){&CHORES[i], NULL, now + CHORES[i].first_ms};
    if (hub->config.watch)
        start_watch(upkeep);
    return upkeep;
}

void upkeep_free(struct upkeep *upkeep)
{
    for (size_t i = 0; upkeep && i < COUNT_OF(CHORES); i++) {
        if (upkeep->errands[i].child)
            child_end(upkeep->errands[i].child);
    }
    if (upkeep && upkeep->watch)
        child_end(upkeep->watch);
    free(upkeep);
}

/* What it prints is for a person at the command line; what matters it logs. */
static void on_output(void *context)
{
    struct errand *errand = context;
    char ignored[512];
    ssize_t n;

    while ((n = child_read(errand->child, ignored, sizeof ignored)) > 0)
        continue;
    if (n == 0)
        return;
    int status = child_end(errand->child);
    errand->child = NULL;
    if (status)
        log_warn("%s %s ended with %d; it is tried again",
                 errand->chore->words[0], errand->chore->words[1], status);
}

static void start(struct upkeep *upkeep, struct errand *errand)
{
    const struct config *config = &upkeep->hub->config;
    const char *const arguments[] = {"--data",
                                     config->data,
                                     "--database",
                                     config->database,
                                     "--log-level",
                                     config->log_level,
                                     errand->chore->words[0],
                                     errand->chore->words[1],
                                     NULL};

    if (child_start(&errand->child, upkeep->hub->children, arguments, "",
                    on_output, errand))
        log_warn("%s has to wait", errand->chore->words[0]);
}

void upkeep_run(struct upkeep *upkeep)
{
    int64_t now = stamp_boot_ms();

    for (size_t i = 0; i < COUNT_OF(CHORES); i++) {
        struct errand *errand = &upkeep->errands[i];
        if (errand->child || now < errand->due_ms)
            continue;
        errand->due_ms = now + errand->chore->every_ms;
        start(upkeep, errand);
    }
}

int upkeep_timeout_ms(const struct upkeep *upkeep)
{
    int64_t now = stamp_boot_ms(), least = DAY_MS;

    for (size_t i = 0; i < COUNT_OF(CHORES); i++) {
        int64_t wait = upkeep->errands[i].due_ms - now;
        if (wait < least)
            least = wait;
    }
    return least < 0 ? 0 : (int)least;
}
