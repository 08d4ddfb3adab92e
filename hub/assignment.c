#include "assignment.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "edition.h"
#include "sql.h"
#include "target.h"

#include <string.h>

static const char LOAD[] =
    "SELECT assignment.id, family.form_id, worker, dimension, name, field,"
    " wanted, day FROM assignment JOIN family ON family.id = assignment.family"
    " WHERE ended_ms = 0 AND (? = 0 OR family = ?) ORDER BY assignment.id";
static const char ADD[] =
    "INSERT INTO assignment(family, worker, dimension, name, field, wanted,"
    " day) VALUES(?,?,?,?,?,?,?)";
static const char END[] = "UPDATE assignment SET ended_ms = ?"
                          " WHERE id = ? AND family = ? AND ended_ms = 0";

enum err assignments_load(struct archive *archive, int64_t family,
                          struct arena *arena, struct assignment **out,
                          size_t *count)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, LOAD, db_int(family), db_int(family));

    *out = arena_array(arena, ASSIGNMENTS_MOST + 1, sizeof **out);
    *count = 0;
    if (err)
        return err;
    while (*count <= ASSIGNMENTS_MOST && sql->engine->next(rows)) {
        (*out)[(*count)++] = (struct assignment){
            .id = sql_column(sql, rows, 0),
            .form_id = arena_strdup(arena, sql_column_text(sql, rows, 1)),
            .worker = arena_strdup(arena, sql_column_text(sql, rows, 2)),
            .dimension = arena_strdup(arena, sql_column_text(sql, rows, 3)),
            .name = arena_strdup(arena, sql_column_text(sql, rows, 4)),
            .field = arena_strdup(arena, sql_column_text(sql, rows, 5)),
            .wanted = sql_column(sql, rows, 6),
            .day = arena_strdup(arena, sql_column_text(sql, rows, 7)),
        };
    }
    return sql->engine->done(rows);
}

/* Inside the transaction that changed them. */
static enum err publish(struct archive *archive)
{
    struct arena *arena = arena_new();
    struct assignment *list;
    size_t count;
    struct buf text;
    enum err err = assignments_load(archive, 0, arena, &list, &count);

    buf_init(&text, EDITION_LARGEST_FILE);
    if (!err && count > ASSIGNMENTS_MOST)
        err = ERR_LIMIT;
    if (!err)
        assignments_write(&text, list, count);
    if (!err)
        err = edition_put(
            archive, &(struct publication){PUBLICATION_ASSIGNMENT,
                                           ASSIGNMENTS_FILE, buf_text(&text),
                                           text.size, stamp_now().wall_ms});
    buf_clear(&text);
    arena_free(arena);
    return err;
}

static enum err add_all(struct archive *archive, int64_t family,
                        const struct assignment *list, size_t count)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < count; i++) {
        const struct assignment *a = &list[i];
        err = sql_run(archive->sql, ADD, db_int(family), db_text(a->worker),
                      db_text(a->dimension), db_text(a->name),
                      db_text(a->field), db_int(a->wanted), db_text(a->day));
    }
    return err ? err : publish(archive);
}

enum err assignments_add(struct archive *archive, int64_t family,
                         const struct assignment *list, size_t count)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    return archive_end(archive, add_all(archive, family, list, count));
}

static enum err end_one(struct archive *archive, int64_t family, int64_t id)
{
    enum err err = sql_run(archive->sql, END, db_int(stamp_now().wall_ms),
                           db_int(id), db_int(family));

    if (!err && archive->sql->engine->changes(archive->sql) == 0)
        return ERR_MISSING;
    return err ? err : publish(archive);
}

enum err assignments_end(struct archive *archive, int64_t family, int64_t id)
{
    enum err err = archive_begin(archive);

    if (err)
        return err;
    return archive_end(archive, end_one(archive, family, id));
}

struct assignment assignment_of_gap(const struct reach *reach,
                                    const char *group)
{
    bool is_group = strcmp(reach->dimension, "group") == 0;
    int64_t missing = reach->planned - reach->reached;

    return (struct assignment){
        .form_id = "",
        .worker = "",
        .dimension = reach->dimension,
        .name = reach->name,
        .field = is_group ? group : reach->dimension,
        .wanted = missing > 0 ? missing : 1,
        .day = "",
    };
}
