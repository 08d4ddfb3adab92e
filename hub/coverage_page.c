#include "coverage_page.h"

#include "archive.h"
#include "assignment_page.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "dimension.h"
#include "formbook.h"
#include "hub.h"
#include "page.h"
#include "reckoned_page.h"
#include "reckoning.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

struct sheet {
    struct visit *visit;
    struct buf *out;
    const struct model *model;
};

static void put(const struct sheet *s, const char *english)
{
    page_say(s->visit, s->out, english);
}

static void add_row(const struct sheet *s, const struct reach *r)
{
    struct buf *out = s->out;

    buf_puts(out, "<tr><th scope=\"row\">");
    page_text(out, dimension_word(s->visit, s->model, r->dimension, r->name));
    page_bar(out, r->reached < r->planned ? r->reached : r->planned,
             r->planned);
    buf_printf(out,
               "</th><td class=\"n\">%lld</td><td class=\"n\">%lld</td>"
               "<td>",
               (long long)r->reached, (long long)r->planned);
    if (reach_is_gap(r)) {
        buf_puts(out, "<strong class=\"bad\">");
        put(s, "missing");
        buf_puts(out, "</strong>");
    }
    buf_puts(out, "</td></tr>");
}

static const char *const HEADINGS[][2] = {
    {"group", N_("Groups")},
    {"place", N_("Places")},
    {"language", N_("Languages")},
    {"daypart", N_("Parts of the day")},
};

static void add_table(const struct sheet *s, const struct reach *list,
                      size_t count, size_t heading)
{
    static const char *const COLUMNS[] = {N_("Heard"), N_("Planned")};
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].dimension, HEADINGS[heading][0]) != 0)
            continue;
        if (!found++) {
            buf_puts(s->out, "<h2>");
            put(s, HEADINGS[heading][1]);
            buf_puts(s->out, "</h2>");
            page_scroll(s->out, say(s->visit, HEADINGS[heading][1]));
            buf_puts(s->out, "<table><thead><tr><th scope=\"col\">");
            put(s, HEADINGS[heading][1]);
            buf_puts(s->out, "</th>");
            for (size_t k = 0; k < COUNT_OF(COLUMNS); k++) {
                buf_puts(s->out, "<th scope=\"col\" class=\"n\">");
                put(s, COLUMNS[k]);
                buf_puts(s->out, "</th>");
            }
            buf_puts(s->out, "<td></td></tr></thead>");
        }
        add_row(s, &list[i]);
    }
    buf_puts(s->out, found ? "</table></div>" : "");
}

/* What may be done about a gap of each kind. */
static const char *advice(const char *dimension)
{
    static const char *const ADVICE[][2] = {
        {"place", N_("is hardly heard from. Send the field worker there, or "
                     "look whether the station works.")},
        {"group", N_("are missing. Send the field worker to where they are, "
                     "and ask them who else to ask.")},
        {"language", N_("is missing. Let the station greet in it, and send a "
                        "field worker who speaks it.")},
        {"daypart", N_("is missing. Open the station longer, or send the field "
                       "worker at that hour.")},
    };

    for (size_t i = 0; i < COUNT_OF(ADVICE); i++) {
        if (strcmp(ADVICE[i][0], dimension) == 0)
            return ADVICE[i][1];
    }
    return "";
}

static int by_share(const void *a, const void *b)
{
    const struct reach *x = a, *y = b;
    int64_t left = x->reached * y->planned, right = y->reached * x->planned;

    return left < right ? -1 : left > right;
}

