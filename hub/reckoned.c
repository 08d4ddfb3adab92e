#include "reckoned.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "changes.h"
#include "formbook.h"
#include "hub.h"
#include "printout.h"
#include "projection.h"
#include "release.h"
#include "sql.h"
#include "tally.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

/* Fewer answers than MANY are counted while somebody waits. After a reckoning
 * the processor is left alone for so many times as long as it took. */
enum { MANY = 2000, MOST_RUNNING = 2, REST = 4 };

static const char AREAS[] = "SELECT id, area FROM station ORDER BY id";
static const char ARRIVED[] = "SELECT COALESCE(MAX(number), 0) FROM response";

struct entry {
    struct reckoned_set *set;
    char *command, *form_id, *within;
    size_t most_bytes;
    char *printed; /* NULL: never yet */
    int64_t made_ms, release;
    char *mark;      /* of what it was made of */
    char *next_mark; /* of the one that is being made; NULL: none */
    int64_t next_release;
    int64_t began_ms, rest_ms; /* by the clock that only goes on */
    bool has_failed;
    struct printout printout;
    struct entry *next;
};

struct reckoned_set {
    struct hub *hub;
    struct entry *first;
};

/* What a form is reckoned of, as a short text that is another one as soon as
 * any of it changes. */
struct basis {
    struct buf mark;
    int64_t release;
    int64_t answers; /* projected, of any state */
};

struct reckoned_set *reckoned_set_new(struct hub *hub)
{
    struct reckoned_set *set = xcalloc(1, sizeof *set);

    set->hub = hub;
    return set;
}

static void free_entry(struct entry *e)
{
    if (e->next_mark)
        printout_end(&e->printout);
    free(e->next_mark);
    free(e->mark);
    free(e->printed);
    free(e->within);
    free(e->form_id);
    free(e->command);
    free(e);
}

void reckoned_set_free(struct reckoned_set *set)
{
    while (set && set->first) {
        struct entry *e = set->first;
        set->first = e->next;
        free_entry(e);
    }
    free(set);
}

static void add_state(void *context, const char *name, int64_t n)
{
    struct basis *s = context;

    buf_printf(&s->mark, "%s %lld\n", name, (long long)n);
    s->answers += n;
}

static enum err add_targets(struct archive *archive, int64_t family,
                            struct buf *out)
{
    struct arena *arena = arena_new();
    struct target *targets;
    size_t count;
    enum err err = targets_load(archive, family, arena, &targets, &count);

    if (!err)
        targets_print(out, targets, count);
    arena_free(arena);
    return err;
}

/* Where stations stand decides which of them a neighbourhood has. */
static enum err add_areas(struct sql *sql, struct buf *out)
{
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, AREAS);

    if (err)
        return err;
    while (sql->engine->next(rows))
        buf_printf(out, "%lld %s\n", (long long)sql_column(sql, rows, 0),
                   sql_column_text(sql, rows, 1));
    return sql->engine->done(rows);
}

static enum err read_basis(struct archive *archive, const char *form_id,
                           struct basis *out)
{
    int64_t form, family, changed;
    enum err err = formbook_current(archive, form_id, &form, &family);

    if (!err)
        err = changes_last(archive, &changed);
    if (!err)
        err = release_last(archive, form_id, &out->release);
    if (err)
        return err;
    buf_printf(&out->mark, "%lld %lld %lld\n", (long long)form,
               (long long)changed, (long long)out->release);
    err = tally_each(archive, family, TALLY_STATE, add_state, out);
    return err ? err : add_targets(archive, family, &out->mark);
}

/* Answers that wait for the projection are counted as well, whatever their
 * form: a count projects them first. */
static enum err is_many(struct archive *archive, const struct basis *s,
                        bool *out)
{
    int64_t arrived = 0, projected = 0;
    enum err err = sql_number(archive->sql, 0, &arrived, ARRIVED);

    if (!err)
        err = projection_cursor(archive, &projected);
    *out = s->answers + arrived - projected >= MANY;
    return err;
}

