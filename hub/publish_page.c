/* The page that takes a form: it is checked, and shown in place what is wrong;
 * a good one waits, staged, to be looked through (staged_page.h). */
#include "publish.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/stamp.h"
#include "board_page.h"
#include "complaint.h"
#include "form/xform.h"
#include "hub.h"
#include "page.h"
#include "record/response.h"
#include "staged.h"
#include "staged_page.h"
#include "upload.h"

#include <stdlib.h>
#include <string.h>

/* What was brought: the form, and the files that it asks for. */
struct bringing {
    struct visit *visit;
    const char *name;
    struct buf data, document, itemsets;
    struct complaints complaints;
};

static void add_waiting(void *context, const struct staged *staged)
{
    struct buf *out = ((void **)context)[1];
    struct visit *visit = ((void **)context)[0];

    buf_printf(out, "<tr><th scope=\"row\"><a href=\"/staged/%s\">",
               staged->id);
    page_text(out, staged->name);
    buf_puts(out, "</a></th>");
    page_cell(visit, out, N_("Who"));
    page_text(out, staged->who);
    buf_puts(out, "</td>");
    page_cell(visit, out, N_("When"));
    page_ago(visit, out, staged->made_ms);
    buf_puts(out, "</td></tr>");
}

static void list_waiting(struct visit *visit, struct buf *out)
{
    static const char *const HEADS[] = {N_("File"), N_("Who"), N_("When")};
    struct buf rows;
    void *both[] = {visit, &rows};

    buf_init(&rows, 0);
    enum err err = staged_each(visit->hub->archive, add_waiting, both);
    if (!err && rows.size) {
        page_part(visit, out, "Checked and not published yet");
        page_list(visit, out, N_("Checked and not published yet"), HEADS,
                  COUNT_OF(HEADS));
        buf_add(out, rows.data, rows.size);
        page_end_table(out);
    }
    buf_clear(&rows);
}

static void add_file(struct visit *visit, struct buf *out, const char *name,
                     const char *label, const char *more)
{
    buf_printf(out, "<label for=\"%s\">", name);
    page_say(visit, out, label);
    buf_printf(out, "</label><input id=\"%s\" name=\"%s\" type=\"file\" %s>",
               name, name, more);
}

static void add_upload(struct visit *visit, struct buf *out)
{
    page_form(visit, out, "/forms/new", 1);
    add_file(visit, out, "form",
             N_("The form: a spreadsheet (.xlsx) or an XForms document (.xml)"),
             "required");
    add_file(visit, out, "media",
             N_("Its files, if it has any: lists (.csv), pictures, sounds"),
             "multiple");
    page_note(visit, out, "muted",
              N_("It is checked first, and shown as a station will show it. "
                 "No station gets it before you publish it."));
    buf_puts(out, "<p><button>");
    page_say(visit, out, "Check it");
    buf_puts(out, "</button></p></form>");
}

static void show(struct visit *visit, unsigned status, const char *said,
                 const struct complaints *complaints)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Publish a form"));
    page_head(visit, &out, "Publish a form");
    if (said)
        page_note(visit, &out, "bad", said);
    if (complaints)
        staged_page_complain(visit, &out, complaints);
    add_upload(visit, &out);
    list_waiting(visit, &out);
    page_end(visit, &out, status);
}

void publish_ask(struct visit *visit)
{
    show(visit, 200, NULL, NULL);
}

static enum err medium(void *context, size_t wanted, const char **name,
                       struct buf *out)
{
    struct upload *upload = ((struct bringing *)context)->visit->upload;
    size_t count, seen = 0;
    const struct attachment *files = upload_files(upload, &count);

    for (size_t i = 0; i < count; i++) {
        *name = upload_filename(upload, i);
        if (strcmp(files[i].name, "media") == 0 && file_name_is_safe(*name) &&
            seen++ == wanted)
            return upload_read_file(upload, i, out);
    }
    return ERR_MISSING;
}

/* A file that the form asks for is among those that came with it, or was made
 * of its own sheet. */
