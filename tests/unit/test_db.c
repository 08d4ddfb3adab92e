#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static const char *const SCHEMA[] = {
    "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT UNIQUE, b BLOB) STRICT;",
    "ALTER TABLE t ADD COLUMN later INTEGER;",
};
static const char *const BROKEN[] = {
    "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT UNIQUE, b BLOB) STRICT;",
    "ALTER TABLE nowhere ADD COLUMN later INTEGER;",
};

struct place {
    char folder[32];
    char *path;
};

static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-db.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    p->path = file_join(p->folder, "t.db");
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    assert_int_equal(system(command), 0);
    free(command);
    free(p->path);
    free(p);
    return 0;
}

static struct db *open_all(const struct place *p)
{
    struct db *db;

    assert_int_equal(db_open(&db, p->path, SCHEMA, COUNT_OF(SCHEMA)), ERR_NONE);
    return db;
}

static int64_t number(struct db *db, const char *sql)
{
    int64_t n;

    assert_int_equal(db_number_values(db, -1, &n, sql, NULL, 0), ERR_NONE);
    return n;
}

static void what_is_written_is_read_after_opening_again(void **state)
{
    struct db *db = open_all(*state);
    struct db_rows *rows;
    size_t size;

    assert_int_equal(db_run(db, "INSERT INTO t VALUES (?, ?, ?, ?)", db_int(7),
                            db_text("ñandú"), db_blob("\0x", 2), db_null()),
                     ERR_NONE);
    db_close(db);
    db = open_all(*state);
    assert_int_equal(
        db_query(db, &rows, "SELECT * FROM t WHERE k = ?", db_int(7)),
        ERR_NONE);
    assert_true(db_next(rows));
    assert_int_equal(db_column_int(rows, 0), 7);
    assert_string_equal(db_column_text(rows, 1), "ñandú");
    assert_memory_equal(db_column_blob(rows, 2, &size), "\0x", 2);
    assert_int_equal(size, 2);
    assert_true(db_column_is_null(rows, 3));
    assert_string_equal(db_column_text(rows, 3), "");
    assert_false(db_next(rows));
    assert_int_equal(db_done(rows), ERR_NONE);
    db_close(db);
}

static void a_database_is_durable_and_forgets_what_is_deleted(void **state)
{
    struct db *db = open_all(*state);

    assert_int_equal(number(db, "PRAGMA synchronous"), 2);
    assert_int_equal(number(db, "PRAGMA foreign_keys"), 1);
    assert_int_equal(number(db, "PRAGMA secure_delete"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM pragma_journal_mode "
                                "WHERE journal_mode = 'wal'"),
                     1);
    assert_int_equal(number(db, "PRAGMA user_version"), 2);
    db_close(db);
}

static void a_transaction_is_kept_whole_or_not_at_all(void **state)
{
    struct db *db = open_all(*state);
    const char *sql = "INSERT INTO t (k, v) VALUES (?, ?)";

    assert_int_equal(db_begin(db), ERR_NONE);
    assert_int_equal(db_run(db, sql, db_int(1), db_text("a")), ERR_NONE);
    enum err err = db_run(db, sql, db_int(2), db_text("a"));
    assert_int_equal(err, ERR_CONFLICT);
    assert_int_equal(db_end(db, err), ERR_CONFLICT);
    assert_int_equal(number(db, "SELECT count(*) FROM t"), 0);
    assert_int_equal(db_begin(db), ERR_NONE);
    assert_int_equal(db_run(db, sql, db_int(1), db_text("a")), ERR_NONE);
    assert_int_equal(db_changes(db), 1);
    assert_int_equal(db_end(db, ERR_NONE), ERR_NONE);
    assert_int_equal(number(db, "SELECT count(*) FROM t"), 1);
    db_close(db);
}

static void an_older_database_is_migrated_and_keeps_its_rows(void **state)
{
    const struct place *p = *state;
    struct db *db;

    assert_int_equal(db_open(&db, p->path, SCHEMA, 1), ERR_NONE);
    assert_int_equal(db_run(db, "INSERT INTO t VALUES (1, 'a', NULL)"),
                     ERR_NONE);
    db_close(db);
    db = open_all(p);
    assert_int_equal(number(db, "SELECT count(later) + count(*) FROM t"), 1);
    db_close(db);
}

static void a_failed_migration_changes_nothing(void **state)
{
    const struct place *p = *state;
    struct db *db;

    assert_int_equal(db_open(&db, p->path, BROKEN, 2), ERR_IO);
    assert_null(db);
    assert_int_equal(db_open(&db, p->path, BROKEN, 1), ERR_NONE);
    assert_int_equal(number(db, "SELECT count(*) FROM t"), 0);
    db_close(db);
}

