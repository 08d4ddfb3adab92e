#include "dialect.h"

#include "base/attr.h"
#include "base/buf.h"
#include "sql.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

struct pair {
    const char *given, *wanted;
};

static void each_is_rewritten(void (*rewrite)(const char *text,
                                              struct buf *out),
                              const struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct buf out;
        buf_init(&out, 0);
        rewrite(pairs[i].given, &out);
        assert_string_equal(buf_text(&out), pairs[i].wanted);
        buf_clear(&out);
    }
}

static void marks_are_numbered_in_their_order(void **state)
{
    static const struct pair PAIRS[] = {
        {"", ""},
        {"SELECT 1", "SELECT 1"},
        {"a = ? AND b = ?", "a = $1 AND b = $2"},
        {"?,?,?,?,?,?,?,?,?,?,?", "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11"},
    };

    (void)state;
    each_is_rewritten(dialect_number_marks, PAIRS, COUNT_OF(PAIRS));
}

static void a_table_is_made_in_the_servers_words(void **state)
{
    static const struct pair PAIRS[] = {
        {"CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER, b BLOB) STRICT;",
         "CREATE TABLE t(id BIGSERIAL PRIMARY KEY, n BIGINT, b BYTEA);"},
        {"CREATE TABLE t(k BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;",
         "CREATE TABLE t(k BYTEA PRIMARY KEY);"},
        {"CREATE TRIGGER a BEFORE DELETE ON t" APPEND_ONLY ";",
         "CREATE TRIGGER a BEFORE DELETE ON t FOR EACH STATEMENT EXECUTE"
         " FUNCTION append_only();"},
    };

    (void)state;
    each_is_rewritten(dialect_translate, PAIRS, COUNT_OF(PAIRS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_numbered_in_their_order),
        cmocka_unit_test(a_table_is_made_in_the_servers_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
