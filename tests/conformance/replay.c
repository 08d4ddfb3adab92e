/* Replays recorded traces against lib/form: every step, every delta of the
 * whole state.
 *
 * usage: replay --cases DIR --list FILE [--lists DIR] [--verbose] */
#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "replay.h"
#include "form/node_path.h"
#include "form/xform.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct options {
    const char *cases;
    const char *list;
    const char *lists; /* folder of skips.txt and deviations.txt */
    bool verbose;
};

struct totals {
    size_t count[3];
};

/* A checked-in list: "NAME<tab>reason" a line, # for remarks. */
struct reasons {
    struct lookup *by_name;
    struct buf text;
};

bool case_fail(struct case_run *run, const char *format, ...)
{
    char text[2000];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (run->why.size)
        buf_puts(&run->why, "; ");
    buf_puts(&run->why, text);
    return false;
}

const char *line_text(const struct json *line, const char *name)
{
    return json_text(json_member(line, name), "");
}

bool case_is_random(const struct case_run *run)
{
    const struct json *why = json_member(run->meta, "why_not");

    for (size_t i = 0; i < json_length(why); i++) {
        if (!strcmp(json_text(json_element(why, i), ""), "random"))
            return true;
    }
    return false;
}

/* Whether the node's value is drawn by lot, by its own calculation. */
static bool is_drawn(const struct case_run *run, const char *path)
{
    const struct node *node =
        run->session ? node_find(run->session->root, path) : NULL;
    const struct field *field = node ? node_field(node) : NULL;
    const struct rule *rule = field ? field->rules[RULE_CALCULATE] : NULL;

    return rule && (expr_traits(rule->expr) & EXPR_USES_RANDOM);
}

bool case_is_volatile(const struct case_run *run, const char *path)
{
    const struct json *all = json_member(run->meta, "volatile");

    if (case_is_random(run) && is_drawn(run, path))
        return true;

    for (size_t i = 0; i < json_length(all); i++) {
        if (!strcmp(json_text(json_element(all, i), ""), path))
            return true;
    }
    return false;
}

static void read_reasons(struct reasons *reasons, const char *folder,
                         const char *name)
{
    char *path = file_join(folder, name);

    reasons->by_name = lookup_new();
    buf_init(&reasons->text, 1 << 20);
    if (file_read(path, &reasons->text))
        fprintf(stderr, "replay: %s cannot be read\n", path);
    free(path);
    for (char *at = reasons->text.data; at && *at;) {
        char *end = strchr(at, '\n'), *tab = strchr(at, '\t');
        if (end)
            *end = '\0';
        if (*at != '#' && tab && (!end || tab < end)) {
            *tab = '\0';
            lookup_put(reasons->by_name, at, tab + 1);
        }
        at = end ? end + 1 : NULL;
    }
}

static void clear_reasons(struct reasons *reasons)
{
    lookup_free(reasons->by_name);
    buf_clear(&reasons->text);
}

/* What the recorder itself calls not reproducible, by its kind: such a case is
 * tried all the same, and skipped when it does not come out alike. */
static const char *skip_reason(const struct case_run *run,
                               const struct reasons *skips)
{
    const struct json *why = json_member(run->meta, "why_not");
    const char *reason = NULL;

    for (size_t i = 0; i < json_length(why) && !reason; i++) {
        char name[200];
        snprintf(name, sizeof name, "why_not:%s",
                 json_text(json_element(why, i), ""));
        reason = lookup_get(skips->by_name, name);
    }
    return reason;
}

static bool replay_line(struct case_run *run, const char *text, size_t size,
                        enum outcome *outcome)
{
    struct json *line = NULL;

    run->line++;
    if (json_read(text, size, &line)) {
        case_fail(run, "the trace is damaged");
        *outcome = FAILED;
        return false;
    }
    if (!run->meta) {
        run->meta = line;
        setenv("TZ", line_text(line, "tz"), 1);
        tzset();
        return true;
    }
    bool good = perform(run, line);
    if (!good)
        *outcome = FAILED;
    json_free(line);
    return good && !run->is_over;
}