static void add_proposals(const struct sheet *s, const struct reach *list,
                          size_t count)
{
    struct reach *worst = arena_array(s->visit->arena, count + 1, sizeof *list);

    for (size_t i = 0; i < count; i++)
        worst[i] = list[i];
    qsort(worst, count, sizeof *worst, by_share);
    buf_puts(s->out, "<ul class=\"needs\">");
    for (size_t i = 0; i < count; i++) {
        if (!reach_is_gap(&worst[i]))
            continue;
        buf_puts(s->out, "<li><b>");
        page_text(s->out, dimension_word(s->visit, s->model, worst[i].dimension,
                                         worst[i].name));
        buf_puts(s->out, "</b> ");
        put(s, advice(worst[i].dimension));
        buf_puts(s->out, "</li>");
    }
    buf_puts(s->out, "</ul>");
}

static void add_plan(const struct sheet *s, const char *text, const char *wrong)
{
    struct buf *out = s->out;

    buf_puts(out, "<h2>");
    put(s, "Whom we mean to hear");
    buf_puts(out, "</h2>");
    if (wrong) {
        buf_puts(out, "<p role=\"status\" class=\"bad\">");
        put(s, "This line is not understood:");
        buf_puts(out, " ");
        page_text(out, wrong);
        buf_puts(out, "</p>");
    }
    page_form(s->visit, out, request_path(s->visit->request), 0);
    buf_puts(out, "<label for=\"plan\">");
    put(s, "One a line: place luna-3 60, language ar 20, daypart evening 40, "
           "group mayores 30");
    buf_puts(out, "</label><textarea id=\"plan\" name=\"plan\" rows=\"12\" "
                  "cols=\"40\">");
    page_text(out, text);
    buf_puts(out, "</textarea><p><button>");
    put(s, "Keep the plan");
    buf_puts(out, "</button></p></form>");
}

/* What somebody wrote and what is wrong with it; nothing when the page is
 * only looked at. */
struct written {
    const char *text, *wrong;
};

static void show(struct visit *v, void *context, const struct reckoning *now)
{
    const struct written *written = context;
    struct target *targets;
    size_t planned = 0;
    struct buf out, plan;
    struct sheet s = {.visit = v, .out = &out};
    enum err err = targets_load(v->hub->archive, now->family, v->arena,
                                &targets, &planned);

    if (err) {
        visit_fail(v, err);
        return;
    }
    s.model = dimension_model(v);
    buf_init(&plan, 0);
    targets_print(&plan, targets, planned);
    buf_init(&out, 0);
    page_begin(v, &out, say(v, "Whom we reach"));
    page_head(v, &out, "Whom we reach");
    reckoned_page_say(v, &out, &now->known, now->people);
    add_proposals(&s, now->reach, now->count);
    for (size_t i = 0; i < COUNT_OF(HEADINGS); i++)
        add_table(&s, now->reach, now->count, i);
    err = assignment_page_add(v, &out, now);
    add_plan(&s, written ? written->text : buf_text(&plan),
             written ? written->wrong : NULL);
    if (err)
        visit_fail(v, err);
    else
        page_end(v, &out, written ? 422 : 200);
    buf_clear(&out);
    buf_clear(&plan);
}

static void show_again(struct visit *v, const char *text, const char *wrong)
{
    struct written *written = arena_alloc(v->arena, sizeof *written);

    *written = (struct written){text, arena_strdup(v->arena, wrong)};
    reckoning_take(v, show, written);
}

void coverage_page_show(struct visit *visit)
{
    reckoning_look(visit, N_("Whom we reach"), false, show, NULL);
}

void coverage_page_plan(struct visit *visit)
{
    const char *text = visit_field(visit, "plan");
    struct archive *archive = visit->hub->archive;
    int64_t form, family;
    struct buf said;

    buf_init(&said, 0);
    enum err err = formbook_current(archive, visit->part[0], &form, &family);
    if (!err)
        err = targets_set(archive, family, text, &said);
    if (!err)
        err = audit_note(archive, visit->person_name, "census", visit->part[0],
                         "");
    if (err == ERR_FORMAT)
        show_again(visit, text, buf_text(&said));
    else if (err)
        visit_fail(visit, err);
    else
        visit_go(visit, request_path(visit->request));
    buf_clear(&said);
}
