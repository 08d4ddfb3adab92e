#include "prepared_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "cursor.h"
#include "export.h"
#include "field.h"
#include "formbook.h"
#include "handout.h"
#include "hub.h"
#include "page.h"
#include "prepared.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The page loads itself again while there is something to see. */
static const char AGAIN_S[] = "5";

static const struct {
    const char *format, *words;
} FORMATS[] = {
    {"xlsx", N_("Excel workbook (.xlsx)")},
    {"csv", N_("One table (.csv)")},
    {"datapackage", N_("All tables with their codebook (.zip)")},
    {"files", N_("Attachments (.zip)")},
    {"jsonl", N_("JSON lines")},
    {"geojson", N_("Places (GeoJSON)")},
};

static const char *state_words(const struct prepared *p)
{
    switch (p->state) {
    case PREPARED:
        return N_("ready");
    case PREPARING_FAILED:
        return N_("failed");
    case PREPARING_FULL:
        return N_("ended: the hub's disk is nearly full");
    case PREPARING:
        break;
    }
    return p->total && p->done >= p->total ? N_("packing the file")
                                           : N_("being made");
}

void prepared_page_ask(struct visit *visit, struct buf *out,
                       const char *form_id)
{
    buf_puts(out, "<details class=\"card\"><summary>");
    page_say(visit, out, "Prepare a large download");
    buf_puts(out, "</summary>");
    page_note(visit, out, "muted",
              N_("For many answers: it is made while you do something else, "
                 "and waits for you for a day."));
    page_form(visit, out, "/exports", 0);
    field_hidden(out, "form", form_id);
    field_hidden(out, "labels", "1");
    field_choice(visit, out, "format", N_("As"));
    for (size_t i = 0; i < COUNT_OF(FORMATS); i++)
        field_option(out, FORMATS[i].format, say(visit, FORMATS[i].words),
                     i == 0);
    field_end_choice(out);
    field_button(visit, out, N_("Prepare it"));
    buf_puts(out, "<p><a href=\"/exports\">");
    page_say(visit, out, "Prepared downloads");
    buf_puts(out, "</a></p></details>");
}

struct listing {
    struct visit *visit;
    struct buf *out;
    size_t count;
};

static void add_row(void *context, const struct prepared *p)
{
    struct listing *l = context;

    l->count++;
    buf_printf(l->out, "<tr><th scope=\"row\"><a href=\"/exports/%s\">", p->id);
    page_text(l->out, p->name);
    buf_puts(l->out, "</a></th>");
    page_cell(l->visit, l->out, N_("State"));
    page_say(l->visit, l->out, state_words(p));
    buf_puts(l->out, "</td>");
    page_cell(l->visit, l->out, N_("When"));
    page_ago(l->visit, l->out, p->made_ms);
    buf_puts(l->out, "</td></tr>");
}

static void list(struct visit *visit, unsigned status, const char *trouble)
{
    static const char *const HEADS[] = {N_("File"), N_("State"), N_("When")};
    struct buf out, rows;
    struct listing l = {.visit = visit, .out = &rows};

    buf_init(&out, 0);
    buf_init(&rows, 0);
    page_begin(visit, &out, say(visit, "Prepared downloads"));
    page_head(visit, &out, "Prepared downloads");
    if (trouble)
        page_note(visit, &out, "bad", trouble);
    prepared_each(visit->hub->prepared, visit->person, stamp_now().wall_ms,
                  add_row, &l);
    if (l.count) {
        page_list(visit, &out, N_("Prepared downloads"), HEADS,
                  COUNT_OF(HEADS));
        buf_add(&out, rows.data, rows.size);
        page_end_table(&out);
    } else {
        page_note(visit, &out, "muted",
                  N_("None. They are begun on a form's page, below its "
                     "other downloads."));
    }
    buf_clear(&rows);
    page_end(visit, &out, status);
}

void prepared_page_list(struct visit *visit)
{
    list(visit, 200, NULL);
}

static enum err note(struct visit *visit, const char *form_id,
                     const char *format)
{
    struct archive *archive = visit->hub->archive;
    enum err err = archive_begin(archive);

    return err ? err
               : archive_end(
                     archive,
                     audit_add(archive,
                               &(struct audit_entry){
                                   stamp_now().wall_ms, visit->person_name,
                                   "export", form_id, format}));
}

/* Of the answers that the visitor may export now. */
static const char *within_now(struct visit *visit, const char *form_id,
                              bool *has_text)
{
    const struct areas areas = visit_areas(visit, ACTION_EXPORT, form_id);
    char *text = areas_print(&areas);
    const char *within = arena_strdup(visit->arena, text);

    *has_text = visit_covers(visit, ACTION_TEXT, form_id, &areas);
    free(text);
    return within;
}

static enum err begin(struct visit *visit, const char *form_id,
                      const struct export_format *format, const char **why)
{
    const char *arguments[HANDOUT_ARGUMENTS];
    char id[UUID_TEXT_SIZE];
    struct cursor now;
    bool has_text;
    const char *within = within_now(visit, form_id, &has_text);
    enum err err = cursor_now(visit->hub->archive, &now);

    if (err)
        return err;
    *why = handout_arguments(visit, form_id, format->name, now, arguments);
    if (*why)
        return ERR_FORMAT;
    err = note(visit, form_id, format->name);
    if (!err)
        err = prepared_start(
            visit->hub->prepared,
            &(struct prepared_wish){
                .person = visit->person,
                .form_id = form_id,
                .format = format->name,
                .name = handout_file_name(visit, form_id, format),
                .has_text = has_text,
                .within = within,
                .now_ms = stamp_now().wall_ms,
                .arguments = arguments},
            id);
    if (!err)
        visit_go(visit, arena_printf(visit->arena, "/exports/%s", id));
    return err;
}

