#include "hublog.h"

#include "archive.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "formbook.h"
#include "proof/checkpoint.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOST_LONGEST = 36, MARK_BYTES = 2, DAY_LENGTH = 10 };

static const char UNHEAR[] = "UPDATE ledger SET heard = -1 WHERE station <> -1";

/* "https://city.example:8443/" -> "city.example" */
static void host_of(const char *url, char out[HOST_LONGEST + 1])
{
    const char *at = strstr(url, "://");
    size_t n = 0;

    for (at = at ? at + 3 : url; *at && *at != '/' && *at != ':'; at++) {
        char c = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                        c == '.' || c == '-';
        if (is_plain && n < HOST_LONGEST)
            out[n++] = c;
    }
    out[n] = '\0';
    if (!n)
        memcpy(out, "hub", sizeof "hub");
}

static char *key_path(const struct archive *archive, const char *log)
{
    char *name = xasprintf("log-%s.key", log);

    for (char *at = name; *at; at++) {
        if (*at == '/')
            *at = '-';
    }
    char *path = file_join(archive->folder, name);
    free(name);
    return path;
}

static void make_key(const char *url, long number, struct sign_key *out)
{
    char host[HOST_LONGEST + 1], hex[2 * MARK_BYTES + 1];
    unsigned char hash[SHA256_SIZE];

    host_of(url, host);
    sign_key_new(out, "new");
    digest_sha256(out->open, sizeof out->open, hash);
    hex_encode(hash, MARK_BYTES, hex);
    snprintf(out->name, sizeof out->name, "%s.%s/%ld", host, hex, number);
}

enum err hublog_begin(struct archive *archive, struct hublog *out)
{
    *out = (struct hublog){.is_open = false};
    enum err err = ledgers_own(archive, &out->own);

    if (err == ERR_MISSING)
        return ERR_NONE;
    out->is_open = !err;
    segment_init(&out->piece, out->own.id, &out->own.tree);
    return err;
}

void hublog_add_line(struct hublog *log, const char *line, size_t size,
                     const unsigned char hash[TREE_HASH_SIZE])
{
    if (!log->is_open)
        return;
    segment_add(&log->piece, &log->own.tree, hash);
    linepack_add(&log->piece.lines, line, size);
}

void hublog_add_answer(struct hublog *log, const char *station, uint64_t index,
                       const unsigned char *commitment, const char *form,
                       const unsigned char hash[TREE_HASH_SIZE])
{
    if (!log->is_open)
        return;
    segment_add(&log->piece, &log->own.tree, hash);
    linepack_add_answer(&log->piece.lines, station, index, commitment, form);
}

/* A clock that was set back repeats the last day: days only go forward. */
static void set_day(struct hublog *log, struct leaf *leaf)
{
    char now[STAMP_TEXT_SIZE];

    stamp_print_local(stamp_now().wall_ms, now);
    now[DAY_LENGTH] = '\0';
    if (strcmp(now, log->own.day) > 0)
        memcpy(log->own.day, now, DAY_LENGTH + 1);
    memcpy(leaf->day, log->own.day, sizeof leaf->day);
}

enum err hublog_add(struct hublog *log, struct leaf *leaf)
{
    unsigned char hash[TREE_HASH_SIZE];
    struct buf line;

    if (!log->is_open)
        return ERR_NONE;
    memcpy(leaf->log, log->own.log, sizeof leaf->log);
    leaf->index = log->own.tree.size;
    if (leaf->kind >= LEAF_OPENED)
        set_day(log, leaf);
    buf_init(&line, LEAF_LIMIT);
    enum err err = leaf_write(leaf, &line);
    tree_hash_leaf(line.data, line.size, hash);
    if (!err)
        hublog_add_line(log, line.data, line.size, hash);
    buf_clear(&line);
    return err;
}

enum err hublog_end(struct archive *archive, struct hublog *log, enum err err)
{
    struct segment piece;

    err = hublog_end_with(archive, log, err, &piece);
    segment_clear(&piece);
    return err;
}

enum err hublog_end_with(struct archive *archive, struct hublog *log,
                         enum err err, struct segment *piece)
{
    if (log->is_open && !err && log->piece.count) {
        err = ledgers_keep(archive, &log->own);
        log->piece.log = log->own.id;
        if (!err)
            err = segment_keep(archive, &log->piece);
    }
    *piece = log->piece;
    return err;
}

