#include "withdrawal.h"

#include "archive.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/stamp.h"
#include "board_page.h"
#include "civic_page.h"
#include "erasure.h"
#include "hub.h"
#include "idea.h"
#include "ledgers.h"
#include "proof/leaf.h"
#include "proof/slip.h"
#include "proof/claim.h"
#include "segments.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum withdrawing {
    WITHDRAWING_DONE,
    WITHDRAWING_DENIED,  /* the number is not the answer's */
    WITHDRAWING_UNKNOWN, /* no such answer came yet */
    WITHDRAWING_GONE,    /* it is deleted */
};

static const char OF_LEAF[] =
    "SELECT response.key, response.token FROM response"
    " JOIN ledger ON ledger.id = epoch WHERE log = ? AND leaf = ?";
static const char OWN_LOGS[] =
    "SELECT id, size FROM ledger WHERE station = -1 ORDER BY id DESC";

/* Where the answer's leaf is. */
struct place {
    char log[SIGN_NAME_SIZE];
    int64_t index;
};

enum { TAIL_DIGITS = 4, TAIL_MASK = 0x3fff, CODE_DIGITS = 14 };

/* A code is the commitment modulo 10^14, which 2^14 divides: the last bits of
 * both are the same, so that few lines need be looked at. */
static unsigned tail_of_code(const char *code)
{
    uint64_t number = 0;

    for (int digits = 0; *code && digits < CODE_DIGITS; code++) {
        if (*code == ' ')
            continue;
        number = number * 10 + (uint64_t)(*code - '0');
        digits++;
    }
    return number & TAIL_MASK;
}

/* "answer LOG INDEX COMMITMENT FORM" */
static bool has_tail(const char *line, unsigned tail)
{
    unsigned found;

    if (strncmp(line, "answer ", 7) != 0)
        return false;
    for (int blanks = 0; blanks < 4 && line; blanks++)
        line = strchr(line + (blanks > 0), ' ');
    return line && sscanf(line - TAIL_DIGITS, "%4x", &found) == 1 &&
           (found & TAIL_MASK) == tail;
}

static bool is_of_code(const char *line, const char *code, struct place *out)
{
    char other[SLIP_CODE_SIZE];
    struct leaf leaf;

    if (leaf_read(&leaf, line))
        return false;
    slip_code(leaf.hash, other);
    if (strcmp(other, code) != 0)
        return false;
    memcpy(out->log, leaf.log, sizeof out->log);
    out->index = (int64_t)leaf.index;
    return true;
}

/* Lines are cut up where they lie. */
static bool find_in_lines(char *line, const char *code, unsigned tail,
                          struct place *out)
{
    bool found = false;

    while (!found && *line) {
        char *end = strchr(line, '\n');
        if (!end)
            break;
        *end = '\0';
        found = has_tail(line, tail) && is_of_code(line, code, out);
        line = end + 1;
    }
    return found;
}

static enum err find_in_log(struct archive *archive, int64_t log, uint64_t size,
                            const char *code, struct place *out)
{
    struct buf lines;
    bool found = false;
    enum err err = ERR_NONE;

    buf_init(&lines, 0);
    for (uint64_t at = 0; !err && !found && at < size;) {
        buf_reset(&lines);
        err = segments_lines(archive, log, at, &lines, &at);
        buf_putc(&lines, '\0');
        found =
            !err && find_in_lines(lines.data, code, tail_of_code(code), out);
    }
    buf_clear(&lines);
    return err || found ? err : ERR_MISSING;
}

enum { MOST_EPOCHS = 64 };

/* Looks through the hub's own logs, the newest first. */
static enum err find_code(struct archive *archive, const char *code,
                          struct place *out)
{
    struct {
        int64_t log;
        uint64_t size;
    } own[MOST_EPOCHS];
    size_t count = 0;
    struct sql *sql = archive->sql;
    struct sql_rows *rows;
    enum err err = sql_query(sql, &rows, OWN_LOGS);

    if (err)
        return err;
    while (count < MOST_EPOCHS && sql->engine->next(rows)) {
        own[count].log = sql_column(sql, rows, 0);
        own[count++].size = (uint64_t)sql_column(sql, rows, 1);
    }
    err = sql->engine->done(rows);
    enum err found = ERR_MISSING;
    for (size_t i = 0; !err && found == ERR_MISSING && i < count; i++)
        found = find_in_log(archive, own[i].log, own[i].size, code, out);
    return err ? err : found;
}

