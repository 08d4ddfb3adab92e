#include "export.h"

#include "archive.h"
#include "base/log.h"
#include "base/mem.h"
#include "plan.h"
#include "projection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FLUSH_AT = 64 * 1024 };

struct writer {
    const struct plan *plan;
    const struct export_options *options;
    struct cell *cells;
    struct buf out;
    int fd;
};

static enum err flush(struct writer *w)
{
    const char *at = buf_text(&w->out);
    size_t left = w->out.size;

    while (left) {
        ssize_t n = write(w->fd, at, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            if (errno != EPIPE)
                log_error("the export cannot be written: %s", strerror(errno));
            return ERR_IO;
        }
        at += n;
        left -= (size_t)n;
    }
    buf_reset(&w->out);
    return ERR_NONE;
}

static enum err write_row(void *context, const struct flat *flat)
{
    struct writer *w = context;

    if (flat->state != STATE_ACCEPTED && !w->options->all_states)
        return ERR_NONE;
    struct export_row row = {w->plan, w->options, flat, {NULL, 0}, w->cells};
    row.id = plan_place(w->plan, flat->form, flat->cells, flat->cells_size,
                        w->cells);
    if (w->options->json)
        export_json_row(&w->out, &row);
    else
        export_csv_row(&w->out, &row);
    return w->out.size >= FLUSH_AT ? flush(w) : ERR_NONE;
}

static enum err write_table(struct archive *archive, struct writer *w)
{
    if (!w->options->json)
        export_csv_header(&w->out, w->plan, w->options);
    enum err err =
        projection_each(archive, plan_family(w->plan), plan_path(w->plan),
                        w->options->after, write_row, w);
    return err ? err : flush(w);
}

enum err export_table(struct archive *archive, struct models *models,
                      const struct export_options *options, int fd)
{
    struct writer w = {.options = options, .fd = fd};
    struct plan *plan = NULL;

    enum err err = projection_catch_up(archive, models);
    if (!err)
        err = plan_new(&plan, archive, models, options->form_id, options->table,
                       options->language);
    if (err)
        return err;
    w.plan = plan;
    w.cells = xcalloc(plan_columns_count(plan) + 1, sizeof *w.cells);
    buf_init(&w.out, 0);
    err = write_table(archive, &w);
    buf_clear(&w.out);
    free(w.cells);
    plan_free(plan);
    return err;
}
