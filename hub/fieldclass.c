#include "fieldclass.h"

#include "archive.h"
#include "base/buf.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/mem.h"
#include "form/flatten.h"
#include "formbook.h"
#include "models.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char SETTINGS[] = "station.conf";
static const char KNOWN[] =
    "SELECT class FROM field_class WHERE family = ? AND name = ?";
static const char KEEP[] =
    "INSERT INTO field_class(family, name, class) VALUES(?,?,?)"
    " ON CONFLICT(family, name) DO UPDATE SET class = excluded.class";
static const char ANSWERS[] = "SELECT 1 FROM response JOIN form"
                              " ON form.id = response.form WHERE family = ?"
                              " LIMIT 1";

enum { LARGEST_SETTINGS = 64 * 1024 };

#define FIELD_CLASS_AS_NAME(name, text) [name] = text,
static const char *const NAMES[] = {FIELD_CLASS_LIST(FIELD_CLASS_AS_NAME)};

const char *field_class_name(enum field_class value)
{
    return NAMES[value];
}

#define AT(member) offsetof(struct charter, member)
static const struct conf_key KEYS[] = {
    {"open", CONF_TEXT, AT(open), "", 0, 0, "fields published one by one"},
    {"closed", CONF_TEXT, AT(closed), "", 0, 0, "fields never published"},
    {"licence", CONF_TEXT, AT(licence), "CC-BY-4.0", 0, 0, "of releases"},
    {"why", CONF_TEXT, AT(why), "", 0, 0, "why we ask"},
    {"group", CONF_TEXT, AT(group), "", 0, 0, "field of groups"},
    {"asks", CONF_TEXT, AT(asks), "", 0, 0, "who asks"},
    {"reader", CONF_TEXT, AT(reader), "", 0, 0, "who reads single answers"},
    {"keep", CONF_TEXT, AT(keep), "", 0, 0, "days that answers are kept"},
    {"reply_by", CONF_TEXT, AT(reply_by), "", 0, 0, "day of the answer"},
};

/* The file also has the station's settings, which are not ours to judge. */
static void take_line(char *line, struct charter *out)
{
    char *equals = strchr(line, '=');

    if (line[strspn(line, " \t")] == '#' || !equals)
        return;
    *equals = '\0';
    char *name = line + strspn(line, " \t");
    char *value = equals + 1 + strspn(equals + 1, " \t");
    name[strcspn(name, " \t")] = '\0';
    for (size_t n = strlen(value); n && strchr(" \t\r", value[n - 1]);)
        value[--n] = '\0';
    for (size_t i = 0; i < COUNT_OF(KEYS); i++) {
        char **member = (char **)((char *)out + KEYS[i].offset);
        if (strcmp(KEYS[i].name, name) != 0)
            continue;
        free(*member);
        *member = xstrdup(value);
    }
}

enum err charter_read(struct archive *archive, int64_t form,
                      struct charter *out)
{
    struct buf text;
    char *rest = NULL;

    *out = (struct charter){0};
    conf_defaults(KEYS, COUNT_OF(KEYS), out);
    buf_init(&text, LARGEST_SETTINGS);
    enum err err = formbook_media_body(archive, form, SETTINGS, &text, NULL);
    char *copy = buf_steal(&text);
    for (char *line = strtok_r(copy, "\n", &rest); !err && line;
         line = strtok_r(NULL, "\n", &rest))
        take_line(line, out);
    free(copy);
    return err == ERR_MISSING ? ERR_NONE : err;
}

void charter_clear(struct charter *charter)
{
    conf_clear(KEYS, COUNT_OF(KEYS), charter);
}

enum field_class charter_class(const struct charter *charter, const char *name,
                               int is_choice)
{
    if (conf_list_has(charter->closed, name))
        return FIELD_CLOSED;
    if (conf_list_has(charter->open, name))
        return FIELD_OPEN;
    return is_choice ? FIELD_AGGREGATE : FIELD_CLOSED;
}

static enum err known_class(struct archive *archive, int64_t family,
                            const char *name, char **out)
{
    struct sql_rows *rows;
    struct sql *sql = archive->sql;
    enum err err = sql_query(sql, &rows, KNOWN, db_int(family), db_text(name));

    *out = NULL;
    if (err)
        return err;
    if (sql->engine->next(rows))
        *out = xstrdup(sql_column_text(sql, rows, 0));
    return sql->engine->done(rows);
}

static enum err fix(struct archive *archive, int64_t family, const char *name,
                    const char *class, bool is_answered, struct buf *said)
{
    char *before = NULL;
    enum err err = known_class(archive, family, name, &before);

    if (!err && before && is_answered && strcmp(before, class) != 0) {
        buf_printf(said,
                   "field \"%s\" was promised to be \"%s\" and has answers: it "
                   "cannot become \"%s\". Give the question another name.\n",
                   name, before, class);
        err = ERR_CONFLICT;
    } else if (!err) {
        err = sql_run(archive->sql, KEEP, db_int(family), db_text(name),
                      db_text(class));
    }
    free(before);
    return err;
}

static enum err fix_all(struct archive *archive, const struct model *model,
                        const struct charter *charter, struct buf *said)
{
    const struct table *table = flatten_table(model->flatten, 0);
    int64_t answered;
    enum err err =
        sql_number(archive->sql, 0, &answered, ANSWERS, db_int(model->family));

    for (size_t i = 0; !err && i < table->columns_count; i++) {
        const struct column *c = &table->columns[i];
        if (!c->is_question)
            continue;
        int is_choice = c->is_select || c->control == CONTROL_RANGE;
        enum field_class class = charter_class(charter, c->name, is_choice);
        err = fix(archive, model->family, c->name, field_class_name(class),
                  answered != 0, said);
    }
    return err;
}

enum err field_classes_fix(struct archive *archive, int64_t form,
                           struct buf *said)
{
    struct models *models = models_new(archive);
    const struct model *model;
    struct charter charter;

    enum err err = charter_read(archive, form, &charter);
    if (!err)
        err = models_get(models, form, NULL, &model);
    if (!err)
        err = fix_all(archive, model, &charter, said);
    charter_clear(&charter);
    models_free(models);
    return err;
}
