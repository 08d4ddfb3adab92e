#include "store/outbox.h"

#include "entries.h"
#include "row.h"
#include "schema.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A body goes to the log and then to the database file; the rest lets the
 * agent and the journal go on working on a disk this full. */
enum { ROOM_NEEDED = 2 * OUTBOX_LARGEST_BODY + 4 * 1024 * 1024 };

/* A due time further away than any pause comes from a clock that was wrong
 * when it was written: the response is due. */
#define DUE_HORIZON_MS "604800000"

static const char SAME_BODY[] =
    "SELECT count(*) FROM response WHERE key = ? AND body = ?";

static const char DUE[] =
    "SELECT " ROW_COLUMNS ", coalesce(d.attempts, 0) FROM response AS r "
    "LEFT JOIN delivery AS d ON d.target = ?1 AND d.seq = r.seq "
    "WHERE (d.seq IS NULL OR (d.verdict = 'waiting' AND"
    " (d.due_ms <= ?2 OR d.due_ms > ?2 + " DUE_HORIZON_MS "))) "
    "AND NOT EXISTS (SELECT 1 FROM hold AS h WHERE h.target = ?1"
    " AND h.form_id = r.form_id AND h.form_version = r.form_version"
    " AND h.until_ms > ?2 AND h.until_ms <= ?2 + " DUE_HORIZON_MS ") "
    "ORDER BY r.seq LIMIT ?3";

/* Once a target has said that it keeps a response, a late reply to an
 * earlier request must not make it wait or park it. */
static const char SETTLE[] =
    "INSERT INTO delivery (target, seq, verdict, reason, attempts, due_ms, "
    "settled_ms) SELECT ?1, seq, ?3, ?4, 1, ?5, ?6 FROM response "
    "WHERE key = ?2 "
    "ON CONFLICT (target, seq) DO UPDATE SET verdict = excluded.verdict, "
    "reason = excluded.reason, attempts = attempts + 1, "
    "due_ms = excluded.due_ms, settled_ms = excluded.settled_ms "
    "WHERE delivery.verdict NOT IN ('stored', 'duplicate')";

static const char COUNTS[] =
    "SELECT count(*), "
    "count(*) FILTER (WHERE d.seq IS NULL OR d.verdict = 'waiting'), "
    "count(*) FILTER (WHERE d.verdict IN ('refused', 'conflict')), "
    "count(*) FILTER (WHERE (d.seq IS NULL OR d.verdict = 'waiting')"
    " AND h.target IS NOT NULL), "
    "min(r.saved_wall_ms) FILTER (WHERE d.seq IS NULL"
    " OR d.verdict = 'waiting'), max(r.saved_wall_ms) "
    "FROM response AS r "
    "LEFT JOIN delivery AS d ON d.target = ?1 AND d.seq = r.seq "
    "LEFT JOIN hold AS h ON h.target = ?1 AND h.form_id = r.form_id"
    " AND h.form_version = r.form_version";

/* Without a target: what no target keeps yet, as far as anybody asked. */
static const char COUNTS_OF_ALL[] =
    "WITH r AS (SELECT seq, saved_wall_ms, EXISTS (SELECT 1 FROM delivery AS d"
    " WHERE d.seq = response.seq AND d.verdict IN ('stored', 'duplicate'))"
    " AS kept, EXISTS (SELECT 1 FROM delivery AS d"
    " WHERE d.seq = response.seq AND d.verdict IN ('refused', 'conflict'))"
    " AS parked FROM response) "
    "SELECT count(*), count(*) FILTER (WHERE NOT kept AND NOT parked), "
    "count(*) FILTER (WHERE NOT kept AND parked), 0, "
    "min(saved_wall_ms) FILTER (WHERE NOT kept AND NOT parked), "
    "max(saved_wall_ms) FROM r";

static const char NOTE[] = "INSERT INTO note VALUES (?, ?) "
                           "ON CONFLICT DO UPDATE SET value = excluded.value";
static const char RECALL[] = "SELECT value FROM note WHERE name = ?";
static const char COUNT_UP[] =
    "INSERT INTO counter VALUES (?, ?) "
    "ON CONFLICT DO UPDATE SET value = value + excluded.value";

enum err outbox_open(struct db **out, const char *folder)
{
    char *path = file_join(folder, "station.db");
    enum err err =
        db_open(out, path, STATION_MIGRATIONS, STATION_MIGRATIONS_COUNT);

    free(path);
    return err;
}

