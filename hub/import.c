#include "import.h"

#include "archive.h"
#include "audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "batches.h"
#include "config.h"
#include "enrol.h"
#include "hearing.h"
#include "hublog.h"
#include "keyring.h"
#include "posted.h"
#include "proof/box.h"
#include "store/stick.h"
#include "wire/bundle.h"
#include "wire/receipts.h"

#include <stdlib.h>
#include <string.h>

enum { LARGEST_PLAIN = 64 * 1024 * 1024 };

struct import {
    struct archive *archive;
    const struct config *config;
    struct stick *stick;
    struct buf *said;
    size_t refused;
    /* The bundle in hand. */
    struct sign_key key; /* of ours, that it is sealed for */
    struct note_verifier from;
    struct bundle_head head;
    int64_t station;
    struct buf verdicts, proofs;
    size_t count, kept;
};

static enum err find_key(struct import *import, bool previous)
{
    char printed[NOTE_VERIFIER_SIZE];
    struct note_verifier verifier;
    enum err err =
        previous ? keyring_load_previous(import->config->data, &import->key)
                 : keyring_load(import->config->data,
                                import->config->public_url, &import->key);

    if (err)
        return err;
    note_verifier_of(&verifier, &import->key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, printed);
    return strcmp(printed, import->head.to) == 0 ? ERR_NONE : ERR_MISSING;
}

/* What is wrong with a bundle's head, NULL for nothing. */
static const char *judge_head(struct import *import, const struct buf *file,
                              struct arena *arena, size_t *size)
{
    bool revoked = false;

    *size = bundle_head_size(buf_text(file), file->size);
    size_t text = note_text_size(buf_text(file), *size);
    if (!*size || !text ||
        bundle_read_head(file->data, text, arena, &import->head) ||
        strcmp(import->head.kind, "answers") != 0)
        return "no bundle of answers";
    if (enrol_find(import->archive, import->head.from, &import->station,
                   &revoked))
        return "from a station that is not enrolled here";
    if (revoked)
        return "from a station whose key has been taken away or replaced";
    if (!note_verifier_read(&import->from, import->head.from) ||
        note_check(file->data, *size, &import->from, NULL) != NOTE_GENUINE)
        return "not signed by the station that it names";
    if (find_key(import, false) && find_key(import, true))
        return "for another hub, or for a key that this one has no more";
    return NULL;
}

static void add_verdict(struct import *import, const struct receipt *receipt)
{
    bundle_add_verdict(&import->verdicts, receipt);
    import->count++;
    import->kept += verdict_is_kept(receipt->verdict) != 0;
}

static enum err take_batch(struct import *import, const char *data, size_t size)
{
    struct receipt *receipts = NULL;
    size_t count = 0;
    enum err err = batches_import(import->archive, import->station, data, size,
                                  &receipts, &count);

    for (size_t i = 0; i < count; i++)
        add_verdict(import, &receipts[i]);
    receipts_clear(receipts, count);
    free(receipts);
    return err;
}

static enum err take_submission(struct import *import, const char *data,
                                size_t size)
{
    const char *end = memchr(data, 0, size);
    struct receipt receipt = {0};

    if (!end)
        return ERR_FORMAT;
    const struct posted posted = {
        .archive = import->archive,
        .config = import->config,
        .station = import->station,
        .type = data,
        .body = end + 1,
        .size = size - (size_t)(end - data) - 1,
    };
    enum err err = posted_take(&posted, &receipt);
    if (!err)
        add_verdict(import, &receipt);
    free(receipt.reason);
    return err;
}

/* A growth behind its answers. What the hub cannot take now is told again with
 * the station's next bundle. */
static enum err take_log(struct import *import, const char *data, size_t size)
{
    enum hearing hearing = HEARING_REFUSED;
    char *text = xstrndup(data, size);
    struct buf reply;
    enum err err = ERR_NONE;

    buf_init(&reply, 0);
    if (hublog_key(import->archive))
        err = hearing_take(import->archive, import->station, text, strlen(text),
                           &hearing, &reply);
    if (!err && hearing == HEARING_TAKEN)
        bundle_add_record(&import->proofs, 'H', reply.data, reply.size);
    else if (!err && reply.size)
        log_warn("station %lld, by stick: %.*s", (long long)import->station,
                 (int)strcspn(buf_text(&reply), "\n"), buf_text(&reply));
    buf_clear(&reply);
    free(text);
    return err;
}

static enum err take_record(void *context, char tag, const char *data,
                            size_t size)
{
    switch (tag) {
    case 'B':
        return take_batch(context, data, size);
    case 'M':
        return take_submission(context, data, size);
    case 'L':
        return take_log(context, data, size);
    default:
        /* A later version's; its answers wait on their station. */
        return ERR_NONE;
    }
}

