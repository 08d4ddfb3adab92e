#include "review.h"

#include "audit.h"
#include "base/digest.h"
#include "changes.h"
#include "sql.h"

#include <string.h>

static const char ADD[] = "INSERT INTO review(key, at_ms, person, state,"
                          " comment) VALUES(?,?,?,?,?)";
static const char SET[] = "UPDATE response SET review = ? WHERE key = ?";
static const char EACH[] =
    "SELECT review.at_ms, review.person, person.name, review.state,"
    " review.comment FROM review LEFT JOIN person"
    " ON person.id = review.person WHERE key = ? ORDER BY review.id";

#define REVIEW_AS_TEXT(name, text) [name] = text,
static const char *const NAMES[] = {REVIEW_LIST(REVIEW_AS_TEXT)};

const char *review_name(enum review state)
{
    return NAMES[state];
}

bool review_parse(const char *name, enum review *out)
{
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        if (strcmp(name, NAMES[i]) == 0) {
            *out = (enum review)i;
            return true;
        }
    }
    return false;
}

struct found {
    enum state state;
    enum review review;
};

static enum err note_found(void *context, const struct resting *r)
{
    struct found *found = context;

    *found = (struct found){r->state, r->review};
    return ERR_NONE;
}

/* A rejection excludes; any other word takes the answer in again, unless an
 * edit has replaced it meanwhile. */
static enum err follow(struct archive *archive, const unsigned char *key,
                       enum review review)
{
    bool is_replaced;

    if (review == REVIEW_REJECTED)
        return archive_move(archive, key, STATE_ACCEPTED, STATE_EXCLUDED);
    enum err err = archive_is_replaced(archive, key, &is_replaced);
    return err ? err
               : archive_move(archive, key, STATE_EXCLUDED,
                              is_replaced ? STATE_SUPERSEDED : STATE_ACCEPTED);
}

static enum err keep(struct archive *archive, const unsigned char *key,
                     const struct review_entry *e)
{
    struct sql *sql = archive->sql;
    struct db_value k = db_blob(key, RESPONSE_KEY_SIZE);
    enum err err = sql_run(sql, ADD, k, db_int(e->at_ms), db_int(e->person),
                           db_text(review_name(e->state)), db_text(e->comment));

    if (!err)
        err = sql_run(sql, SET, db_int(e->state), k);
    return err ? err : changes_note(archive, key);
}

enum err review_add(struct archive *archive, const unsigned char *key,
                    const struct review_entry *entry)
{
    struct found before;
    char object[RESPONSE_KEY_SIZE * 2 + 1];

    if (entry->state == REVIEW_REJECTED && !*entry->comment)
        return ERR_FORMAT;
    enum err err = archive_find(archive, key, note_found, &before);
    if (!err && state_is_erased(before.state))
        err = ERR_MISSING;
    if (!err)
        err = keep(archive, key, entry);
    /* Only a rejection is taken back: exclusions may have other reasons. */
    if (!err &&
        (entry->state == REVIEW_REJECTED || before.review == REVIEW_REJECTED))
        err = follow(archive, key, entry->state);
    hex_encode(key, RESPONSE_KEY_SIZE, object);
    return err ? err
               : audit_add(archive, &(struct audit_entry){
                                        entry->at_ms, entry->who, "review",
                                        object, review_name(entry->state)});
}

enum err review_each(struct archive *archive, const unsigned char *key,
                     void (*visit)(void *context,
                                   const struct review_entry *entry),
                     void *context)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, EACH, db_blob(key, RESPONSE_KEY_SIZE));

    if (err)
        return err;
    while (sql->engine->next(rows)) {
        struct review_entry entry = {
            .at_ms = sql_column(sql, rows, 0),
            .person = sql_column(sql, rows, 1),
            .who = sql_column_text(sql, rows, 2),
            .comment = sql_column_text(sql, rows, 4),
        };
        if (review_parse(sql_column_text(sql, rows, 3), &entry.state))
            visit(context, &entry);
    }
    return sql->engine->done(rows);
}
