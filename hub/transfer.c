#include "transfer.h"

#include "archive.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "projection.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

/* SQLite describes the tables of both: they come from the same migrations. */
static const char CATALOG[] =
    "SELECT m.name, p.name, p.type, p.pk FROM sqlite_schema m"
    " JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"
    " AND m.name NOT LIKE 'sqlite_%'"
    " AND m.name NOT IN ('flat', 'tally', 'restated')"
    " ORDER BY m.name, p.cid";
static const char IS_EMPTY[] =
    "SELECT (SELECT count(*) FROM response) + (SELECT count(*) FROM form)"
    " + (SELECT count(*) FROM audit)";

enum { MOST_COLUMNS = 30, MOST_KEYS = 6, PAGE_ROWS = 500, LANES = 4 };

struct field {
    const char *name;
    enum { FIELD_NUMBER, FIELD_TEXT, FIELD_BYTES } type;
    int64_t key; /* place in the primary key from 1; 0: not in it */
};

struct catalog_table {
    const char *name;
    struct field fields[MOST_COLUMNS];
    size_t count;
    size_t keys[MOST_KEYS]; /* fields of the primary key */
    size_t keys_count;
    const char *insert, *first_page, *next_page;
};

struct catalog {
    struct arena *arena;
    struct catalog_table *tables;
    size_t count, capacity;
};

/* Which rows a table holds, in whatever order: the rows' hashes added up. */
struct sum {
    uint64_t lanes[LANES];
    int64_t rows;
};

static void add_field(struct catalog *c, struct catalog_table *t,
                      struct sql *sql, struct sql_rows *rows)
{
    const char *type = sql_column_text(sql, rows, 2);
    struct field *f = &t->fields[t->count];

    *f = (struct field){
        .name = arena_strdup(c->arena, sql_column_text(sql, rows, 1)),
        .type = strcmp(type, "INTEGER") == 0 ? FIELD_NUMBER
                : strcmp(type, "TEXT") == 0  ? FIELD_TEXT
                                             : FIELD_BYTES,
        .key = sql_column(sql, rows, 3)};
    if (f->key && f->key <= MOST_KEYS) {
        t->keys[f->key - 1] = t->count;
        t->keys_count++;
    }
    t->count++;
}

static struct catalog_table *table_of(struct catalog *c, const char *name)
{
    if (c->count && strcmp(c->tables[c->count - 1].name, name) == 0)
        return &c->tables[c->count - 1];
    c->tables = mem_grow(c->tables, c->count, &c->capacity, sizeof *c->tables);
    struct catalog_table *t = &c->tables[c->count++];
    *t = (struct catalog_table){.name = arena_strdup(c->arena, name)};
    return t;
}

static enum err read_catalog(struct catalog *c, struct sql *sql)
{
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, CATALOG);

    if (err)
        return err;
    while (!err && sql->engine->next(rows)) {
        struct catalog_table *t = table_of(c, sql_column_text(sql, rows, 0));
        if (t->count == MOST_COLUMNS)
            err = ERR_LIMIT;
        else
            add_field(c, t, sql, rows);
    }
    enum err end = sql->engine->done(rows);
    return err ? err : end;
}

/* "a, b" or "?, ?": the fields of a table or of its key. */
static void list_fields(struct buf *out, const struct catalog_table *t,
                        bool keys_only, const char *instead)
{
    size_t count = keys_only ? t->keys_count : t->count;

    for (size_t i = 0; i < count; i++) {
        const struct field *f = &t->fields[keys_only ? t->keys[i] : i];
        buf_printf(out, "%s%s", i ? ", " : "", instead ? instead : f->name);
    }
}

