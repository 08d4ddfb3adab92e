#include "enrol.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/stamp.h"
#include "hub.h"
#include "keyring.h"
#include "sql.h"
#include "station.h"
#include "throttle.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char FORGET_CODES[] = "DELETE FROM enrolment WHERE name = ?";
static const char INVITE[] =
    "INSERT INTO enrolment(code, name, ends_ms) VALUES(?,?,?)";
static const char FIND_CODE[] =
    "SELECT name, used FROM enrolment WHERE code = ? AND ends_ms > ?";
static const char USE_CODE[] = "UPDATE enrolment SET used = ? WHERE code = ?";
static const char STATION[] = "SELECT id FROM station WHERE name = ?";
static const char NAME[] = "SELECT name FROM station WHERE id = ?";
static const char KEY[] =
    "SELECT key FROM station_key WHERE station = ? AND until_ms = 0";
static const char FIND_KEY[] =
    "SELECT station, until_ms FROM station_key WHERE key = ?";
static const char COUNT_KEYS[] =
    "SELECT count(*) FROM station_key WHERE station = ?";
static const char ADD_KEY[] =
    "INSERT INTO station_key(station, key, open, since_ms) VALUES(?,?,?,?)";
static const char KNOWN[] = "SELECT key FROM station_key WHERE station = ?"
                            " AND open = ? AND until_ms = 0";
static const char END_KEYS[] = "UPDATE station_key SET until_ms = ?"
                               " WHERE station = ? AND until_ms = 0";
static const char END_KEYS_OF[] =
    "UPDATE station_key SET until_ms = ? WHERE until_ms = 0 AND station ="
    " (SELECT id FROM station WHERE name = ?)";

/* Of one address, within the throttle's quarter of an hour. */
enum { WRONG_CODES = 10 };

static void hash_code(const char *code, unsigned char out[SHA256_SIZE])
{
    digest_sha256(code, strlen(code), out);
}

enum err enrol_invite(struct archive *archive, const char *name, int64_t now_ms,
                      char code[IDENTITY_CODE_SIZE])
{
    unsigned char hash[SHA256_SIZE];

    identity_new_code(code);
    hash_code(code, hash);
    enum err err = archive_begin(archive);
    if (err)
        return err;
    err = sql_run(archive->sql, FORGET_CODES, db_text(name));
    if (!err)
        err = sql_run(archive->sql, INVITE, db_blob(hash, sizeof hash),
                      db_text(name), db_int(now_ms + ENROL_MINUTES * 60000LL));
    return archive_end(archive, err);
}

