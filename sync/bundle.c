#include "bundle.h"

#include "bulk.h"
#include "carried.h"
#include "config.h"
#include "identity.h"
#include "lane.h"
#include "submission.h"
#include "trust.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "proof/box.h"
#include "proof/note.h"
#include "store/delivery.h"
#include "store/outbox.h"
#include "store/stick.h"
#include "wire/bundle.h"
#include "wire/multipart.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_ANSWERS = 20000,
    LARGEST_PLAIN = 32 * 1024 * 1024,
};

static const int64_t FAR_FUTURE_MS = 1000 * 86400000LL;

struct exchange {
    const struct config *config;
    struct db *db;
    struct stick *stick;
    struct lane lane; /* of the first target; without a connection */
    struct sign_key key;
    char own[NOTE_VERIFIER_SIZE]; /* this station's public key, printed */
    struct note_verifier hub;
    char *hub_key; /* printed */
    struct bundle_result *result;
};

static enum err find_hub(struct exchange *x)
{
    char *noted = trust_recall(&x->lane, x->db, "edition_key");
    const char *given = x->lane.target->hub_key;

    x->hub_key = xstrdup(*noted ? noted : given);
    free(noted);
    if (note_verifier_read(&x->hub, x->hub_key))
        return ERR_NONE;
    log_error("this station knows no hub's key: enrol it where there is a "
              "network, or write hub_key into its settings");
    return ERR_MISSING;
}

/* A hub that was never heard is taken for one that has zstd, as all of before
 * the choice have; dictionaries are for those that can say no. */
static void choose_packing(struct exchange *x)
{
    char *lacks = trust_recall(&x->lane, x->db, "hub_lacks_zstd");

    x->lane.hub_lacks_zstd = *lacks != '\0';
    x->lane.hub_version = *lacks ? 3 : 2;
    x->lane.is_plain = true;
    free(lacks);
}

static enum err find_own_key(struct exchange *x)
{
    struct note_verifier verifier;
    enum err err = identity_load(x->config, &x->key);

    if (err == ERR_MISSING)
        log_error("this station has no key yet: enrol it (barrio-sync enrol) "
                  "where there is a network");
    if (err)
        return err;
    note_verifier_of(&verifier, &x->key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, x->own);
    return ERR_NONE;
}

static void init(struct exchange *x, const struct config *config, struct db *db,
                 struct bundle_result *result)
{
    *result = (struct bundle_result){0};
    *x = (struct exchange){
        .config = config,
        .db = db,
        .result = result,
        .lane = {.config = config,
                 .target = config_target(config, 0),
                 .is_first = true,
                 .accept_length = LARGEST_PLAIN},
    };
}

static void clear(struct exchange *x)
{
    sign_key_clear(&x->key);
    stick_close(x->stick);
    free(x->hub_key);
}

/* A file of the hub's: its head, signed by the key that this station trusts,
 * and the sealed part behind it. */
static bool read_file(struct exchange *x, const struct buf *file,
                      struct arena *arena, struct bundle_head *head,
                      size_t *head_size)
{
    unsigned char sha256[SHA256_SIZE];
    size_t size = bundle_head_size(buf_text(file), file->size);
    size_t text = note_text_size(buf_text(file), size);

    *head_size = size;
    if (!size || !text ||
        note_check(file->data, size, &x->hub, NULL) != NOTE_GENUINE ||
        bundle_read_head(file->data, text, arena, head) ||
        strcmp(head->from, x->hub_key) != 0)
        return false;
    digest_sha256(file->data + size, file->size - size, sha256);
    return digest_equal(sha256, head->sealed, sizeof sha256);
}

/* Signed by the hub after its commit: this is the confirmation, too. */
static enum err settle(void *context, const struct receipt *receipt)
{
    struct exchange *x = context;
    const char *target = x->lane.target->name;
    int64_t now_ms = stamp_now().wall_ms;

    if (receipt->verdict == VERDICT_WAITING)
        return ERR_NONE;
    enum err err = outbox_settle(x->db, target, receipt, now_ms, now_ms);
    if (!err && verdict_is_kept(receipt->verdict))
        err = delivery_confirm(x->db, target, receipt->key);
    x->result->settled++;
    return err;
}

static enum err read_verdicts(struct exchange *x, const struct buf *plain)
{
    return bundle_each_verdict(buf_text(plain), plain->size, settle, x);
}

static enum err read_proofs(struct exchange *x, const struct buf *plain)
{
    return carried_take(&x->lane, x->db, buf_text(plain), plain->size);
}

