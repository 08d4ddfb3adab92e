#include "reckoning.h"

#include "archive.h"
#include "asking.h"
#include "base/arena.h"
#include "base/buf.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "options.h"
#include "page.h"
#include "reckoned.h"
#include "release.h"
#include "release_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 4000 };

/* Seconds until the page looks again by itself. */
static const char AGAIN_S[] = "3";

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
                                         .most_bytes = RECKONING_MOST_BYTES,
                                         .heard = on_heard,
                                         .context = r});
}

static void recall(struct visit *visit, struct reckoner *r,
                   const struct reckoned *known)
{
    r->reckoning.made_ms = known->made_ms;
    r->reckoning.is_current = known->is_current;
    r->reckoning.is_counting = known->is_counting;
    on_heard(visit, r, arena_strdup(visit->arena, known->printed));
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
    enum err err = reckoned_find(visit->hub->reckoned, visit->part[0], &known);
    if (err)
        visit_fail(visit, err);
    else if (known.printed)
        recall(visit, r, &known);
    else
        ask(visit, r);
}

static void add_again(struct visit *visit, struct buf *out)
{
    buf_puts(out, " <a href=\"");
    page_text(out, request_path(visit->request));
    buf_puts(out, "\">");
    page_say(visit, out, "Look again now");
    buf_puts(out, "</a></p>");
}

static void show_counting(struct visit *visit, const char *title)
{
    struct buf out;

    buf_init(&out, 0);
    request_set_header(visit->request, "Refresh", AGAIN_S);
    page_begin(visit, &out, say(visit, title));
    page_head(visit, &out, title);
    page_note(visit, &out, "",
              N_("The answers of this form are many: they are being counted "
                 "for this page now."));
    buf_puts(&out, "<p class=\"muted\">");
    page_say(visit, &out,
             "This page looks again every few seconds. You may close it: the "
             "work goes on.");
    add_again(visit, &out);
    page_end(visit, &out, 200);
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
    enum err err = reckoned_find(visit->hub->reckoned, visit->part[0], &known);
    if (err)
        visit_fail(visit, err);
    else if (!known.is_kept)
        ask(visit, r);
    else if (!known.printed || (after_release && known.is_released))
        show_counting(visit, title);
    else
        recall(visit, r, &known);
}

void reckoning_say(struct visit *visit, struct buf *out,
                   const struct reckoning *reckoning)
{
    if (!reckoning->made_ms)
        return;
    buf_puts(out, "<p class=\"muted\">");
    page_count(visit, out, N_("%lu answer was counted for this page"),
               N_("%lu answers were counted for this page"), reckoning->people);
    buf_puts(out, ", ");
    page_ago(visit, out, reckoning->made_ms);
    buf_puts(out, ". ");
    if (!reckoning->is_current)
        page_say(visit, out,
                 reckoning->is_counting
                     ? N_("Something changed since: it is being counted anew.")
                     : N_("Something changed since: it is counted anew soon."));
    if (!reckoning->is_current)
        add_again(visit, out);
    else
        buf_puts(out, "</p>");
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