struct opening_forms {
    struct hublog *log;
    enum err err;
};

static void add_opened(void *context, const struct form *form)
{
    struct opening_forms *all = context;
    struct leaf leaf = {.kind = LEAF_OPENED};

    leaf_set_form(&leaf, form->form_id);
    if (!all->err && strcmp(form->state, "closed") != 0)
        all->err = hublog_add(all->log, &leaf);
}

/* The first line, and in the very first epoch what is open by then. */
static enum err write_epoch(struct archive *archive, const struct sign_key *key,
                            const struct ledger *former)
{
    struct hublog log = {.is_open = true,
                         .own = {.station = LEDGER_OWN, .heard = -1}};
    struct opening_forms all = {.log = &log};
    struct leaf leaf = {.kind = LEAF_EPOCH, .other = "-"};
    struct note_verifier verifier;

    note_verifier_of(&verifier, key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, log.own.key);
    memcpy(log.own.log, key->name, sizeof log.own.log);
    memcpy(log.own.day, former->day, sizeof log.own.day);
    segment_init(&log.piece, 0, &log.own.tree);
    if (former->id) {
        memcpy(leaf.other, former->log, sizeof leaf.other);
        leaf.size = former->tree.size;
        tree_root(&former->tree, leaf.hash);
    }
    enum err err = hublog_add(&log, &leaf);
    if (!err && !former->id)
        err = formbook_each(archive, add_opened, &all);
    if (!err)
        err = all.err;
    if (!err)
        err = sql_run(archive->sql, UNHEAR);
    return hublog_end(archive, &log, err);
}

static void take_key(struct archive *archive, const struct sign_key *key)
{
    if (!archive->log_key)
        archive->log_key = xmalloc(sizeof *archive->log_key);
    *archive->log_key = *key;
}

enum err hublog_begin_epoch(struct archive *archive, const char *url)
{
    struct sign_key key;
    struct ledger former;
    enum err err = archive_begin(archive);

    if (err)
        return err;
    err = ledgers_own(archive, &former);
    if (err == ERR_MISSING)
        err = ERR_NONE;
    make_key(url, leaf_log_epoch(former.log) + 1, &key);
    char *path = key_path(archive, key.name);
    if (!err)
        err = sign_key_save(&key, path);
    if (!err)
        err = write_epoch(archive, &key, &former);
    err = archive_end(archive, err);
    if (!err && former.id)
        log_warn("the log %s ends with %llu leaves; %s begins: tell the "
                 "witnesses",
                 former.log, (unsigned long long)former.tree.size, key.name);
    if (!err)
        take_key(archive, &key);
    sign_key_clear(&key);
    free(path);
    return err;
}

static enum err load_key(struct archive *archive, const struct ledger *own)
{
    char *path = key_path(archive, own->log);
    struct sign_key key;
    enum err err = sign_key_load(&key, path);

    if (!err)
        take_key(archive, &key);
    sign_key_clear(&key);
    if (err == ERR_MISSING && !archive->is_file)
        log_warn("%s is missing: this hub takes answers but cannot hear "
                 "stations' logs; copy the file from the hub that began this "
                 "log, or, where no hub has it any more, run barrio-hub log "
                 "begin",
                 path);
    free(path);
    return err;
}

enum err hublog_open(struct archive *archive, const char *url)
{
    struct ledger own;
    enum err err = ledgers_own(archive, &own);
    bool is_new = err == ERR_MISSING;

    if (err && !is_new)
        return err;
    if (!is_new)
        err = load_key(archive, &own);
    if (err == ERR_MISSING && (is_new || archive->is_file))
        err = hublog_begin_epoch(archive, url);
    return err == ERR_MISSING ? ERR_NONE : err;
}

const struct sign_key *hublog_key(const struct archive *archive)
{
    return archive->log_key;
}

enum err hublog_sign(struct archive *archive, const struct ledger *own,
                     struct buf *out)
{
    const struct sign_key *current = archive->log_key;
    struct sign_key key;

    if (current && strcmp(current->name, own->log) == 0)
        return checkpoint_sign(&own->tree, current, out);
    char *path = key_path(archive, own->log);
    enum err err = sign_key_load(&key, path);
    if (!err)
        err = checkpoint_sign(&own->tree, &key, out);
    sign_key_clear(&key);
    free(path);
    return err;
}
