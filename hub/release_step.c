#include "release_step.h"

#include "archive.h"
#include "base/mem.h"
#include "release.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char MOVED[] =
    "SELECT COALESCE(MAX(release), 0) FROM breakdown WHERE family = ? AND"
    " dimension = ?";
static const char NOTE_MOVED[] =
    "INSERT INTO breakdown(family, dimension, release) VALUES(?,?,?)"
    " ON CONFLICT(family, dimension) DO UPDATE SET release = excluded.release";
static const char MEMBERS[] =
    "SELECT number, part FROM released WHERE family = ? AND dimension = ?"
    " ORDER BY number";
static const char FORGET[] =
    "DELETE FROM released WHERE family = ? AND dimension = ?";
static const char NOTE_MEMBER[] =
    "INSERT INTO released(family, dimension, number, part) VALUES(?,?,?,?)";

/* All people together: what a whole release counts its steps by. */
static const char EVERYBODY[] = "all";

/* How many came to or left each column since a breakdown last moved. */
struct change {
    char **names;
    int64_t *n;
    size_t count, capacity, n_capacity;
};

static void note_change(struct change *c, const char *name)
{
    size_t i = 0;

    while (i < c->count && strcmp(c->names[i], name) != 0)
        i++;
    if (i == c->count) {
        c->names = mem_grow(c->names, c->count, &c->capacity, sizeof *c->names);
        c->n = mem_grow(c->n, c->count, &c->n_capacity, sizeof *c->n);
        c->names[c->count] = xstrdup(name);
        c->n[c->count++] = 0;
    }
    c->n[i]++;
}

static void clear_change(struct change *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->names[i]);
    free(c->names);
    free(c->n);
}

static const char *part_of(const struct member *m, int dimension)
{
    return dimension < 0 ? EVERYBODY : m->of[dimension];
}

static const char *name_of(int dimension)
{
    return dimension < 0 ? EVERYBODY
                         : dimension_name((enum dimension)dimension);
}

/* Both lists are in order of number: one walk finds who came and who left. */
static enum err compare(struct archive *archive, const struct reading *now,
                        int dimension, struct change *out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    size_t i = 0;
    enum err err = sql_query(sql, &rows, MEMBERS, db_int(now->family),
                             db_text(name_of(dimension)));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        int64_t before = sql_column(sql, rows, 0);
        for (; i < now->members_count && now->members[i].number < before; i++)
            note_change(out, part_of(&now->members[i], dimension));
        if (i < now->members_count && now->members[i].number == before)
            i++;
        else
            note_change(out, sql_column_text(sql, rows, 1));
    }
    for (; i < now->members_count; i++)
        note_change(out, part_of(&now->members[i], dimension));
    return sql->engine->done(rows);
}

enum err steps_remember(struct archive *archive, const struct reading *now,
                        int dimension, int64_t number)
{
    struct sql *sql = archive->sql;
    const char *name = name_of(dimension);
    enum err err = sql_run(sql, FORGET, db_int(now->family), db_text(name));

    for (size_t i = 0; !err && i < now->members_count; i++)
        err = sql_run(sql, NOTE_MEMBER, db_int(now->family), db_text(name),
                      db_int(now->members[i].number),
                      db_text(part_of(&now->members[i], dimension)));
    if (!err && dimension >= 0)
        err = sql_run(sql, NOTE_MOVED, db_int(now->family), db_text(name),
                      db_int(number));
    return err;
}

enum err steps_missing(struct archive *archive, const struct reading *now,
                       int64_t *missing)
{
    struct change change = {.count = 0};
    enum err err = compare(archive, now, -1, &change);
    int64_t n = change.count ? change.n[0] : 0;
    int64_t people = (int64_t)now->members_count;

    *missing = n < RELEASE_STEP ? RELEASE_STEP - n : 0;
    if (people < RELEASE_STEP && RELEASE_STEP - people > *missing)
        *missing = RELEASE_STEP - people;
    clear_change(&change);
    return err;
}

/* Whether a breakdown may move: every column of it by nobody or by a group. */
static enum err may_move(struct archive *archive, const struct reading *now,
                         enum dimension dimension, int64_t before, bool *out)
{
    struct change change = {.count = 0};
    enum err err = compare(archive, now, (int)dimension, &change);

    *out = change.count > 0;
    for (size_t i = 0; before > 0 && i < change.count; i++)
        *out = *out && change.n[i] >= RELEASE_STEP;
    clear_change(&change);
    return err;
}

enum err steps_move(struct archive *archive, const struct reading *now,
                    int64_t number, int64_t moved[DIMENSIONS])
{
    enum err err = ERR_NONE;

    for (enum dimension d = 0; !err && number > 0 && d < DIMENSIONS; d++) {
        bool moves = false;
        err = sql_number(archive->sql, 0, &moved[d], MOVED, db_int(now->family),
                         db_text(dimension_name(d)));
        if (!err)
            err = may_move(archive, now, d, moved[d], &moves);
        if (err || !moves)
            continue;
        moved[d] = number;
        err = steps_remember(archive, now, (int)d, number);
    }
    return err;
}