/* The statements are made of the schema's own names. */
static void make_statements(struct catalog *c, struct catalog_table *t)
{
    struct buf text;

    buf_init(&text, 0);
    buf_printf(&text, "INSERT INTO %s(", t->name);
    list_fields(&text, t, false, NULL);
    buf_puts(&text, ") VALUES(");
    list_fields(&text, t, false, "?");
    buf_putc(&text, ')');
    t->insert = arena_strdup(c->arena, buf_text(&text));
    for (int next = 0; next < 2; next++) {
        buf_reset(&text);
        buf_puts(&text, "SELECT ");
        list_fields(&text, t, false, NULL);
        buf_printf(&text, " FROM %s", t->name);
        if (next) {
            buf_puts(&text, " WHERE (");
            list_fields(&text, t, true, NULL);
            buf_puts(&text, ") > (");
            list_fields(&text, t, true, "?");
            buf_putc(&text, ')');
        }
        buf_puts(&text, " ORDER BY ");
        list_fields(&text, t, true, NULL);
        buf_puts(&text, " LIMIT ?");
        *(next ? &t->next_page : &t->first_page) =
            arena_strdup(c->arena, buf_text(&text));
    }
    buf_clear(&text);
}

static struct db_value value_of(struct sql *sql, struct sql_rows *rows,
                                const struct field *f, int i)
{
    size_t size;

    if (sql->engine->is_null(rows, i))
        return db_null();
    if (f->type == FIELD_NUMBER)
        return db_int(sql_column(sql, rows, i));
    if (f->type == FIELD_TEXT)
        return db_text(sql_column_text(sql, rows, i));
    const void *bytes = sql->engine->blob(rows, i, &size);
    return db_blob(bytes, size);
}

static void hash_value(struct buf *row, const struct db_value *v)
{
    int64_t size = v->kind == DB_INT ? v->number : (int64_t)v->size;

    buf_putc(row, (char)v->kind);
    buf_add(row, &size, sizeof size);
    if (v->kind == DB_TEXT || v->kind == DB_BLOB)
        buf_add(row, v->data, v->size);
}

static void sum_row(struct sum *sum, struct buf *row,
                    const struct db_value *values, size_t count)
{
    unsigned char hash[SHA256_SIZE];

    buf_reset(row);
    for (size_t i = 0; i < count; i++)
        hash_value(row, &values[i]);
    digest_sha256(row->data, row->size, hash);
    for (size_t i = 0; i < LANES; i++) {
        uint64_t lane;
        memcpy(&lane, hash + i * sizeof lane, sizeof lane);
        sum->lanes[i] += lane;
    }
    sum->rows++;
}

/* Reads a table of one side page by page; with `to`, writes it there. */
struct reading {
    const struct catalog_table *table;
    struct sql *from, *to;
    struct sum sum;
    struct buf row;
    struct db_value last[MOST_KEYS]; /* the key to go on after */
    struct arena *keys;              /* its bytes */
    int64_t rows;                    /* of the last page */
};

static void remember_key(struct reading *r, const struct db_value *values)
{
    arena_reset(r->keys);
    for (size_t i = 0; i < r->table->keys_count; i++) {
        struct db_value v = values[r->table->keys[i]];
        if (v.kind == DB_TEXT || v.kind == DB_BLOB)
            v.data = v.kind == DB_TEXT ? arena_strndup(r->keys, v.data, v.size)
                                       : arena_memdup(r->keys, v.data, v.size);
        r->last[i] = v;
    }
}

static enum err take_row(struct reading *r, struct sql_rows *rows, bool is_last)
{
    const struct catalog_table *t = r->table;
    struct db_value values[MOST_COLUMNS];

    for (size_t i = 0; i < t->count; i++)
        values[i] = value_of(r->from, rows, &t->fields[i], (int)i);
    sum_row(&r->sum, &r->row, values, t->count);
    if (is_last)
        remember_key(r, values);
    return r->to ? r->to->engine->run(r->to, t->insert, values, t->count)
                 : ERR_NONE;
}

static enum err read_page(struct reading *r)
{
    const struct catalog_table *t = r->table;
    bool is_first = r->sum.rows == 0;
    struct db_value values[MOST_KEYS + 1];
    size_t count = is_first ? 0 : t->keys_count;
    struct sql_rows *rows;