/* Whether the number is the one whose hash came with the answer. */
static enum err check_token(struct archive *archive, const struct place *place,
                            const char *typed, unsigned char *key,
                            enum withdrawing *out)
{
    struct sql *sql = archive->sql;
    unsigned char hash[OPENING_TOKEN_SIZE];
    char token[TOKEN_DIGITS + 1];
    struct sql_rows *rows;
    size_t key_size = 0, size = 0;
    enum err err = sql_query(sql, &rows, OF_LEAF, db_text(place->log),
                             db_int(place->index));

    *out = WITHDRAWING_UNKNOWN;
    if (err)
        return err;
    if (sql->engine->next(rows)) {
        const void *found = sql->engine->blob(rows, 0, &key_size);
        memcpy(key, found, RESPONSE_KEY_SIZE);
        const void *kept = sql->engine->blob(rows, 1, &size);
        *out = size < sizeof hash ? WITHDRAWING_GONE : WITHDRAWING_DENIED;
        if (size >= sizeof hash && claim_read(typed, token)) {
            claim_hash(token, hash);
            if (digest_equal(kept, hash, sizeof hash))
                *out = WITHDRAWING_DONE;
        }
    }
    return sql->engine->done(rows);
}

static enum err erase(struct visit *visit, const unsigned char *key)
{
    static const char WHO[] = "who gave it";
    struct archive *archive = visit->hub->archive;
    const struct erasure why = {stamp_now().wall_ms, WHO, "withdraw",
                                "by the number of the receipt"};
    size_t erased;
    enum err err = archive_begin(archive);

    if (!err)
        err = archive_end(archive, erasure_run(archive, key, &why, &erased));
    return err ? err : erasure_settle(archive, visit->hub->models);
}

/* Takes it back; false when an error was replied. */
static bool withdraw(struct visit *visit, const struct place *place,
                     enum withdrawing *out)
{
    struct archive *archive = visit->hub->archive;
    unsigned char key[RESPONSE_KEY_SIZE];
    bool is_idea = false;
    enum err err =
        check_token(archive, place, visit_field(visit, "token"), key, out);

    if (!err && *out != WITHDRAWING_DONE)
        return true;
    if (!err)
        err = idea_is_decided(archive, key, &is_idea);
    if (!err)
        err = erase(visit, key);
    if (err)
        visit_fail(visit, err);
    return !err && (!is_idea || board_page_publish(visit));
}

static void reply(struct visit *visit, enum withdrawing how,
                  unsigned status_gone)
{
    static const char NONE[] = N_("There is no answer under this receipt.");

    switch (how) {
    case WITHDRAWING_DONE:
        request_reply(visit->request, 204, NULL, "", 0);
        break;
    case WITHDRAWING_DENIED:
        visit_fail(visit, ERR_DENIED);
        break;
    case WITHDRAWING_GONE:
        visit_refuse(visit, status_gone, NONE);
        break;
    case WITHDRAWING_UNKNOWN:
        visit_refuse(visit, 404, NONE);
        break;
    }
}

static void read_place(struct visit *visit, struct place *out)
{
    snprintf(out->log, sizeof out->log, "%s", visit_field(visit, "log"));
    out->index = strtoll(visit_field(visit, "index"), NULL, 10);
}

void withdrawal_on_page(struct visit *visit)
{
    enum withdrawing how;
    struct place place = {.log = ""};

    read_place(visit, &place);
    if (withdraw(visit, &place, &how))
        reply(visit, how, 404);
}

void withdrawal_at_station(struct visit *visit)
{
    enum withdrawing how = WITHDRAWING_UNKNOWN;
    char code[SLIP_CODE_SIZE];
    struct place place = {.log = ""};
    enum err err = ERR_NONE;

    read_place(visit, &place);
    if (!*place.log && slip_read_code(visit_field(visit, "code"), code))
        err = find_code(visit->hub->archive, code, &place);
    if (err && err != ERR_MISSING) {
        visit_fail(visit, err);
        return;
    }
    if (err || withdraw(visit, &place, &how))
        reply(visit, how, 410);
}
