/* The engine for a city that outgrows one machine: PostgreSQL over libpq.
 * Several hubs may share one database; a lock of the transaction orders their
 * writes, so that numbers become visible in their order and the projection's
 * cursor never passes one by. */
#include "dialect.h"
#include "postgres_bind.h"
#include "postgres_migrate.h"
#include "sql.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOCK "SELECT pg_advisory_xact_lock(4242113)"
#define CHANNEL "barrio"
enum {
    MOST_STATEMENTS = 512,
    AT_ONCE = 64,
};

struct prepared {
    char *text;
    char name[16];
};

struct postgres {
    struct sql sql;
    PGconn *connection;
    int64_t changes;
    bool is_within;    /* a transaction */
    bool is_derived;   /* what it writes is no news to others */
    bool is_listening; /* also after the connection was lost */
    struct prepared prepared[MOST_STATEMENTS];
    size_t prepared_count;
};

struct postgres_rows {
    PGresult *result;
    int row, count;
};

static struct postgres *of(struct sql *sql)
{
    return (struct postgres *)sql;
}

static struct postgres_rows *rows_of(struct sql_rows *rows)
{
    return (struct postgres_rows *)rows;
}

static enum err judge_result(struct postgres *pg, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return ERR_NONE;
    if (state && strcmp(state, "23505") == 0) /* unique_violation */
        return ERR_CONFLICT;
    log_error("PostgreSQL: %s", PQerrorMessage(pg->connection));
    if (PQstatus(pg->connection) != CONNECTION_OK)
        return ERR_NETWORK;
    if (state && strncmp(state, "53", 2) == 0) /* insufficient_resources */
        return ERR_FULL;
    return ERR_IO;
}

static enum err execute(struct postgres *pg, const char *text)
{
    PGresult *result = PQexec(pg->connection, text);
    enum err err = judge_result(pg, result);

    PQclear(result);
    return err;
}

static void forget_prepared(struct postgres *pg)
{
    while (pg->prepared_count)
        free(pg->prepared[--pg->prepared_count].text);
}

static enum err prepare(struct postgres *pg, const char *text, const Oid *types,
                        size_t count, const char **name)
{
    for (size_t i = 0; i < pg->prepared_count; i++) {
        if (strcmp(pg->prepared[i].text, text) == 0) {
            *name = pg->prepared[i].name;
            return ERR_NONE;
        }
    }
    if (pg->prepared_count == MOST_STATEMENTS) {
        log_error("more statements than expected");
        return ERR_LIMIT;
    }
    struct prepared *p = &pg->prepared[pg->prepared_count];
    struct buf statement;
    snprintf(p->name, sizeof p->name, "s%zu", pg->prepared_count);
    buf_init(&statement, 0);
    dialect_number_marks(text, &statement);
    PGresult *result =
        PQprepare(pg->connection, p->name, statement.data, (int)count, types);
    enum err err = judge_result(pg, result);
    PQclear(result);
    buf_clear(&statement);
    if (err)
        return err;
    p->text = xstrdup(text);
    pg->prepared_count++;
    *name = p->name;
    return ERR_NONE;
}

/* A server that was away is asked again, but never amid a transaction, which
 * died with the connection as did the statements that were prepared. */
static enum err revive(struct postgres *pg)
{
    if (pg->is_within || PQstatus(pg->connection) == CONNECTION_OK)
        return ERR_NONE;
    PQreset(pg->connection);
    forget_prepared(pg);
    if (PQstatus(pg->connection) == CONNECTION_OK)
        return pg->is_listening ? execute(pg, "LISTEN " CHANNEL) : ERR_NONE;
    log_error("PostgreSQL: %s", PQerrorMessage(pg->connection));
    return ERR_BUSY;
}

static enum err ask(struct postgres *pg, const char *text,
                    const struct db_value *values, size_t count, PGresult **out)
{
    struct binding b = {.types = {0}};
    const char *name;

    *out = NULL;
    if (count > MOST_VALUES)
        return ERR_LIMIT;
    for (size_t i = 0; i < count; i++)
        postgres_bind(&b, i, &values[i]);
    enum err err = revive(pg);
    if (!err)
        err = prepare(pg, text, b.types, count, &name);
    if (err)
        return err;
    *out = PQexecPrepared(pg->connection, name, (int)count, b.values, b.sizes,
                          b.formats, BINARY);
    err = judge_result(pg, *out);
    if (err) {
        PQclear(*out);
        *out = NULL;
    }
    return err;
}

static void postgres_close(struct sql *sql)
{
    PQfinish(of(sql)->connection);
    forget_prepared(of(sql));
    free(sql);
}

static enum err begin(struct postgres *pg, const char *statement)
{
    enum err err = revive(pg);

