#include "handout.h"

#include "archive.h"
#include "base/arena.h"
#include "children.h"
#include "cursor.h"
#include "export.h"
#include "filter.h"
#include "hub.h"

#include <ctype.h>
#include <string.h>

enum { FIRST_BYTES = 64 * 1024, MOST_ARGUMENTS = 46 };

struct handout {
    struct visit *visit;
    struct child *child;
    const char *type;
    /* What came before the reply was begun. */
    char *first;
    size_t first_size;
};

static ssize_t read_on(void *context, char *out, size_t size)
{
    struct handout *h = context;

    if (h->first_size) {
        size_t n = h->first_size < size ? h->first_size : size;
        memcpy(out, h->first, n);
        h->first += n;
        h->first_size -= n;
        return (ssize_t)n;
    }
    if (!h->child)
        return STREAM_END;
    ssize_t n = child_read(h->child, out, size);
    if (n >= 0)
        return n == 0 ? STREAM_WAIT : n;
    int status = child_end(h->child);
    h->child = NULL;
    return status == 0 ? STREAM_END : STREAM_BROKEN;
}

/* The reply begins with the first bytes: until then a failure can still be
 * told by its status. */
static void on_output(void *context)
{
    struct handout *h = context;
    struct visit *v = h->visit;

    if (request_is_answered(v->request)) {
        request_wake(v->request);
        return;
    }
    if (!h->first)
        h->first = arena_alloc(v->arena, FIRST_BYTES);
    ssize_t n = child_read(h->child, h->first, FIRST_BYTES);
    if (n == 0)
        return;
    if (n < 0) {
        int status = child_end(h->child);
        h->child = NULL;
        if (status != 0) {
            visit_fail(v, status == 3 ? ERR_MISSING : ERR_IO);
            return;
        }
        n = 0;
    }
    h->first_size = (size_t)n;
    request_reply_stream(v->request, 200, h->type, read_on, h);
}

static void forget(struct visit *visit)
{
    struct handout *h = visit->data;

    if (h->child)
        child_end(h->child);
    h->child = NULL;
}

static const struct {
    const char *query, *option;
    bool has_value;
} OPTIONS[] = {
    {"table", "--table", true},     {"lang", "--labels-in", true},
    {"after", "--after", true},     {"from", "--from", true},
    {"until", "--until", true},     {"station", "--of-station", true},
    {"state", "--state", true},     {"review", "--reviewed", true},
    {"version", "--version", true}, {"where", "--where", true},
    {"labels", "--labels", false},  {"split", "--split", false},
    {"all", "--all", false},        {"spreadsheet", "--spreadsheet", false},
    {"raw", "--raw", false},
};

static const char *file_name(struct visit *v, const struct export_format *f)
{
    char *name = arena_strdup(v->arena, v->part[0]);

    for (char *c = name; *c; c++) {
        if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
            *c = '_';
    }
    return arena_printf(v->arena, "attachment; filename=\"%s%s%s.%s\"", name,
                        strcmp(f->ending, "zip") == 0 ? "-" : "",
                        strcmp(f->ending, "zip") == 0 ? f->name : "",
                        f->ending);
}

/* A value from outside that begins with "-" would be read as an option. */
static bool is_plain(const char *value)
{
    return *value && *value != '-';
}

/* What can be said before a child is started is said with a reason. */
static const char *refusal(struct visit *v, const char *after,
                           struct cursor now)
{
    struct filter *filter;
    struct cursor cursor;
    const char *why;
    struct filter_terms terms = {
        .from = request_query(v->request, "from"),
        .until = request_query(v->request, "until"),
        .state = request_query(v->request, "state"),
        .review = request_query(v->request, "review"),
        .where = request_query(v->request, "where"),
    };

    if (after && !cursor_parse(after, &cursor))
        return N_("This is no cursor of this archive.");
    if (after && cursor_is_ahead(cursor, now))
        return N_("This cursor is ahead of this archive, which may have been "
                  "restored from a copy: begin without one.");
    if (filter_new(&filter, &terms, &why))
        return why;
    filter_free(filter);
    return NULL;
}

/* The reply says where it ends, so that the next one can begin there. */
static const char *set_cursor(struct visit *v, struct cursor now)
{
    char *text = arena_alloc(v->arena, CURSOR_TEXT_SIZE);

    cursor_print(now, text);
    request_set_header(v->request, "Barrio-Cursor", text);
    return text;
}

static void start(struct visit *visit, const struct export_format *format,
                  const char *const *arguments)
{
    struct handout *h = arena_alloc(visit->arena, sizeof *h);

    h->visit = visit;
    h->type = format->type;
    visit->data = h;
    visit->gone = forget;
    request_set_header(visit->request, "Content-Disposition",
                       file_name(visit, format));
    request_set_header(visit->request, "Cache-Control", "no-store");
    /* The child waits until the hub's loop has projected what is there: it
     * would hold the lock that every answer needs, at a lower priority. */
    visit->hub->is_awaited = true;
    enum err err = child_start(&h->child, visit->hub->children, arguments, "",
                               on_output, h);
    if (err)
        visit_fail(visit, err);
}

static void hand_out(struct visit *visit, const char *format)
{
    const char *arguments[MOST_ARGUMENTS] = {
        "--data",     visit->hub->config.data,
        "--database", visit->hub->config.database,
        "export",     visit->part[0],
        "--format",   format,
        "--await",    "--upto"};
    size_t count = 11;
    struct cursor now;
    enum err err = is_plain(visit->part[0])
                       ? cursor_now(visit->hub->archive, &now)
                       : ERR_MISSING;

    if (err) {
        visit_fail(visit, err);
        return;
    }
    const char *why =
        refusal(visit, request_query(visit->request, "after"), now);
    if (why) {
        visit_refuse(visit, 400, why);
        return;
    }
    arguments[10] = set_cursor(visit, now);
    bool is_closed = !visit_may(visit, ACTION_TEXT, visit->part[0], NULL);
    if (is_closed)
        arguments[count++] = "--closed-text";
    for (size_t i = 0; i < COUNT_OF(OPTIONS); i++) {
        const char *value = request_query(visit->request, OPTIONS[i].query);
        /* Documents as they came hold every text. */
        if (!value || !is_plain(value) ||
            (is_closed && strcmp(OPTIONS[i].query, "raw") == 0))
            continue;
        arguments[count++] = OPTIONS[i].option;
        if (OPTIONS[i].has_value)
            arguments[count++] = value;
    }
    start(visit, export_format(format), arguments);
}

void handout_csv(struct visit *visit)
{
    hand_out(visit, "csv");
}

void handout_jsonl(struct visit *visit)
{
    hand_out(visit, "jsonl");
}

void handout_xlsx(struct visit *visit)
{
    hand_out(visit, "xlsx");
}

void handout_geojson(struct visit *visit)
{
    hand_out(visit, "geojson");
}

void handout_files(struct visit *visit)
{
    hand_out(visit, "files");
}

void handout_package(struct visit *visit)
{
    hand_out(visit, "datapackage");
}
