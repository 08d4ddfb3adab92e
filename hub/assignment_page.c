#include "assignment_page.h"

#include "archive.h"
#include "assignment.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"
#include "reckoning.h"
#include "target.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WANTED = 10000, DAY_SIZE = 10, LONGEST_WORKER = 60 };

static const struct {
    const char *dimension, *word;
} KINDS[] = {
    {"place", N_("place")},
    {"group", N_("group")},
    {"language", N_("language")},
    {"daypart", N_("part of the day")},
};

static const char *kind_word(const char *dimension)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (strcmp(KINDS[i].dimension, dimension) == 0)
            return KINDS[i].word;
    }
    return dimension;
}

static void begin_form(struct visit *v, struct buf *out)
{
    struct buf action;

    buf_init(&action, 0);
    buf_puts(&action, "/forms/");
    page_segment(&action, v->part[0]);
    buf_puts(&action, "/assignments");
    page_form(v, out, buf_text(&action), 0);
    buf_clear(&action);
}

static void add_button(struct visit *v, struct buf *out, const char *english)
{
    buf_puts(out, "<p><button>");
    page_say(v, out, english);
    buf_puts(out, "</button></p></form>");
}

/* Who is asked; where everybody is, what each has done: "ana 3 · luis 1". */
static void add_worker(struct visit *v, struct buf *out,
                       const struct assignment *a, const struct round *by,
                       size_t count)
{
    if (*a->worker) {
        page_text(out, a->worker);
        return;
    }
    page_say(v, out, "everybody");
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, i ? " · " : " <span class=\"muted\">");
        page_text(out, by[i].worker);
        buf_printf(out, " %" PRId64, by[i].done);
    }
    buf_puts(out, count ? "</span>" : "");
}

/* A bar where it has an end: what is asked of everybody is asked of each. */
static void add_done(struct buf *out, const struct assignment *a,
                     const struct round *by, size_t count)
{
    int64_t done = 0;

    for (size_t i = 0; i < count; i++)
        done += by[i].done;
    buf_printf(out, "%" PRId64, done);
    if (*a->worker)
        page_bar(out, done < a->wanted ? done : a->wanted, a->wanted);
    buf_puts(out, "</td>");
}

static void add_row(struct visit *v, struct buf *out,
                    const struct assignment *a, const struct rounds *rounds)
{
    size_t count;
    const struct round *by = rounds_of(rounds, a->id, &count);

    buf_puts(out, "<tr><th scope=\"row\">");
    page_text(out, a->name);
    buf_puts(out, " <span class=\"muted\">");
    page_say(v, out, kind_word(a->dimension));
    buf_puts(out, "</span></th>");
    page_cell(v, out, N_("Worker"));
    add_worker(v, out, a, by, count);
    buf_puts(out, "</td>");
    page_figure(v, out, N_("Arrived"));
    add_done(out, a, by, count);
    page_figure(v, out, N_("Interviews"));
    buf_printf(out, "%" PRId64 "</td>", a->wanted);
    page_cell(v, out, N_("When"));
    page_text(out, *a->day ? a->day : say(v, "every day"));
    buf_puts(out, "</td><td>");
    begin_form(v, out);
    buf_printf(out,
               "<input type=\"hidden\" name=\"end\" value=\"%" PRId64 "\">",
               a->id);
    add_button(v, out, N_("Take back"));
    buf_puts(out, "</td></tr>");
}

static void add_sent(struct visit *v, struct buf *out,
                     const struct assignment *list, size_t count,
                     const struct rounds *rounds)
{
    static const char *const HEADS[] = {
        N_("Whom to hear"),     N_("Worker"), ("#" N_("Arrived")),
        ("#" N_("Interviews")), N_("When"),   N_("Decision")};

    if (!count) {
        page_note(v, out, "muted", "Nobody is sent anywhere now.");
        return;
    }
    page_list(v, out, N_("Field workers"), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < count; i++)
        add_row(v, out, &list[i], rounds);
    page_end_table(out);
}

static void add_options(struct visit *v, struct buf *out,
                        const struct reach *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, "<option value=\"");
        page_text(out, list[i].dimension);
        buf_putc(out, ' ');
        page_text(out, list[i].name);
        buf_puts(out, "\">");
        page_text(out, list[i].name);
        buf_puts(out, " · ");
        page_say(v, out, kind_word(list[i].dimension));
        buf_printf(out, " (%" PRId64 " / %" PRId64 ")</option>",
                   list[i].reached, list[i].planned);
    }
}

static void add_field(struct visit *v, struct buf *out, const char *name,
                      const char *english, const char *input)
{
    buf_printf(out, "<p><label for=\"%s\">", name);
    page_say(v, out, english);
    buf_printf(out, "</label><input id=\"%s\" name=\"%s\" %s></p>", name, name,
               input);
}

static void add_fields(struct visit *v, struct buf *out,
                       const struct reach *list, size_t count)
{
    begin_form(v, out);
    buf_puts(out, "<p><label for=\"whom\">");
    page_say(v, out, "Whom to hear (heard / planned)");
    buf_puts(out, "</label><select id=\"whom\" name=\"whom\">");
    add_options(v, out, list, count);
    buf_puts(out, "</select></p>");
    add_field(v, out, "worker",
              N_("Worker, by the name at the station (empty: everybody)"),
              "maxlength=\"60\"");
    add_field(v, out, "wanted", N_("Interviews of each worker"),
              "type=\"number\" min=\"1\" max=\"10000\" value=\"20\" required");
    add_field(v, out, "day", N_("Only on this day (empty: until taken back)"),
              "type=\"date\"");
    add_button(v, out, N_("Send"));
    begin_form(v, out);
    buf_puts(out, "<input type=\"hidden\" name=\"all\" value=\"1\">");
    add_button(v, out, N_("Send everybody to all who are missing"));
}