    memcpy(values, r->last, count * sizeof *values);
    values[count] = db_int(PAGE_ROWS);
    enum err err = r->from->engine->query(
        r->from, &rows, is_first ? t->first_page : t->next_page, values,
        count + 1);
    if (err)
        return err;
    r->rows = 0;
    while (!err && r->from->engine->next(rows))
        err = take_row(r, rows, ++r->rows == PAGE_ROWS);
    enum err end = r->from->engine->done(rows);
    return err ? err : end;
}

static enum err read_table(struct reading *r)
{
    enum err err = ERR_NONE;

    r->keys = arena_new();
    buf_init(&r->row, 0);
    r->rows = PAGE_ROWS;
    while (!err && r->rows == PAGE_ROWS) {
        if (r->to)
            err = r->to->engine->begin(r->to);
        if (!err)
            err = read_page(r);
        if (r->to)
            err = r->to->engine->end(r->to, err);
    }
    buf_clear(&r->row);
    arena_free(r->keys);
    return err;
}

static enum err renumber(struct sql *to, const struct catalog_table *t)
{
    const struct field *key = &t->fields[t->keys[0]];

    if (t->keys_count != 1 || key->type != FIELD_NUMBER)
        return ERR_NONE;
    return to->engine->renumber(to, t->name, key->name);
}

/* What the migrations themselves put into a new archive comes from the old
 * one too. */
static enum err empty_table(struct sql *to, const struct catalog_table *t)
{
    char *count = xasprintf("SELECT count(*) FROM %s", t->name);
    char *drop = xasprintf("DELETE FROM %s", t->name);
    int64_t rows = 0;

    enum err err = sql_number(to, 0, &rows, count);
    if (!err && rows) {
        err = to->engine->begin(to);
        if (!err)
            err = to->engine->end(to, sql_run(to, drop));
    }
    free(count);
    free(drop);
    return err;
}

static enum err move_table(struct sql *from, struct sql *to,
                           const struct catalog_table *t, int64_t *rows)
{
    struct reading copying = {.table = t, .from = from, .to = to};
    struct reading checking = {.table = t, .from = to};

    enum err err = empty_table(to, t);
    if (!err)
        err = read_table(&copying);
    if (!err)
        err = renumber(to, t);
    if (!err)
        err = read_table(&checking);
    if (!err && memcmp(&copying.sum, &checking.sum, sizeof copying.sum) != 0) {
        log_error("table %s did not arrive whole: %lld rows there, %lld here",
                  t->name, (long long)copying.sum.rows,
                  (long long)checking.sum.rows);
        err = ERR_FORMAT;
    }
    *rows += copying.sum.rows;
    return err;
}

static enum err check_empty(struct sql *to)
{
    int64_t rows;
    enum err err = sql_number(to, 0, &rows, IS_EMPTY);

    if (err || rows == 0)
        return err;
    log_error("the other archive is not empty: choose one that is");
    return ERR_CONFLICT;
}

static enum err move_all(struct sql *from, struct sql *to, struct catalog *c,
                         struct transferred *out)
{
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < c->count; i++) {
        make_statements(c, &c->tables[i]);
        if (c->tables[i].keys_count == 0) {
            log_error("table %s has no key", c->tables[i].name);
            return ERR_FORMAT;
        }
        err = move_table(from, to, &c->tables[i], &out->rows);
        out->tables++;
    }
    return err;
}

enum err transfer_run(struct archive *from, struct archive *to,
                      struct transferred *out)
{
    struct catalog c = {.arena = arena_new()};

    *out = (struct transferred){0, 0};
    enum err err = check_empty(to->sql);
    if (!err)
        err = read_catalog(&c, from->is_file ? from->sql : to->sql);
    if (!err)
        err = from->sql->engine->snapshot(from->sql);
    if (!err)
        err = from->sql->engine->end(from->sql,
                                     move_all(from->sql, to->sql, &c, out));
    if (!err)
        err = projection_drop(to);
    free(c.tables);
    arena_free(c.arena);
    return err;
}