void prepared_page_start(struct visit *visit)
{
    const char *form_id = visit_field(visit, "form");
    const struct export_format *format =
        export_format(visit_field(visit, "format"));
    const char *why = NULL;
    int64_t form, family;

    if (!visit_may(visit, ACTION_EXPORT, form_id, NULL)) {
        visit_forbid(visit, ACTION_EXPORT);
        return;
    }
    enum err err =
        formbook_current(visit->hub->archive, form_id, &form, &family);
    if (!err && (!format || *form_id == '-'))
        err = ERR_MISSING;
    if (!err)
        err = begin(visit, form_id, format, &why);
    if (err == ERR_LIMIT)
        list(visit, 409, N_("You have five already: remove one first."));
    else if (err == ERR_BUSY)
        list(visit, 409,
             N_("Others are being made now. Try again in a few minutes."));
    else if (err == ERR_FULL)
        list(visit, 507, N_("The hub's disk is nearly full."));
    else if (err && why)
        list(visit, 400, why);
    else if (err)
        visit_fail(visit, err);
}

/* Of whoever asks, who still may: a role may be gone since. */
static const struct prepared *own(struct visit *visit)
{
    const struct prepared *p =
        prepared_find(visit->hub->prepared, visit->part[0]);

    if (!p || p->person != visit->person) {
        visit_fail(visit, ERR_MISSING);
        return NULL;
    }
    if (!visit_may(visit, ACTION_EXPORT, p->form_id, NULL)) {
        visit_forbid(visit, ACTION_EXPORT);
        return NULL;
    }
    bool has_text;
    const char *within = within_now(visit, p->form_id, &has_text);
    if (strcmp(within, p->within) != 0 || (p->has_text && !has_text)) {
        visit_forbid(visit, p->has_text ? ACTION_TEXT : ACTION_EXPORT);
        return NULL;
    }
    return p;
}

static void add_progress(struct visit *visit, struct buf *out,
                         const struct prepared *p)
{
    int64_t total = p->total ? p->total : 1;

    buf_puts(out, "<p><progress max=\"100\" aria-label=\"");
    page_say(visit, out, "Rows read");
    buf_printf(out, "\" value=\"%lld\"></progress> %lld / %lld ",
               (long long)(p->done * 100 / total), (long long)p->done,
               (long long)p->total);
    page_say(visit, out, "rows read");
    buf_puts(out, "</p><p class=\"muted\">");
    page_say(visit, out,
             "This page looks again every few seconds. You may close it: the "
             "work goes on.");
    buf_printf(out, " <a href=\"/exports/%s\">", p->id);
    page_say(visit, out, "Look again now");
    buf_puts(out, "</a></p>");
}

static void add_state(struct visit *visit, struct buf *out,
                      const struct prepared *p)
{
    bool is_ready = p->state == PREPARED;

    buf_puts(out, "<p><b>");
    page_text(out, p->name);
    buf_printf(out, "</b>: <span role=\"status\" class=\"%s\">",
               is_ready                ? "good"
               : p->state == PREPARING ? ""
                                       : "bad");
    page_say(visit, out, state_words(p));
    buf_puts(out, "</span></p>");
    if (p->state == PREPARING)
        add_progress(visit, out, p);
    if (!is_ready)
        return;
    buf_printf(out, "<p><a class=\"button\" href=\"/exports/%s/file\">", p->id);
    page_say(visit, out, "Download it");
    buf_printf(out, "</a> %.1f MB</p>", (double)p->size / 1e6);
}

void prepared_page_show(struct visit *visit)
{
    const struct prepared *p = own(visit);
    struct buf out;

    if (!p)
        return;
    buf_init(&out, 0);
    if (p->state == PREPARING)
        request_set_header(visit->request, "Refresh", AGAIN_S);
    page_begin(visit, &out, say(visit, "A prepared download"));
    page_head(visit, &out, "A prepared download");
    add_state(visit, &out, p);
    page_form(visit, &out, arena_printf(visit->arena, "/exports/%s", p->id), 0);
    field_button(visit, &out,
                 p->state == PREPARING ? N_("Cancel it") : N_("Remove it"));
    buf_puts(&out, "<p><a href=\"/exports\">");
    page_say(visit, &out, "Prepared downloads");
    buf_puts(&out, "</a> · <a href=\"/forms/");
    page_segment(&out, p->form_id);
    buf_puts(&out, "\">");
    page_say(visit, &out, "Counts and charts of this form");
    buf_puts(&out, "</a></p>");
    page_end(visit, &out, 200);
}

void prepared_page_remove(struct visit *visit)
{
    const struct prepared *p = own(visit);

    if (!p)
        return;
    prepared_remove(visit->hub->prepared, p->id);
    visit_go(visit, "/exports");
}

static ssize_t read_file(void *context, char *out, size_t size)
{
    ssize_t n = read(*(int *)context, out, size);

    if (n < 0)
        return STREAM_BROKEN;
    return n ? n : STREAM_END;
}

static void close_file(struct visit *visit)
{
    close(*(int *)visit->data);
}

/* What is removed meanwhile is still read to its end. */
void prepared_page_file(struct visit *visit)
{
    const struct prepared *p = own(visit);
    int *fd = arena_alloc(visit->arena, sizeof *fd);

    if (!p)
        return;
    char *path = prepared_path(visit->hub->prepared, p->id);
    *fd = p->state == PREPARED ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    free(path);
    if (*fd < 0) {
        visit_fail(visit, ERR_MISSING);
        return;
    }
    visit->data = fd;
    visit->gone = close_file;
    handout_name_file(visit, p->name);
    request_reply_stream(visit->request, 200, export_format(p->format)->type,
                         read_file, fd);
}
