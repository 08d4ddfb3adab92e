#include "handout.h"

#include "archive.h"
#include "base/arena.h"
#include "children.h"
#include "cursor.h"
#include "export.h"
#include "filter.h"
#include "hub.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 64 * 1024 };

struct handout {
    struct visit *visit;
    struct child *child;
    const char *type;
    /* What came before the reply was begun. */
    char *first;
    size_t first_size;
    size_t given; /* so far */
};

/* One that is longer yields: most are short, and somebody waits for them. */
enum { SHORT = 1 << 20 };

static ssize_t give(struct handout *h, ssize_t n)
{
    bool was_short = h->given < SHORT;

    h->given += (size_t)n;
    if (was_short && h->given >= SHORT)
        child_yield(h->child);
    return n;
}

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
        return n == 0 ? STREAM_WAIT : give(h, n);
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

const char *handout_file_name(struct visit *v, const char *form_id,
                              const struct export_format *f)
{
    char *name = arena_strdup(v->arena, form_id);

    for (char *c = name; *c; c++) {
        if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
            *c = '_';
    }
    return arena_printf(
        v->arena, "%s%s%s.%s", name, strcmp(f->ending, "zip") == 0 ? "-" : "",
        strcmp(f->ending, "zip") == 0 ? f->name : "", f->ending);
}

void handout_name_file(struct visit *visit, const char *name)
{
    request_set_header(
        visit->request, "Content-Disposition",
        arena_printf(visit->arena, "attachment; filename=\"%s\"", name));
    request_set_header(visit->request, "Cache-Control", "no-store");
}

/* A value from outside that begins with "-" would be read as an option. */
static bool is_plain(const char *value)
{
    return *value && *value != '-';
}

/* A condition that is written otherwise would give everybody's answers to
 * whoever asked for some. */
static const char *misspelled(struct visit *v)
{
    const char *known[COUNT_OF(OPTIONS) + 2] = {NULL};
    struct buf all;
    size_t count = 0;

    buf_init(&all, 0);
    for (size_t i = 0; i < COUNT_OF(OPTIONS); i++) {
        known[count++] = OPTIONS[i].query;
        buf_printf(&all, "%s%s", i ? ", " : "", OPTIONS[i].query);
    }
    known[count] = "st"; /* a token, see door.c */
    const char *name = request_query_other(v->request, known);
    const char *why =
        name ? arena_printf(v->arena, "%s: %s %s", name,
                            say(v, "an export does not know this. It knows:"),
                            buf_text(&all))
             : NULL;
    buf_clear(&all);
    return why;
}

/* What an address asks by its query, a form by its fields. */
static const char *asked(struct visit *v, const char *name)
{
    const char *value = request_query(v->request, name);

    if (!value && v->route->body == BODY_FIELDS)
        value = visit_field(v, name);
    return value && *value ? value : NULL;
}

/* What can be said before a child is started is said with a reason. */
static const char *refusal(struct visit *v, const char *after,
                           struct cursor now)
{
    struct filter *filter;
    struct cursor cursor;
    const char *why;
    struct filter_terms terms = {
        .from = asked(v, "from"),
        .until = asked(v, "until"),
        .state = asked(v, "state"),
        .review = asked(v, "review"),
        .where = asked(v, "where"),
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
static void set_cursor(struct visit *v, struct cursor now)
{
    char *text = arena_alloc(v->arena, CURSOR_TEXT_SIZE);

    cursor_print(now, text);
    request_set_header(v->request, "Barrio-Cursor", text);
}

static void start(struct visit *visit, const struct export_format *format,
                  const char *const *arguments)
{
    struct handout *h = arena_alloc(visit->arena, sizeof *h);

    h->visit = visit;
    h->type = format->type;
    visit->data = h;
    visit->gone = forget;
    handout_name_file(visit, handout_file_name(visit, visit->part[0], format));
    /* The child waits until the hub's loop has projected what is there: it
     * would hold the lock that every answer needs, at a lower priority. */
    visit->hub->is_awaited = true;
    enum err err = child_start(&h->child, visit->hub->children, arguments, "",
                               on_output, h);
    if (err)
        visit_fail(visit, err);
}

const char *handout_arguments(struct visit *visit, const char *form_id,
                              const char *format, struct cursor now,
                              const char **arguments)
{
    const struct config *config = &visit->hub->config;
    char *upto = arena_alloc(visit->arena, CURSOR_TEXT_SIZE);
    const char *why = refusal(visit, asked(visit, "after"), now);
    const struct areas areas = visit_areas(visit, ACTION_EXPORT, form_id);
    bool is_closed = !visit_covers(visit, ACTION_TEXT, form_id, &areas);

    /* What changed since is kept for the whole archive. */
    if (!why && areas.is_limited && asked(visit, "after"))
        why = N_("Who exports one neighbourhood begins at the beginning.");
    if (why)
        return why;
    cursor_print(now, upto);
    const char *const fixed[] = {"--data",         config->data, "--database",
                                 config->database, "export",     form_id,
                                 "--format",       format,       "--await",
                                 "--upto",         upto};
    memcpy(arguments, fixed, sizeof fixed);
    size_t count = COUNT_OF(fixed);
    if (is_closed)
        arguments[count++] = "--closed-text";
    if (areas.is_limited) {
        char *within = areas_print(&areas);
        arguments[count++] = "--within";
        /* Never empty, which would mean everywhere. */
        arguments[count++] =
            *within ? arena_strdup(visit->arena, within) : "\n";
        free(within);
    }
    for (size_t i = 0; i < COUNT_OF(OPTIONS); i++) {
        const char *value = asked(visit, OPTIONS[i].query);
        if (value && !is_plain(value))
            return N_("What an export is asked for does not begin with -.");
        /* Documents as they came hold every text. */
        if (!value || (is_closed && strcmp(OPTIONS[i].query, "raw") == 0))
            continue;
        arguments[count++] = OPTIONS[i].option;
        if (OPTIONS[i].has_value)
            arguments[count++] = value;
    }
    arguments[count] = NULL;
    return NULL;
}

static void hand_out(struct visit *visit, const char *format)
{
    const char *arguments[HANDOUT_ARGUMENTS];
    const char *form_id = visit->part[0];
    struct cursor now;
    enum err err =
        is_plain(form_id) ? cursor_now(visit->hub->archive, &now) : ERR_MISSING;

    if (err) {
        visit_fail(visit, err);
        return;
    }
    const char *why = misspelled(visit);
    if (!why)
        why = handout_arguments(visit, form_id, format, now, arguments);
    if (why) {
        visit_refuse(visit, 400, why);
        return;
    }
    /* It counts all answers of the archive. */
    if (!visit_areas(visit, ACTION_EXPORT, form_id).is_limited)
        set_cursor(visit, now);
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
