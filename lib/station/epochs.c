#include "epochs.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "proof/head.h"
#include "proof/leaf.h"
#include "proof/note.h"
#include "store/db.h"
#include "store/leaves.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STATION_LONGEST = 16, /* so that the receipt's QR code stays small */
    MARK_BYTES = 2,
    MACHINE_BYTES = 8,
};

/* One board from another: a hash, since the id itself is nobody's business. */
static char *machine_name(void)
{
    unsigned char hash[SHA256_SIZE];
    char hex[2 * MACHINE_BYTES + 1];
    struct buf id;

    buf_init(&id, 256);
    if (file_read("/etc/machine-id", &id))
        buf_reset(&id);
    digest_sha256(buf_text(&id), id.size, hash);
    hex_encode(hash, MACHINE_BYTES, hex);
    buf_clear(&id);
    return xstrdup(hex);
}

/* Lower-case letters, digits and dashes of a station's name. */
static void plain_name(const char *station, char out[STATION_LONGEST + 1])
{
    size_t n = 0;

    for (; *station && n < STATION_LONGEST; station++) {
        char c = *station;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (is_plain || (n && out[n - 1] != '-'))
            out[n++] = is_plain ? c : '-';
    }
    while (n && out[n - 1] == '-')
        n--;
    out[n] = '\0';
    if (!n)
        memcpy(out, "station", sizeof "station");
}

/* STATION.MARK/EPOCH: two boards that were given one name, or one board that
 * was copied, still write two logs, since the mark comes from the key. */
static void make_key(const char *station, int64_t number, struct sign_key *out)
{
    char plain[STATION_LONGEST + 1], hex[2 * MARK_BYTES + 1];
    unsigned char hash[SHA256_SIZE];

    plain_name(station, plain);
    sign_key_new(out, "new");
    digest_sha256(out->open, sizeof out->open, hash);
    hex_encode(hash, MARK_BYTES, hex);
    snprintf(out->name, sizeof out->name, "%s.%s/%" PRId64, plain, hex, number);
}

static char *key_path(const char *folder, const char *log)
{
    char *name = xasprintf("log-%s.key", log);

    for (char *at = name; *at; at++) {
        if (*at == '/')
            *at = '-';
    }
    char *path = file_join(folder, name);
    free(name);
    return path;
}

static bool may_go_on(const struct epoch *epoch, const char *station)
{
    char plain[STATION_LONGEST + 1], *machine = machine_name();
    bool may = epoch->broken_at < 0 && strcmp(epoch->machine, machine) == 0;

    free(machine);
    plain_name(station, plain);
    return may && strncmp(epoch->log, plain, strlen(plain)) == 0 &&
           epoch->log[strlen(plain)] == '.';
}

static enum err take_up(struct ledger *out, struct db *db, int64_t number)
{
    void *head;
    size_t head_size;
    int64_t size;
    enum err err = leaves_head(db, number, &head, &head_size, &size);

    if (!err)
        err = head_read(&out->tree, (uint64_t)size, head, head_size);
    out->epoch = number;
    free(head);
    return err;
}

enum err epochs_resume(struct ledger *out, struct db *db, const char *folder,
                       const char *station)
{
    struct epoch epoch;
    enum err err = leaves_epoch(db, 0, &epoch);

    *out = (struct ledger){.epoch = 0};
    if (!err && !may_go_on(&epoch, station))
        err = ERR_MISSING;
    if (!err) {
        char *path = key_path(folder, epoch.log);
        err = sign_key_load(&out->key, path);
        free(path);
    }
    if (!err && strcmp(out->key.name, epoch.log) != 0)
        err = ERR_MISSING;
    if (!err)
        err = take_up(out, db, epoch.number);
    epoch_clear(&epoch);
    return err;
}

/* The leaves of a former epoch, added up to where the next one follows it. */
struct past {
    const char *log;
    struct tree tree;
    uint64_t most;
};

static enum err add_past(void *context, const struct leaf_row *row)
{
    unsigned char hash[TREE_HASH_SIZE], hashes[TREE_HEIGHT][TREE_HASH_SIZE];
    struct past *past = context;
    struct buf line;

    if ((uint64_t)row->index != past->tree.size ||
        past->tree.size == past->most)
        return ERR_NONE;
    buf_init(&line, LEAF_LIMIT);
    enum err err = ledger_line(past->log, row, &line);
    if (!err) {
        tree_hash_leaf(buf_text(&line), line.size, hash);
        tree_append(&past->tree, hash, hashes);
    }
    buf_clear(&line);
    return err;
}

/* What the new epoch says of the former one: `epoch LOG 0 FORMER SIZE ROOT`.
 * A broken one is followed up to where the hub holds something else. */
