#include "alert_feed.h"

#include "alert.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "hub.h"
#include "page.h"

enum { MOST_ENTRIES = 100 };

struct feed {
    struct visit *visit;
    struct buf *out;
    struct buf entries;
    int64_t updated_ms;
};

static void add_element(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "<%s>", name);
    page_text(out, text);
    buf_printf(out, "</%s>", name);
}

static void add_time(struct buf *out, const char *name, int64_t ms)
{
    char text[STAMP_TEXT_SIZE];

    stamp_print_utc(ms, text);
    add_element(out, name, text);
}

static void add_entry(void *context, const struct alert *alert)
{
    struct feed *feed = context;
    struct buf *out = &feed->entries;
    int64_t changed = alert->ended_ms ? alert->ended_ms : alert->began_ms;

    if (changed > feed->updated_ms)
        feed->updated_ms = changed;
    buf_puts(out, "\n<entry><id>");
    page_text(out, feed->visit->hub->config.public_url);
    buf_printf(out, "/alerts.atom#%lld</id>", (long long)alert->id);
    add_element(out, "title", alert->text);
    add_time(out, "published", alert->began_ms);
    add_time(out, "updated", changed);
    buf_puts(out, "<category term=\"");
    page_text(out, alert->kind);
    buf_puts(out, "\"/>");
    if (alert->ended_ms)
        add_element(out, "summary", say(feed->visit, "This is over."));
    buf_puts(out, "</entry>");
}

void alert_feed_show(struct visit *visit)
{
    const struct config *config = &visit->hub->config;
    struct buf out;
    struct feed feed = {.visit = visit, .out = &out};

    /* It tells of all stations and forms. */
    if (visit_areas(visit, ACTION_STATIONS, NULL).is_limited) {
        visit_forbid(visit, ACTION_STATIONS);
        return;
    }
    buf_init(&out, 0);
    buf_init(&feed.entries, 0);
    enum err err =
        alert_each(visit->hub->archive, MOST_ENTRIES, add_entry, &feed);
    buf_puts(&out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                   "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>");
    page_text(&out, config->public_url);
    buf_puts(&out, "/alerts.atom</id>");
    add_element(&out, "title", config->name);
    add_time(&out, "updated", feed.updated_ms);
    buf_puts(&out, "<author><name>barrio-hub</name></author>");
    buf_add(&out, buf_text(&feed.entries), feed.entries.size);
    buf_puts(&out, "\n</feed>\n");
    request_set_header(visit->request, "Cache-Control", "no-store");
    if (err)
        visit_fail(visit, err);
    else
        request_reply_buf(visit->request, 200,
                          "application/atom+xml; charset=utf-8", &out);
    buf_clear(&feed.entries);
    buf_clear(&out);
}