static void a_newer_database_is_refused_untouched(void **state)
{
    const struct place *p = *state;
    struct db *db = open_all(p);

    db_close(db);
    assert_int_equal(db_open(&db, p->path, SCHEMA, 1), ERR_NEWER);
    assert_null(db);
    db = open_all(p);
    db_close(db);
}

static void another_file_is_refused_and_stays(void **state)
{
    const struct place *p = *state;
    static const char TEXT[] = "This is a letter to the neighbours, long "
                               "enough to have a first page of its own. ";
    struct buf letter;
    struct db *db;

    buf_init(&letter, 0);
    for (int i = 0; i < 20; i++)
        buf_puts(&letter, TEXT);
    assert_int_equal(file_write(p->path, letter.data, letter.size), ERR_NONE);
    assert_int_equal(db_open(&db, p->path, SCHEMA, 2), ERR_FORMAT);
    struct buf after;
    buf_init(&after, 0);
    assert_int_equal(file_read(p->path, &after), ERR_NONE);
    assert_string_equal(buf_text(&after), buf_text(&letter));
    buf_clear(&letter);
    buf_clear(&after);
}

static void a_missing_folder_is_named(void **state)
{
    struct db *db;

    (void)state;
    assert_int_equal(db_open(&db, "/nonexistent/x.db", SCHEMA, 2), ERR_MISSING);
}

static void a_locked_database_is_busy(void **state)
{
    struct db *one = open_all(*state), *two = open_all(*state);

    assert_int_equal(db_run(two, "PRAGMA busy_timeout = 10"), ERR_NONE);
    assert_int_equal(db_begin(one), ERR_NONE);
    assert_int_equal(db_begin(two), ERR_BUSY);
    assert_int_equal(db_end(one, ERR_NONE), ERR_NONE);
    assert_int_equal(db_begin(two), ERR_NONE);
    assert_int_equal(db_end(two, ERR_NONE), ERR_NONE);
    db_close(one);
    db_close(two);
}

/* Permissions mean nothing to root, so another user tries. */
static void a_folder_that_cannot_be_written_is_denied(void **state)
{
    const struct place *p = *state;

    db_close(open_all(p));
    assert_int_equal(chmod(p->path, 0444), 0);
    assert_int_equal(chmod(p->folder, 0555), 0);
    pid_t child = fork();
    if (child == 0) {
        struct db *db;
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(99);
        _exit((int)db_open(&db, p->path, SCHEMA, 2));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), ERR_DENIED);
    assert_int_equal(chmod(p->folder, 0755), 0);
}

static void queries_may_run_inside_queries(void **state)
{
    struct db *db = open_all(*state);
    static const char SQL[] = "SELECT k FROM t ORDER BY k";
    struct db_rows *outer, *inner;
    int64_t sum = 0;

    assert_int_equal(db_run(db, "INSERT INTO t (k) VALUES (1), (2), (3)"),
                     ERR_NONE);
    assert_int_equal(db_query(db, &outer, SQL), ERR_NONE);
    while (db_next(outer)) {
        assert_int_equal(db_query(db, &inner, SQL), ERR_NONE);
        while (db_next(inner))
            sum += db_column_int(outer, 0) * db_column_int(inner, 0);
        assert_int_equal(db_done(inner), ERR_NONE);
    }
    assert_int_equal(db_done(outer), ERR_NONE);
    assert_int_equal(sum, 36);
    assert_int_equal(db_done(NULL), ERR_NONE);
    db_close(db);
}

static void more_statements_than_the_cache_holds_still_run(void **state)
{
    struct db *db = open_all(*state);
    int64_t n;

    for (int i = 0; i < 300; i++) {
        char *sql = xasprintf("SELECT %d + ?", i % 150);
        assert_int_equal(db_number(db, 0, &n, sql, db_int(1)), ERR_NONE);
        assert_int_equal(n, i % 150 + 1);
        free(sql);
    }
    db_checkpoint(db);
    db_close(db);
}

