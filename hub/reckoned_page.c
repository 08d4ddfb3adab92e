#include "reckoned_page.h"

#include "base/buf.h"
#include "hub.h"
#include "page.h"
#include "reckoned.h"

/* Seconds until the page looks again by itself. */
static const char AGAIN_S[] = "3";

static void add_again(struct visit *visit, struct buf *out)
{
    buf_puts(out, " <a href=\"");
    page_text(out, request_path(visit->request));
    buf_puts(out, "\">");
    page_say(visit, out, "Look again now");
    buf_puts(out, "</a></p>");
}

void reckoned_page_wait(struct visit *visit, const char *title)
{
    struct buf out;

    buf_init(&out, 0);
    request_set_header(visit->request, "Refresh", AGAIN_S);
    page_begin(visit, &out, say(visit, title));
    page_head(visit, &out, title);
    page_note(visit, &out, "",
              N_("The answers of this form are many: they are being counted "
                 "for this page now."));
    buf_puts(&out, "<p class=\"muted\">");
    page_say(visit, &out,
             "This page looks again every few seconds. You may close it: the "
             "work goes on.");
    add_again(visit, &out);
    page_end(visit, &out, 200);
}

void reckoned_page_say(struct visit *visit, struct buf *out,
                       const struct reckoned *known, int64_t people)
{
    if (!known->made_ms)
        return;
    buf_puts(out, "<p class=\"muted\">");
    page_count(visit, out, N_("%lu answer was counted for this page"),
               N_("%lu answers were counted for this page"), people);
    buf_puts(out, ", ");
    page_ago(visit, out, known->made_ms);
    buf_puts(out, ". ");
    if (!known->is_current)
        page_say(visit, out,
                 known->is_counting
                     ? N_("Something changed since: it is being counted anew.")
                     : N_("Something changed since: it is counted anew soon."));
    if (!known->is_current)
        add_again(visit, out);
    else
        buf_puts(out, "</p>");
}
