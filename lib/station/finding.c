#include "station/finding.h"

#include "base/digest.h"
#include "base/stamp.h"
#include "store/db.h"

#include <stdio.h>
#include <string.h>

/* Which of them, whether any target has it, has proved it, or parks it. */
static const char RESPONSES[] =
    "SELECT r.commitment, e.log, r.leaf_index, r.token, r.saved_wall_ms,"
    " EXISTS (SELECT 1 FROM delivery AS d WHERE d.seq = r.seq"
    "  AND d.verdict IN ('stored', 'duplicate')),"
    " EXISTS (SELECT 1 FROM heard AS h WHERE h.epoch = r.epoch"
    "  AND h.size > r.leaf_index),"
    " EXISTS (SELECT 1 FROM delivery AS d WHERE d.seq = r.seq"
    "  AND d.verdict IN ('refused', 'conflict')) "
    "FROM response AS r JOIN epoch AS e ON e.number = r.epoch "
    "WHERE r.commitment IS NOT NULL";
/* Leaves without a response: opened, or delivered, proved and deleted. */
static const char LEAVES[] =
    "SELECT l.commitment, e.log, l.leaf_index, l.kind FROM leaf AS l "
    "JOIN epoch AS e ON e.number = l.epoch WHERE l.commitment IS NOT NULL";

/* What is looked for: a code, or a number's hash. */
struct wanted {
    char code[SLIP_CODE_SIZE];
    bool is_token;
    unsigned char token_hash[OPENING_TOKEN_SIZE];
};

static bool read_typed(const char *typed, struct wanted *out)
{
    char token[TOKEN_DIGITS + 1];

    *out = (struct wanted){.is_token = false};
    if (slip_read_code(typed, out->code))
        return true;
    if (!claim_read(typed, token))
        return false;
    out->is_token = true;
    claim_hash(token, out->token_hash);
    return true;
}

/* Fills in the leaf's own columns; false when the code is another. */
static bool take_leaf(struct db_rows *rows, const struct wanted *wanted,
                      struct found *out)
{
    char code[SLIP_CODE_SIZE];
    size_t size;
    const void *commitment = db_column_blob(rows, 0, &size);

    if (size != COMMITMENT_SIZE)
        return false;
    slip_code(commitment, code);
    if (!wanted->is_token && strcmp(code, wanted->code) != 0)
        return false;
    memcpy(out->code, code, sizeof code);
    snprintf(out->log, sizeof out->log, "%s", db_column_text(rows, 1));
    out->index = db_column_int(rows, 2);
    return true;
}

static enum finding state_of(struct db_rows *rows)
{
    if (db_column_int(rows, 5))
        return db_column_int(rows, 6) ? FINDING_PROVED : FINDING_ARRIVED;
    return db_column_int(rows, 7) ? FINDING_REFUSED : FINDING_WAITS;
}

static bool take_response(struct db_rows *rows, const struct wanted *wanted,
                          struct found *out)
{
    size_t size;
    const void *token = db_column_blob(rows, 3, &size);
    char when[STAMP_TEXT_SIZE];

    /* The sign that was picked stands behind it. */
    bool has_token = size >= OPENING_TOKEN_SIZE;
    if (wanted->is_token && (!has_token || memcmp(token, wanted->token_hash,
                                                  OPENING_TOKEN_SIZE) != 0))
        return false;
    if (!take_leaf(rows, wanted, out))
        return false;
    out->has_token = has_token;
    if (has_token)
        memcpy(out->token_hash, token, OPENING_TOKEN_SIZE);
    stamp_print_local(db_column_int(rows, 4), when);
    snprintf(out->day, sizeof out->day, "%.10s", when);
    out->what = state_of(rows);
    return true;
}

static bool take_bare(struct db_rows *rows, const struct wanted *wanted,
                      struct found *out)
{
    if (wanted->is_token || !take_leaf(rows, wanted, out))
        return false;
    bool is_spoiled = strcmp(db_column_text(rows, 3), "spoiled") == 0;
    out->what = is_spoiled ? FINDING_OPENED : FINDING_PROVED;
    return true;
}

static enum err search(struct db *db, const char *sql,
                       bool (*take)(struct db_rows *, const struct wanted *,
                                    struct found *),
                       const struct wanted *wanted, struct found *out)
{
    struct db_rows *rows;
    enum err err = db_query(db, &rows, sql);

    if (err)
        return err;
    while (out->what == FINDING_NONE && db_next(rows))
        take(rows, wanted, out);
    return db_done(rows);
}

enum err finding_look(struct db *db, const char *typed, struct found *out)
{
    struct wanted wanted;

    *out = (struct found){.what = FINDING_NONE, .withdrawal = WITHDRAWAL_NONE};
    if (!read_typed(typed, &wanted))
        return ERR_FORMAT;
    enum err err = search(db, RESPONSES, take_response, &wanted, out);
    if (!err && out->what == FINDING_NONE)
        err = search(db, LEAVES, take_bare, &wanted, out);
    if (!err && out->what == FINDING_NONE)
        memcpy(out->code, wanted.code, sizeof out->code);
    return err ? err : withdrawals_find(db, out->code, &out->withdrawal);
}

enum err finding_withdraw(struct db *db, struct found *found, const char *typed)
{
    unsigned char hash[OPENING_TOKEN_SIZE];
    char token[TOKEN_DIGITS + 1];
    const struct withdrawal asked = {found->code, token, found->log,
                                     found->index};

    if (!claim_read(typed, token))
        return ERR_FORMAT;
    claim_hash(token, hash);
    if (found->has_token && !digest_equal(hash, found->token_hash, sizeof hash))
        return ERR_DENIED;
    enum err err = withdrawals_ask(db, &asked);
    if (!err)
        found->withdrawal = WITHDRAWAL_ASKED;
    return err;
}
