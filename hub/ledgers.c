#include "ledgers.h"

#include "archive.h"
#include "base/buf.h"
#include "base/log.h"
#include "sql.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS                                                                \
    "SELECT id, log, station, key, size, day, heard, peaks FROM ledger "
static const char OWN[] = COLUMNS "WHERE station = -1 ORDER BY id DESC LIMIT 1";
static const char FIND[] = COLUMNS "WHERE log = ?";
static const char ADD[] =
    "INSERT INTO ledger(log, station, key, size, peaks, day, heard)"
    " VALUES(?,?,?,?,?,?,?)";
static const char GROW[] = "UPDATE ledger SET key = ?, size = ?, peaks = ?,"
                           " day = ?, heard = ? WHERE id = ?";
static const char ID[] = "SELECT id FROM ledger WHERE log = ?";

static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

static enum err read_row(struct sql *sql, struct sql_rows *rows,
                         struct ledger *out)
{
    size_t size;

    out->id = sql_column(sql, rows, 0);
    copy_text(out->log, sizeof out->log, sql_column_text(sql, rows, 1));
    out->station = sql_column(sql, rows, 2);
    copy_text(out->key, sizeof out->key, sql_column_text(sql, rows, 3));
    uint64_t leaves = (uint64_t)sql_column(sql, rows, 4);
    copy_text(out->day, sizeof out->day, sql_column_text(sql, rows, 5));
    out->heard = sql_column(sql, rows, 6);
    const void *peaks = sql->engine->blob(rows, 7, &size);
    enum err err = tree_unpack(&out->tree, leaves, peaks, size);
    if (err)
        log_error("%s: its tree is damaged: restore the last copy", out->log);
    return err;
}

static enum err read_one(struct archive *archive, struct sql_rows *rows,
                         struct ledger *out)
{
    struct sql *sql = archive->sql;
    enum err err = ERR_MISSING;

    if (sql->engine->next(rows))
        err = read_row(sql, rows, out);
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err ledgers_own(struct archive *archive, struct ledger *out)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, OWN);

    *out = (struct ledger){.heard = -1};
    return err ? err : read_one(archive, rows, out);
}

enum err ledgers_find(struct archive *archive, const char *log,
                      struct ledger *out)
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, FIND, db_text(log));

    *out = (struct ledger){.heard = -1};
    return err ? err : read_one(archive, rows, out);
}

enum err ledgers_keep(struct archive *archive, struct ledger *l)
{
    struct sql *sql = archive->sql;
    struct buf peaks;

    buf_init(&peaks, 0);
    tree_pack(&l->tree, &peaks);
    struct db_value bytes = db_blob(peaks.data, peaks.size);
    struct db_value size = db_int((int64_t)l->tree.size);
    enum err err =
        l->id ? sql_run(sql, GROW, db_text(l->key), size, bytes,
                        db_text(l->day), db_int(l->heard), db_int(l->id))
              : sql_run(sql, ADD, db_text(l->log), db_int(l->station),
                        db_text(l->key), size, bytes, db_text(l->day),
                        db_int(l->heard));
    buf_clear(&peaks);
    if (err || l->id)
        return err;
    return sql_number(sql, 0, &l->id, ID, db_text(l->log));
}

enum err ledgers_of_answer(struct archive *archive, const char *log,
                           int64_t station, int64_t *id, uint64_t *size)
{
    struct ledger ledger;
    enum err err = ledgers_find(archive, log, &ledger);

    *id = 0;
    if (err == ERR_MISSING) {
        ledger = (struct ledger){.station = station, .heard = -1};
        copy_text(ledger.log, sizeof ledger.log, log);
        err = ledgers_keep(archive, &ledger);
    }
    if (err)
        return err;
    if (ledger.station != station)
        log_warn("%s is the log of another station; the answer is kept "
                 "without it",
                 log);
    else
        *id = ledger.id;
    *size = ledger.tree.size;
    return ERR_NONE;
}
