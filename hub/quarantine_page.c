#include "quarantine_page.h"

#include "archive.h"
#include "audit.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "hub.h"
#include "page.h"
#include "quarantine.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 100 };

struct list {
    struct visit *visit;
    struct buf *out;
    size_t count;
};

static const struct {
    const char *reason, *words;
} REASONS[] = {
    {"malformed", N_("Not well-formed XML")},
    {"no-id", N_("Without an instanceID")},
    {"unknown-form", N_("Of a form that is not published")},
    {"closed-form", N_("Of a form that is closed")},
    {"conflict", N_("Differs from an answer that is here")},
};

static const char *words_of(const char *reason)
{
    for (size_t i = 0; i < COUNT_OF(REASONS); i++) {
        if (strcmp(REASONS[i].reason, reason) == 0)
            return REASONS[i].words;
    }
    return reason;
}

static void add_item(void *context, const struct quarantined *q)
{
    struct list *list = context;
    struct buf *out = list->out;

    list->count++;
    buf_puts(out, "<tr><th scope=\"row\">");
    page_say(list->visit, out, words_of(q->reason));
    buf_puts(out, "</th><td>");
    page_ago(list->visit, out, q->received_ms);
    buf_puts(out, "</td><td>");
    page_text(out, q->form_id);
    buf_puts(out, " ");
    page_text(out, q->version);
    buf_printf(out, "</td><td class=\"n\">%zu</td><td>", q->body_size);
    page_form(list->visit, out, "/quarantine", 0);
    buf_printf(out,
               "<input type=\"hidden\" name=\"id\" value=\"%lld\"><button "
               "class=\"link\">",
               (long long)q->id);
    page_say(list->visit, out, "Dismiss");
    buf_puts(out, "</button></form></td></tr>");
}

static void add_head(struct list *list)
{
    static const char *const HEADS[] = {N_("Why"), N_("When"), N_("Form"),
                                        N_("Bytes"), N_("Decision")};

    buf_puts(list->out, "<div class=\"scroll\"><table><thead><tr>");
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        buf_puts(list->out, "<th scope=\"col\">");
        page_say(list->visit, list->out, HEADS[i]);
        buf_puts(list->out, "</th>");
    }
    buf_puts(list->out, "</tr></thead><tbody>");
}

void quarantine_page_show(struct visit *visit)
{
    struct buf out;
    struct list list = {visit, &out, 0};

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Set aside"));
    buf_puts(&out, "<h1>");
    page_say(visit, &out, "Set aside");
    buf_puts(&out, "</h1><p>");
    page_say(visit, &out,
             "What the hub could not take as it came. Nothing of it is lost, "
             "and nothing of it is counted.");
    buf_puts(&out, "</p>");
    add_head(&list);
    enum err err = quarantine_each(visit->hub->archive, SHOWN, add_item, &list);
    buf_puts(&out, "</tbody></table></div>");
    if (err) {
        buf_clear(&out);
        visit_fail(visit, err);
        return;
    }
    if (!list.count) {
        buf_puts(&out, "<p class=\"good\">");
        page_say(visit, &out, "Nothing was set aside.");
        buf_puts(&out, "</p>");
    }
    page_end(visit, &out, 200);
}

void quarantine_page_settle(struct visit *visit)
{
    struct archive *archive = visit->hub->archive;
    const char *id = visit_field(visit, "id");
    enum err err = archive_begin(archive);

    if (!err) {
        err = quarantine_settle(archive, strtoll(id, NULL, 10), "dismissed");
        if (!err)
            err = audit_add(archive,
                            &(struct audit_entry){stamp_now().wall_ms,
                                                  visit->person_name, "dismiss",
                                                  "quarantine", id});
        err = archive_end(archive, err);
    }
    if (err)
        visit_fail(visit, err);
    else
        visit_go(visit, "/quarantine");
}
