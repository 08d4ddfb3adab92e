#include "station/ledger.h"

#include "epochs.h"

#include "base/digest.h"
#include "base/log.h"
#include "base/mem.h"
#include "proof/head.h"
#include "proof/leaf.h"
#include "proof/opening.h"
#include "proof/symbol.h"
#include "record/response.h"
#include "store/db.h"
#include "store/leaves.h"
#include "store/outbox.h"

#include <stdlib.h>
#include <string.h>

void ledger_clear(struct ledger *ledger)
{
    sign_key_clear(&ledger->key);
    *ledger = (struct ledger){.epoch = 0};
}

enum err ledger_open(struct ledger *out, struct db *db, const char *folder,
                     const char *station)
{
    enum err err = epochs_resume(out, db, folder, station);

    if (err == ERR_MISSING)
        err = epochs_begin(out, db, folder, station);
    if (err) {
        log_error("the station's log: %s; answers are kept without a receipt",
                  err_text(err));
        ledger_clear(out);
    }
    return err;
}

enum err ledger_heed(struct ledger *ledger, struct db *db, const char *folder,
                     const char *station)
{
    struct epoch epoch;
    enum err err = leaves_epoch(db, 0, &epoch);
    bool stands = !err && epoch.broken_at < 0 && epoch.number == ledger->epoch;

    epoch_clear(&epoch);
    if (stands)
        return ERR_NONE;
    ledger_clear(ledger);
    return ledger_open(ledger, db, folder, station);
}

/* The tree and head behind one more line. */
static enum err extend(const struct ledger *ledger, const struct leaf *leaf,
                       struct tree *tree, struct buf *head)
{
    unsigned char hash[TREE_HASH_SIZE], hashes[TREE_HEIGHT][TREE_HASH_SIZE];
    struct buf line;

    buf_init(&line, LEAF_LIMIT);
    enum err err = leaf_write(leaf, &line);
    if (!err) {
        *tree = ledger->tree;
        tree_hash_leaf(line.data, line.size, hash);
        tree_append(tree, hash, hashes);
        err = head_write(tree, &ledger->key, head);
    }
    buf_clear(&line);
    return err;
}

static void leaf_of(const struct ledger *ledger, enum leaf_kind kind,
                    const struct response *r, struct leaf *out)
{
    *out = (struct leaf){.kind = kind, .index = ledger->tree.size};
    memcpy(out->log, ledger->key.name, sizeof out->log);
    memcpy(out->hash, r->evidence.commitment, sizeof out->hash);
    leaf_set_form(out, r->form_id);
}

void ledger_leaf_clear(struct ledger_leaf *leaf)
{
    buf_clear(&leaf->head);
    memset(leaf, 0, sizeof *leaf);
}

static void set_text(char **member, const char *text)
{
    free(*member);
    *member = xstrdup(text);
}

static void open_of(const struct response *r, char station[SIGN_NAME_SIZE],
                    struct opening *out)
{
    const struct evidence *e = &r->evidence;

    leaf_log_station(e->log, station);
    *out = (struct opening){.station = station, .symbol = e->symbol};
    memcpy(out->salt, e->salt, sizeof out->salt);
    memcpy(out->token_hash, e->token_hash, sizeof out->token_hash);
    digest_sha256(r->body, r->body_size, out->body_sha256);
}

/* Draws secret numbers until the commitment shows the sign that was picked; the
 * first when none was. */
static enum err seal(struct response *response)
{
    struct evidence *e = &response->evidence;
    char station[SIGN_NAME_SIZE];
    struct opening opening;
    size_t picked = 0;
    bool is_picked = symbol_read(e->symbol, &picked);

    if (*e->symbol && !is_picked)
        return ERR_FORMAT;
    open_of(response, station, &opening);
    do {
        digest_random(opening.salt, sizeof opening.salt);
        opening_commit(&opening, e->commitment);
    } while (is_picked && symbol_of(e->commitment) != picked);
    memcpy(e->salt, opening.salt, sizeof e->salt);
    return ERR_NONE;
}

enum err ledger_prepare(const struct ledger *ledger, struct response *response,
                        const char *symbol, struct ledger_leaf *out)
{
    struct evidence *e = &response->evidence;
    struct leaf leaf;

    ledger_leaf_clear(out);
    if (!ledger->epoch)
        return ERR_NONE;
    set_text(&e->log, ledger->key.name);
    set_text(&e->symbol, symbol);
    e->index = ledger->tree.size;
    claim_new(out->token);
    claim_hash(out->token, e->token_hash);
    enum err err = seal(response);
    if (err)
        return err;
    leaf_of(ledger, LEAF_ANSWER, response, &leaf);
    buf_init(&out->head, 0);
    err = extend(ledger, &leaf, &out->tree, &out->head);
    out->is_ready = err == ERR_NONE;
    return err;
}

enum err ledger_add(struct ledger *ledger, struct db *db,
                    const struct response *response,
                    const struct ledger_leaf *leaf)
{
    const struct place_in_log place = {ledger->epoch, leaf->head.data,
                                       leaf->head.size};
    enum err err =
        outbox_add_logged(db, response, leaf->is_ready ? &place : NULL);

    if (!err && leaf->is_ready)
        ledger->tree = leaf->tree;
    return err;
}

enum err ledger_spoil(struct ledger *ledger, struct db *db,
                      const struct response *response, struct buf *opening)
{
    char station[SIGN_NAME_SIZE];
    struct opening o;
    struct leaf leaf;
    struct tree tree;
    struct buf head;

    if (!ledger->epoch || !response_is_logged(response))
        return ERR_MISSING;
    buf_init(&head, 0);
    leaf_of(ledger, LEAF_SPOILED, response, &leaf);
    enum err err = extend(ledger, &leaf, &tree, &head);
    const struct place_in_log place = {ledger->epoch, head.data, head.size};
    if (!err)
        err = leaves_spoil(db, &place, (int64_t)leaf.index,
                           response->evidence.commitment,
                           sizeof response->evidence.commitment);
    buf_clear(&head);
    if (err)
        return err;
    ledger->tree = tree;
    open_of(response, station, &o);
    opening_write(&o, opening);
    return ERR_NONE;
}

void ledger_slip(const struct response *response, const char *token,
                 struct slip *out)
{
    const struct evidence *e = &response->evidence;

    *out = (struct slip){.index = e->index};
    memcpy(out->log, e->log, strlen(e->log));
    memcpy(out->commitment, e->commitment, sizeof out->commitment);
    memcpy(out->token, token, strlen(token));
}

enum err ledger_line(const char *log, const struct leaf_row *row,
                     struct buf *out)
{
    struct leaf leaf = {.index = (uint64_t)row->index};

    if (*row->line) {
        buf_puts(out, row->line);
        return ERR_NONE;
    }
    leaf.kind = strcmp(row->kind, "spoiled") == 0 ? LEAF_SPOILED : LEAF_ANSWER;
    memcpy(leaf.log, log, strlen(log));
    memcpy(leaf.hash, row->commitment, sizeof leaf.hash);
    leaf_set_form(&leaf, row->form_id);
    return leaf_write(&leaf, out);
}
