#include "tally.h"

#include "archive.h"
#include "base/mem.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char ADD[] =
    "INSERT INTO tally(family, path, value, n) VALUES(?,?,?,?)"
    " ON CONFLICT(family, path, value) DO UPDATE SET n = tally.n + excluded.n";
static const char EACH[] =
    "SELECT value, n FROM tally WHERE family = ? AND path = ? AND n <> 0"
    " ORDER BY value";
static const char GET[] =
    "SELECT n FROM tally WHERE family = ? AND path = ? AND value = ?";

static const char ADD_FOR_EVER[] =
    "INSERT INTO tally_kept(family, path, value, n) VALUES(?,?,?,?)"
    " ON CONFLICT(family, path, value)"
    " DO UPDATE SET n = tally_kept.n + excluded.n";
/* A value that nobody chose any more may say what one person wrote. */
static const char DROP_EMPTY[] = "DELETE FROM tally WHERE n = 0";
static const char DROP[] = "DELETE FROM tally";
static const char BEGIN_AGAIN[] =
    "INSERT INTO tally(family, path, value, n)"
    " SELECT family, path, value, n FROM tally_kept";

enum { FIRST_SLOTS = 256 };

struct count {
    int64_t family, n;
    char *path, *value;
    uint64_t hash;
};

/* An open hash; slots are indexes into counts, from 1. */
struct tally {
    struct count *counts;
    size_t count, capacity;
    uint32_t *slots;
    size_t slots_count; /* a power of two */
};

struct tally *tally_new(void)
{
    struct tally *tally = xcalloc(1, sizeof *tally);

    tally->slots_count = FIRST_SLOTS;
    tally->slots = xcalloc(FIRST_SLOTS, sizeof *tally->slots);
    return tally;
}

static void forget(struct tally *tally)
{
    for (size_t i = 0; i < tally->count; i++) {
        free(tally->counts[i].path);
        free(tally->counts[i].value);
    }
    tally->count = 0;
    memset(tally->slots, 0, tally->slots_count * sizeof *tally->slots);
}

void tally_free(struct tally *tally)
{
    if (!tally)
        return;
    forget(tally);
    free(tally->counts);
    free(tally->slots);
    free(tally);
}

/* FNV-1a: short texts, no adversary beyond the bounded slice. */
static uint64_t mix(uint64_t hash, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
    return (hash ^ 0xff) * 1099511628211u;
}

static void grow(struct tally *tally)
{
    size_t mask = tally->slots_count * 2 - 1;

    free(tally->slots);
    tally->slots_count = mask + 1;
    tally->slots = xcalloc(tally->slots_count, sizeof *tally->slots);
    for (size_t i = 0; i < tally->count; i++) {
        size_t slot = tally->counts[i].hash & mask;
        while (tally->slots[slot])
            slot = (slot + 1) & mask;
        tally->slots[slot] = (uint32_t)i + 1;
    }
}

static bool is_same(const struct count *c, uint64_t hash, int64_t family,
                    const char *path, const char *value, size_t size)
{
    return c->hash == hash && c->family == family && strlen(c->value) == size &&
           memcmp(c->value, value, size) == 0 && strcmp(c->path, path) == 0;
}

void tally_count(struct tally *tally, int64_t family, const char *path,
                 const char *value, size_t value_size, int64_t n)
{
    uint64_t hash = mix((uint64_t)family, path, strlen(path));

    hash = mix(hash, value, value_size);
    size_t mask = tally->slots_count - 1, slot = hash & mask;
    for (; tally->slots[slot]; slot = (slot + 1) & mask) {
        struct count *c = &tally->counts[tally->slots[slot] - 1];
        if (is_same(c, hash, family, path, value, value_size)) {
            c->n += n;
            return;
        }
    }
    tally->counts = mem_grow(tally->counts, tally->count, &tally->capacity,
                             sizeof *tally->counts);
    tally->counts[tally->count++] =
        (struct count){.family = family,
                       .n = n,
                       .path = xstrdup(path),
                       .value = xstrndup(value, value_size),
                       .hash = hash};
    tally->slots[slot] = (uint32_t)tally->count;
    if (tally->count * 2 > tally->slots_count)
        grow(tally);
}

void tally_walk(const struct tally *tally,
                void (*visit)(void *context, const char *path,
                              const char *value, int64_t n),
                void *context)
{
    for (size_t i = 0; i < tally->count; i++)
        visit(context, tally->counts[i].path, tally->counts[i].value,
              tally->counts[i].n);
}

static enum err add_all(struct tally *tally, struct archive *archive,
                        const char *statement)
{
    enum err err = ERR_NONE;
    bool takes_away = false;

    for (size_t i = 0; !err && i < tally->count; i++) {
        const struct count *c = &tally->counts[i];
        takes_away = takes_away || c->n < 0;
        if (c->n)
            err = sql_run(archive->sql, statement, db_int(c->family),
                          db_text(c->path), db_text(c->value), db_int(c->n));
    }
    if (!err && takes_away)
        err = sql_run(archive->sql, DROP_EMPTY);
    forget(tally);
    return err;
}

enum err tally_keep(struct tally *tally, struct archive *archive)
{
    return add_all(tally, archive, ADD);
}

enum err tally_keep_for_ever(struct tally *tally, struct archive *archive)
{
    return add_all(tally, archive, ADD_FOR_EVER);
}

enum err tally_drop(struct archive *archive)
{
    enum err err = sql_run(archive->sql, DROP);

    return err ? err : sql_run(archive->sql, BEGIN_AGAIN);
}

enum err tally_each(struct archive *archive, int64_t family, const char *path,
                    void (*visit)(void *context, const char *value, int64_t n),
                    void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, EACH, db_int(family), db_text(path));

    if (err)
        return err;
    while (sql->engine->next(rows))
        visit(context, sql_column_text(sql, rows, 0), sql_column(sql, rows, 1));
    return sql->engine->done(rows);
}

enum err tally_get(struct archive *archive, int64_t family, const char *path,
                   const char *value, int64_t *out)
{
    return sql_number(archive->sql, 0, out, GET, db_int(family), db_text(path),
                      db_text(value));
}