/* Opens a reply of the hub's and lets read take what is in it. */
static enum err
take_sealed(struct exchange *x, const struct buf *file, const char *kind,
            enum err (*read)(struct exchange *x, const struct buf *plain),
            bool *good)
{
    struct arena *arena = arena_new();
    struct bundle_head head;
    struct buf plain;
    size_t size;
    enum err err = ERR_NONE;

    buf_init(&plain, LARGEST_PLAIN);
    *good = read_file(x, file, arena, &head, &size) &&
            strcmp(head.kind, kind) == 0 && strcmp(head.to, x->own) == 0 &&
            box_open(&x->key, file->data + size, file->size - size, &plain) ==
                ERR_NONE;
    if (*good)
        err = read(x, &plain);
    buf_clear(&plain);
    arena_free(arena);
    return err;
}

static bool is_own(const struct exchange *x, const char *name);

/* Takes one reply; *good is false where it is not for us, or damaged. */
static enum err
take_file(struct exchange *x, const char *name, const char *kind,
          enum err (*read)(struct exchange *x, const struct buf *plain),
          bool *good)
{
    struct buf file;

    *good = false;
    if (!is_own(x, name))
        return ERR_NONE;
    buf_init(&file, STICK_LARGEST_FILE);
    enum err err = stick_read(x->stick, name, &file);
    if (!err)
        err = take_sealed(x, &file, kind, read, good);
    buf_clear(&file);
    if (!err && !*good) {
        log_warn("%s: not from this station's hub, or not for this station",
                 name);
        x->result->refused++;
    }
    *good = *good && !err;
    return err == ERR_FORMAT ? ERR_NONE : err;
}

static enum err take_proofs(void *context, const char *name)
{
    struct exchange *x = context;
    bool good;
    enum err err = take_file(x, name, "proofs", read_proofs, &good);

    return err || !good ? err : stick_remove(x->stick, name);
}

/* Once its verdicts are in the database, a bundle has done its work. */
static enum err take_reply(void *context, const char *name)
{
    struct exchange *x = context;
    bool good;
    enum err err = take_file(x, name, "verdicts", read_verdicts, &good);

    if (err || !good)
        return err;
    char *answers =
        xasprintf("%.*s" BUNDLE_ANSWERS,
                  (int)(strlen(name) - strlen(BUNDLE_VERDICTS)), name);
    err = stick_remove(x->stick, answers);
    if (!err)
        err = stick_remove(x->stick, name);
    free(answers);
    return err;
}

/* "luna/3" -> "luna-3" */
static void own_prefix(const struct exchange *x, char out[SIGN_NAME_SIZE])
{
    memcpy(out, x->key.name, SIGN_NAME_SIZE);
    for (char *c = out; *c; c++) {
        if (*c == '/')
            *c = '-';
    }
}

static bool is_own(const struct exchange *x, const char *name)
{
    char prefix[SIGN_NAME_SIZE];
    size_t size;

    own_prefix(x, prefix);
    size = strlen(prefix);
    return strncmp(name, prefix, size) == 0 && name[size] == '-' &&
           strspn(name + size + 1, "0123456789") ==
               strcspn(name + size + 1, ".");
}

static enum err remove_own(void *context, const char *name)
{
    struct exchange *x = context;

    return is_own(x, name) ? stick_remove(x->stick, name) : ERR_NONE;
}

/* What has attachments goes as the submission that it would be. */
static enum err add_submission(struct exchange *x, const struct response *r,
                               struct buf *plain)
{
    char boundary[MULTIPART_BOUNDARY_SIZE];
    struct buf body, record;
    enum err err;

    buf_init(&body, LARGEST_PLAIN);
    buf_init(&record, LARGEST_PLAIN);
    multipart_boundary(boundary);
    err = submission_pack(&x->lane, r, boundary, &body);
    buf_printf(&record, "multipart/form-data; boundary=%s", boundary);
    buf_putc(&record, '\0');
    buf_add(&record, buf_text(&body), body.size);
    if (err || body.overflow || record.overflow ||
        plain->size + record.size + 5 > LARGEST_PLAIN) {
        x->result->left++;
    } else {
        bundle_add_record(plain, 'M', buf_text(&record), record.size);
        x->result->written++;
    }
    buf_clear(&record);
    buf_clear(&body);
    return ERR_NONE;
}

static enum err fill(struct exchange *x, const struct outbox_entry *entries,
                     size_t count, struct buf *plain)
{
    const struct response **plainly = xcalloc(count + 1, sizeof *plainly);
    size_t n = 0, bytes = 0;
    bool with_dictionary;
    struct buf batch;
    enum err err = ERR_NONE;

    for (size_t i = 0; i < count; i++) {
        const struct response *r = &entries[i].response;
        if (r->attachments_count)
            continue;
        bytes += r->body_size;
        if (bytes > LARGEST_PLAIN / 2)
            x->result->left++;
        else
            plainly[n++] = r;
    }
    buf_init(&batch, LARGEST_PLAIN / 2);
    if (n) {
        bulk_pack(&x->lane, x->db, plainly, n, &batch, &with_dictionary);
        bundle_add_record(plain, 'B', buf_text(&batch), batch.size);
        x->result->written += (int64_t)n;
    }
    buf_clear(&batch);
    free(plainly);
    for (size_t i = 0; !err && i < count; i++) {
        if (entries[i].response.attachments_count)
            err = add_submission(x, &entries[i].response, plain);
    }
    return err;
}