static enum err read_medium(void *context, const char *uri, struct buf *out)
{
    struct bringing *b = context;
    struct upload *upload = b->visit->upload;
    const char *slash = strrchr(uri, '/'), *name = slash ? slash + 1 : uri;
    size_t count;
    const struct attachment *files = upload_files(upload, &count);

    if (b->itemsets.size && strcmp(name, "itemsets.csv") == 0) {
        buf_add(out, b->itemsets.data, b->itemsets.size);
        return ERR_NONE;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].name, "media") == 0 &&
            strcmp(upload_filename(upload, i), name) == 0)
            return upload_read_file(upload, i, out);
    }
    return ERR_MISSING;
}

/* Finds the form among what was brought. */
static enum err read_form(struct bringing *b)
{
    struct upload *upload = b->visit->upload;
    size_t count;
    enum err err = upload_finish(upload);
    const struct attachment *files = upload_files(upload, &count);

    for (size_t i = 0; !err && i < count; i++) {
        if (strcmp(files[i].name, "form") != 0)
            continue;
        b->name = upload_filename(upload, i);
        return upload_read_file(upload, i, &b->data);
    }
    return err ? err : ERR_MISSING;
}

/* Other bytes under a version that answers may have: said now, not when
 * somebody has looked it all through. */
static enum err check_version(struct bringing *b)
{
    struct xform_files files = {read_medium, b};
    struct xform *form;
    bool is_taken = false;
    enum err err = xform_load(&form, b->name, buf_text(&b->document),
                              b->document.size, &files);

    if (!err)
        err = publish_is_taken(b->visit->hub->archive, form, &b->document,
                               &is_taken);
    if (!err && is_taken)
        complaints_add(
            &b->complaints,
            &(struct complaint){
                .is_error = true,
                .where = "",
                .what = say(b->visit,
                            "This version was published with other content: "
                            "give the form a new version."),
                .shown = arena_printf(b->visit->arena, "%s %s", xform_id(form),
                                      xform_version(form))});
    xform_free(form);
    return err;
}

static enum err check(struct bringing *b)
{
    struct xform_files files = {read_medium, b};
    enum err err =
        complaints_check(&b->complaints,
                         &(struct checking){.name = b->name,
                                            .data = buf_text(&b->data),
                                            .size = b->data.size,
                                            .language = b->visit->language,
                                            .files = &files},
                         &b->document, &b->itemsets);

    if (!err)
        err = check_version(b);
    return !err && complaints_forbid(&b->complaints) ? ERR_FORMAT : err;
}

static enum err stage(struct bringing *b)
{
    struct visit *v = b->visit;
    char id[UUID_TEXT_SIZE];
    enum err err = staged_add(v->hub->archive,
                              &(struct staging){.name = b->name,
                                                .who = v->person_name,
                                                .now_ms = stamp_now().wall_ms,
                                                .document = &b->document,
                                                .itemsets = &b->itemsets,
                                                .warnings = &b->complaints,
                                                .medium = medium,
                                                .context = b},
                              id);

    if (!err)
        visit_go(v, arena_printf(v->arena, "/staged/%s", id));
    return err;
}

static void answer(struct bringing *b)
{
    struct visit *v = b->visit;
    enum err err = read_form(b);

    if (err == ERR_FORMAT || err == ERR_MISSING) {
        show(v, 400, N_("Choose one file first."), NULL);
        return;
    }
    if (!err)
        err = check(b);
    if (err && b->complaints.count) {
        show(v, 422,
             N_("This form cannot be used yet. Mend what is listed and bring "
                "it again."),
             &b->complaints);
        return;
    }
    if (!err)
        err = stage(b);
    if (err)
        visit_fail(v, err);
}

void publish_take(struct visit *visit)
{
    size_t limit = (size_t)visit->hub->config.xml_limit_kb * 1000;
    struct bringing b = {.visit = visit, .name = ""};

    buf_init(&b.data, limit);
    buf_init(&b.document, 0);
    buf_init(&b.itemsets, 0);
    complaints_init(&b.complaints);
    answer(&b);
    complaints_clear(&b.complaints);
    buf_clear(&b.itemsets);
    buf_clear(&b.document);
    buf_clear(&b.data);
}
