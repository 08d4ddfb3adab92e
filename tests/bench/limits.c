/* What the disk and SQLite can do by themselves, without Barrio: the limits
 * that its own figures are divided by.
 *
 *   limits fdatasync N SIZE FILE   appends of SIZE bytes, each durable
 *   limits sqlite-one N SIZE FILE  one-row durable transactions
 *   limits sqlite-batch N SIZE FILE  the same rows, 1,000 a transaction
 *   limits sqlite-batch-more N SIZE FILE  behind those that are there
 *
 * Prints `per_second X` and `bytes_written Y` (of this process, by the
 * kernel's account). */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double bytes_written(void)
{
    char line[80];
    double bytes = 0;
    FILE *io = fopen("/proc/self/io", "r");

    while (io && fgets(line, sizeof line, io))
        sscanf(line, "write_bytes: %lf", &bytes);
    if (io)
        fclose(io);
    return bytes;
}

static void must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "limits: %s failed\n", what);
        exit(1);
    }
}

static void append(long n, size_t size, const char *path)
{
    char *block = calloc(1, size);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    must(fd >= 0 && block, "open");
    for (long i = 0; i < n; i++) {
        must(write(fd, block, size) == (ssize_t)size, "write");
        must(fdatasync(fd) == 0, "fdatasync");
    }
    close(fd);
    free(block);
}

static void sql(sqlite3 *db, const char *text)
{
    must(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK, text);
}

/* A 16-byte random key and a body, as a response has them. */
static void add_row(sqlite3 *db, sqlite3_stmt *add, const char *body,
                    size_t size)
{
    unsigned char key[16];

    sqlite3_randomness(sizeof key, key);
    sqlite3_bind_blob(add, 1, key, sizeof key, SQLITE_STATIC);
    sqlite3_bind_blob(add, 2, body, (int)size, SQLITE_STATIC);
    must(sqlite3_step(add) == SQLITE_DONE, sqlite3_errmsg(db));
    sqlite3_reset(add);
}

/* Each limit is the fastest way that is known: one row a transaction into one
 * tree; many into a table in the order of their coming with an index of their
 * keys, which writes a sixth of the bytes. */
static const char CLUSTERED[] = "CREATE TABLE IF NOT EXISTS t(k BLOB PRIMARY"
                                " KEY, b BLOB) STRICT, WITHOUT ROWID";
static const char ORDERED[] =
    "CREATE TABLE IF NOT EXISTS t(number INTEGER PRIMARY KEY,"
    " k BLOB NOT NULL UNIQUE, b BLOB) STRICT";

/* batch: rows in each transaction; more: behind those that are there. */
static void insert(long n, size_t size, const char *path, long batch, int more)
{
    char *body = calloc(1, size);
    sqlite3 *db;
    sqlite3_stmt *add;

    if (!more)
        unlink(path);
    must(sqlite3_open(path, &db) == SQLITE_OK, "open");
    sql(db, "PRAGMA journal_mode=WAL");
    sql(db, "PRAGMA synchronous=FULL");
    /* As the hub has it (archive_sqlite.c, journal.c). */
    sql(db, "PRAGMA cache_size=-16384");
    sql(db, "PRAGMA wal_autocheckpoint=16000");
    sql(db, batch == 1 ? CLUSTERED : ORDERED);
    sqlite3_prepare_v2(db, "INSERT INTO t(k, b) VALUES(?,?)", -1, &add, NULL);
    for (long i = 0; i < n; i++) {
        if (i % batch == 0)
            sql(db, "BEGIN IMMEDIATE");
        add_row(db, add, body, size);
        if (i % batch == batch - 1 || i == n - 1)
            sql(db, "COMMIT");
    }
    sqlite3_finalize(add);
    sqlite3_close(db);
    free(body);
}

int main(int argc, char **argv)
{
    must(argc == 5, "usage");
    long n = atol(argv[2]);
    size_t size = (size_t)atol(argv[3]);
    double written = bytes_written(), begin = now();

    if (strcmp(argv[1], "fdatasync") == 0)
        append(n, size, argv[4]);
    else
        insert(n, size, argv[4],
               strncmp(argv[1], "sqlite-one", strlen("sqlite-one")) ? 1000 : 1,
               strstr(argv[1], "-more") != NULL);
    printf("per_second %f\nbytes_written %f\n", (double)n / (now() - begin),
           bytes_written() - written);
    return 0;
}
