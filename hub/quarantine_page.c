#include "quarantine_page.h"

#include "archive.h"
#include "audit.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "hub.h"
#include "page.h"
#include "quarantine.h"
#include "repair.h"

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

const char *quarantine_page_words(const char *reason)
{
    for (size_t i = 0; i < COUNT_OF(REASONS); i++) {
        if (strcmp(REASONS[i].reason, reason) == 0)
            return REASONS[i].words;
    }
    return reason;
}

static void add_button(struct visit *visit, struct buf *out, int64_t id,
                       const char *decision, const char *english)
{
    page_form(visit, out, "/quarantine", 0);
    buf_printf(out,
               "<input type=\"hidden\" name=\"id\" value=\"%lld\"><button "
               "class=\"link\" name=\"decision\" value=\"%s\">",
               (long long)id, decision);
    page_say(visit, out, english);
    buf_puts(out, "</button></form>");
}

void quarantine_page_buttons(struct visit *visit, struct buf *out, int64_t id)
{
    add_button(visit, out, id, "accept", N_("Try again"));
    add_button(visit, out, id, "dismiss", N_("Dismiss"));
}

static void add_item(void *context, const struct quarantined *q)
{
    struct list *list = context;
    struct buf *out = list->out;

    list->count++;
    buf_puts(out, "<tr><th scope=\"row\">");
    buf_printf(out, "<a href=\"/quarantine/%lld\">", (long long)q->id);
    page_say(list->visit, out, quarantine_page_words(q->reason));
    buf_puts(out, "</a></th>");
    page_cell(list->visit, out, N_("When"));
    page_ago(list->visit, out, q->received_ms);
    buf_puts(out, "</td>");
    page_cell(list->visit, out, N_("Form"));
    page_text(out, q->form_id);
    buf_puts(out, " ");
    page_text(out, q->version);
    buf_puts(out, "</td>");
    page_cell(list->visit, out, N_("Decision"));
    quarantine_page_buttons(list->visit, out, q->id);
    buf_puts(out, "</td></tr>");
}

static void add_head(struct list *list)
{
    static const char *const HEADS[] = {N_("Why"), N_("When"), N_("Form"),
                                        N_("Decision")};

    page_list(list->visit, list->out, N_("Set aside"), HEADS, COUNT_OF(HEADS));
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
    page_end_table(&out);
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

/* What was refused may be right by now: its form was published, or opened
 * again. It is judged as if it came today. */
static enum err decide(struct visit *visit, struct repair *repair)
{
    struct archive *archive = visit->hub->archive;

    if (strcmp(visit_field(visit, "decision"), "accept") == 0)
        return repair_take(archive, visit->arena, repair);
    enum err err =
        quarantine_settle(archive, repair->id,
                          &(struct settlement){.state = "dismissed",
                                               .at_ms = repair->at_ms,
                                               .who = repair->who,
                                               .why = ""});
    if (err)
        return err;
    return audit_add(archive, &(struct audit_entry){repair->at_ms, repair->who,
                                                    "dismiss", "quarantine",
                                                    visit_field(visit, "id")});
}

void quarantine_page_settle(struct visit *visit)
{
    struct archive *archive = visit->hub->archive;
    struct repair repair = {.id = strtoll(visit_field(visit, "id"), NULL, 10),
                            .who = visit->person_name,
                            .why = "",
                            .at_ms = stamp_now().wall_ms};
    enum err err = archive_begin(archive);

    if (!err)
        err = archive_end(archive, decide(visit, &repair));
    if (err == ERR_CONFLICT)
        visit_refuse(visit, 409,
                     repair.verdict == VERDICT_CONFLICT
                         ? N_("Another answer has this instanceID.")
                         : N_("Somebody decided about it before."));
    else if (err)
        visit_fail(visit, err);
    else if (repair.judgement.reason)
        visit_refuse(visit, 409, repair.judgement.message);
    else
        visit_go(visit, "/quarantine");
}
