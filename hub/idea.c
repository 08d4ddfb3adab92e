#include "idea.h"

#include "archive.h"
#include "base/arena.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "board.h"
#include "formbook.h"
#include "plan.h"
#include "projection.h"
#include "proof/tag.h"
#include "record/response.h"
#include "sql.h"
#include "wire/envelope.h"

#include <stdlib.h>
#include <string.h>

static const char DECIDED[] = "SELECT entry FROM idea WHERE number = ?";
static const char DECIDE[] =
    "INSERT INTO idea(number, entry, decided_ms, who) VALUES(?,?,?,?)";
static const char ENVELOPE[] = "SELECT envelope FROM response WHERE number = ?";
static const char TOKEN[] = "SELECT token FROM response WHERE number = ?";
static const char IS_PUBLIC[] =
    "SELECT count(*) FROM entry WHERE uuid = (SELECT entry FROM idea WHERE"
    " number = (SELECT number FROM response WHERE key = ?))";

struct collecting {
    struct archive *archive;
    struct arena *arena;
    const struct plan *plan;
    struct cell *cells;
    struct idea *list;
    size_t count, capacity;
};

static const char *field(const struct collecting *c, const char *name)
{
    for (size_t i = 0; i < plan_columns_count(c->plan); i++) {
        const struct cell *cell = &c->cells[i];
        if (strcmp(plan_column(c->plan, i)->name, name) == 0 && cell->text)
            return arena_strndup(c->arena, cell->text, cell->size);
    }
    return "";
}

static enum err collect(void *context, const struct flat *flat)
{
    struct collecting *c = context;

    if (flat->state != STATE_ACCEPTED)
        return ERR_NONE;
    plan_place(c->plan, flat->form, flat->cells, flat->cells_size, c->cells);
    c->list = mem_grow(c->list, c->count, &c->capacity, sizeof *c->list);
    c->list[c->count++] = (struct idea){
        .number = flat->number,
        .received_ms = flat->received_ms,
        .title = field(c, "titulo"),
        .text = field(c, "texto"),
        .where = field(c, "lugar"),
        .place = arena_strdup(c->arena, plan_station(c->plan, flat->station)),
        .language = ""};
    return ERR_NONE;
}

static enum err read_text(struct archive *archive, const char *statement,
                          int64_t number, char **out)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, statement, db_int(number));

    *out = NULL;
    if (err)
        return err;
    if (sql->engine->next(rows))
        *out = xstrdup(sql_column_text(sql, rows, 0));
    return sql->engine->done(rows);
}

/* Where and in which language it was told, as the station says. */
static enum err add_envelope(struct collecting *c, struct idea *idea)
{
    struct response holder = {.id = NULL};
    char *text;
    enum err err = read_text(c->archive, ENVELOPE, idea->number, &text);

    if (err || !text || !*text) {
        free(text);
        return err;
    }
    if (envelope_read(text, strlen(text), &holder.envelope) == ERR_NONE) {
        idea->language = arena_strdup(c->arena, holder.envelope.language);
        if (*holder.envelope.origin)
            idea->place = arena_strdup(c->arena, holder.envelope.origin);
    }
    response_clear(&holder);
    free(text);
    return ERR_NONE;
}

static enum err keep_waiting(struct collecting *c)
{
    size_t kept = 0;
    enum err err = ERR_NONE;

    for (size_t i = 0; !err && i < c->count; i++) {
        char *entry;
        err = read_text(c->archive, DECIDED, c->list[i].number, &entry);
        bool is_decided = entry != NULL;
        free(entry);
        if (err || is_decided)
            continue;
        err = add_envelope(c, &c->list[i]);
        c->list[kept++] = c->list[i];
    }
    c->count = kept;
    return err;
}

enum err ideas_waiting(struct archive *archive, struct models *models,
                       struct arena *arena, struct idea **out, size_t *count)
{
    struct collecting c = {.archive = archive, .arena = arena};
    struct plan *plan = NULL;
    int64_t form, family;

    *out = NULL;
    *count = 0;
    enum err err = formbook_current(archive, IDEA_FORM, &form, &family);
    if (err)
        return err == ERR_MISSING ? ERR_NONE : err;
    err = projection_catch_up(archive, models);
    if (!err)
        err = plan_new(&plan, archive, models, IDEA_FORM, NULL, NULL);
    if (err)
        return err;
    c.plan = plan;
    c.cells = xcalloc(plan_columns_count(plan) + 1, sizeof *c.cells);
    err =
        projection_each(archive, family, plan_path(plan), NULL, 0, collect, &c);
    if (!err)
        err = keep_waiting(&c);
    if (!err && c.count)
        *out = arena_memdup(arena, c.list, c.count * sizeof *c.list);
    *count = err ? 0 : c.count;
    free(c.list);
    free(c.cells);
    plan_free(plan);
    return err;
}

/* An answer that came without a station's log has no token. */
static enum err read_tag(struct archive *archive, int64_t number,
                         char out[TAG_SIZE])
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    size_t size = 0;
    enum err err = sql_query(sql, &rows, TOKEN, db_int(number));

    out[0] = '\0';
    if (err)
        return err;
    const void *hash =
        sql->engine->next(rows) ? sql->engine->blob(rows, 0, &size) : NULL;
    static const unsigned char NOTHING[OPENING_TOKEN_SIZE];
    if (hash && size >= OPENING_TOKEN_SIZE &&
        memcmp(hash, NOTHING, OPENING_TOKEN_SIZE) != 0)
        tag_of(hash, out);
    return sql->engine->done(rows);
}

enum err idea_decide(struct archive *archive, const struct idea *idea,
                     const struct idea_decision *decision, struct arena *arena)
{
    struct entry_text text = {
        .language = *idea->language ? idea->language : "es",
        .title = idea->title,
        .body = idea->text,
        .reason = decision->reason,
    };
    char tag[TAG_SIZE];
    struct entry entry = {
        .kind = ENTRY_IDEA,
        .standing = decision->standing,
        .about = decision->joins,
        .place = idea->place,
        .receipt = tag,
        .signer = decision->who,
        .texts = &text,
        .texts_count = 1,
    };
    enum err err = read_tag(archive, idea->number, tag);

    if (!err)
        err = board_put(archive, &entry, arena);
    return err ? err
               : sql_run(archive->sql, DECIDE, db_int(idea->number),
                         db_text(entry.id), db_int(stamp_now().wall_ms),
                         db_text(decision->who));
}

enum err idea_is_decided(struct archive *archive, const unsigned char *key,
                         bool *out)
{
    int64_t count = 0;
    enum err err = sql_number(archive->sql, 0, &count, IS_PUBLIC,
                              db_blob(key, RESPONSE_KEY_SIZE));

    *out = count > 0;
    return err;
}