static enum err write_first(struct db *db, const struct epoch *former,
                            const char *log, struct buf *line)
{
    struct leaf leaf = {.kind = LEAF_EPOCH, .other = "-"};
    struct past past = {.log = former->log, .most = UINT64_MAX};
    enum err err = ERR_NONE;

    memcpy(leaf.log, log, strlen(log));
    if (former->number) {
        memcpy(leaf.other, former->log, strlen(former->log) + 1);
        if (former->broken_at >= 0)
            past.most = (uint64_t)former->broken_at;
        err = leaves_each(db, former->number, "", 0, 0, add_past, &past);
        leaf.size = past.tree.size;
        tree_root(&past.tree, leaf.hash);
    }
    return err ? err : leaf_write(&leaf, line);
}

static void append(struct ledger *ledger, const struct buf *line)
{
    unsigned char hash[TREE_HASH_SIZE], hashes[TREE_HEIGHT][TREE_HASH_SIZE];

    tree_hash_leaf(line->data, line->size, hash);
    tree_append(&ledger->tree, hash, hashes);
}

/* Leaves that must be added again, in their order. */
struct again {
    struct ledger *ledger;
    struct db *db;
    int64_t *seqs;
    struct leaf *leaves;
    size_t count, seqs_room, leaves_room;
};

static enum err note_again(void *context, const struct leaf_row *row)
{
    struct again *again = context;
    struct leaf leaf = {.kind = LEAF_ANSWER};

    if (!row->seq)
        return ERR_NONE;
    memcpy(leaf.hash, row->commitment, sizeof leaf.hash);
    leaf_set_form(&leaf, row->form_id);
    again->seqs = mem_grow(again->seqs, again->count, &again->seqs_room,
                           sizeof *again->seqs);
    again->leaves = mem_grow(again->leaves, again->count, &again->leaves_room,
                             sizeof *again->leaves);
    again->seqs[again->count] = row->seq;
    again->leaves[again->count++] = leaf;
    return ERR_NONE;
}

static enum err move_one(struct again *again, size_t i)
{
    struct ledger *ledger = again->ledger;
    struct leaf *leaf = &again->leaves[i];
    struct buf line, head;

    buf_init(&line, LEAF_LIMIT);
    buf_init(&head, 0);
    memcpy(leaf->log, ledger->key.name, sizeof leaf->log);
    leaf->index = ledger->tree.size;
    enum err err = leaf_write(leaf, &line);
    if (!err) {
        append(ledger, &line);
        err = head_write(&ledger->tree, &ledger->key, &head);
    }
    const struct place_in_log place = {ledger->epoch, head.data, head.size};
    if (!err)
        err = leaves_move(again->db, again->seqs[i], &place,
                          (int64_t)leaf->index);
    buf_clear(&head);
    buf_clear(&line);
    return err;
}

static enum err move_broken(struct ledger *ledger, struct db *db,
                            const struct epoch *former)
{
    struct again again = {.ledger = ledger, .db = db};

    if (!former->number || former->broken_at < 0)
        return ERR_NONE;
    enum err err = leaves_each(db, former->number, "", former->broken_at, 0,
                               note_again, &again);
    for (size_t i = 0; !err && i < again.count; i++)
        err = move_one(&again, i);
    free(again.seqs);
    free(again.leaves);
    return err;
}

static enum err write_epoch(struct ledger *ledger, struct db *db,
                            const struct epoch *former)
{
    char key[NOTE_VERIFIER_SIZE], *machine = machine_name();
    struct epoch epoch = {.number = ledger->epoch,
                          .log = ledger->key.name,
                          .key = key,
                          .machine = machine};
    struct note_verifier verifier;
    struct buf line, head;

    note_verifier_of(&verifier, &ledger->key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, key);
    buf_init(&line, LEAF_LIMIT);
    buf_init(&head, 0);
    enum err err = write_first(db, former, ledger->key.name, &line);
    if (!err) {
        append(ledger, &line);
        err = head_write(&ledger->tree, &ledger->key, &head);
    }
    if (!err)
        err = leaves_begin(db, &epoch, buf_text(&line), head.data, head.size);
    buf_clear(&head);
    buf_clear(&line);
    free(machine);
    return err ? err : move_broken(ledger, db, former);
}

/* The key is durable before the epoch that needs it. */
static enum err save_key(const struct ledger *ledger, const char *folder)
{
    char *path = key_path(folder, ledger->key.name);
    enum err err = sign_key_save(&ledger->key, path);

    free(path);
    return err;
}

enum err epochs_begin(struct ledger *out, struct db *db, const char *folder,
                      const char *station)
{
    struct epoch former;
    enum err err = leaves_epoch(db, 0, &former);

    *out = (struct ledger){.epoch = former.number + 1};
    if (err == ERR_MISSING)
        err = ERR_NONE;
    make_key(station, out->epoch, &out->key);
    if (!err)
        err = save_key(out, folder);
    if (!err)
        err = db_begin(db);
    if (!err)
        err = db_end(db, write_epoch(out, db, &former));
    if (!err && former.number)
        log_warn("the station's log %s ends; %s begins", former.log,
                 out->key.name);
    epoch_clear(&former);
    return err;
}
