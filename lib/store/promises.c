#include "store/promises.h"

#include "base/mem.h"
#include "store/db.h"

#include <stdlib.h>

static const char ADD[] =
    "INSERT INTO promise (target, day, note, lines) VALUES (?, ?, ?, ?) "
    "RETURNING number";
static const char ATTACH[] =
    "UPDATE delivery SET promise = ? WHERE target = ? "
    "AND seq = (SELECT seq FROM response WHERE key = ?)";

#define PROMISED                                                               \
    "SELECT p.day, p.note, p.lines, e.log, r.leaf_index FROM promise AS p "    \
    "JOIN delivery AS d ON d.promise = p.number "                              \
    "JOIN response AS r ON r.seq = d.seq JOIN epoch AS e ON e.number = "       \
    "r.epoch "
static const char FIND[] =
    PROMISED "WHERE (?1 = '' OR d.target = ?1) AND e.log = ?2 "
             "AND r.leaf_index = ?3 LIMIT 1";
static const char OVERDUE[] =
    PROMISED "WHERE d.target = ?1 AND p.day < ?2 AND e.broken_at IS NULL "
             "AND substr(p.note, 1, length(?3)) = ?3 "
             "AND r.leaf_index >= coalesce((SELECT size FROM heard AS h"
             " WHERE h.target = ?1 AND h.epoch = r.epoch), 0) "
             "ORDER BY r.seq LIMIT 1";

enum err promises_add(struct db *db, const char *target, const char *day,
                      const char *note, const char *lines, int64_t *number)
{
    return db_number(db, 0, number, ADD, db_text(target), db_text(day),
                     db_text(note), db_text(lines));
}

enum err promises_attach(struct db *db, const char *target,
                         const unsigned char key[RESPONSE_KEY_SIZE],
                         int64_t number)
{
    return db_run(db, ATTACH, db_int(number), db_text(target),
                  db_blob(key, RESPONSE_KEY_SIZE));
}

static enum err read_one(struct db_rows *rows, struct promised *out)
{
    bool found = db_next(rows);

    if (found)
        *out = (struct promised){.day = xstrdup(db_column_text(rows, 0)),
                                 .note = xstrdup(db_column_text(rows, 1)),
                                 .lines = xstrdup(db_column_text(rows, 2)),
                                 .log = xstrdup(db_column_text(rows, 3)),
                                 .index = db_column_int(rows, 4)};
    enum err err = db_done(rows);
    if (err)
        promised_clear(out);
    return err ? err : found ? ERR_NONE : ERR_MISSING;
}

enum err promises_find(struct db *db, const char *target, const char *log,
                       int64_t index, struct promised *out)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, FIND, db_text(target ? target : ""),
                            db_text(log), db_int(index));

    *out = (struct promised){.index = 0};
    return err ? err : read_one(rows, out);
}

enum err promises_overdue(struct db *db, const char *target, const char *head,
                          const char *before_day, struct promised *out)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, OVERDUE, db_text(target),
                            db_text(before_day), db_text(head));

    *out = (struct promised){.index = 0};
    return err ? err : read_one(rows, out);
}

void promised_clear(struct promised *promised)
{
    free(promised->day);
    free(promised->note);
    free(promised->lines);
    free(promised->log);
    *promised = (struct promised){.index = 0};
}