    pg->is_derived = false;
    if (!err)
        err = execute(pg, statement);
    pg->is_within = !err;
    if (err && execute(pg, "ROLLBACK"))
        log_warn("the transaction ends with its connection");
    return err;
}

static enum err postgres_begin(struct sql *sql)
{
    return begin(of(sql), "BEGIN; " LOCK);
}

static enum err postgres_begin_derived(struct sql *sql)
{
    enum err err =
        begin(of(sql), "BEGIN; SET LOCAL synchronous_commit TO off; " LOCK);

    of(sql)->is_derived = true;
    return err;
}

static enum err postgres_snapshot(struct sql *sql)
{
    struct postgres *pg = of(sql);
    enum err err = revive(pg);

    if (!err)
        err = execute(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    pg->is_within = pg->is_derived = !err;
    return err;
}

/* The next number of a BIGSERIAL column follows the largest again. */
static enum err postgres_renumber(struct sql *sql, const char *table,
                                  const char *column)
{
    char *text = xasprintf(
        "SELECT setval(s, (SELECT coalesce(max(%s), 0) + 1 FROM %s), false)"
        " FROM pg_get_serial_sequence('%s', '%s') AS s WHERE s IS NOT NULL",
        column, table, table, column);
    enum err err = execute(of(sql), text);

    free(text);
    return err;
}

static enum err postgres_end(struct sql *sql, enum err err)
{
    static const char *const COMMIT[] = {"NOTIFY " CHANNEL "; COMMIT",
                                         "COMMIT"};
    struct postgres *pg = of(sql);
    enum err ended = execute(pg, err ? "ROLLBACK" : COMMIT[pg->is_derived]);