static enum err write_file(struct exchange *x, const struct buf *plain)
{
    struct buf head, sealed;
    struct bundle_head h = {.kind = "answers",
                            .from = x->own,
                            .to = x->hub_key,
                            .number = stamp_now().wall_ms};
    char prefix[SIGN_NAME_SIZE];

    own_prefix(x, prefix);
    char *name = xasprintf("%s-%" PRId64 BUNDLE_ANSWERS, prefix, h.number);
    buf_init(&sealed, STICK_LARGEST_FILE);
    buf_init(&head, 0);
    enum err err = box_seal(x->hub.open, buf_text(plain), plain->size, &sealed);
    digest_sha256(buf_text(&sealed), sealed.size, h.sealed);
    bundle_write_head(&head, &h);
    if (!err)
        err = note_sign(&head, &x->key);
    buf_add(&head, buf_text(&sealed), sealed.size);
    if (!err)
        err = stick_write(x->stick, name, head.data, head.size);
    buf_clear(&head);
    buf_clear(&sealed);
    free(name);
    return err;
}

/* Whatever waits goes along, however long its pause; an older bundle of this
 * station holds nothing that this one does not. */
static enum err write_answers(struct exchange *x)
{
    const char *target = x->lane.target->name;
    struct outbox_entry *entries = NULL;
    size_t count = 0;
    struct buf plain;
    enum err err = delivery_due_now(x->db, target);

    if (!err)
        err = outbox_due(x->db, target, stamp_now().wall_ms + FAR_FUTURE_MS,
                         MOST_ANSWERS, &entries, &count);
    if (!err)
        err = stick_each(x->stick, BUNDLE_ANSWERS, remove_own, x,
                         &x->result->refused);
    buf_init(&plain, LARGEST_PLAIN + LARGEST_PLAIN / 2);
    if (!err && count)
        err = fill(x, entries, count, &plain);
    if (!err)
        err = carried_pack(&x->lane, x->db,
                           !x->result->left && count < MOST_ANSWERS, &plain);
    if (!err && plain.size)
        err = write_file(x, &plain);
    buf_clear(&plain);
    outbox_entries_clear(entries, count);
    return err;
}

enum err bundle_exchange(const struct config *config, struct db *db,
                         const char *path, struct bundle_result *out)
{
    struct exchange x;

    init(&x, config, db, out);
    choose_packing(&x);
    enum err err = find_hub(&x);
    if (!err)
        err = find_own_key(&x);
    if (!err)
        err = stick_open(&x.stick, path, 1);
    if (err == ERR_MISSING && x.hub_key && *x.own)
        log_error("%s: there is no such folder", path);
    if (!err)
        err =
            stick_each(x.stick, BUNDLE_VERDICTS, take_reply, &x, &out->refused);
    if (!err)
        err =
            stick_each(x.stick, BUNDLE_PROOFS, take_proofs, &x, &out->refused);
    if (!err)
        err = write_answers(&x);
    clear(&x);
    return err;
}

bool bundle_is_permitted(const struct config *config, struct db *db,
                         const char *path)
{
    struct bundle_result unused;
    struct arena *arena = arena_new();
    struct bundle_head head;
    struct exchange x;
    struct buf file;
    size_t size;

    init(&x, config, db, &unused);
    buf_init(&file, BUNDLE_LARGEST_HEAD);
    bool is =
        stick_open(&x.stick, path, 0) == ERR_NONE && find_hub(&x) == ERR_NONE &&
        stick_read(x.stick, BUNDLE_STICK, &file) == ERR_NONE &&
        read_file(&x, &file, arena, &head, &size) &&
        strcmp(head.kind, "stick") == 0 && head.number > stamp_now().wall_ms;
    buf_clear(&file);
    arena_free(arena);
    clear(&x);
    return is;
}

void bundle_say(const struct bundle_result *r, struct buf *out)
{
    buf_printf(out,
               "%" PRId64 " answers written, %" PRId64
               " confirmed by the hub's verdicts",
               r->written, r->settled);
    if (r->left)
        buf_printf(out, ", %" PRId64 " did not fit: bring the stick again",
                   r->left);
    if (r->refused)
        buf_printf(out, ", %zu files refused", r->refused);
}