static bool is_of(const struct entry *e, const struct reckoned_of *of)
{
    return strcmp(e->command, of->command) == 0 &&
           strcmp(e->form_id, of->form_id) == 0 && !e->within == !of->within &&
           (!e->within || strcmp(e->within, of->within) == 0);
}

static struct entry *entry_of(struct reckoned_set *set,
                              const struct reckoned_of *of)
{
    struct entry *e = set->first;

    while (e && !is_of(e, of))
        e = e->next;
    if (e)
        return e;
    e = xcalloc(1, sizeof *e);
    e->set = set;
    e->command = xstrdup(of->command);
    e->form_id = xstrdup(of->form_id);
    e->within = of->within ? xstrdup(of->within) : NULL;
    e->most_bytes = of->most_bytes;
    e->next = set->first;
    set->first = e;
    return e;
}

static size_t running(const struct reckoned_set *set)
{
    size_t n = 0;

    for (const struct entry *e = set->first; e; e = e->next)
        n += e->next_mark != NULL;
    return n;
}

static void on_printed(void *context, const char *text)
{
    struct entry *e = context;
    int64_t now_ms = stamp_boot_ms();

    e->rest_ms = now_ms + REST * (now_ms - e->began_ms);
    e->has_failed = !text;
    if (text) {
        free(e->printed);
        free(e->mark);
        e->printed = xstrdup(text);
        e->mark = e->next_mark;
        e->release = e->next_release;
        e->made_ms = stamp_now().wall_ms;
    } else {
        free(e->next_mark);
    }
    e->next_mark = NULL;
    printout_end(&e->printout);
}

static enum err begin(struct entry *e, const struct basis *now)
{
    struct hub *hub = e->set->hub;
    /* No neighbourhood at all is none that is called so. */
    const char *within = e->within && *e->within ? e->within : "\n";
    const char *const arguments[] = {"--data",
                                     hub->config.data,
                                     "--database",
                                     hub->config.database,
                                     e->command,
                                     e->form_id,
                                     e->within ? "--within" : NULL,
                                     within,
                                     NULL};
    enum err err = printout_start(&e->printout, hub->children, arguments,
                                  e->most_bytes, on_printed, e);

    if (err)
        return err;
    e->began_ms = stamp_boot_ms();
    e->next_mark = xstrdup(buf_text(&now->mark));
    e->next_release = now->release;
    return ERR_NONE;
}

static enum err look(struct entry *e, const struct basis *now,
                     struct reckoned *out)
{
    bool has_failed = e->has_failed;
    enum err err = ERR_NONE;

    out->printed = e->printed;
    out->made_ms = e->made_ms;
    out->is_current = e->mark && strcmp(e->mark, buf_text(&now->mark)) == 0;
    out->is_released = e->printed && e->release != now->release;
    e->has_failed = false;
    if (has_failed && !e->printed)
        return ERR_IO;
    if (!out->is_current && !e->next_mark && running(e->set) < MOST_RUNNING &&
        stamp_boot_ms() >= e->rest_ms)
        err = begin(e, now);
    out->is_counting = e->next_mark != NULL;
    return err;
}

enum err reckoned_find(struct reckoned_set *set, const struct reckoned_of *of,
                       struct reckoned *out)
{
    struct archive *archive = set->hub->archive;
    struct basis now = {.answers = 0};

    *out = (struct reckoned){.printed = NULL};
    buf_init(&now.mark, 0);
    enum err err = read_basis(archive, of->form_id, &now);
    if (!err)
        err = is_many(archive, &now, &out->is_kept);
    if (!err && of->within)
        err = add_areas(archive->sql, &now.mark);
    if (!err && out->is_kept)
        err = look(entry_of(set, of), &now, out);
    buf_clear(&now.mark);
    return err;
}
