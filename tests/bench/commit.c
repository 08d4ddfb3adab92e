/* What sending cannot go below: a program that rests at its terminal as a
 * kiosk does, keeps each byte that comes with a body of an answer's size in
 * one durable transaction of SQLite, and then writes the byte back. A loop of
 * commits (limits sqlite-one) never has to wake up for one.
 *
 *   commit FILE */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

enum { BODY = 2500 };

static void must(int ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static sqlite3_stmt *open_store(const char *path, sqlite3 **db)
{
    static const char SETUP[] = "PRAGMA journal_mode=WAL;"
                                "PRAGMA synchronous=FULL;"
                                "CREATE TABLE t(k BLOB PRIMARY KEY, b BLOB) "
                                "STRICT, WITHOUT ROWID";
    sqlite3_stmt *add = NULL;

    must(sqlite3_open(path, db) == SQLITE_OK, "open");
    must(sqlite3_exec(*db, SETUP, NULL, NULL, NULL) == SQLITE_OK, SETUP);
    must(sqlite3_prepare_v2(*db, "INSERT INTO t VALUES(randomblob(16),?)", -1,
                            &add, NULL) == SQLITE_OK,
         "prepare");
    return add;
}

int main(int argc, char **argv)
{
    static const char body[BODY];
    struct termios raw;
    sqlite3 *db;
    char byte;

    must(argc == 2, "usage: commit FILE");
    sqlite3_stmt *add = open_store(argv[1], &db);
    tcgetattr(STDIN_FILENO, &raw);
    raw.c_lflag = 0;
    raw.c_oflag = 0;
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    while (read(STDIN_FILENO, &byte, 1) == 1) {
        sqlite3_bind_blob(add, 1, body, sizeof body, SQLITE_STATIC);
        must(sqlite3_step(add) == SQLITE_DONE, sqlite3_errmsg(db));
        sqlite3_reset(add);
        if (write(STDOUT_FILENO, &byte, 1) != 1)
            break;
    }
    sqlite3_finalize(add);
    sqlite3_close(db);
    return 0;
}