static enum err write_reply(struct import *import, const char *name,
                            const char *kind, const struct buf *plain)
{
    struct bundle_head head = {.kind = kind,
                               .from = import->head.to,
                               .to = import->head.from,
                               .number = import->head.number};
    char *reply = xasprintf(
        "%.*s.%s", (int)(strlen(name) - strlen(BUNDLE_ANSWERS)), name, kind);
    struct buf file, sealed;

    buf_init(&sealed, 0);
    buf_init(&file, 0);
    enum err err =
        box_seal(import->from.open, buf_text(plain), plain->size, &sealed);
    digest_sha256(buf_text(&sealed), sealed.size, head.sealed);
    bundle_write_head(&file, &head);
    if (!err)
        err = note_sign(&file, &import->key);
    buf_add(&file, buf_text(&sealed), sealed.size);
    if (!err)
        err = stick_write(import->stick, reply, file.data, file.size);
    buf_clear(&file);
    buf_clear(&sealed);
    free(reply);
    return err;
}

/* The log's key goes before its proofs: it tells of a log that began anew. */
static enum err write_proofs(struct import *import, const char *name)
{
    struct ledger own;
    struct buf records;

    if (!import->proofs.size)
        return ERR_NONE;
    enum err err = ledgers_own(import->archive, &own);
    buf_init(&records, 0);
    bundle_add_record(&records, 'K', own.key, strlen(own.key));
    buf_add(&records, import->proofs.data, import->proofs.size);
    if (!err)
        err = write_reply(import, name, "proofs", &records);
    buf_clear(&records);
    return err;
}

static enum err take_sealed(struct import *import, const char *data,
                            size_t size)
{
    unsigned char sha256[SHA256_SIZE];
    struct buf plain;

    digest_sha256(data, size, sha256);
    if (!digest_equal(sha256, import->head.sealed, sizeof sha256))
        return ERR_FORMAT;
    buf_init(&plain, LARGEST_PLAIN);
    enum err err = box_open(&import->key, data, size, &plain);
    if (!err)
        err = bundle_each_record(buf_text(&plain), plain.size, take_record,
                                 import);
    buf_clear(&plain);
    return err;
}

static enum err note_taken(struct import *import, const char *name)
{
    char *detail =
        xasprintf("%zu answers, %zu kept", import->count, import->kept);
    enum err err =
        audit_note(import->archive, "command line", "import", name, detail);

    buf_printf(import->said, "%s: %s\n", name, detail);
    free(detail);
    return err;
}

static void refuse(struct import *import, const char *name, const char *why)
{
    buf_printf(import->said, "%s: refused: %s\n", name, why);
    import->refused++;
}

/* A disk that fails ends the import; a bundle that is wrong does not. What
 * was taken of it before stays taken and is answered. */
static enum err take_file(struct import *import, const char *name,
                          const struct buf *file, struct arena *arena)
{
    size_t size;
    const char *why = judge_head(import, file, arena, &size);

    if (why) {
        refuse(import, name, why);
        return ERR_NONE;
    }
    enum err err = take_sealed(import, file->data + size, file->size - size);
    if (err == ERR_FORMAT || err == ERR_DENIED || err == ERR_LIMIT) {
        refuse(import, name, "damaged, or changed since it was signed");
        err = ERR_NONE;
    }
    if (!err && import->count)
        err = note_taken(import, name);
    if (!err && import->count)
        err = write_reply(import, name, "verdicts", &import->verdicts);
    return err ? err : write_proofs(import, name);
}

static enum err take(void *context, const char *name)
{
    struct import *import = context;
    struct arena *arena = arena_new();
    struct buf file;

    buf_init(&file, STICK_LARGEST_FILE);
    buf_init(&import->verdicts, 0);
    buf_init(&import->proofs, 0);
    import->count = import->kept = 0;
    enum err err = stick_read(import->stick, name, &file);
    if (!err)
        err = take_file(import, name, &file, arena);
    buf_clear(&import->proofs);
    buf_clear(&import->verdicts);
    buf_clear(&file);
    sign_key_clear(&import->key);
    arena_free(arena);
    return err;
}

enum err import_stick(struct archive *archive, const struct config *config,
                      const char *path, struct buf *said)
{
    struct import import = {.archive = archive, .config = config, .said = said};
    enum err err = stick_open(&import.stick, path, 0);

    if (err == ERR_MISSING)
        log_error("%s: there is no folder barrio on this stick", path);
    if (!err)
        err = stick_each(import.stick, BUNDLE_ANSWERS, take, &import,
                         &import.refused);
    stick_close(import.stick);
    return !err && import.refused ? ERR_FORMAT : err;
}

enum err import_permit(const struct config *config, const char *path,
                       int64_t until_ms)
{
    char printed[NOTE_VERIFIER_SIZE];
    struct note_verifier verifier;
    struct stick *stick = NULL;
    struct sign_key key;
    struct buf file;
    enum err err = keyring_load(config->data, config->public_url, &key);

    if (err)
        return err;
    note_verifier_of(&verifier, &key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, printed);
    struct bundle_head head = {
        .kind = "stick", .from = printed, .to = "*", .number = until_ms};
    digest_sha256("", 0, head.sealed);
    buf_init(&file, 0);
    bundle_write_head(&file, &head);
    err = note_sign(&file, &key);
    sign_key_clear(&key);
    if (!err)
        err = stick_open(&stick, path, 1);
    if (!err)
        err = stick_write(stick, BUNDLE_STICK, file.data, file.size);
    stick_close(stick);
    buf_clear(&file);
    return err;
}