enum err outbox_add(struct db *db, const struct response *response)
{
    return outbox_add_logged(db, response, NULL);
}

enum err outbox_add_logged(struct db *db, const struct response *response,
                           const struct place_in_log *place)
{
    int64_t same = 0;

    if (response->body_size > OUTBOX_LARGEST_BODY) {
        log_error("%s: %zu bytes are more than the %d that are kept",
                  response->id, response->body_size, OUTBOX_LARGEST_BODY);
        return ERR_LIMIT;
    }
    enum err err = row_insert(db, response, place);
    if (err != ERR_CONFLICT)
        return err;
    err = db_number(db, 0, &same, SAME_BODY,
                    db_blob(response->key, sizeof response->key),
                    db_blob(response->body, response->body_size));
    if (err || same)
        return err;
    log_error("%s: kept already with another content", response->id);
    return ERR_CONFLICT;
}

uint64_t outbox_room_needed(void)
{
    return ROOM_NEEDED;
}

enum err outbox_has_room(const char *folder)
{
    uint64_t room;
    enum err err = file_free_bytes(folder, &room);

    return err ? err : room >= ROOM_NEEDED ? ERR_NONE : ERR_FULL;
}

enum err outbox_due(struct db *db, const char *target, int64_t now_ms,
                    size_t limit, struct outbox_entry **out, size_t *count)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, DUE, db_text(target), db_int(now_ms),
                            db_int((int64_t)limit));

    *out = NULL;
    *count = 0;
    return err ? err : entries_read(rows, out, count);
}

void outbox_entries_clear(struct outbox_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        response_clear(&entries[i].response);
    free(entries);
}

enum err outbox_settle(struct db *db, const char *target,
                       const struct receipt *receipt, int64_t now_ms,
                       int64_t due_ms)
{
    return db_run(db, SETTLE, db_text(target),
                  db_blob(receipt->key, sizeof receipt->key),
                  db_text(verdict_name(receipt->verdict)),
                  db_text(receipt->reason ? receipt->reason : ""),
                  db_int(due_ms), db_int(now_ms));
}

enum err outbox_count(struct db *db, const char *target,
                      struct outbox_counts *out)
{
    struct db_rows *rows;
    enum err err = target ? db_query(db, &rows, COUNTS, db_text(target))
                          : db_query(db, &rows, COUNTS_OF_ALL);

    *out = (struct outbox_counts){0};
    if (err)
        return err;
    if (db_next(rows))
        *out = (struct outbox_counts){
            .total = db_column_int(rows, 0),
            .waiting = db_column_int(rows, 1),
            .refused = db_column_int(rows, 2),
            .held = db_column_int(rows, 3),
            .oldest_waiting_ms = db_column_int(rows, 4),
            .newest_ms = db_column_int(rows, 5),
        };
    return db_done(rows);
}

enum err outbox_note(struct db *db, const char *name, const char *value)
{
    return db_run(db, NOTE, db_text(name), db_text(value));
}

enum err outbox_recall(struct db *db, const char *name, char **out)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, RECALL, db_text(name));

    *out = NULL;
    if (!err) {
        if (db_next(rows))
            *out = xstrdup(db_column_text(rows, 0));
        err = db_done(rows);
    }
    if (!*out)
        *out = xstrdup("");
    return err;
}

enum err outbox_count_up(struct db *db, const char *name, int64_t by)
{
    return db_run(db, COUNT_UP, db_text(name), db_int(by));
}

/* Both ends open the pipe for reading and writing, as Linux allows: a bell
 * without a listener neither blocks, nor fails, nor raises SIGPIPE. */
static int open_pipe(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);

    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISFIFO(st.st_mode))) {
        close(fd);
        errno = EEXIST;
        fd = -1;
    }
    return fd;
}

void outbox_ring(const char *folder)
{
    char *path = file_join(folder, "wake");
    int fd = open_pipe(path);

    if (fd >= 0) {
        /* A full pipe rings already. */
        ssize_t n = write(fd, "!", 1);
        (void)n;
        close(fd);
    }
    free(path);
}

enum err outbox_listen(const char *folder, int *fd)
{
    char *path = file_join(folder, "wake");
    enum err err = ERR_NONE;

    *fd = -1;
    if (mkfifo(path, 0660) == 0 || errno == EEXIST)
        *fd = open_pipe(path);
    if (*fd < 0) {
        log_error("%s: %s: remove it and start again", path, strerror(errno));
        err = errno == EACCES ? ERR_DENIED : ERR_IO;
    }
    free(path);
    return err;
}