enum err assignment_page_add(struct visit *visit, struct buf *out,
                             const struct reckoning *now)
{
    struct assignment *sent;
    size_t sent_count;
    enum err err = assignments_load(visit->hub->archive, now->family,
                                    visit->arena, &sent, &sent_count);

    if (err || (!now->count && !sent_count))
        return err;
    page_part(visit, out, "Send field workers");
    page_note(visit, out, "muted",
              "Stations show it to the worker with the next contact, and "
              "count what each has finished, without a network too.");
    add_sent(visit, out, sent, sent_count, &now->rounds);
    if (now->count)
        add_fields(visit, out, now->reach, now->count);
    return ERR_NONE;
}

static bool is_day(const char *text)
{
    static const char SHAPE[] = "0000-00-00";

    if (!*text)
        return true;
    for (size_t i = 0; i < DAY_SIZE; i++) {
        bool fits = SHAPE[i] == '0' ? text[i] >= '0' && text[i] <= '9'
                                    : text[i] == SHAPE[i];
        if (!fits)
            return false;
    }
    return !text[DAY_SIZE];
}

/* Who was chosen, as "place luna-3": the plan may have changed since the page
 * was shown. NULL when it plans nobody such any more. */
static const struct reach *find_reach(const struct reach *list, size_t count,
                                      const char *whom)
{
    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(list[i].dimension);
        if (strncmp(whom, list[i].dimension, size) == 0 && whom[size] == ' ' &&
            strcmp(whom + size + 1, list[i].name) == 0)
            return &list[i];
    }
    return NULL;
}

/* The fields of the page; false when one is not as the page sends it. */
static bool read_fields(struct visit *v, const struct reach *list, size_t count,
                        const char *group, struct assignment *out)
{
    const struct reach *whom = find_reach(list, count, visit_field(v, "whom"));
    char *end;

    if (!whom)
        return false;
    *out = assignment_of_gap(whom, group);
    out->worker = visit_field(v, "worker");
    out->day = visit_field(v, "day");
    out->wanted = strtoll(visit_field(v, "wanted"), &end, 10);
    return !*end && out->wanted > 0 && out->wanted <= MOST_WANTED &&
           is_day(out->day) && strlen(out->worker) <= LONGEST_WORKER;
}

/* What is asked for already is not asked for twice. */
static bool is_sent(const struct assignment *sent, size_t count,
                    const struct assignment *a)
{
    for (size_t i = 0; i < count; i++) {
        if (!*sent[i].worker && strcmp(sent[i].name, a->name) == 0 &&
            strcmp(sent[i].dimension, a->dimension) == 0)
            return true;
    }
    return false;
}

static enum err send_all(struct visit *v, const struct reckoning *now)
{
    const struct reach *list = now->reach;
    size_t count = now->count;
    struct assignment *sent, *more;
    size_t sent_count, n = 0;
    enum err err = assignments_load(v->hub->archive, now->family, v->arena,
                                    &sent, &sent_count);

    more = arena_array(v->arena, count + 1, sizeof *more);
    for (size_t i = 0; !err && i < count; i++) {
        more[n] = assignment_of_gap(&list[i], now->group);
        n += reach_is_gap(&list[i]) && !is_sent(sent, sent_count, &more[n]);
    }
    return err ? err : assignments_add(v->hub->archive, now->family, more, n);
}

static enum err send(struct visit *v, const struct reckoning *now)
{
    struct assignment one;

    if (*visit_field(v, "all"))
        return send_all(v, now);
    return read_fields(v, now->reach, now->count, now->group, &one)
               ? assignments_add(v->hub->archive, now->family, &one, 1)
               : ERR_FORMAT;
}

static enum err take_back(struct visit *v, const char *id)
{
    int64_t form, family;
    enum err err =
        formbook_current(v->hub->archive, v->part[0], &form, &family);

    return err ? err
               : assignments_end(v->hub->archive, family,
                                 strtoll(id, NULL, 10));
}

static void finish(struct visit *visit, enum err err)
{
    if (!err)
        err = audit_note(visit->hub->archive, visit->person_name, "assignment",
                         visit->part[0], visit_field(visit, "worker"));
    if (err == ERR_FORMAT) {
        visit_refuse(visit, 422, "This cannot be read; go back and mend it.");
        return;
    }
    if (err) {
        visit_fail(visit, err);
        return;
    }
    struct buf path;
    buf_init(&path, 0);
    buf_puts(&path, "/forms/");
    page_segment(&path, visit->part[0]);
    buf_puts(&path, "/coverage");
    visit_go(visit, buf_text(&path));
    buf_clear(&path);
}

static void on_reckoned(struct visit *visit, void *context,
                        const struct reckoning *now)
{
    (void)context;
    finish(visit, send(visit, now));
}

void assignment_page_take(struct visit *visit)
{
    const char *id = visit_field(visit, "end");

    if (*id)
        finish(visit, take_back(visit, id));
    else
        reckoning_take(visit, on_reckoned, NULL);
}
