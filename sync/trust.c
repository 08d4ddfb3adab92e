#include "trust.h"

#include "config.h"
#include "lane.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "proof/note.h"
#include "store/outbox.h"
#include "wire/edition.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char KEY[] = "edition_key", FROM[] = "edition_key_from",
                  NUMBER[] = "edition_number", HASH[] = "edition_sha256";

char *trust_recall(struct lane *lane, struct db *db, const char *name)
{
    char *full = lane_note_name(lane->target, lane->is_first, name);
    char *value = NULL;

    if (outbox_recall(db, full, &value)) {
        free(value);
        value = xstrdup("");
    }
    free(full);
    return value;
}

enum err trust_note(struct lane *lane, struct db *db, const char *name,
                    const char *value)
{
    char *full = lane_note_name(lane->target, lane->is_first, name);
    enum err err = outbox_note(db, full, value);

    free(full);
    return err;
}

/* The key of the settings counts until the hub has named a successor of it;
 * another key in the settings begins anew. */
static char *find_key(struct lane *lane, struct db *db, const struct edition *e)
{
    const char *given = lane->target->hub_key;
    char *noted = trust_recall(lane, db, KEY);
    char *from = trust_recall(lane, db, FROM);
    bool is_noted = *noted && strcmp(from, given) == 0;

    free(from);
    if (is_noted)
        return noted;
    free(noted);
    return xstrdup(*given ? given : e->key);
}

static bool has_signed(const char *note, size_t size, const char *key)
{
    struct note_verifier verifier;

    return note_verifier_read(&verifier, key) &&
           note_check(note, size, &verifier, NULL) == NOTE_GENUINE;
}

static enum trouble judge_number(struct lane *lane, struct db *db,
                                 const struct edition *e, const char *hash)
{
    char *number = trust_recall(lane, db, NUMBER);
    char *known = trust_recall(lane, db, HASH);
    int64_t seen = strtoll(number, NULL, 10);
    bool is_other = e->number == seen && strcmp(hash, known) != 0;

    free(number);
    free(known);
    return e->number < seen || is_other ? TROUBLE_ROLLBACK : TROUBLE_NONE;
}

static enum err remember(struct lane *lane, struct db *db,
                         const struct edition *e, const char *hash)
{
    char number[32];

    snprintf(number, sizeof number, "%" PRId64, e->number);
    enum err err = trust_note(lane, db, HASH, hash);
    if (!err)
        err = trust_note(lane, db, NUMBER, number);
    if (!err)
        err = trust_note(lane, db, FROM, lane->target->hub_key);
    return err ? err : trust_note(lane, db, KEY, e->key);
}

/* The hash is of the text: a second signature makes no other edition. */
static void hash_text(const char *note, size_t size, char out[65])
{
    unsigned char sha256[SHA256_SIZE];

    digest_sha256(note, size, sha256);
    hex_encode(sha256, sizeof sha256, out);
}

enum trouble trust_judge(struct lane *lane, struct db *db, const char *note,
                         size_t size, struct arena *arena, struct edition *out)
{
    size_t text = note_text_size(note, size);
    char hash[65];

    if (!text || edition_read(note, text, arena, out))
        return TROUBLE_DAMAGED_EDITION;
    char *key = find_key(lane, db, out);
    bool is_signed = has_signed(note, size, key);
    /* Whoever is to be trusted from now on has signed as well. */
    bool vouches =
        strcmp(key, out->key) == 0 || has_signed(note, size, out->key);
    if (is_signed && vouches && strcmp(key, out->key) != 0)
        log_info("%s: the hub's key is from now on %s", lane->target->name,
                 out->key);
    free(key);
    if (!is_signed || !vouches)
        return TROUBLE_FOREIGN_KEY;
    hash_text(note, text, hash);
    enum trouble trouble = judge_number(lane, db, out, hash);
    if (!trouble && remember(lane, db, out, hash))
        trouble = TROUBLE_DISK;
    return trouble;
}
