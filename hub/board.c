#include "board.h"

#include "archive.h"
#include "base/arena.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "base/uuid.h"
#include "sql.h"

#include <stdlib.h>

#define COLUMNS                                                                \
    "SELECT id, kind, standing, uuid, about, place, office, signer, form_id,"  \
    " due, due_now, done, receipt, people, number, score, updated_ms FROM "    \
    "entry "
static const char ALL[] = COLUMNS "ORDER BY updated_ms DESC, id DESC";
static const char OF_KIND[] =
    COLUMNS "WHERE kind = ? ORDER BY updated_ms DESC, id DESC";
static const char ONE[] = COLUMNS "WHERE uuid = ?";
static const char TEXTS[] = "SELECT language, title, body, reason FROM"
                            " entry_text WHERE entry = ? ORDER BY position";
static const char PUT[] =
    "INSERT INTO entry(kind, standing, uuid, about, place, office, signer,"
    " form_id, due, due_now, done, receipt, people, number, score, updated_ms)"
    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(uuid) DO UPDATE SET"
    " kind = excluded.kind, standing = excluded.standing,"
    " about = excluded.about, place = excluded.place,"
    " office = excluded.office, signer = excluded.signer,"
    " form_id = excluded.form_id, due = excluded.due,"
    " due_now = excluded.due_now, done = excluded.done,"
    " receipt = excluded.receipt,"
    " people = excluded.people, number = excluded.number,"
    " score = excluded.score, updated_ms = excluded.updated_ms RETURNING id";
static const char FORGET_TEXTS[] = "DELETE FROM entry_text WHERE entry = ?";
static const char PUT_TEXT[] =
    "INSERT INTO entry_text(entry, position, language, title, body, reason)"
    " VALUES(?,?,?,?,?,?)";
static const char ADMITS[] = "SELECT 1 FROM entry WHERE kind = ? AND"
                             " standing = ? AND form_id IN ('', ?) LIMIT 1";

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static enum err put_texts(struct archive *archive, const struct entry *entry,
                          int64_t id)
{
    enum err err = sql_run(archive->sql, FORGET_TEXTS, db_int(id));

    for (size_t i = 0; !err && i < entry->texts_count; i++) {
        const struct entry_text *t = &entry->texts[i];
        err = sql_run(archive->sql, PUT_TEXT, db_int(id), db_int((int64_t)i),
                      db_text(t->language), db_text(t->title), db_text(t->body),
                      db_text(t->reason));
    }
    return err;
}

enum err board_put(struct archive *archive, struct entry *e,
                   struct arena *arena)
{
    int64_t id;

    if (!entry_is_sound(e))
        return ERR_FORMAT;
    if (!e->id || !*e->id) {
        char uuid[UUID_TEXT_SIZE];
        uuid_new(uuid);
        e->id = arena_strdup(arena, uuid);
    }
    e->updated_ms = stamp_now().wall_ms;
    enum err err =
        sql_number(archive->sql, 0, &id, PUT, db_text(entry_kind_name(e->kind)),
                   db_text(standing_name(e->standing)), db_text(e->id),
                   db_text(or_empty(e->about)), db_text(or_empty(e->place)),
                   db_text(or_empty(e->office)), db_text(or_empty(e->signer)),
                   db_text(or_empty(e->form)), db_text(or_empty(e->due)),
                   db_text(or_empty(e->due_now)), db_text(or_empty(e->done)),
                   db_text(or_empty(e->receipt)), db_int(e->people),
                   db_int(e->number), db_int(e->score), db_int(e->updated_ms));
    return err ? err : put_texts(archive, e, id);
}

struct loading {
    struct sql *sql;
    struct arena *arena;
    struct entry *entries;
    int64_t *ids;
    size_t count, capacity, ids_capacity;
};

static const char *text_at(struct loading *l, struct sql_rows *rows, int i)
{
    return arena_strdup(l->arena, sql_column_text(l->sql, rows, i));
}

