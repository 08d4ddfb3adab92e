#include "placed.h"

#include "base/arena.h"
#include "proof/growth.h"
#include "recent.h"
#include "sql.h"

#include <string.h>

static const char ANSWERS[] =
    "SELECT leaf, state, commitment, form, key FROM response"
    " WHERE epoch = ? AND leaf >= ? AND leaf < ? ORDER BY leaf";
static const char FORM_ID[] = "SELECT form_id FROM form"
                              " JOIN family ON family.id = form.family"
                              " WHERE form.id = ?";

struct placing {
    struct archive *archive;
    struct arena *arena;
    int64_t log;
    struct growth *growth;
    struct placed *all;
};

static unsigned char *copy_column(const struct placing *p,
                                  struct sql_rows *rows, int i, size_t room)
{
    unsigned char *out = arena_alloc(p->arena, room);
    size_t size;
    const void *bytes = p->archive->sql->engine->blob(rows, i, &size);

    memcpy(out, bytes, size < room ? size : room);
    return out;
}

static void read_row(const struct placing *p, struct sql_rows *rows)
{
    struct sql *sql = p->archive->sql;
    struct placed *a =
        &p->all[(uint64_t)sql_column(sql, rows, 0) - p->growth->from];

    a->is_here = true;
    a->state = (enum state)sql_column(sql, rows, 1);
    a->commitment = copy_column(p, rows, 2, LEAF_HASH_SIZE);
    a->form = sql_column(sql, rows, 3);
    a->key = copy_column(p, rows, 4, RESPONSE_KEY_SIZE);
}

static enum err read_rows(const struct placing *p, uint64_t from, uint64_t end)
{
    struct sql *sql = p->archive->sql;
    struct sql_rows *rows;

    if (from >= end)
        return ERR_NONE;
    enum err err = sql_query(sql, &rows, ANSWERS, db_int(p->log),
                             db_int((int64_t)from), db_int((int64_t)end));
    if (err)
        return err;
    while (sql->engine->next(rows))
        read_row(p, rows);
    return sql->engine->done(rows);
}

/* A line that came is held against the answer's row. */
static bool are_left_out(const struct growth *g, uint64_t first, uint64_t count)
{
    while (count && !g->lines[first - g->from]) {
        first++;
        count--;
    }
    return count == 0;
}

static void recall(const struct placing *p, uint64_t first, uint64_t count)
{
    const struct recent *r = &p->archive->recent;
    const struct recent_answer *known = &r->answers[first - r->first];
    struct placed *a = &p->all[first - p->growth->from];

    for (; count > 0; count--, known++, a++) {
        a->is_here = true;
        a->state = STATE_ACCEPTED;
        a->commitment = known->commitment;
        a->form = known->form;
    }
}

/* What is remembered, and the rest from the archive. */
static enum err find(const struct placing *p)
{
    const struct growth *g = p->growth;
    uint64_t end = g->from + g->count, first, count;
    enum err err =
        recent_hold(p->archive, p->log, g->from, end, &first, &count);

    if (err)
        return err;
    if (count == 0 || !are_left_out(g, first, count))
        return read_rows(p, g->from, end);
    recall(p, first, count);
    err = read_rows(p, g->from, first);
    return err ? err : read_rows(p, first + count, end);
}

static enum err name_form(const struct placing *p, int64_t form,
                          const char **out)
{
    struct sql *sql = p->archive->sql;
    struct leaf leaf = {.form = ""};
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, FORM_ID, db_int(form));

    if (err)
        return err;
    if (sql->engine->next(rows))
        leaf_set_form(&leaf, sql_column_text(sql, rows, 0));
    *out = arena_strdup(p->arena, leaf.form);
    err = sql->engine->done(rows);
    return err || **out ? err : ERR_MISSING;
}

/* Neighbours mostly answer the same form: it is looked up where it changes. */
static enum err make_lines(const struct placing *p)
{
    struct growth *g = p->growth;
    unsigned char(*made)[TREE_HASH_SIZE] =
        arena_alloc(p->arena, (g->count + 1) * sizeof *made);
    const char *form_id = "";
    struct buf line;
    int64_t form = 0;
    enum err err = ERR_NONE;

    buf_init(&line, LEAF_LIMIT);
    for (size_t i = 0; !err && i < g->count; i++) {
        struct placed *a = &p->all[i];
        if (g->lines[i] || !a->is_here)
            continue;
        if (a->form != form)
            err = name_form(p, form = a->form, &form_id);
        a->form_id = form_id;
        a->is_made = true;
        buf_reset(&line);
        leaf_write_answer(g->log, g->from + i, a->commitment, form_id, &line);
        tree_hash_leaf(line.data, line.size, made[i]);
    }
    buf_clear(&line);
    g->made = made;
    return err;
}

enum err placed_read(struct archive *archive, struct arena *arena, int64_t log,
                     struct growth *growth, struct placed **out)
{
    struct placing p = {archive, arena, log, growth, NULL};

    p.all = arena_array(arena, growth->count + 1, sizeof *p.all);
    *out = p.all;
    enum err err = find(&p);
    return err ? err : make_lines(&p);
}
