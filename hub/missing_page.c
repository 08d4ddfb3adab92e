/* Who is missing, in public: only what the last release tells. Those who were
 * planned and of whom fewer than ten came are named together: a gap, never a
 * silence, and never a count of a few. */
#include "civic_page.h"
#include "coverage_page.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "dimension.h"
#include "hub.h"
#include "unreleased_page.h"
#include "page.h"
#include "shelf.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct sheet {
    struct visit *visit;
    struct buf *out;
    int64_t number; /* of the release */
    const struct model *model;
    const char *dimension; /* of the table, as a plan names it */
    size_t rows;
};

static void put(const struct sheet *s, const char *english)
{
    page_say(s->visit, s->out, english);
}

static void add_name(const struct sheet *s, const struct json *value)
{
    page_text(s->out, dimension_word(s->visit, s->model, s->dimension,
                                     json_text(value, "")));
}

static void add_names(const struct sheet *s, const struct json *values)
{
    for (size_t i = 0; i < json_length(values); i++) {
        buf_puts(s->out, i ? " + " : "");
        add_name(s, json_element(values, i));
    }
}

/* One group with its plan; n is missing where it is not told. */
static void add_row(struct sheet *s, const struct json *group)
{
    const struct json *values = json_member(group, "values");
    const struct json *value = json_member(group, "value");
    int64_t planned = json_whole(json_member(group, "planned"), 0);
    int64_t n = json_whole(json_member(group, "n"), -1);
    bool is_told = n >= 0;

    if (planned <= 0)
        return;
    s->rows++;
    buf_puts(s->out, "<tr><th scope=\"row\">");
    if (value)
        add_name(s, value);
    else
        add_names(s, values);
    bool is_together = json_length(values) > 1;
    if (!is_told || n < planned - n || is_together) {
        buf_puts(s->out, " <strong class=\"bad\">");
        put(s,
            is_together ? N_("of one of them, fewer than 10") : N_("missing"));
        buf_puts(s->out, "</strong>");
    }
    page_bar(s->out, is_told ? (n < planned ? n : planned) : 0, planned);
    buf_puts(s->out, "</th><td class=\"n\">");
    if (is_told)
        buf_printf(s->out, "%" PRId64, n);
    else
        put(s, "not told");
    buf_printf(s->out, "</td><td class=\"n\">%" PRId64 "</td></tr>", planned);
}

static enum err read_json(const struct sheet *s, const char *name,
                          struct json **out)
{
    struct visit *v = s->visit;
    struct buf text;

    *out = NULL;
    buf_init(&text, 0);
    enum err err =
        file_read(arena_printf(v->arena, "%s/publications/releases/%s/%lld/%s",
                               v->hub->config.data, v->part[0],
                               (long long)s->number, name),
                  &text);
    if (!err)
        err = json_read(text.data, text.size, out);
    buf_clear(&text);
    return err == ERR_MISSING ? ERR_NONE : err;
}

static void begin_table(const struct sheet *s, const char *heading)
{
    static const char *const COLUMNS[] = {N_("Heard"), N_("Planned")};

    buf_puts(s->out, "<h2>");
    put(s, heading);
    buf_puts(s->out, "</h2><table><thead><tr><th scope=\"col\">");
    put(s, heading);
    buf_puts(s->out, "</th>");
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        buf_puts(s->out, "<th scope=\"col\" class=\"n\">");
        put(s, COLUMNS[i]);
        buf_puts(s->out, "</th>");
    }
    buf_puts(s->out, "</tr></thead>");
}

static enum err add_dimension(struct sheet *s, const char *dimension,
                              const char *heading)
{
    struct json *table;
    size_t before = s->out->size, rows = s->rows;
    enum err err = read_json(
        s, arena_printf(s->visit->arena, "by_%s.json", dimension), &table);

    s->dimension = dimension;
    if (err || !table)
        return err;
    const struct json *columns = json_member(table, "columns");
    begin_table(s, heading);
    for (size_t i = 0; i < json_length(columns); i++)
        add_row(s, json_element(columns, i));
    buf_puts(s->out, "</table>");
    if (s->rows == rows)
        buf_truncate(s->out, before);
    json_free(table);
    return ERR_NONE;
}

/* Whichever question has a plan is the one of groups. */
static enum err add_groups(struct sheet *s)
{
    struct json *results;
    size_t before = s->out->size, rows = s->rows;
    enum err err = read_json(s, "results.json", &results);

    s->dimension = "group";
    if (err || !results)
        return err;
    const struct json *questions = json_member(results, "questions");
    begin_table(s, N_("Groups"));
    for (size_t q = 0; q < json_length(questions); q++) {
        static const char *const PARTS[] = {"answers", "choices"};
        for (size_t p = 0; p < COUNT_OF(PARTS); p++) {
            const struct json *groups =
                json_member(json_element(questions, q), PARTS[p]);
            for (size_t i = 0; i < json_length(groups); i++)
                add_row(s, json_element(groups, i));
        }
    }
    buf_puts(s->out, "</table>");
    if (s->rows == rows)
        buf_truncate(s->out, before);
    json_free(results);
    return ERR_NONE;
}

static enum err add_tables(struct sheet *s)
{
    static const char *const DIMENSIONS[][2] = {
        {"place", N_("Places")},
        {"language", N_("Languages")},
        {"daypart", N_("Parts of the day")},
    };
    enum err err = add_groups(s);

    for (size_t i = 0; !err && i < COUNT_OF(DIMENSIONS); i++)
        err = add_dimension(s, DIMENSIONS[i][0], DIMENSIONS[i][1]);
    return err;
}

void coverage_page_public(struct visit *visit)
{
    struct buf out;
    struct sheet s = {.visit = visit, .out = &out};

    s.number = shelf_latest(visit->hub->shelf, visit->part[0]);
    if (s.number < 0) {
        unreleased_page(visit, N_("Who is missing"));
        return;
    }
    s.model = dimension_model(visit);
    buf_init(&out, 0);
    page_begin(visit, &out, say(visit, "Who is missing"));
    civic_page_menu(visit, &out, visit->part[0]);
    buf_puts(&out, "<h1>");
    put(&s, "Who is missing");
    buf_puts(&out, "</h1><p>");
    put(&s, "Whom we meant to hear and whom we have heard, as the last release "
            "tells it. Those of whom fewer than 10 came are told together.");
    buf_puts(&out, "</p>");
    enum err err = add_tables(&s);
    if (!err && !s.rows) {
        buf_puts(&out, "<p>");
        put(&s, "Nobody has said yet whom this survey means to hear.");
        buf_puts(&out, "</p>");
    }
    if (err) {
        buf_clear(&out);
        visit_fail(visit, err);
        return;
    }
    page_end(visit, &out, 200);
}