/* The first row's first column; ERR_MISSING without a row. */
static enum err one_text(struct sql *sql, struct sql_rows *rows, char *out,
                         size_t size)
{
    enum err err = ERR_MISSING;

    if (sql->engine->next(rows)) {
        const char *text = sql_column_text(sql, rows, 0);
        err = strlen(text) < size ? ERR_NONE : ERR_LIMIT;
        if (!err)
            memcpy(out, text, strlen(text) + 1);
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err enrol_key(struct archive *archive, int64_t station,
                   char out[NOTE_VERIFIER_SIZE])
{
    struct sql_rows *rows;
    enum err err = sql_query(archive->sql, &rows, KEY, db_int(station));

    return err ? err : one_text(archive->sql, rows, out, NOTE_VERIFIER_SIZE);
}

enum err enrol_find(struct archive *archive, const char *key, int64_t *station,
                    bool *revoked)
{
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, FIND_KEY, db_text(key));

    if (err)
        return err;
    err = ERR_MISSING;
    if (sql->engine->next(rows)) {
        *station = sql_column(sql, rows, 0);
        *revoked = sql_column(sql, rows, 1) != 0;
        err = ERR_NONE;
    }
    enum err end = sql->engine->done(rows);
    return end ? end : err;
}

enum err enrol_revoke(struct archive *archive, const char *name, int64_t now_ms)
{
    enum err err = sql_run(archive->sql, FORGET_CODES, db_text(name));

    return err ? err
               : sql_run(archive->sql, END_KEYS_OF, db_int(now_ms),
                         db_text(name));
}

/* "Luna 3" -> "Luna-3.17/2": a name that stays what it was needs no number
 * of its station to be its only one. */
static void name_key(const char *station, int64_t id, int64_t number,
                     char out[SIGN_NAME_SIZE])
{
    enum { LONGEST = 30 };
    struct buf name;
    bool same = strlen(station) <= LONGEST;

    buf_init(&name, SIGN_NAME_SIZE - 1);
    for (size_t i = 0; i < LONGEST && station[i]; i++) {
        bool plain =
            isalnum((unsigned char)station[i]) || strchr("-_", station[i]);
        buf_putc(&name, plain ? station[i] : '-');
        same = same && plain;
    }
    if (!same)
        buf_printf(&name, ".%lld", (long long)id);
    buf_printf(&name, "/%lld", (long long)number);
    memcpy(out, buf_text(&name), name.size + 1);
    buf_clear(&name);
}

/* One key on its way in. */
struct newcomer {
    struct archive *archive;
    const char *note; /* the request, which the key has signed */
    size_t size;
    struct note_verifier key;
    int64_t station;
    char name[256];                   /* of the station */
    char token[TOKEN_TEXT_SIZE];      /* "" when it has one */
    char printed[NOTE_VERIFIER_SIZE]; /* the key under its new name */
    int64_t now_ms;
};

static enum err read_name(struct newcomer *n)
{
    struct sql_rows *rows;
    enum err err = sql_query(n->archive->sql, &rows, NAME, db_int(n->station));

    return err ? err : one_text(n->archive->sql, rows, n->name, sizeof n->name);
}

/* Whether the station's present key, when there is one, has signed, too. */
static enum err ask_predecessor(struct newcomer *n)
{
    char printed[NOTE_VERIFIER_SIZE];
    struct note_verifier before;
    enum err err = enrol_key(n->archive, n->station, printed);

    if (err)
        return err == ERR_MISSING ? ERR_NONE : err;
    return note_verifier_read(&before, printed) &&
                   note_check(n->note, n->size, &before, NULL) == NOTE_GENUINE
               ? ERR_NONE
               : ERR_DENIED;
}

static enum err add_key(struct newcomer *n)
{
    struct note_verifier named = n->key;
    int64_t count = 0;
    struct sql *sql = n->archive->sql;
    enum err err = sql_number(sql, 0, &count, COUNT_KEYS, db_int(n->station));

    name_key(n->name, n->station, count + 1, named.name);
    note_verifier_print(&named, n->printed);
    if (!err)
        err = sql_run(sql, END_KEYS, db_int(n->now_ms), db_int(n->station));
    if (!err)
        err = sql_run(sql, ADD_KEY, db_int(n->station), db_text(n->printed),
                      db_blob(n->key.open, SIGN_KEY_SIZE), db_int(n->now_ms));
    return err;
}

/* The same key once more: its reply was lost. */
static enum err find_known(struct newcomer *n)
{
    struct sql_rows *rows;
    enum err err = sql_query(n->archive->sql, &rows, KNOWN, db_int(n->station),
                             db_blob(n->key.open, SIGN_KEY_SIZE));

    return err ? err
               : one_text(n->archive->sql, rows, n->printed, sizeof n->printed);
}

static enum err admit(struct newcomer *n, bool needs_predecessor)
{
    enum err err = read_name(n);

    if (!err)
        err = find_known(n);
    if (err != ERR_MISSING)
        return err;
    err = needs_predecessor ? ask_predecessor(n) : ERR_NONE;
    if (!err)
        err = add_key(n);
    return err ? err
               : audit_add(n->archive, &(struct audit_entry){
                                           n->now_ms, "station", "enrol key",
                                           n->name, n->printed});
}

/* ERR_DENIED when the code is unknown, too old, or another key used it. */
static enum err redeem(struct newcomer *n, const char *code)
{
    struct sql *sql = n->archive->sql;
    unsigned char hash[SHA256_SIZE];
    struct sql_rows *rows;
    size_t size = 0;
    bool found = false, free = false;

    hash_code(code, hash);
    enum err err = sql_query(sql, &rows, FIND_CODE, db_blob(hash, sizeof hash),
                             db_int(n->now_ms));
    if (err)
        return err;
    if (sql->engine->next(rows)) {
        const void *used = sql->engine->blob(rows, 1, &size);
        snprintf(n->name, sizeof n->name, "%s", sql_column_text(sql, rows, 0));
        free = size == 0;
        found = free ||
                (size == SIGN_KEY_SIZE && memcmp(used, n->key.open, size) == 0);
    }
    err = sql->engine->done(rows);
    if (err || !found)
        return err ? err : ERR_DENIED;
    return free ? sql_run(sql, USE_CODE, db_blob(n->key.open, SIGN_KEY_SIZE),
                          db_blob(hash, sizeof hash))
                : ERR_NONE;
}

static enum err enrol(struct newcomer *n, const char *code)
{
    enum err err = redeem(n, code);

    if (!err)
        err = station_renew(n->archive, n->name, n->now_ms, n->token);
    if (!err)
        err = sql_number(n->archive->sql, 0, &n->station, STATION,
                         db_text(n->name));
    return err ? err : admit(n, false);
}

static void reply(struct visit *visit, const struct newcomer *n)
{
    const struct config *config = &visit->hub->config;
    char hub[NOTE_VERIFIER_SIZE];
    struct note_verifier verifier;
    struct sign_key key;
    struct buf out;

    enum err err = keyring_load(config->data, config->public_url, &key);
    if (err) {
        visit_fail(visit, err);
        return;
    }
    note_verifier_of(&verifier, &key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, hub);
    buf_init(&out, 0);
    identity_write(&out, &(struct identity){.station = n->name,
                                            .token = n->token,
                                            .key = n->printed,
                                            .hub = hub});
    err = note_sign(&out, &key);
    sign_key_clear(&key);
    request_set_header(visit->request, "Cache-Control", "no-store");
    if (err)
        visit_fail(visit, err);
    else
        request_reply_buf(visit->request, 200, IDENTITY_TYPE, &out);
    buf_clear(&out);
}

/* The request's texts, when it is signed by the key that it brings. */
static bool read_request(struct visit *visit, struct newcomer *n,
                         struct identity *out)
{
    const char *note = buf_text(&visit->body);
    size_t size = visit->body.size, text = note_text_size(note, size);

    *n = (struct newcomer){.archive = visit->hub->archive,
                           .note = note,
                           .size = size,
                           .station = visit->station,
                           .now_ms = stamp_now().wall_ms};
    return text && !identity_read(note, text, visit->arena, out) &&
           note_verifier_read(&n->key, out->key) &&
           note_check(note, size, &n->key, NULL) == NOTE_GENUINE;
}

static void settle(struct visit *visit, struct newcomer *n, enum err err)
{
    err = archive_end(n->archive, err);
    if (!err)
        log_info("%s has the key %s", n->name, n->printed);
    if (err)
        visit_fail(visit, err);
    else
        reply(visit, n);
}

/* Twelve characters are enough against guessing only if guesses are few. A
 * device that knows its code is not held up by others at other addresses. */
static bool has_guessed_enough(struct visit *visit)
{
    return throttle_is_over(visit->hub->throttle, "enrol", visit_address(visit),
                            stamp_boot_ms(), WRONG_CODES);
}

static void note_wrong_code(struct visit *visit)
{
    log_info("a wrong code for a station");
    throttle_count(visit->hub->throttle, "enrol", visit_address(visit),
                   stamp_boot_ms());
}

void enrol_take(struct visit *visit)
{
    char code[IDENTITY_CODE_SIZE];
    struct identity asked;
    struct newcomer n;

    if (has_guessed_enough(visit)) {
        request_set_header(visit->request, "Retry-After", "900");
        visit_refuse(visit, 429,
                     N_("Too many wrong codes came from there. Wait a quarter "
                        "of an hour."));
        return;
    }
    if (!read_request(visit, &n, &asked) ||
        !identity_read_code(asked.code, code)) {
        visit_fail(visit, ERR_FORMAT);
        return;
    }
    enum err err = archive_begin(n.archive);
    if (err) {
        visit_fail(visit, err);
        return;
    }
    err = enrol(&n, code);
    if (err == ERR_DENIED)
        note_wrong_code(visit);
    settle(visit, &n, err);
}

void enrol_take_key(struct visit *visit)
{
    struct identity asked;
    struct newcomer n;

    if (!read_request(visit, &n, &asked)) {
        visit_fail(visit, ERR_FORMAT);
        return;
    }
    enum err err = archive_begin(n.archive);
    if (err)
        visit_fail(visit, err);
    else
        settle(visit, &n, admit(&n, true));
}
