/* The page on which a form is published. */
#include "publish.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "board_page.h"
#include "hub.h"
#include "page.h"
#include "record/response.h"
#include "upload.h"

static void show(struct visit *visit, unsigned status, const char *said)
{
    struct buf out;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Publish a form"));
    buf_puts(&out, "<h1>");
    page_say(visit, &out, "Publish a form");
    buf_puts(&out, "</h1>");
    if (said) {
        buf_printf(&out, "<pre role=\"status\" class=\"scroll %s\">",
                   status == 200 ? "good" : "bad");
        page_text(&out, said);
        buf_puts(&out, "</pre>");
    }
    if (said && status == 200 && board_page_warn(visit, &out, NULL))
        log_warn("the bulletin cannot be read");
    page_form(visit, &out, "/forms/new", 1);
    buf_puts(&out, "<label for=\"form\">");
    page_say(visit, &out,
             "The form: a spreadsheet (.xlsx) or an XForms document (.xml)");
    buf_puts(&out, "</label><input id=\"form\" name=\"form\" type=\"file\" "
                   "required><p class=\"muted\">");
    page_say(visit, &out,
             "It is checked first. Stations fetch it by themselves; answers "
             "to earlier versions are still taken.");
    buf_puts(&out, "</p><p><button>");
    page_say(visit, &out, "Check and publish");
    buf_puts(&out, "</button></p></form>");
    page_end(visit, &out, status);
}

void publish_ask(struct visit *visit)
{
    show(visit, 200, NULL);
}

void publish_take(struct visit *visit)
{
    size_t count = 0;
    struct buf document, said;

    enum err err = upload_finish(visit->upload);
    upload_files(visit->upload, &count);
    if (err || count != 1) {
        show(visit, 400, say(visit, "Choose one file first."));
        return;
    }
    buf_init(&document, (size_t)visit->hub->config.xml_limit_kb * 1000);
    buf_init(&said, 0);
    err = upload_read_file(visit->upload, 0, &document);
    if (!err)
        err = publish_document(
            visit->hub->archive,
            &(struct publishing){.who = visit->person_name,
                                 .name = upload_filename(visit->upload, 0),
                                 .language = visit->language},
            buf_text(&document), document.size, &said);
    if (err && !said.size)
        visit_fail(visit, err);
    else
        show(visit, err ? 422 : 200, buf_text(&said));
    buf_clear(&document);
    buf_clear(&said);
}