    pg->is_within = false;
    return err ? err : ended;
}

static enum err postgres_run(struct sql *sql, const char *text,
                             const struct db_value *values, size_t count)
{
    PGresult *result;
    enum err err = ask(of(sql), text, values, count, &result);

    if (err)
        return err;
    of(sql)->changes = strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return ERR_NONE;
}

static int64_t postgres_changes(struct sql *sql)
{
    return of(sql)->changes;
}

static enum err postgres_query(struct sql *sql, struct sql_rows **out,
                               const char *text, const struct db_value *values,
                               size_t count)
{
    PGresult *result;
    enum err err = ask(of(sql), text, values, count, &result);

    *out = NULL;
    if (err)
        return err;
    struct postgres_rows *rows = xmalloc(sizeof *rows);
    *rows = (struct postgres_rows){result, -1, PQntuples(result)};
    *out = (struct sql_rows *)rows;
    return ERR_NONE;
}

/* Whole numbers and truths come big-endian in 1 to 8 bytes. */
static int64_t postgres_number(struct sql_rows *rows, int i)
{
    struct postgres_rows *r = rows_of(rows);
    const char *bytes = PQgetvalue(r->result, r->row, i);
    int size = PQgetlength(r->result, r->row, i);
    uint64_t value = size && (bytes[0] & 0x80) ? UINT64_MAX : 0;

    for (int k = 0; k < size; k++)
        value = value << 8 | (unsigned char)bytes[k];
    return (int64_t)value;
}

static enum err say(struct postgres *pg)
{
    log_error("PostgreSQL: %s", PQerrorMessage(pg->connection));
    return ERR_NETWORK;
}

static void bind_list(struct binding *b, const struct db_lists *lists, size_t i)
{
    for (size_t k = 0; k < lists->columns; k++)
        postgres_bind(b, k, &lists->values[i * lists->columns + k]);
}

static enum err send_one(struct postgres *pg, const char *name,
                         const struct db_lists *lists, size_t i)
{
    struct binding b = {.types = {0}};

    bind_list(&b, lists, i);
    return PQsendQueryPrepared(pg->connection, name, (int)lists->columns,
                               b.values, b.sizes, b.formats, BINARY)
               ? ERR_NONE
               : say(pg);
}

/* What follows a statement that failed is not run and has nothing to say. */
static enum err receive_one(struct postgres *pg, bool is_aborted,
                            const struct db_lists *lists, size_t i)
{
    struct postgres_rows rows = {.result = PQgetResult(pg->connection)};
    enum err err = is_aborted ? ERR_NONE : judge_result(pg, rows.result);

    if (lists->changed)
        lists->changed[i] = strtoll(PQcmdTuples(rows.result), NULL, 10);
    if (lists->out)
        lists->out[i] = !err && PQntuples(rows.result) > 0
                            ? postgres_number((struct sql_rows *)&rows, 0)
                            : lists->fallback;
    PQclear(rows.result);
    /* Each statement's results end with none. */
    PQclear(PQgetResult(pg->connection));
    return err;
}

/* Sends the statements from first on and reads what became of them after. */
static enum err travel(struct postgres *pg, const char *name,
                       const struct db_lists *lists, size_t first, size_t end)
{
    size_t sent = first;
    enum err err = ERR_NONE;

    if (!PQenterPipelineMode(pg->connection))
        return say(pg);
    for (; !err && sent < end; sent += !err)
        err = send_one(pg, name, lists, sent);
    if (!PQpipelineSync(pg->connection) && !err)
        err = say(pg);
    for (size_t i = first; i < sent; i++) {
        enum err one = receive_one(pg, err != ERR_NONE, lists, i);
        err = err ? err : one;
    }
    PQclear(PQgetResult(pg->connection)); /* the synchronisation's own */
    if (!PQexitPipelineMode(pg->connection) && !err)
        err = say(pg);
    return err;
}

/* So many at a time that their results fit into the socket: the server never
 * waits for us to read while we wait for it to. */
static enum err postgres_each(struct sql *sql, const char *text,
                              const struct db_lists *lists)
{
    struct postgres *pg = of(sql);
    struct binding b = {.types = {0}};
    const char *name;

    if (lists->columns > MOST_VALUES)
        return ERR_LIMIT;
    if (lists->count == 0)
        return ERR_NONE;
    bind_list(&b, lists, 0);
    enum err err = revive(pg);
    if (!err)
        err = prepare(pg, text, b.types, lists->columns, &name);
    for (size_t i = 0; !err && i < lists->count; i += AT_ONCE)
        err = travel(pg, name, lists, i,
                     lists->count - i < AT_ONCE ? lists->count : i + AT_ONCE);
    return err;
}

static bool postgres_next(struct sql_rows *rows)
{
    return ++rows_of(rows)->row < rows_of(rows)->count;
}

static enum err postgres_done(struct sql_rows *rows)
{
    if (rows)
        PQclear(rows_of(rows)->result);
    free(rows);
    return ERR_NONE;
}

static const char *postgres_text(struct sql_rows *rows, int i)
{
    return PQgetvalue(rows_of(rows)->result, rows_of(rows)->row, i);
}

static const void *postgres_blob(struct sql_rows *rows, int i, size_t *size)
{
    *size = (size_t)PQgetlength(rows_of(rows)->result, rows_of(rows)->row, i);
    return postgres_text(rows, i);
}

static bool postgres_is_null(struct sql_rows *rows, int i)
{
    return PQgetisnull(rows_of(rows)->result, rows_of(rows)->row, i);
}

/* The server rests by itself, and keeps its own journal. */
static void postgres_rest(struct sql *sql)
{
    (void)sql;
}

static enum err postgres_keep_journal(struct sql *sql, int pages)
{
    (void)sql, (void)pages;
    return ERR_NONE;
}

static int postgres_journal_pages(struct sql *sql)
{
    (void)sql;
    return 0;
}

/* The room of deleted rows is free for others afterwards; what a server's
 * backups and write-ahead log still hold is their keeper's affair. */
static enum err postgres_scrub(struct sql *sql)
{
    return execute(of(sql), "VACUUM response, flat, attachment, quarantine");
}

/* The connection's own descriptor: the server speaks unasked only to tell of
 * another's commit, or to say good-bye. */
static int postgres_ear(struct sql *sql)
{
    struct postgres *pg = of(sql);

    if (!pg->is_listening)
        pg->is_listening = !execute(pg, "LISTEN " CHANNEL);
    return pg->is_listening ? PQsocket(pg->connection) : -1;
}

static bool postgres_heard(struct sql *sql)
{
    struct postgres *pg = of(sql);
    bool heard = !PQconsumeInput(pg->connection);
    PGnotify *n;

    while ((n = PQnotifies(pg->connection))) {
        heard = heard || n->be_pid != PQbackendPID(pg->connection);
        PQfreemem(n);
    }
    return heard;
}

static const struct sql_engine ENGINE = SQL_ENGINE(postgres);

static enum err run_script(struct sql *sql, const char *script)
{
    return execute(of(sql), script);
}

static void stay_silent(void *context, const char *message)
{
    (void)context;
    log_debug("%s", message);
}

enum err archive_postgres_open(struct sql **out, const char *address,
                               const char *const *migrations, size_t count)
{
    struct postgres *pg = xcalloc(1, sizeof *pg);

    *out = NULL;
    pg->sql.engine = &ENGINE;
    pg->connection = PQconnectdb(address);
    if (PQstatus(pg->connection) != CONNECTION_OK) {
        log_error("PostgreSQL: %s", PQerrorMessage(pg->connection));
        postgres_close(&pg->sql);
        return ERR_NETWORK;
    }
    PQsetNoticeProcessor(pg->connection, stay_silent, NULL);
    enum err err = postgres_begin(&pg->sql);
    if (!err)
        err = postgres_end(&pg->sql, postgres_migrate(&pg->sql, run_script,
                                                      migrations, count));
    if (err)
        postgres_close(&pg->sql);
    else
        *out = &pg->sql;
    return err;
}
