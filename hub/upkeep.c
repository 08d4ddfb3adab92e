#include "upkeep.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "children.h"
#include "hub.h"

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
};

struct upkeep *upkeep_new(struct hub *hub)
{
    struct upkeep *upkeep = xcalloc(1, sizeof *upkeep);
    int64_t now = stamp_boot_ms();

    upkeep->hub = hub;
    for (size_t i = 0; i < COUNT_OF(CHORES); i++)
        upkeep->errands[i] =
            (struct errand){&CHORES[i], NULL, now + CHORES[i].first_ms};
    return upkeep;
}

void upkeep_free(struct upkeep *upkeep)
{
    for (size_t i = 0; upkeep && i < COUNT_OF(CHORES); i++) {
        if (upkeep->errands[i].child)
            child_end(upkeep->errands[i].child);
    }
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
