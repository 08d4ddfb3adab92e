#include "row.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"
#include "base/mem.h"
#include "record/response.h"
#include "store/db.h"
#include "store/leaves.h"

#include <string.h>

static const char INSERT[] =
    "INSERT INTO response (key, id, deprecated_id, form_id, form_version, "
    "body, origin, entry_mode, language, zone, boot_id, flags, extra, "
    "started_wall_ms, started_boot_ms, started_quality, saved_wall_ms, "
    "saved_boot_ms, saved_quality, attachments, epoch, leaf_index, salt, "
    "token, commitment, head) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?)";

enum { PLACE = 20 }; /* the first of the log's columns */

/* Few and small, and read only as a whole: a table of their own would cost
 * every save two more pages. */
static void print_attachments(const struct response *r, struct buf *out)
{
    char hex[2 * SHA256_SIZE + 1];

    buf_putc(out, '[');
    for (size_t i = 0; i < r->attachments_count; i++) {
        const struct attachment *a = &r->attachments[i];
        hex_encode(a->sha256, sizeof a->sha256, hex);
        buf_puts(out, i ? ",{\"name\":" : "{\"name\":");
        json_escape(out, a->name);
        buf_puts(out, ",\"type\":");
        json_escape(out, a->type);
        buf_printf(out, ",\"sha256\":\"%s\",\"size\":%llu}", hex,
                   (unsigned long long)a->size);
    }
    buf_putc(out, ']');
}

static void read_attachments(const char *text, struct response *out)
{
    struct json *list;

    if (strcmp(text, "[]") == 0 || json_read(text, strlen(text), &list))
        return;
    size_t count = json_length(list);
    out->attachments = xcalloc(count + 1, sizeof *out->attachments);
    for (size_t i = 0; i < count; i++) {
        const struct json *one = json_element(list, i);
        struct attachment *a = &out->attachments[out->attachments_count++];
        a->name = xstrdup(json_text(json_member(one, "name"), ""));
        a->type = xstrdup(json_text(json_member(one, "type"), ""));
        a->size = (uint64_t)json_whole(json_member(one, "size"), 0);
        if (!hex_decode(json_text(json_member(one, "sha256"), ""), a->sha256,
                        sizeof a->sha256))
            log_error("%s: attachment %zu has no hash", out->id, i);
    }
    json_free(list);
}

static const char *text_of(const char *text)
{
    return text ? text : "";
}

/* What the log needs of a response; all NULL for one that is in none. */
struct place_values {
    struct db_value epoch, index, salt, token, commitment, head;
};

static void set_place(struct place_values *out, struct buf *token,
                      const struct evidence *e,
                      const struct place_in_log *place)
{
    if (!place) {
        *out = (struct place_values){db_null(), db_null(), db_null(),
                                     db_null(), db_null(), db_null()};
        return;
    }
    buf_add(token, e->token_hash, sizeof e->token_hash);
    buf_puts(token, text_of(e->symbol));
    *out = (struct place_values){
        .epoch = db_int(place->epoch),
        .index = db_int((int64_t)e->index),
        .salt = db_blob(e->salt, sizeof e->salt),
        .token = db_blob(token->data, token->size),
        .commitment = db_blob(e->commitment, sizeof e->commitment),
        .head = db_blob(place->head, place->head_size),
    };
}

enum err row_insert(struct db *db, const struct response *r,
                    const struct place_in_log *place)
{
    const struct envelope *e = &r->envelope;
    struct place_values at;
    struct buf files, token;

    buf_init(&files, 0);
    buf_init(&token, 0);
    set_place(&at, &token, &r->evidence, place);
    print_attachments(r, &files);
    enum err err = db_run(
        db, INSERT, db_blob(r->key, sizeof r->key), db_text(text_of(r->id)),
        db_text(text_of(r->deprecated_id)), db_text(text_of(r->form_id)),
        db_text(text_of(r->form_version)), db_blob(r->body, r->body_size),
        db_text(text_of(e->origin)), db_text(text_of(e->entry_mode)),
        db_text(text_of(e->language)), db_text(text_of(e->zone)),
        db_text(text_of(e->boot_id)), db_text(text_of(e->flags)),
        db_text(e->extra ? e->extra : "{}"), db_int(e->started.wall_ms),
        db_int(e->started.boot_ms), db_int((int64_t)e->started.quality),
        db_int(e->saved.wall_ms), db_int(e->saved.boot_ms),
        db_int((int64_t)e->saved.quality), db_text(buf_text(&files)), at.epoch,
        at.index, at.salt, at.token, at.commitment, at.head);
    buf_clear(&files);
    buf_clear(&token);
    return err;
}

static struct stamp read_stamp(struct db_rows *rows, int i)
{
    return (struct stamp){
        .wall_ms = db_column_int(rows, i),
        .boot_ms = db_column_int(rows, i + 1),
        .quality = (enum clock_quality)db_column_int(rows, i + 2),
    };
}

static void copy_bytes(struct db_rows *rows, int i, void *out, size_t most)
{
    size_t size;
    const void *bytes = db_column_blob(rows, i, &size);

    memcpy(out, bytes, size < most ? size : most);
}

static void read_evidence(struct db_rows *rows, struct evidence *out)
{
    size_t size;

    out->log = xstrdup(db_column_text(rows, PLACE));
    if (!*out->log) {
        out->symbol = xstrdup("");
        return;
    }
    out->index = (uint64_t)db_column_int(rows, PLACE + 1);
    copy_bytes(rows, PLACE + 2, out->salt, sizeof out->salt);
    copy_bytes(rows, PLACE + 3, out->token_hash, sizeof out->token_hash);
    copy_bytes(rows, PLACE + 4, out->commitment, sizeof out->commitment);
    const char *token = db_column_blob(rows, PLACE + 3, &size);
    out->symbol = size > sizeof out->token_hash
                      ? xstrndup(token + sizeof out->token_hash,
                                 size - sizeof out->token_hash)
                      : xstrdup("");
}

void row_read(struct db_rows *rows, struct response *out)
{
    size_t size;
    const void *key = db_column_blob(rows, 0, &size);

    *out = (struct response){0};
    memcpy(out->key, key, size < sizeof out->key ? size : sizeof out->key);
    char **const texts[] = {&out->id, &out->deprecated_id, &out->form_id,
                            &out->form_version};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        *texts[i] = xstrdup(db_column_text(rows, 1 + (int)i));
    const void *body = db_column_blob(rows, 5, &size);
    out->body = xmalloc(size + 1);
    memcpy(out->body, body, size);
    out->body[size] = '\0';
    out->body_size = size;
    struct envelope *e = &out->envelope;
    char **const beside[] = {&e->origin, &e->entry_mode, &e->language,
                             &e->zone,   &e->boot_id,    &e->flags,
                             &e->extra};
    for (size_t i = 0; i < COUNT_OF(beside); i++)
        *beside[i] = xstrdup(db_column_text(rows, 6 + (int)i));
    e->started = read_stamp(rows, 13);
    e->saved = read_stamp(rows, 16);
    read_attachments(db_column_text(rows, 19), out);
    read_evidence(rows, &out->evidence);
}