static void a_number_that_is_not_there_is_the_fallback(void **state)
{
    struct db *db = open_all(*state);

    assert_int_equal(number(db, "SELECT k FROM t"), -1);
    assert_int_equal(number(db, "SELECT max(k) FROM t"), -1);
    db_close(db);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static void what_can_be_made_again_does_not_wait_for_the_disk(void **state)
{
    struct place *p = *state;
    struct db *db = open_all(p);

    assert_int_equal(db_begin_derived(db), ERR_NONE);
    assert_int_equal(number(db, "PRAGMA synchronous"), 1);
    assert_int_equal(db_end(db, db_run(db, "INSERT INTO t(k) VALUES(1)")),
                     ERR_NONE);
    assert_int_equal(number(db, "PRAGMA synchronous"), 2);
    assert_int_equal(db_begin_derived(db), ERR_NONE);
    assert_int_equal(db_end(db, ERR_LIMIT), ERR_LIMIT);
    assert_int_equal(number(db, "PRAGMA synchronous"), 2);
    assert_int_equal(number(db, "SELECT count(*) FROM t"), 1);
    db_close(db);
}

static int64_t size_of(const char *path)
{
    struct stat is;

    assert_int_equal(stat(path, &is), 0);
    return is.st_size;
}

static void add_page(struct db *db)
{
    assert_int_equal(db_run(db, "INSERT INTO t(b) VALUES(zeroblob(3000))"),
                     ERR_NONE);
}

static void a_kept_journal_is_copied_when_it_has_so_many_pages(void **state)
{
    enum { MOST = 1500, BEFORE = 1200 }; /* SQLite itself copies at 1,000 */
    struct place *p = *state;
    struct db *db = open_all(p);
    char *journal = xasprintf("%s-wal", p->path);

    db_checkpoint(db);
    int64_t before = size_of(p->path);
    assert_int_equal(db_keep_journal(db, MOST), ERR_NONE);
    while (db_journal_pages(db) < BEFORE)
        add_page(db);
    assert_int_equal(size_of(p->path), before);
    while (size_of(p->path) == before) {
        assert_true(db_journal_pages(db) < MOST);
        add_page(db);
    }
    /* It begins anew and keeps its room. */
    int64_t kept = size_of(journal);
    add_page(db);
    assert_true(db_journal_pages(db) < 10);
    assert_int_equal(size_of(journal), kept);
    free(journal);
    db_close(db);
}

static void one_statement_runs_for_each_list_of_values(void **state)
{
    const char ADD[] = "INSERT INTO t(k, v) VALUES(?, ?) ON CONFLICT(k) DO"
                       " NOTHING";
    const struct db_value values[] = {db_int(1), db_text("a"), db_int(2),
                                      db_null(), db_int(1),    db_text("c")};
    struct db *db = open_all(*state);
    int64_t changed[3], out[3];

    assert_int_equal(db_each(db, ADD,
                             &(struct db_lists){.values = values,
                                                .columns = 2,
                                                .count = 3,
                                                .changed = changed}),
                     ERR_NONE);
    assert_int_equal(changed[0], 1);
    assert_int_equal(changed[1], 1);
    assert_int_equal(changed[2], 0);
    const struct db_value keys[] = {db_int(2), db_int(9), db_int(1)};
    assert_int_equal(db_each(db, "SELECT k FROM t WHERE k = ?",
                             &(struct db_lists){.values = keys,
                                                .columns = 1,
                                                .count = 3,
                                                .out = out,
                                                .fallback = -1}),
                     ERR_NONE);
    assert_int_equal(out[0], 2);
    assert_int_equal(out[1], -1);
    assert_int_equal(out[2], 1);
    /* The second breaks the uniqueness of v; the third is not run. */
    const struct db_value bad[] = {db_int(3),    db_text("x"), db_int(4),
                                   db_text("a"), db_int(5),    db_text("y")};
    assert_int_equal(
        db_each(db, ADD,
                &(struct db_lists){.values = bad, .columns = 2, .count = 3}),
        ERR_CONFLICT);
    assert_int_equal(number(db, "SELECT max(k) FROM t"), 3);
    assert_int_equal(db_each(db, ADD, &(struct db_lists){.columns = 2}),
                     ERR_NONE);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read_after_opening_again),
        TEST(a_database_is_durable_and_forgets_what_is_deleted),
        TEST(a_transaction_is_kept_whole_or_not_at_all),
        TEST(an_older_database_is_migrated_and_keeps_its_rows),
        TEST(a_failed_migration_changes_nothing),
        TEST(a_newer_database_is_refused_untouched),
        TEST(another_file_is_refused_and_stays),
        TEST(a_missing_folder_is_named),
        TEST(a_locked_database_is_busy),
        TEST(a_folder_that_cannot_be_written_is_denied),
        TEST(queries_may_run_inside_queries),
        TEST(more_statements_than_the_cache_holds_still_run),
        TEST(a_number_that_is_not_there_is_the_fallback),
        TEST(what_can_be_made_again_does_not_wait_for_the_disk),
        TEST(a_kept_journal_is_copied_when_it_has_so_many_pages),
        TEST(one_statement_runs_for_each_list_of_values),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
