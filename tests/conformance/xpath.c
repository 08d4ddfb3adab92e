/* Compares lib/form's expressions with recordings of the reference engine:
 * xpath --dir DIR [--list FILE] [--verbose]. DIR holds form-eval.jsonl,
 * javarosa-tests.jsonl, parse.jsonl and xpath-form.xml. FILE lists what is
 * skipped or answered differently on purpose, with reasons. */
#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "document.h"
#include "form/expr.h"
#include "form/node_path.h"
#include "xpath10.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run {
    const char *dir;
    const char *list; /* content of the list file */
    bool is_verbose;
    struct document form;
    size_t passed, failed, skipped;
};

/* One expression being judged; what is wrong is said in `wrong`. */
struct trial {
    struct run *run;
    const struct json *line;
    struct document *document;
    struct arena *arena;
    struct node *at; /* where it is asked */
    char wrong[400];
};

static const char *member(const struct json *object, const char *name)
{
    return json_text(json_member(object, name), "");
}

/* The reason on a line "MARK WORD<tab>reason" of the list, NULL when there is
 * none. A WORD alone is never judged; after "= " it is an expression, after
 * "! " an error of the recording, of which XPath 1.0 is the judge instead. */
static const char *listed(const struct run *run, const char *mark,
                          const char *word)
{
    size_t length = strlen(word), before = strlen(mark);

    for (const char *at = run->list; at && *at;) {
        const char *tab = at + before + length;
        if (!strncmp(at, mark, before) && !strncmp(at + before, word, length) &&
            *tab == '\t')
            return tab + 1;
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    return NULL;
}

static bool wrong(struct trial *trial, const char *what, const char *wanted,
                  const char *got)
{
    snprintf(trial->wrong, sizeof trial->wrong,
             "%s: wanted '%.120s', got "
             "'%.120s'",
             what, wanted, got);
    return false;
}

static bool is_near(double a, double b)
{
    if (isnan(a) || isnan(b) || isinf(a) || isinf(b))
        return (isnan(a) && isnan(b)) || a == b;
    return fabs(a - b) <= 1e-9 * fmax(1e-300, fmax(fabs(a), fabs(b)));
}

static const char *kind_name(enum value_kind kind)
{
    static const char *const NAMES[] = {"string", "number", "boolean", "date",
                                        "nodeset"};
    return NAMES[kind];
}

static bool judge_value(struct trial *trial, const struct json *wanted,
                        const struct value *got)
{
    const char *type = member(wanted, "type"), *value = member(wanted, "value");
    const char *text = value_to_text(got, trial->arena);
    const char *as_string = json_text(json_member(wanted, "as_string"), NULL);
    int64_t ms;

    if (!strcmp(type, "null"))
        return !*text || wrong(trial, "value", "nothing", text);
    if (strcmp(type, kind_name(got->kind)) != 0)
        return wrong(trial, "type", type, kind_name(got->kind));
    if (got->kind == VALUE_NUMBER &&
        !is_near(strtod(value, NULL), got->as.number))
        return wrong(trial, "number", value, text);
    if (got->kind == VALUE_DATE && stamp_parse(value, &ms) &&
        ms != got->as.date_ms)
        return wrong(trial, "instant", value, text);
    if ((got->kind == VALUE_TEXT || got->kind == VALUE_BOOLEAN) &&
        strcmp(value, text) != 0)
        return wrong(trial, "value", value, text);
    if (as_string && strcmp(as_string, text) != 0 &&
        !(got->kind == VALUE_NUMBER &&
          is_near(strtod(as_string, NULL), strtod(text, NULL))))
        return wrong(trial, "text", as_string, text);
    return true;
}

static bool judge_nodes(struct trial *trial, const struct value *got)
{
    const struct json *nodes = json_member(trial->line, "nodes");
    const struct json *unpacked = json_member(trial->line, "unpacked");
    struct value simple;
    struct buf path;
    bool right = true;

    if (got->kind != VALUE_NODES)
        return wrong(trial, "type", "nodeset", kind_name(got->kind));
    if (json_length(nodes) != got->as.nodes.count)
        return wrong(trial, "nodes", "another number", "of nodes");
    buf_init(&path, 0);
    for (size_t i = 0; right && i < got->as.nodes.count; i++) {
        const char *wanted = json_text(json_element(nodes, i), "");
        buf_reset(&path);
        node_path(got->as.nodes.items[i], &path);
        if (strcmp(wanted, buf_text(&path)) != 0)
            right = wrong(trial, "node", wanted, buf_text(&path));
    }
    buf_clear(&path);
    if (!right)
        return false;
    enum err err = value_unpack(got, &simple);
    if (!unpacked)
        return err || wrong(trial, "unpacked", "an error", "a value");
    return err ? wrong(trial, "unpacked", "a value", "an error")
               : judge_value(trial, unpacked, &simple);
}

static enum err evaluate(struct trial *trial, struct value *out,
                         struct expr_error *why)
{
    const char *path = json_text(json_member(trial->line, "context"), NULL);
    struct document *document = trial->document;
    struct expr *expr;
    struct expr_context context = {.arena = trial->arena};

    if (document) {
        context.root = document_root(document);
        context.host = &document->host;
        context.node = path ? node_find(context.root, path) : NULL;
        trial->at = context.node;
    }
    enum err err =
        expr_parse(&expr, trial->arena, member(trial->line, "expr"), why);
    return err ? err : expr_eval(expr, &context, out, why);
}

static bool judge_recorded(struct trial *trial)
{
    const char *type = member(trial->line, "type");
    bool wants_error = !strcmp(type, "error");
    struct expr_error why;
    struct value value, simple;
    enum err err = evaluate(trial, &value, &why);

    if (wants_error)
        return err || wrong(trial, "result", "an error", "a value");
    if (err)
        return wrong(trial, "result", "a value", why.reason);
    if (!strcmp(type, "nodeset"))
        return judge_nodes(trial, &value);
    if (value_unpack(&value, &simple))
        return wrong(trial, "result", "one value", "several nodes");
    return judge_value(trial, trial->line, &simple);
}

/* Whether the recording is none to go by here, and XPath 1.0 agrees with us. */
static bool is_right_by_xpath10(struct trial *trial)
{
    const struct json *line = trial->line;
    const char *expr = member(line, "expr");
    struct expr_error why;
    struct value value;

    if (!listed(trial->run, "= ", expr) &&
        !listed(trial->run, "! ", member(line, "error")))
        return false;
    return !evaluate(trial, &value, &why) &&
           xpath10_agrees(trial->document ? document_root(trial->document)
                                          : NULL,
                          trial->at, expr, &value);
}

/* What differs from run to run: the kind must be right, and the length. */
static bool judge_random(struct trial *trial)
{
    struct expr_error why;
    struct value value;
    const char *wanted = member(trial->line, "value");

    if (evaluate(trial, &value, &why))
        return wrong(trial, "result", "a value", why.reason);
    if (strcmp(member(trial->line, "type"), kind_name(value.kind)) != 0)
        return wrong(trial, "type", member(trial->line, "type"),
                     kind_name(value.kind));
    if (value.kind == VALUE_TEXT && strlen(value.as.text) != strlen(wanted))
        return wrong(trial, "length of", wanted, value.as.text);
    return true;
}

static bool is_random(const struct json *line)
{
    const struct json *why_not = json_member(line, "why_not");

    for (size_t i = 0; i < json_length(why_not); i++) {
        if (!strcmp(json_text(json_element(why_not, i), ""), "random"))
            return true;
    }
    return false;
}

static bool judge_evaluation(struct trial *trial)
{
    if (is_random(trial->line))
        return judge_random(trial);
    return judge_recorded(trial) || is_right_by_xpath10(trial);
}

static bool judge_parse(struct trial *trial)
{
    bool wants = json_bool(json_member(trial->line, "ok"), false);
    const char *wanted = member(trial->line, "tree");
    struct expr_error why;
    struct expr *expr;
    struct buf tree;
    enum err err =
        expr_parse(&expr, trial->arena, member(trial->line, "expr"), &why);

    if (err)
        return !wants || wrong(trial, "parse", wanted, why.reason);
    buf_init(&tree, 0);
    expr_print(expr, &tree);
    bool right = wants && !strcmp(wanted, buf_text(&tree));
    if (!right)
        wrong(trial, "tree", wants ? wanted : "an error", buf_text(&tree));
    buf_clear(&tree);
    return right;
}

static bool judge_on_instance(struct trial *trial)
{
    const char *xml = json_text(json_member(trial->line, "instance"), NULL);
    struct document document;

    if (!xml)
        return judge_evaluation(trial);
    bool right = false;
    trial->document = &document;
    if (document_read(&document, xml, strlen(xml)))
        wrong(trial, "instance", "one that reads", "an error");
    else
        right = judge_evaluation(trial);
    document_clear(&document);
    return right;
}

static bool judge_on_form(struct trial *trial)
{
    trial->document = &trial->run->form;
    return judge_evaluation(trial);
}

/* Why a case is not judged at all. */
static const char *reason_to_skip(const struct run *run,
                                  const struct json *line)
{
    const struct json *why_not = json_member(line, "why_not");
    const char *reason = NULL;

    if (json_bool(json_member(line, "custom_functions"), false))
        reason = listed(run, "", "custom_functions");
    for (size_t i = 0; !reason && i < json_length(why_not); i++)
        reason = listed(run, "", json_text(json_element(why_not, i), ""));
    return reason;
}

static void skip(struct run *run, const char *file, const struct json *line,
                 const char *reason)
{
    run->skipped++;
    if (run->is_verbose)
        printf("skipped %s: %s # %.*s\n", file, member(line, "expr"),
               (int)strcspn(reason, "\n"), reason);
}

static void try_line(struct run *run, const char *file, const char *text,
                     size_t size, bool (*judge)(struct trial *trial))
{
    struct json *line;
    struct trial trial = {.run = run, .arena = arena_new()};

    if (json_read(text, size, &line)) {
        run->failed++;
        arena_free(trial.arena);
        return;
    }
    trial.line = line;
    const char *reason = reason_to_skip(run, line);
    bool is_right = !reason && judge(&trial);
    if (reason) {
        skip(run, file, line, reason);
    } else if (is_right) {
        run->passed++;
    } else {
        run->failed++;
        printf("failed %s: %s [%s] # %s\n", file, member(line, "expr"),
               member(line, "context"), trial.wrong);
    }
    json_free(line);
    arena_free(trial.arena);
}

static bool read_file(const struct run *run, const char *name, struct buf *out)
{
    char *path = file_join(run->dir, name);
    enum err err = file_read(path, out);

    if (err)
        fprintf(stderr, "xpath: %s: %s\n", path, err_text(err));
    free(path);
    return !err;
}

static bool try_file(struct run *run, const char *name,
                     bool (*judge)(struct trial *trial))
{
    struct buf buf;

    buf_init(&buf, 0);
    bool reads = read_file(run, name, &buf);
    for (const char *at = buf_text(&buf); reads && *at;) {
        size_t size = strcspn(at, "\n");
        if (size)
            try_line(run, name, at, size, judge);
        at += size + (at[size] == '\n');
    }
    buf_clear(&buf);
    return reads;
}

static bool try_all(struct run *run)
{
    struct buf form;

    buf_init(&form, 0);
    bool reads = read_file(run, "xpath-form.xml", &form) &&
                 !document_read(&run->form, form.data, form.size);
    buf_clear(&form);
    if (!reads)
        return false;
    reads = try_file(run, "form-eval.jsonl", judge_on_form) &&
            try_file(run, "javarosa-tests.jsonl", judge_on_instance) &&
            try_file(run, "parse.jsonl", judge_parse);
    document_clear(&run->form);
    return reads;
}

int main(int argc, char **argv)
{
    struct run run = {.dir = NULL};
    const char *list = "tests/conformance/xpath.list";
    struct buf listed_cases;

    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--dir") && i + 1 < argc)
            run.dir = argv[++i];
        else if (!strcmp(argv[i], "--list") && i + 1 < argc)
            list = argv[++i];
        else if (!strcmp(argv[i], "--verbose"))
            run.is_verbose = true;
        else
            run.dir = NULL, argc = i;
    }
    if (!run.dir) {
        fprintf(stderr, "usage: xpath --dir DIR [--list FILE] [--verbose]\n");
        return 2;
    }
    /* The recordings were made at this hour and place. */
    setenv("TZ", "UTC", 1);
    setenv("BARRIO_NOW", "2025-06-15T10:20:30Z", 1);
    log_set_level(LOG_LEVEL_ERROR);
    buf_init(&listed_cases, 0);
    if (!file_read(list, &listed_cases))
        run.list = buf_text(&listed_cases);
    bool reads = try_all(&run);
    buf_clear(&listed_cases);
    printf("%zu passed, %zu failed, %zu skipped\n", run.passed, run.failed,
           run.skipped);
    return reads && !run.failed ? 0 : 1;
}
