/* The lines that begin a case: load, init. */
#include "replay.h"

#include "base/file.h"
#include "base/stamp.h"
#include "form/xform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool case_file(const struct case_run *run, const char *name, struct buf *out)
{
    char path[4096], target[1024];

    snprintf(path, sizeof path, "%s/%s", run->folder, name);
    if (!file_read(path, out))
        return true;
    struct buf ref;
    buf_init(&ref, 1000);
    snprintf(path, sizeof path, "%s/%s.ref", run->folder, name);
    bool found = !file_read(path, &ref);
    snprintf(target, sizeof target, "%s", buf_text(&ref));
    target[strcspn(target, "\r\n")] = '\0';
    snprintf(path, sizeof path, "%s/%s", run->folder, target);
    buf_clear(&ref);
    return found && !file_read(path, out);
}

static enum err read_external(void *context, const char *uri, struct buf *out)
{
    struct case_run *run = context;
    const struct json *files = json_member(run->meta, "files");
    const char *name = line_text(files, uri);

    return *name && case_file(run, name, out) ? ERR_NONE : ERR_MISSING;
}

static bool same_languages(struct case_run *run, const struct json *line)
{
    const struct json *all = json_member(line, "languages");
    const char *first = line_text(line, "default_language");

    if (json_length(all) != xform_languages_count(run->form))
        return case_fail(run, "%zu languages, should be %zu",
                         xform_languages_count(run->form), json_length(all));
    for (size_t i = 0; i < json_length(all); i++) {
        const char *name = json_text(json_element(all, i), "");
        if (xform_find_language(run->form, name) < 0)
            return case_fail(run, "no language \"%s\"", name);
    }
    if (*first &&
        strcmp(first, xform_language(run->form,
                                     xform_default_language(run->form))) != 0)
        return case_fail(run, "the default language should be \"%s\"", first);
    return true;
}

static struct session_start start_of(const struct case_run *run)
{
    struct session_start start = {.random_seed = 1,
                                  .location = "no client implementation"};

    if (!stamp_parse(line_text(run->meta, "now"), &start.now_ms))
        start.now_ms = 0;
    if (run->instance.size) {
        start.instance = buf_text(&run->instance);
        start.instance_size = run->instance.size;
    }
    if (run->last_saved.size) {
        start.last_saved = buf_text(&run->last_saved);
        start.last_saved_size = run->last_saved.size;
    }
    return start;
}

/* What jr://instance/last-saved answers, when the recording has it. */
static void read_last_saved(struct case_run *run)
{
    const char *name =
        line_text(json_member(run->meta, "files"), "jr://instance/last-saved");

    if (!*name)
        name = line_text(run->meta, "last_saved_src");
    if (*name && !run->last_saved.size)
        (void)case_file(run, name, &run->last_saved);
}

static bool begin_session(struct case_run *run)
{
    read_last_saved(run);
    struct session_start start = start_of(run);

    session_free(run->session);
    run->session = NULL;
    run->cursor = (struct place){.kind = PLACE_BEGIN};
    return !session_blank(&run->session, run->form, &start) ||
           case_fail(run, "the session could not begin");
}

bool perform_load(struct case_run *run, const struct json *line)
{
    struct xform_files files = {read_external, run};
    struct xform_problem *problems = NULL;
    bool wants_error = !strcmp(line_text(line, "expect"), "error");
    size_t count = 0;
    struct buf data;

    buf_init(&data, 0);
    if (!case_file(run, "form.xml", &data))
        return case_fail(run, "form.xml cannot be read");
    enum err err = xform_check(&run->form, run->folder, buf_text(&data),
                               data.size, &files, &problems, &count);
    buf_clear(&data);
    if (err && !wants_error)
        case_fail(run, "load: %s", count ? problems[count - 1].text : "?");
    if (!err && wants_error)
        case_fail(run, "load should fail: %s", line_text(line, "message"));
    xform_problems_free(problems, count);
    run->is_over = wants_error;
    if (run->why.size || wants_error)
        return !run->why.size;
    if (strcmp(xform_title(run->form), line_text(line, "title")) != 0)
        return case_fail(run, "title \"%s\", should be \"%s\"",
                         xform_title(run->form), line_text(line, "title"));
    const char *instance = line_text(run->meta, "instance");
    if (*instance && !case_file(run, instance, &run->instance))
        return case_fail(run, "%s cannot be read", instance);
    return same_languages(run, line) && begin_session(run);
}

bool perform_init(struct case_run *run, const struct json *line)
{
    session_begin(run->session, json_bool(json_member(line, "new"), true));
    run->cursor = (struct place){.kind = PLACE_BEGIN};
    return true;
}

bool perform_new_instance(struct case_run *run, const struct json *line)
{
    (void)line;
    buf_clear(&run->instance);
    if (!begin_session(run))
        return false;
    session_begin(run->session, true);
    return true;
}
