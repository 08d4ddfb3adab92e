#include "retrieve.h"

#include "archive.h"
#include "base/log.h"
#include "cursor.h"
#include "export.h"
#include "filter.h"
#include "models.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *given(const char *text)
{
    return *text ? text : NULL;
}

static enum err open_output(const char *path, int *fd)
{
    *fd = STDOUT_FILENO;
    if (strcmp(path, "-") == 0)
        return ERR_NONE;
    *fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    if (*fd < 0) {
        log_error("%s: %s", path, strerror(errno));
        return ERR_IO;
    }
    return ERR_NONE;
}

/* A cursor as exports give it, or a plain number. */
static enum err read_cursor(const char *text, struct cursor *out)
{
    char *end;

    if (cursor_parse(text, out))
        return ERR_NONE;
    *out = (struct cursor){.number = strtoll(text, &end, 10)};
    if (end != text && !*end && out->number >= 0)
        return ERR_NONE;
    log_error("\"%s\" is no cursor of this archive", text);
    return ERR_FORMAT;
}

static enum err make_filter(const struct options *o, struct filter **out)
{
    const char *why;
    enum err err =
        filter_new(out,
                   &(struct filter_terms){.from = o->from,
                                          .until = o->until,
                                          .station = o->of_station,
                                          .state = o->all ? "all" : o->state,
                                          .review = o->reviewed,
                                          .version = o->version,
                                          .where = o->where},
                   &why);

    if (err)
        log_error("%s", why);
    return err;
}

static enum err check_format(const char *name)
{
    if (export_format(name))
        return ERR_NONE;
    log_error("there is no format \"%s\"", name);
    return ERR_FORMAT;
}

static enum err write_to(const struct options *o, struct archive *archive,
                         const struct export_options *options)
{
    struct models *models;
    int fd;
    enum err err = open_output(o->output, &fd);

    if (err)
        return err;
    models = models_new(archive);
    err = export_run(archive, models, options, fd);
    models_free(models);
    if (fd != STDOUT_FILENO && (fsync(fd) || close(fd)) && !err) {
        log_error("%s: %s", o->output, strerror(errno));
        err = ERR_IO;
    }
    return err;
}

/* The export ends at an answer that is there at its start, so that the cursor
 * after it is known whatever arrives meanwhile. */
static enum err set_end(const struct options *o, struct archive *archive,
                        struct export_options *options)
{
    struct cursor now;
    enum err err = read_cursor(o->upto, &options->upto);

    if (!err)
        err = cursor_now(archive, &now);
    if (err)
        return err;
    if (cursor_is_ahead(options->after, now)) {
        log_error("the cursor is ahead of this archive, which may have been "
                  "restored from a copy: begin without one");
        return ERR_FORMAT;
    }
    if (!options->upto.number)
        options->upto = now;
    return ERR_NONE;
}

enum err retrieve_export(struct options *o, struct archive *archive)
{
    struct export_options options = {
        .form_id = o->words[1],
        .format = o->json ? "jsonl" : o->format,
        .table = given(o->table),
        .language = given(o->labels_in),
        .labels = o->labels,
        .split = o->split,
        .areas = areas_parse(o->within),
        .closed_text = o->closed_text,
        .awaits = o->await,
        .progress = o->progress && strcmp(o->output, "-") != 0,
        .raw = o->raw,
        .spreadsheet = o->spreadsheet,
    };
    char cursor[CURSOR_TEXT_SIZE];

    signal(SIGPIPE, SIG_IGN);
    enum err err = check_format(options.format);
    if (!err)
        err = read_cursor(o->after, &options.after);
    if (!err)
        err = set_end(o, archive, &options);
    if (!err)
        err = make_filter(o, &options.filter);
    if (!err)
        err = write_to(o, archive, &options);
    filter_free(options.filter);
    if (!err && strcmp(o->output, "-") != 0) {
        cursor_print(options.upto, cursor);
        puts(cursor);
    }
    return err;
}
