#include "quarantine_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "hub.h"
#include "judge.h"
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

static void add_button(struct list *list, int64_t id, const char *decision,
                       const char *english)
{
    page_form(list->visit, list->out, "/quarantine", 0);
    buf_printf(list->out,
               "<input type=\"hidden\" name=\"id\" value=\"%lld\"><button "
               "class=\"link\" name=\"decision\" value=\"%s\">",
               (long long)id, decision);
    page_say(list->visit, list->out, english);
    buf_puts(list->out, "</button></form>");
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
    buf_puts(out, "</td><td>");
    add_button(list, q->id, "accept", N_("Try again"));
    add_button(list, q->id, "dismiss", N_("Dismiss"));
    buf_puts(out, "</td></tr>");
}

static void add_head(struct list *list)
{
    static const char *const HEADS[] = {N_("Why"), N_("When"), N_("Form"),
                                        N_("Decision")};

    page_scroll(list->out, say(list->visit, "Set aside"));
    buf_puts(list->out, "<table><thead><tr>");
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

/* One that a person decided about. */
struct decision {
    struct visit *visit;
    const char *text; /* accept or dismiss */
    struct judgement judgement;
    enum verdict verdict;
};

/* What was refused may be right by now: its form was published, or opened
 * again. It is judged as if it came today. */
static enum err take_in(void *context, const struct quarantined *q)
{
    struct decision *d = context;
    struct archive *archive = d->visit->hub->archive;
    struct arrival arrival = {
        .station = q->station,
        .received_ms = q->received_ms,
        .response = {
            .body_size = q->body_size,
            .body = arena_strndup(d->visit->arena, q->body, q->body_size)}};

    enum err err =
        judge(archive, d->visit->arena, &arrival, NULL, &d->judgement);
    if (!err)
        err = quarantine_files(archive, q, d->visit->arena,
                               &arrival.response.attachments,
                               &arrival.response.attachments_count);
    if (err || d->judgement.reason)
        return err;
    return archive_add(archive, &arrival, &d->verdict);
}

static enum err decide(struct decision *d, int64_t id)
{
    struct archive *archive = d->visit->hub->archive;
    bool is_accept = strcmp(d->text, "accept") == 0;
    enum err err =
        is_accept ? quarantine_get(archive, id, take_in, d) : ERR_NONE;

    if (err || d->judgement.reason || d->verdict == VERDICT_CONFLICT)
        return err;
    err = quarantine_settle(archive, id, is_accept ? "accepted" : "dismissed");
    if (err)
        return err;
    return audit_add(archive, &(struct audit_entry){
                                  stamp_now().wall_ms, d->visit->person_name,
                                  is_accept ? "accept" : "dismiss",
                                  "quarantine", visit_field(d->visit, "id")});
}

void quarantine_page_settle(struct visit *visit)
{
    struct archive *archive = visit->hub->archive;
    struct decision d = {.visit = visit,
                         .text = visit_field(visit, "decision"),
                         .verdict = VERDICT_WAITING};
    enum err err = archive_begin(archive);

    if (!err)
        err = archive_end(
            archive, decide(&d, strtoll(visit_field(visit, "id"), NULL, 10)));
    if (err)
        visit_fail(visit, err);
    else if (d.judgement.reason)
        visit_refuse(visit, 409, d.judgement.message);
    else if (d.verdict == VERDICT_CONFLICT)
        visit_refuse(visit, 409, N_("Another answer has this instanceID."));
    else
        visit_go(visit, "/quarantine");
}
