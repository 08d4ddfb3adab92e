#include "board_page.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "board.h"
#include "entry_page.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"

#include <string.h>

int board_page_publish(struct visit *visit)
{
    const struct hub *hub = visit->hub;
    const struct board_speaker speaker = {
        hub->archive, hub->models, hub->config.name, hub->config.public_url};
    enum err err = board_publish(&speaker);

    if (err)
        visit_fail(visit, err);
    return err == ERR_NONE;
}

static void add_row(struct visit *v, struct buf *out, const struct entry *e)
{
    buf_puts(out, "<tr><th scope=\"row\"><a href=\"/bulletin/");
    page_segment(out, e->id);
    buf_puts(out, "\">");
    page_text(out, entry_text(e, v->language)->title);
    buf_puts(out, "</a></th>");
    page_cell(v, out, N_("How it stands"));
    page_say(v, out, entry_page_standing(e->standing));
    buf_puts(out, "</td>");
    page_cell(v, out, N_("Day"));
    page_text(out, *e->due_now ? e->due_now : e->due);
    buf_puts(out, "</td>");
    page_cell(v, out, N_("Changed"));
    page_ago(v, out, e->updated_ms);
    buf_puts(out, "</td></tr>");
}

static void add_kind(struct visit *v, struct buf *out,
                     const struct entry *entries, size_t count,
                     enum entry_kind kind)
{
    static const char *const HEADS[] = {N_("Entry"), N_("How it stands"),
                                        N_("Day"), N_("Changed")};
    const char *words = entry_page_kind(kind);
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (entries[i].kind != kind)
            continue;
        if (!found++) {
            page_part(v, out, words);
            page_list(v, out, words, HEADS, COUNT_OF(HEADS));
        }
        add_row(v, out, &entries[i]);
    }
    if (found)
        page_end_table(out);
}

struct warning {
    struct visit *visit;
    struct buf *out;
    const char *only; /* this form, NULL: all of them */
    enum err err;
};

/* A survey that asks without admitting anything asks for a gift. */
static void warn(void *context, const struct form *form)
{
    struct warning *w = context;
    int admits = 1;

    if (w->err || strcmp(form->state, "open") != 0 ||
        (w->only && strcmp(form->form_id, w->only) != 0) ||
        strcmp(form->form_id, "backing") == 0 ||
        strcmp(form->form_id, "rating") == 0)
        return;
    w->err = board_admits(w->visit->hub->archive, form->form_id, &admits);
    if (w->err || admits)
        return;
    buf_puts(w->out, "<li><b>");
    page_text(w->out, form->title);
    buf_puts(w->out, "</b> ");
    page_say(w->visit, w->out,
             "asks people, and no problem is admitted to them. Write one: what "
             "you cannot solve, and why, besides money.");
    buf_puts(w->out, " <a href=\"/bulletin/new?kind=problem\">");
    page_say(w->visit, w->out, "Write an entry");
    buf_puts(w->out, "</a></li>");
}

enum err board_page_warn(struct visit *visit, struct buf *out,
                         const char *form_id)
{
    struct warning w = {visit, out, form_id, ERR_NONE};

    buf_puts(out, "<ul class=\"needs\">");
    enum err err = formbook_each(visit->hub->archive, warn, &w);
    buf_puts(out, "</ul>");
    return err ? err : w.err;
}

void board_page_show(struct visit *visit)
{
    struct entry *entries;
    struct buf out;
    size_t count;

    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Bulletin"));
    buf_puts(&out, "<h1>");
    page_say(visit, &out, "Bulletin");
    buf_puts(&out, "</h1><p>");
    page_say(visit, &out,
             "What the city says where people told it something. Stations show "
             "it, and it is public.");
    buf_puts(&out, "</p>");
    enum err err = board_page_warn(visit, &out, NULL);
    if (!err)
        err = board_load(visit->hub->archive, ENTRY_KINDS, visit->arena,
                         &entries, &count);
    if (err) {
        buf_clear(&out);
        visit_fail(visit, err);
        return;
    }
    buf_puts(&out, "<p><a class=\"button\" href=\"/bulletin/new\">");
    page_say(visit, &out, "Write an entry");
    buf_puts(&out, "</a></p>");
    for (enum entry_kind kind = 0; kind < ENTRY_KINDS; kind++) {
        if (entry_page_kind(kind))
            add_kind(visit, &out, entries, count, kind);
    }
    page_end(visit, &out, 200);
}
