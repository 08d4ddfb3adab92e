#include "reckoning.h"

#include "archive.h"
#include "asking.h"
#include "base/arena.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "options.h"
#include "reckoned_page.h"
#include "release.h"
#include "release_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1 << 20, MOST_ROUNDS = 4000 };

static const char ROUND[] = "round"; /* where others have a dimension */

struct reckoner {
    struct reckoning reckoning;
    void (*taken)(struct visit *visit, void *context,
                  const struct reckoning *reckoning);
    void *context;
};

/* The text up to a sign, and past it; all that is left where it is not. */
static char *next(char **at, char stop)
{
    char *part = *at, *end = strchr(part, stop);

    *at = end ? end + 1 : part + strlen(part);
    if (end)
        *end = '\0';
    return part;
}

static void add_round(struct rounds *rounds, char *line)
{
    struct round *round = &rounds->items[rounds->count++];

    round->assignment = strtoll(next(&line, '\t'), NULL, 10);
    round->done = strtoll(next(&line, '\t'), NULL, 10);
    round->worker = line;
}

static void add_reach(struct reckoning *r, const char *dimension, char *line)
{
    struct reach *reach = &r->reach[r->count++];

    reach->dimension = dimension;
    reach->planned = strtoll(next(&line, '\t'), NULL, 10);
    reach->reached = strtoll(next(&line, '\t'), NULL, 10);
    reach->name = line;
}

/* The first line is of the form, the others of one plan or one worker's task
 * each; a name is last, for it may have tabs. */
static void read_lines(struct visit *visit, struct reckoning *r, char *text)
{
    size_t lines = 1;

    for (const char *at = text; *at; at++)
        lines += *at == '\n';
    r->reach = arena_array(visit->arena, lines, sizeof *r->reach);
    r->rounds.items = arena_array(visit->arena, lines, sizeof *r->rounds.items);
    r->missing = strtoll(next(&text, '\t'), NULL, 10);
    r->is_encrypted = strcmp(next(&text, '\t'), "1") == 0;
    r->people = strtoll(next(&text, '\t'), NULL, 10);
    r->group = next(&text, '\n');
    while (*text) {
        char *line = next(&text, '\n');
        const char *kind = next(&line, '\t');
        if (strcmp(kind, ROUND) == 0)
            add_round(&r->rounds, line);
        else
            add_reach(r, kind, line);
    }
}

static void on_heard(struct visit *visit, void *context, char *printed)
{
    struct reckoner *r = context;

    if (!printed) {
        visit_fail(visit, ERR_IO);
        return;
    }
    read_lines(visit, &r->reckoning, printed);
    r->taken(visit, r->context, &r->reckoning);
}

/* NULL when the form is unknown or its name cannot be asked for, which was
 * replied to. */
static struct reckoner *begin(struct visit *visit,
                              void (*taken)(struct visit *visit, void *context,
                                            const struct reckoning *reckoning),
                              void *context)
{
    struct reckoner *r = arena_alloc(visit->arena, sizeof *r);
    const char *form_id = visit->part[0];
    int64_t form;
    enum err err = formbook_current(visit->hub->archive, form_id, &form,
                                    &r->reckoning.family);

    /* What begins with "-" would be read as an option. */
    if (err || *form_id == '-') {
        visit_fail(visit, err ? err : ERR_MISSING);
        return NULL;
    }
    r->taken = taken;
    r->context = context;
    return r;
}

static void ask(struct visit *visit, struct reckoner *r)
{
    const struct config *config = &visit->hub->config;
    const char *const arguments[] = {
        "--data", config->data,   "--database", config->database,
        "reckon", visit->part[0], NULL};

    asking_begin(visit, &(struct asking){.arguments = arguments,
                                         .most_bytes = MOST_BYTES,
                                         .heard = on_heard,
                                         .context = r});
}

static void recall(struct visit *visit, struct reckoner *r,
                   const struct reckoned *known)
{
    r->reckoning.known = *known;
    on_heard(visit, r, arena_strdup(visit->arena, known->printed));
}

static enum err find(struct visit *visit, struct reckoned *out)
{
    return reckoned_find(visit->hub->reckoned,
                         &(struct reckoned_of){.command = "reckon",
                                               .form_id = visit->part[0],
                                               .most_bytes = MOST_BYTES},
                         out);
}

void reckoning_take(struct visit *visit,
                    void (*taken)(struct visit *visit, void *context,
                                  const struct reckoning *reckoning),
                    void *context)
{
    struct reckoner *r = begin(visit, taken, context);
    struct reckoned known;

    if (!r)
        return;
    enum err err = find(visit, &known);
    if (err)
        visit_fail(visit, err);
    else if (known.printed)
        recall(visit, r, &known);
    else
        ask(visit, r);
}

void reckoning_look(struct visit *visit, const char *title, bool after_release,
                    void (*taken)(struct visit *visit, void *context,
                                  const struct reckoning *reckoning),
                    void *context)
{
    struct reckoner *r = begin(visit, taken, context);
    struct reckoned known;

    if (!r)
        return;
    enum err err = find(visit, &known);
    if (err)
        visit_fail(visit, err);
    else if (!known.is_kept)
        ask(visit, r);
    else if (!known.printed || (after_release && known.is_released))
        reckoned_page_wait(visit, title);
    else
        recall(visit, r, &known);
}

static void print(const struct reading *now, int64_t missing)
{
    struct reach *list = NULL;
    size_t count = 0;

    targets_reached(now->figures, now->group, &list, &count);
    printf("%lld\t%d\t%zu\t%s\n", (long long)missing, now->is_encrypted,
           now->members_count, now->group);
    for (size_t i = 0; i < count; i++)
        printf("%s\t%lld\t%lld\t%s\n", list[i].dimension,
               (long long)list[i].planned, (long long)list[i].reached,
               list[i].name);
    free(list);
    for (size_t i = 0; i < now->rounds.count && i < MOST_ROUNDS; i++) {
        const struct round *round = &now->rounds.items[i];
        printf("%s\t%lld\t%lld\t%s\n", ROUND, (long long)round->assignment,
               (long long)round->done, round->worker);
    }
}

enum err reckoning_run(struct options *options, struct archive *archive)
{
    struct models *models = models_new(archive);
    struct reading now;
    int64_t missing = 0;
    enum err err = reading_make(&now, archive, models, options->words[1]);

    if (!err)
        err = release_missing(archive, &now, &missing);
    if (!err)
        print(&now, missing);
    reading_clear(&now);
    models_free(models);
    return err;
}
