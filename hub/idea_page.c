#include "idea_page.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "board.h"
#include "board_page.h"
#include "hub.h"
#include "idea.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

static void add_account(struct visit *v, struct buf *out, size_t waiting,
                        const struct entry *ideas, size_t count)
{
    static const struct {
        enum standing standing;
        const char *word;
    } COUNTED[] = {
        {STANDING_OPEN, N_("Public")},
        {STANDING_MERGED, N_("Merged")},
        {STANDING_DECLINED, N_("Refused")},
        {STANDING_HIDDEN, N_("Hidden as abuse")},
        {STANDING_WITHDRAWN, N_("Taken back")},
    };

    buf_printf(out, "<ul class=\"figures\"><li><b>%zu</b> ", waiting);
    page_say(v, out, "To read");
    buf_puts(out, "</li>");
    for (size_t k = 0; k < COUNT_OF(COUNTED); k++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            n += ideas[i].standing == COUNTED[k].standing;
        buf_printf(out, "<li><b>%zu</b> ", n);
        page_text(out, say(v, COUNTED[k].word));
        buf_puts(out, "</li>");
    }
    buf_puts(out, "</ul>");
}

static void add_idea(struct visit *v, struct buf *out, const struct idea *idea)
{
    buf_puts(out, "<blockquote lang=\"");
    page_text(out, idea->language);
    buf_puts(out, "\"><p><strong>");
    page_text(out, idea->title);
    buf_puts(out, "</strong></p><p>");
    page_text(out, idea->text);
    buf_puts(out, "</p><p class=\"muted\">");
    page_text(out, idea->where);
    buf_puts(out, "</p></blockquote><p>");
    page_text(out, idea->place);
    buf_puts(out, *idea->language ? ", " : "");
    page_text(out, idea->language);
    buf_puts(out, ", ");
    page_ago(v, out, idea->received_ms);
    buf_puts(out, "</p>");
}

static void add_joins(struct visit *v, struct buf *out,
                      const struct entry *ideas, size_t count)
{
    buf_puts(out, "<label for=\"joins\">");
    page_say(v, out, "To merge it: which idea does it join?");
    buf_puts(out, "</label><select id=\"joins\" name=\"joins\"><option "
                  "value=\"\">-</option>");
    for (size_t i = 0; i < count; i++) {
        if (ideas[i].standing != STANDING_OPEN)
            continue;
        buf_puts(out, "<option value=\"");
        page_text(out, ideas[i].id);
        buf_puts(out, "\">");
        page_text(out, entry_text(&ideas[i], v->language)->title);
        buf_puts(out, "</option>");
    }
    buf_puts(out, "</select>");
}

static void add_decision(struct visit *v, struct buf *out,
                         const struct idea *idea, const struct entry *ideas,
                         size_t count)
{
    static const char *const BUTTONS[][2] = {
        {"open", N_("Publish")},
        {"merged", N_("Merge, with the reason")},
        {"declined", N_("Refuse, with the reason")},
        {"hidden", N_("Hide: abuse")},
    };

    page_form(v, out, "/ideas/review", 0);
    buf_printf(out, "<input type=\"hidden\" name=\"number\" value=\"%lld\">",
               (long long)idea->number);
    add_joins(v, out, ideas, count);
    buf_puts(out, "<label for=\"reason\">");
    page_say(v, out,
             "The reason, in the words and the language of the idea. It is "
             "shown where the idea was born.");
    buf_puts(out, "</label><input id=\"reason\" name=\"reason\" "
                  "maxlength=\"280\"><p class=\"buttons\">");
    for (size_t i = 0; i < COUNT_OF(BUTTONS); i++) {
        buf_printf(out, "<button name=\"decision\" value=\"%s\">",
                   BUTTONS[i][0]);
        page_text(out, say(v, BUTTONS[i][1]));
        buf_puts(out, "</button>");
    }
    buf_puts(out, "</p></form><p class=\"muted\">");
    page_say(v, out,
             "What is hidden as abuse is never shown; it is counted, and the "
             "log says who hid it.");
    buf_puts(out, "</p>");
}

static void show(struct visit *v, unsigned status, const char *said)
{
    struct idea *waiting;
    struct entry *ideas = NULL;
    size_t n, count = 0;
    struct buf out;

    enum err err =
        ideas_waiting(v->hub->archive, v->hub->models, v->arena, &waiting, &n);
    if (!err)
        err = board_load(v->hub->archive, ENTRY_IDEA, v->arena, &ideas, &count);
    if (err) {
        visit_fail(v, err);
        return;
    }
    buf_init(&out, 0);
    page_begin(v, &out, say(v, "Ideas to read"));
    buf_puts(&out, "<h1>");
    page_say(v, &out, "Ideas to read");
    buf_puts(&out, "</h1>");
    add_account(v, &out, n, ideas, count);
    if (said) {
        buf_puts(&out, "<p role=\"status\" class=\"bad\">");
        page_text(&out, said);
        buf_puts(&out, "</p>");
    }
    if (n) {
        add_idea(v, &out, &waiting[0]);
        add_decision(v, &out, &waiting[0], ideas, count);
    } else {
        buf_puts(&out, "<p>");
        page_say(v, &out, "Nobody waits: every idea was read.");
        buf_puts(&out, "</p>");
    }
    page_end(v, &out, status);
}

void idea_page_show(struct visit *visit)
{
    show(visit, 200, NULL);
}

static enum err find(struct visit *v, int64_t number, struct idea *out)
{
    struct idea *waiting;
    size_t count;
    enum err err = ideas_waiting(v->hub->archive, v->hub->models, v->arena,
                                 &waiting, &count);

    for (size_t i = 0; !err && i < count; i++) {
        if (waiting[i].number == number) {
            *out = waiting[i];
            return ERR_NONE;
        }
    }
    return err ? err : ERR_CONFLICT;
}

static enum err decide(struct visit *v, const struct idea *idea,
                       const struct idea_decision *d)
{
    struct archive *archive = v->hub->archive;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = idea_decide(archive, idea, d, v->arena);
    if (!err)
        err = audit_add(
            archive,
            &(struct audit_entry){
                stamp_now().wall_ms, v->person_name, "idea",
                arena_printf(v->arena, "%lld", (long long)idea->number),
                standing_name(d->standing)});
    return archive_end(archive, err);
}

void idea_page_decide(struct visit *visit)
{
    struct idea_decision d = {.standing = STANDING_WAITING,
                              .joins = visit_field(visit, "joins"),
                              .reason = visit_field(visit, "reason"),
                              .who = visit->person_name};
    struct idea idea;
    int64_t number = strtoll(visit_field(visit, "number"), NULL, 10);

    if (!standing_parse(visit_field(visit, "decision"), &d.standing) ||
        d.standing == STANDING_WAITING) {
        visit_fail(visit, ERR_FORMAT);
        return;
    }
    bool is_merged = d.standing == STANDING_MERGED;
    if ((standing_needs_reason(d.standing) && !*d.reason) ||
        (is_merged && !*d.joins)) {
        show(visit, 422,
             say(visit, is_merged
                            ? N_("Say which idea it joins, and why.")
                            : N_("Who had the idea is owed a reason. Write "
                                 "it first.")));
        return;
    }
    if (!is_merged)
        d.joins = "";
    enum err err = find(visit, number, &idea);
    if (!err)
        err = decide(visit, &idea, &d);
    if (err)
        visit_fail(visit, err);
    else if (board_page_publish(visit))
        visit_go(visit, "/ideas/review");
}