static enum outcome replay_trace(struct case_run *run)
{
    enum outcome outcome = PASSED;
    struct buf trace;

    buf_init(&trace, 0);
    if (!case_file(run, "trace.jsonl", &trace)) {
        case_fail(run, "trace.jsonl cannot be read");
        return FAILED;
    }
    const char *at = buf_text(&trace);
    while (*at) {
        size_t size = strcspn(at, "\n");
        if (size && !replay_line(run, at, size, &outcome))
            break;
        at += size + (at[size] == '\n');
    }
    buf_clear(&trace);
    return outcome;
}

static void begin_case(struct case_run *run, const char *folder)
{
    *run = (struct case_run){.folder = folder};
    state_init(&run->expected);
    buf_init(&run->instance, 0);
    buf_init(&run->last_saved, 0);
    buf_init(&run->why, 0);
}

static void end_case(struct case_run *run)
{
    session_free(run->session);
    xform_free(run->form);
    json_free(run->meta);
    state_clear(&run->expected);
    buf_clear(&run->instance);
    buf_clear(&run->last_saved);
    buf_clear(&run->why);
}

static void replay_case(const struct options *options, const char *name,
                        const struct reasons *skips,
                        const struct reasons *deviations, struct totals *totals)
{
    static const char *const WORDS[] = {"passed", "FAILED", "skipped"};
    char *folder = file_join(options->cases, name);
    const char *deviation = lookup_get(deviations->by_name, name);
    struct case_run run;

    begin_case(&run, folder);
    enum outcome outcome = replay_trace(&run);
    const char *skip = lookup_get(skips->by_name, name);
    skip = skip ? skip : skip_reason(&run, skips);
    if (outcome == FAILED && (skip || deviation)) {
        outcome = SKIPPED;
        buf_printf(&run.why, " (%s%s)",
                   skip ? "" : "deviation: ", skip ? skip : deviation);
    }
    totals->count[outcome]++;
    if (outcome == FAILED || options->verbose)
        printf("%s %s%s%s\n", WORDS[outcome], name, run.why.size ? ": " : "",
               buf_text(&run.why));
    if (outcome == FAILED)
        printf("       at line %zu of its trace\n", run.line);
    end_case(&run);
    free(folder);
}

static bool read_options(int argc, char **argv, struct options *options)
{
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--verbose"))
            options->verbose = true;
        else if (!strcmp(argv[i], "--cases") && i + 1 < argc)
            options->cases = argv[++i];
        else if (!strcmp(argv[i], "--list") && i + 1 < argc)
            options->list = argv[++i];
        else if (!strcmp(argv[i], "--lists") && i + 1 < argc)
            options->lists = argv[++i];
        else
            return false;
    }
    return options->cases && options->list;
}

static void replay_all(const struct options *options, char *names,
                       struct totals *totals)
{
    struct reasons skips, deviations;

    read_reasons(&skips, options->lists, "skips.txt");
    read_reasons(&deviations, options->lists, "deviations.txt");
    for (char *at = names; at && *at;) {
        char *end = strchr(at, '\n');
        if (end)
            *end = '\0';
        at[strcspn(at, "\r\t ")] = '\0';
        if (*at)
            replay_case(options, at, &skips, &deviations, totals);
        at = end ? end + 1 : NULL;
    }
    clear_reasons(&skips);
    clear_reasons(&deviations);
}

int main(int argc, char **argv)
{
    struct options options = {.lists = "tests/conformance"};
    struct totals totals = {.count = {0}};
    struct buf names;

    if (!read_options(argc, argv, &options)) {
        fprintf(stderr, "usage: replay --cases DIR --list FILE [--verbose]\n");
        return 2;
    }
    log_set_level(LOG_LEVEL_ERROR);
    buf_init(&names, 0);
    if (file_read(options.list, &names)) {
        fprintf(stderr, "replay: %s cannot be read\n", options.list);
        return 2;
    }
    replay_all(&options, names.data, &totals);
    buf_clear(&names);
    printf("%zu passed, %zu failed, %zu skipped\n", totals.count[PASSED],
           totals.count[FAILED], totals.count[SKIPPED]);
    return totals.count[FAILED] ? 1 : 0;
}
