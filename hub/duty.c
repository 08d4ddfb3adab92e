#include "duty.h"

#include "archive.h"
#include "base/arena.h"
#include "base/mem.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char OF_PERSON[] =
    "SELECT role, form_id, area FROM duty WHERE person = ?"
    " ORDER BY role, form_id, area";
static const char ADD[] =
    "INSERT INTO duty(person, role, form_id, area, made_ms) VALUES(?,?,?,?,?)"
    " ON CONFLICT DO NOTHING";
static const char REMOVE[] =
    "DELETE FROM duty WHERE person = ? AND role = ? AND form_id = ?"
    " AND area = ?";
static const char OTHER_LEADERS[] =
    "SELECT count(*) FROM duty JOIN person ON person.id = duty.person"
    " WHERE role = 'leader' AND form_id = '' AND area = ''"
    " AND revoked_ms = 0 AND person.id <> ?";
static const char EACH[] =
    "SELECT person.id, name, office, role, form_id, area FROM duty"
    " JOIN person ON person.id = duty.person WHERE revoked_ms = 0"
    " ORDER BY name, role, form_id, area";

enum { MOST_DUTIES = 200 };

enum err duty_load(struct archive *archive, int64_t person, struct arena *arena,
                   struct duties *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    struct duty *list = NULL;
    enum err err = sql_query(sql, &rows, OF_PERSON, db_int(person));

    *out = (struct duties){.count = 0};
    if (err)
        return err;
    while (out->count < MOST_DUTIES && sql->engine->next(rows)) {
        if (!list)
            list = arena_array(arena, MOST_DUTIES, sizeof *list);
        struct duty *duty = &list[out->count];
        if (!role_parse(sql_column_text(sql, rows, 0), &duty->role))
            continue;
        duty->form_id = arena_strdup(arena, sql_column_text(sql, rows, 1));
        duty->area = arena_strdup(arena, sql_column_text(sql, rows, 2));
        out->count++;
    }
    out->list = list;
    return sql->engine->done(rows);
}

enum err duty_add(struct archive *archive, int64_t person,
                  const struct duty *duty, int64_t now_ms)
{
    return sql_run(archive->sql, ADD, db_int(person),
                   db_text(ROLES[duty->role].name), db_text(duty->form_id),
                   db_text(duty->area), db_int(now_ms));
}

enum err duty_check_leaders(struct archive *archive, int64_t without)
{
    int64_t others;
    enum err err =
        sql_number(archive->sql, 0, &others, OTHER_LEADERS, db_int(without));

    return err || others ? err : ERR_CONFLICT;
}

enum err duty_remove(struct archive *archive, int64_t person,
                     const struct duty *duty)
{
    struct sql *sql = archive->sql;
    bool is_leader =
        duty->role == ROLE_LEADER && !*duty->form_id && !*duty->area;
    enum err err = is_leader ? duty_check_leaders(archive, person) : ERR_NONE;

    if (!err)
        err = sql_run(sql, REMOVE, db_int(person),
                      db_text(ROLES[duty->role].name), db_text(duty->form_id),
                      db_text(duty->area));
    if (!err && sql->engine->changes(sql) == 0)
        err = ERR_MISSING;
    return err;
}

enum err duty_each(struct archive *archive, const char *form_id,
                   void (*visit)(void *context, const struct duty_of *of),
                   void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, EACH);

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        struct duty_of of = {.person = sql_column(sql, rows, 0),
                             .name = sql_column_text(sql, rows, 1),
                             .office = sql_column_text(sql, rows, 2),
                             .duty = {.form_id = sql_column_text(sql, rows, 4),
                                      .area = sql_column_text(sql, rows, 5)}};
        if (!role_parse(sql_column_text(sql, rows, 3), &of.duty.role))
            continue;
        if (!form_id || !*of.duty.form_id ||
            strcmp(of.duty.form_id, form_id) == 0)
            visit(context, &of);
    }
    return sql->engine->done(rows);
}
