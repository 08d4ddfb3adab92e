#include "worker.h"

#include "interview.h"
#include "kiosk.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "store/db.h"
#include "store/draft.h"
#include "store/outbox.h"
#include "store/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum err take_worker(void *context, const char *name, const char *pin)
{
    struct workers *w = context;

    w->items = mem_grow(w->items, w->count, &w->capacity, sizeof *w->items);
    w->items[w->count++] = (struct worker){xstrdup(name), xstrdup(pin)};
    return ERR_NONE;
}

enum err workers_load(struct kiosk *kiosk, struct workers *out)
{
    *out = (struct workers){0};
    return worker_each(kiosk->db, take_worker, out);
}

void workers_clear(struct workers *w)
{
    for (size_t i = 0; i < w->count; i++) {
        free(w->items[i].name);
        free(w->items[i].pin);
    }
    free(w->items);
    *w = (struct workers){0};
}

/* What was sent so long ago is no longer looked up; it is in the archive. */
static void prune(struct kiosk *kiosk)
{
    const int64_t day_ms = 24 * 3600 * 1000;
    int64_t now = stamp_wall_ms();

    if (stamp_is_known(now) &&
        draft_prune(kiosk->db, now - kiosk->config.field_keep_days * day_ms))
        log_warn("old drafts stay");
}

bool worker_sign_in(struct kiosk *kiosk, const struct worker *worker,
                    const char *pin, int64_t boot_ms)
{
    if (!pin_try(&kiosk->worker_pin, worker->pin, pin, boot_ms))
        return false;
    free(kiosk->worker);
    kiosk->worker = xstrdup(worker->name);
    prune(kiosk);
    return true;
}

void worker_sign_out(struct kiosk *kiosk)
{
    interview_close(kiosk);
    free(kiosk->worker);
    kiosk->worker = NULL;
}

static enum err print_worker(void *context, const char *name, const char *pin)
{
    (void)context;
    (void)pin;
    puts(name);
    return ERR_NONE;
}

/* A name is shown on screens and written into every answer's envelope. */
static bool is_name(const char *name)
{
    size_t size = strlen(name);

    for (const char *at = name; *at; at++) {
        if ((unsigned char)*at < ' ')
            return false;
    }
    return size > 0 && size <= WORKER_NAME_MAX;
}

static enum err add(struct db *db, const char *name, char *(*read_pin)(void))
{
    char *pin = is_name(name) ? read_pin() : NULL;

    if (!is_name(name))
        log_error("a worker's name has 1 to %d letters", WORKER_NAME_MAX);
    enum err err =
        pin ? worker_set(db, name, pin, stamp_wall_ms()) : ERR_FORMAT;
    free(pin);
    return err;
}

static enum err run(struct db *db, const char *verb, const char *name,
                    char *(*read_pin)(void))
{
    if (strcmp(verb, "list") == 0)
        return worker_each(db, print_worker, NULL);
    if (*name && strcmp(verb, "add") == 0)
        return add(db, name, read_pin);
    if (*name && strcmp(verb, "remove") == 0) {
        enum err err = worker_remove(db, name);
        if (err == ERR_MISSING)
            log_error("there is no worker \"%s\" here", name);
        return err;
    }
    log_error("write: worker add NAME, worker remove NAME, or worker list");
    return ERR_FORMAT;
}

int worker_command(const struct config *config, char *(*read_pin)(void))
{
    enum { EXIT_USAGE = 2, EXIT_DATA = 4 };
    struct db *db = NULL;

    if (file_make_folder(config->data) || outbox_open(&db, config->data))
        return EXIT_DATA;
    enum err err = run(db, config->words[0], config->words[1], read_pin);
    db_close(db);
    return err ? EXIT_USAGE : EXIT_SUCCESS;
}