/* A kind or state that a later hub wrote is passed over. */
static void load_row(struct loading *l, struct sql_rows *rows)
{
    struct entry e = {.kind = ENTRY_PROBLEM};

    if (!entry_kind_parse(sql_column_text(l->sql, rows, 1), &e.kind) ||
        !standing_parse(sql_column_text(l->sql, rows, 2), &e.standing))
        return;
    const char **const TO[] = {&e.id,     &e.about,  &e.place, &e.office,
                               &e.signer, &e.form,   &e.due,   &e.due_now,
                               &e.done,   &e.receipt};
    for (size_t i = 0; i < COUNT_OF(TO); i++)
        *TO[i] = text_at(l, rows, 3 + (int)i);
    e.people = sql_column(l->sql, rows, 13);
    e.number = sql_column(l->sql, rows, 14);
    e.score = sql_column(l->sql, rows, 15);
    e.updated_ms = sql_column(l->sql, rows, 16);
    l->entries =
        mem_grow(l->entries, l->count, &l->capacity, sizeof *l->entries);
    l->ids = mem_grow(l->ids, l->count, &l->ids_capacity, sizeof *l->ids);
    l->ids[l->count] = sql_column(l->sql, rows, 0);
    l->entries[l->count++] = e;
}

enum { MOST_TEXTS = 16 };

static enum err load_texts(struct loading *l, size_t i)
{
    struct entry *e = &l->entries[i];
    struct sql_rows *rows;
    enum err err = sql_query(l->sql, &rows, TEXTS, db_int(l->ids[i]));

    if (err)
        return err;
    e->texts = arena_array(l->arena, MOST_TEXTS, sizeof *e->texts);
    while (e->texts_count < MOST_TEXTS && l->sql->engine->next(rows))
        e->texts[e->texts_count++] =
            (struct entry_text){text_at(l, rows, 0), text_at(l, rows, 1),
                                text_at(l, rows, 2), text_at(l, rows, 3)};
    return l->sql->engine->done(rows);
}

static enum err load(struct loading *l, struct sql_rows *rows)
{
    while (l->sql->engine->next(rows))
        load_row(l, rows);
    enum err err = l->sql->engine->done(rows);

    for (size_t i = 0; !err && i < l->count; i++)
        err = load_texts(l, i);
    return err;
}

/* Gives what was loaded to the arena. */
static void hand_over(struct loading *l, struct entry **out, size_t *count)
{
    *count = l->count;
    *out = arena_memdup(l->arena, l->entries,
                        (l->count ? l->count : 1) * sizeof **out);
}

enum err board_load(struct archive *archive, enum entry_kind kind,
                    struct arena *arena, struct entry **out, size_t *count)
{
    struct loading l = {.sql = archive->sql, .arena = arena};
    struct sql_rows *rows;
    enum err err =
        kind == ENTRY_KINDS
            ? sql_query(l.sql, &rows, ALL)
            : sql_query(l.sql, &rows, OF_KIND, db_text(entry_kind_name(kind)));

    *out = NULL;
    *count = 0;
    if (err)
        return err;
    l.entries = mem_grow(NULL, 0, &l.capacity, sizeof *l.entries);
    err = load(&l, rows);
    if (!err)
        hand_over(&l, out, count);
    free(l.entries);
    free(l.ids);
    return err;
}

enum err board_find(struct archive *archive, const char *id,
                    struct arena *arena, struct entry *out)
{
    struct loading l = {.sql = archive->sql, .arena = arena};
    struct sql_rows *rows;
    enum err err = sql_query(l.sql, &rows, ONE, db_text(id));

    if (err)
        return err;
    err = load(&l, rows);
    if (!err && !l.count)
        err = ERR_MISSING;
    if (!err)
        *out = l.entries[0];
    free(l.entries);
    free(l.ids);
    return err;
}

enum err board_admits(struct archive *archive, const char *form_id, int *out)
{
    int64_t found;
    enum err err =
        sql_number(archive->sql, 0, &found, ADMITS,
                   db_text(entry_kind_name(ENTRY_PROBLEM)),
                   db_text(standing_name(STANDING_OPEN)), db_text(form_id));

    *out = found != 0;
    return err;
}
