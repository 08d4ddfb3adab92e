#include "codebook.h"

#include "archive.h"
#include "base/buf.h"
#include "base/json.h"
#include "exporting.h"
#include "plan.h"
#include "review.h"

#include <stdio.h>
#include <string.h>

static void add_key(struct buf *out, const char **comma, const char *name)
{
    buf_puts(out, *comma);
    json_escape(out, name);
    buf_putc(out, ':');
    *comma = ",";
}

static void add_member(struct buf *out, const char **comma, const char *name,
                       const char *text)
{
    add_key(out, comma, name);
    json_escape(out, text);
}

/* The versions of a plan from the oldest to the newest: the i-th. */
static size_t in_time(const struct plan *plan, size_t i)
{
    size_t count = plan_versions_count(plan);

    for (size_t k = 0; k < count; k++) {
        size_t before = 0;
        int64_t at = plan_version_at(plan, k)->published_ms;
        for (size_t j = 0; j < count; j++) {
            int64_t other = plan_version_at(plan, j)->published_ms;
            before += other < at || (other == at && j > k);
        }
        if (before == i)
            return k;
    }
    return 0;
}

/* Frictionless types; one type over all versions, else it is text. */
static const char *type_of(const struct plan *plan,
                           const struct plan_column *column)
{
    static const struct {
        enum datatype type;
        const char *name;
    } NAMES[] = {{TYPE_INT, "integer"},       {TYPE_LONG, "integer"},
                 {TYPE_DECIMAL, "number"},    {TYPE_DATE, "date"},
                 {TYPE_DATETIME, "datetime"}, {TYPE_TIME, "time"}};

    for (size_t v = 0; v < plan_versions_count(plan); v++) {
        const struct occurrence *o = &column->occurrences[v];
        if (o->is_there && o->type != column->type)
            return "string";
    }
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (NAMES[i].type == column->type && !column->is_select)
            return NAMES[i].name;
    }
    return "string";
}

/* {"es": "...", "en": "..."} of whatever `text` finds in each plan. */
static void add_by_language(struct buf *out, const struct codebook *book,
                            const char *(*text)(const struct plan *plan,
                                                const size_t at[2]),
                            const size_t at[2])
{
    const char *comma = "";

    buf_putc(out, '{');
    for (size_t i = 0; i < book->count; i++)
        add_member(out, &comma, book->languages[i], text(book->plans[i], at));
    buf_putc(out, '}');
}

static const char *title_at(const struct plan *plan, const size_t at[2])
{
    return plan_column(plan, at[0])->label;
}

static const char *label_at(const struct plan *plan, const size_t at[2])
{
    return plan_column(plan, at[0])->options[at[1]].label;
}

/* Each version that offers the choice, with its words there. */
static void add_wordings(struct buf *out, const struct plan *plan,
                         const struct option *option)
{
    const char *comma = "";

    buf_puts(out, ",\"versions\":{");
    for (size_t i = 0; i < plan_versions_count(plan); i++) {
        size_t v = in_time(plan, i);
        if (option->labels[v])
            add_member(out, &comma, plan_version_at(plan, v)->name,
                       option->labels[v]);
    }
    buf_putc(out, '}');
}

static void add_choices(struct buf *out, const struct codebook *book, size_t i)
{
    const struct plan_column *column = plan_column(book->plans[0], i);
    const char *comma = "";

    buf_puts(out, ",\"choices\":[");
    for (size_t k = 0; k < column->options_count; k++) {
        const struct option *option = &column->options[k];
        buf_printf(out, "%s{\"value\":", comma);
        json_escape(out, option->value);
        buf_puts(out, ",\"labels\":");
        add_by_language(out, book, label_at, (const size_t[]){i, k});
        add_wordings(out, book->plans[0], option);
        buf_putc(out, '}');
        comma = ",";
    }
    buf_putc(out, ']');
}

/* In which versions the column is, and of which type. */
static void add_history(struct buf *out, const struct plan *plan,
                        const struct plan_column *column)
{
    const char *comma = "";

    buf_puts(out, ",\"versions\":{");
    for (size_t i = 0; i < plan_versions_count(plan); i++) {
        size_t v = in_time(plan, i);
        const struct occurrence *o = &column->occurrences[v];
        if (o->is_there)
            add_member(out, &comma, plan_version_at(plan, v)->name,
                       datatype_name(o->type));
    }
    buf_putc(out, '}');
}

