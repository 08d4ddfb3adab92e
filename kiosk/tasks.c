#include "tasks.h"

#include "kiosk.h"
#include "records.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/stamp.h"
#include "form/catalog.h"
#include "record/assignment.h"
#include "store/published.h"

#include <string.h>

enum { LARGEST = 1 << 20 };

bool task_is_for(const struct assignment *a, const char *worker,
                 const char *today)
{
    bool is_day = !*a->day || !*today || strcmp(a->day, today) == 0;

    return is_day && (!*a->worker || strcmp(a->worker, worker) == 0);
}

static void print_today(char out[STAMP_TEXT_SIZE])
{
    int64_t now = stamp_wall_ms();

    out[0] = '\0';
    if (!stamp_is_known(now))
        return;
    stamp_print_local(now, out);
    out[strcspn(out, "T")] = '\0';
}

/* A changed version takes the place of one that counts already; what the city
 * refused does not count until it was mended. */
static bool counts(const struct record *r, const struct assignment *a)
{
    bool is_done = r->state == DRAFT_FINISHED || r->state == DRAFT_SENT ||
                   r->state == DRAFT_RETURNED;

    return r->assignment == a->id && is_done && !*r->replaces;
}

static size_t count_done(const struct records *records,
                         const struct assignment *a)
{
    size_t done = 0;

    for (size_t i = 0; i < records->count; i++)
        done += counts(&records->items[i], a);
    return done;
}

bool task_is_replaced(const struct assignment *a, const struct assignment *all,
                      size_t count)
{
    for (size_t i = 0; !*a->worker && i < count; i++) {
        if (*all[i].worker && strcmp(all[i].form_id, a->form_id) == 0 &&
            strcmp(all[i].dimension, a->dimension) == 0 &&
            strcmp(all[i].name, a->name) == 0)
            return true;
    }
    return false;
}

/* Only a form that a worker may begin now. */
static const struct catalog_entry *form_of(const struct kiosk *kiosk,
                                           const char *id)
{
    for (size_t i = 0; i < kiosk_forms(kiosk); i++) {
        if (strcmp(kiosk_form(kiosk, i)->id, id) == 0)
            return kiosk_form(kiosk, i);
    }
    return NULL;
}

static enum err read_all(const struct kiosk *kiosk, struct arena *arena,
                         struct assignment **out, size_t *count)
{
    struct buf text;

    *count = 0;
    buf_init(&text, LARGEST);
    enum err err = published_read(kiosk->config.data, PUBLICATION_ASSIGNMENT,
                                  ASSIGNMENTS_FILE, &text);
    if (!err)
        err = assignments_read(buf_text(&text), text.size, arena, out, count);
    buf_clear(&text);
    return err;
}

void tasks_load(struct kiosk *kiosk, const struct records *records,
                struct tasks *out)
{
    struct assignment *all = NULL;
    size_t count, mine = 0;
    char today[STAMP_TEXT_SIZE];

    *out = (struct tasks){.arena = arena_new()};
    enum err err = read_all(kiosk, out->arena, &all, &count);
    if (err && err != ERR_MISSING)
        log_warn("what workers are asked cannot be read: %s", err_text(err));
    if (err)
        return;
    print_today(today);
    for (size_t i = 0; i < count; i++) {
        if (task_is_for(&all[i], kiosk->worker, today))
            all[mine++] = all[i];
    }
    out->items = arena_array(out->arena, mine + 1, sizeof *out->items);
    for (size_t i = 0; i < mine; i++) {
        const struct catalog_entry *entry = form_of(kiosk, all[i].form_id);
        if (entry && !task_is_replaced(&all[i], all, mine))
            out->items[out->count++] =
                (struct task){&all[i], entry, count_done(records, &all[i])};
    }
}

void tasks_clear(struct tasks *tasks)
{
    arena_free(tasks->arena);
    *tasks = (struct tasks){0};
}
