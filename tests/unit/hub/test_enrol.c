#include "enrol.h"
#include "sql.h"
#include "stand.h"
#include "station.h"

static const char ADD_KEY[] =
    "INSERT INTO station_key(station, key, open, since_ms) VALUES(?,?,?,?)";
static const char CODES[] = "SELECT count(*) FROM enrolment WHERE name = ?";

static int64_t codes_of(struct stand *p, const char *name)
{
    int64_t n;

    assert_int_equal(sql_number(p->archive->sql, 0, &n, CODES, db_text(name)),
                     ERR_NONE);
    return n;
}

/* A station with a key, as enrolling leaves it. */
static int64_t enrolled(struct stand *p, const char *name, const char *key)
{
    char token[TOKEN_TEXT_SIZE];
    int64_t id, seen;

    assert_int_equal(station_add(p->archive, name, 1000, token), ERR_NONE);
    assert_int_equal(station_find(p->archive, token, &id, &seen), ERR_NONE);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = sql_run(p->archive->sql, ADD_KEY, db_int(id), db_text(key),
                           db_blob(key, strlen(key)), db_int(1000));
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    return id;
}

static void a_new_code_takes_the_place_of_the_one_before(void **state)
{
    struct stand *p = *state;
    char one[IDENTITY_CODE_SIZE], two[IDENTITY_CODE_SIZE],
        read[IDENTITY_CODE_SIZE];

    assert_int_equal(enrol_invite(p->archive, "luna-3", 1000, one), ERR_NONE);
    assert_int_equal(enrol_invite(p->archive, "luna-3", 2000, two), ERR_NONE);
    assert_int_equal(enrol_invite(p->archive, "sol-1", 2000, read), ERR_NONE);
    assert_string_not_equal(one, two);
    assert_true(identity_read_code(two, read));
    assert_string_equal(read, two);
    assert_int_equal(codes_of(p, "luna-3"), 1);
    assert_int_equal(codes_of(p, "sol-1"), 1);
}

/* Whoever reads the archive cannot enrol with what is there. */
static void the_code_itself_is_not_kept(void **state)
{
    struct stand *p = *state;
    char code[IDENTITY_CODE_SIZE];
    int64_t n;

    assert_int_equal(enrol_invite(p->archive, "luna-3", 1000, code), ERR_NONE);
    assert_int_equal(sql_number(p->archive->sql, 0, &n,
                                "SELECT count(*) FROM enrolment WHERE code = ?",
                                db_blob(code, strlen(code))),
                     ERR_NONE);
    assert_int_equal(n, 0);
}

static void a_key_is_found_until_it_is_taken_away(void **state)
{
    struct stand *p = *state;
    char key[NOTE_VERIFIER_SIZE], code[IDENTITY_CODE_SIZE];
    int64_t luna = enrolled(p, "luna-3", "luna-3/1+0+A");
    int64_t sol = enrolled(p, "sol-1", "sol-1/1+0+B"), station;
    bool revoked = true;

    assert_int_equal(enrol_find(p->archive, "nobody/1+0+C", &station, &revoked),
                     ERR_MISSING);
    assert_int_equal(enrol_find(p->archive, "luna-3/1+0+A", &station, &revoked),
                     ERR_NONE);
    assert_int_equal(station, luna);
    assert_false(revoked);
    assert_int_equal(enrol_key(p->archive, luna, key), ERR_NONE);
    assert_string_equal(key, "luna-3/1+0+A");
    assert_int_equal(enrol_invite(p->archive, "luna-3", 1000, code), ERR_NONE);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = enrol_revoke(p->archive, "luna-3", 3000);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    assert_int_equal(enrol_find(p->archive, "luna-3/1+0+A", &station, &revoked),
                     ERR_NONE);
    assert_true(revoked);
    assert_int_equal(enrol_key(p->archive, luna, key), ERR_MISSING);
    assert_int_equal(codes_of(p, "luna-3"), 0);
    assert_int_equal(enrol_key(p->archive, sol, key), ERR_NONE);
    assert_string_equal(key, "sol-1/1+0+B");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_new_code_takes_the_place_of_the_one_before),
        CASE(the_code_itself_is_not_kept),
        CASE(a_key_is_found_until_it_is_taken_away),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