static void add_constraints(struct buf *out, const struct plan_column *column)
{
    const char *comma = "";

    if (column->is_multiple || column->options_count == 0)
        return;
    buf_puts(out, ",\"constraints\":{\"enum\":[");
    for (size_t k = 0; k < column->options_count; k++) {
        buf_puts(out, comma);
        json_escape(out, column->options[k].value);
        comma = ",";
    }
    buf_puts(out, "]}");
}

static void add_column(struct buf *out, const struct codebook *book, size_t i)
{
    const struct plan *plan = book->plans[0];
    const struct plan_column *column = plan_column(plan, i);
    const char *type = type_of(plan, column);

    buf_puts(out, ",\n{\"name\":");
    json_escape(out, column->name);
    buf_printf(out, ",\"type\":\"%s\"", type);
    /* ODK's times have a zone, which Table Schema's default has not. */
    if (strcmp(type, "datetime") == 0 || strcmp(type, "time") == 0)
        buf_puts(out, ",\"format\":\"any\"");
    buf_puts(out, ",\"title\":");
    json_escape(out, *column->label ? column->label : column->name);
    buf_puts(out, ",\"titles\":");
    add_by_language(out, book, title_at, (const size_t[]){i, 0});
    add_constraints(out, column);
    buf_puts(out, ",\"barrio\":{\"path\":");
    json_escape(out, column->path);
    buf_printf(out, ",\"question\":%s", column->is_question ? "true" : "false");
    buf_printf(out, ",\"several\":%s", column->is_multiple ? "true" : "false");
    add_history(out, plan, column);
    if (column->options_count)
        add_choices(out, book, i);
    buf_puts(out, "}}");
    for (size_t k = 0;
         book->split && column->is_multiple && k < column->options_count; k++) {
        buf_printf(out, ",\n{\"type\":\"integer\",\"name\":");
        struct buf name;
        buf_init(&name, 0);
        buf_printf(&name, "%s/%s", column->name, column->options[k].value);
        json_escape(out, buf_text(&name));
        buf_clear(&name);
        buf_puts(out, ",\"constraints\":{\"enum\":[0,1]}}");
    }
}

static void add_front(struct buf *out, bool is_main)
{
    static const char MAIN[] =
        "\n{\"name\":\"key\",\"type\":\"string\",\"constraints\":{\"required\":"
        "true,\"unique\":true}},"
        "\n{\"name\":\"received\",\"type\":\"datetime\",\"format\":\"any\"},"
        "\n{\"name\":\"station\",\"type\":\"string\"},"
        "\n{\"name\":\"version\",\"type\":\"string\"},"
        "\n{\"name\":\"state\",\"type\":\"string\"},"
        "\n{\"name\":\"review\",\"type\":\"string\"}";
    static const char REPEAT[] =
        "\n{\"name\":\"key\",\"type\":\"string\",\"constraints\":{\"required\":"
        "true}},"
        "\n{\"name\":\"line\",\"type\":\"integer\"},"
        "\n{\"name\":\"parent_line\",\"type\":\"integer\"}";

    buf_puts(out, is_main ? MAIN : REPEAT);
}

void codebook_schema(struct buf *out, const struct codebook *book,
                     const char *parent)
{
    const struct plan *plan = book->plans[0];
    bool is_main = plan_is_main(plan);

    buf_puts(out, "{\"fields\":[");
    add_front(out, is_main);
    for (size_t i = 0; i < plan_columns_count(plan); i++)
        add_column(out, book, i);
    buf_puts(out, "],\"missingValues\":[\"\"],\"primaryKey\":");
    buf_puts(out, is_main ? "\"key\"" : "[\"key\",\"line\"]");
    if (!is_main) {
        buf_puts(out, ",\"foreignKeys\":[{\"fields\":\"key\",\"reference\":"
                      "{\"resource\":");
        json_escape(out, parent);
        buf_puts(out, ",\"fields\":\"key\"}}]");
    }
    buf_putc(out, '}');
}

void codebook_csv_header(struct buf *out)
{
    buf_puts(out, "table,column,path,type,question,choice,choice_label,"
                  "versions,changes\r\n");
}

static void put(struct buf *out, const char *text)
{
    export_csv_field(out, text, strlen(text));
}

static void add_name(struct buf *names, const struct plan *plan, size_t v)
{
    const char *name = plan_version_at(plan, v)->name;

    buf_printf(names, "%s%s", names->size ? " " : "", *name ? name : "\"\"");
}

/* What changed from one version to the next, in plain words; only a form of
 * several versions has any. */
static void tell(struct buf *out, const char *version, const char *what,
                 const char *detail)
{
    buf_printf(out, "%s%s in version %s%s", out->size ? "; " : "", what,
               *version ? version : "\"\"", detail);
}

static void tell_type(struct buf *out, const char *version, enum datatype type)
{
    char what[40];

    snprintf(what, sizeof what, "became %s", datatype_name(type));
    tell(out, version, what, "");
}

static void tell_column(struct buf *versions, struct buf *changes,
                        const struct plan *plan,
                        const struct plan_column *column)
{
    const struct occurrence *before = NULL;

    for (size_t i = 0; i < plan_versions_count(plan); i++) {
        size_t v = in_time(plan, i);
        const struct occurrence *now = &column->occurrences[v];
        const char *name = plan_version_at(plan, v)->name;
        if (now->is_there)
            add_name(versions, plan, v);
        bool was_there = before && before->is_there;
        if (before && now->is_there && !was_there)
            tell(changes, name, "added", "");
        if (before && !now->is_there && was_there)
            tell(changes, name, "removed", "");
        if (now->is_there && was_there && now->type != before->type)
            tell_type(changes, name, now->type);
        if (now->is_there && was_there &&
            strcmp(now->label, before->label) != 0)
            tell(changes, name, "asked in other words", "");
        before = now;
    }
}

static void tell_choice(struct buf *versions, struct buf *changes,
                        const struct plan *plan, const struct option *option)
{
    const char *before = NULL;

    for (size_t i = 0; i < plan_versions_count(plan); i++) {
        size_t v = in_time(plan, i);
        const char *now = option->labels[v];
        const char *name = plan_version_at(plan, v)->name;
        if (now)
            add_name(versions, plan, v);
        if (i && now && !before)
            tell(changes, name, "added", "");
        if (i && !now && before)
            tell(changes, name, "removed", "");
        if (now && before && strcmp(now, before) != 0) {
            tell(changes, name, "renamed", ", before: ");
            buf_puts(changes, before);
        }
        before = now;
    }
}

struct line {
    const char *table, *column, *path, *type, *question, *choice, *label;
    const struct buf *versions, *changes;
};

static void add_line(struct buf *out, const struct line *l)
{
    const char *const fields[] = {l->table,
                                  l->column,
                                  l->path,
                                  l->type,
                                  l->question,
                                  l->choice,
                                  l->label,
                                  buf_text(l->versions),
                                  buf_text(l->changes)};

    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (i)
            buf_putc(out, ',');
        put(out, fields[i]);
    }
    buf_puts(out, "\r\n");
}

void codebook_csv(struct buf *out, const struct codebook *book)
{
    const struct plan *plan = book->plans[0];
    struct buf versions, changes;

    buf_init(&versions, 0);
    buf_init(&changes, 0);
    for (size_t i = 0; i < plan_columns_count(plan); i++) {
        const struct plan_column *c = plan_column(plan, i);
        struct line line = {
            plan_name(plan), c->name, c->path, datatype_name(c->type),
            c->label,        "",      "",      &versions,
            &changes};
        buf_reset(&versions);
        buf_reset(&changes);
        tell_column(&versions, &changes, plan, c);
        add_line(out, &line);
        for (size_t k = 0; k < c->options_count; k++) {
            buf_reset(&versions);
            buf_reset(&changes);
            tell_choice(&versions, &changes, plan, &c->options[k]);
            line.choice = c->options[k].value;
            line.label = c->options[k].label;
            add_line(out, &line);
        }
    }
    buf_clear(&versions);
    buf_clear(&changes);
}
