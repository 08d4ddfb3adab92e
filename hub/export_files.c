/* Attachments as a zip file: a folder for each answer, and a table that says
 * which file is whose. With the documents too when they are asked for, as
 * they came: that is what `barrio-form decrypt` opens, elsewhere. */
#include "exporting.h"

#include "archive.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "plan.h"
#include "projection.h"
#include "sql.h"
#include "zipper.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ATTACHMENTS[] =
    "SELECT name, type, sha256, size FROM attachment WHERE key = ?"
    " ORDER BY name";

enum { LONGEST_NAME = 80 };

struct bundle {
    struct export *export;
    struct zipper *zip;
    struct buf index;
    const char *id;
    char folder[LONGEST_NAME + 24];
};

/* A name from outside as the name of a file on any system: what is not plain
 * becomes "_", so no name climbs, hides or stands for a device's path. */
static void plain_name(const char *name, size_t size, char *out)
{
    size_t n = size < LONGEST_NAME ? size : LONGEST_NAME;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)name[i];
        bool is_fine = isalnum(c) || strchr("-_", c) || (c == '.' && i);
        out[i] = c && is_fine && c < 0x80 ? (char)c : '_';
    }
    out[n] = '\0';
}

/* The end of a long name is what tells its kind: "….jpg". */
static void plain_file_name(const char *name, char out[LONGEST_NAME + 1])
{
    size_t size = strlen(name);

    if (size > LONGEST_NAME)
        name += size - LONGEST_NAME;
    plain_name(name, strlen(name), out);
}

static void note_file(struct bundle *b, const char *path, const char *name,
                      const char *type, const char *hash, int64_t size)
{
    const char *const fields[] = {b->id, path, name, type, hash};

    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        export_csv_field(&b->index, fields[i], strlen(fields[i]));
        buf_putc(&b->index, ',');
    }
    buf_printf(&b->index, "%lld\r\n", (long long)size);
}

/* Two names that become one when made plain are told apart by their content's
 * hash. */
static char *path_of(const struct bundle *b, const char *name, const char *hash)
{
    char plain[LONGEST_NAME + 1];

    plain_file_name(name, plain);
    if (strcmp(plain, name) == 0)
        return xasprintf("%s/%s", b->folder, plain);
    return xasprintf("%s/%.8s-%s", b->folder, hash, plain);
}

static enum err add_file(struct bundle *b, struct sql_rows *rows)
{
    struct archive *archive = b->export->archive;
    struct sql *sql = archive->sql;
    const char *name = sql_column_text(sql, rows, 0);
    char hash[2 * SHA256_SIZE + 1];
    size_t size;

    const unsigned char *sha256 = sql->engine->blob(rows, 2, &size);
    if (size != SHA256_SIZE)
        return ERR_NONE;
    hex_encode(sha256, SHA256_SIZE, hash);
    char *path = path_of(b, name, hash);
    char *place = archive_file(archive, sha256);
    enum err err = zipper_file(b->zip, path, place);
    if (!err)
        note_file(b, path, name, sql_column_text(sql, rows, 1), hash,
                  sql_column(sql, rows, 3));
    free(place);
    free(path);
    return err;
}

static enum err add_attachments(struct bundle *b, const unsigned char *key)
{
    struct sql *sql = b->export->archive->sql;
    struct sql_rows *rows;
    enum err err =
        sql_query(sql, &rows, ATTACHMENTS, db_blob(key, RESPONSE_KEY_SIZE));

    if (err)
        return err;
    while (!err && sql->engine->next(rows))
        err = add_file(b, rows);
    enum err end = sql->engine->done(rows);
    return err ? err : end;
}

static enum err add_document(void *context, const struct resting *r)
{
    struct bundle *b = context;
    unsigned char sha256[SHA256_SIZE];
    char hash[2 * SHA256_SIZE + 1];
    char *path = xasprintf("%s/submission.xml", b->folder);

    digest_sha256(r->body, r->body_size, sha256);
    hex_encode(sha256, SHA256_SIZE, hash);
    enum err err = zipper_text(b->zip, path, r->body, r->body_size);
    if (!err)
        note_file(b, path, "submission.xml", "text/xml", hash,
                  (int64_t)r->body_size);
    free(path);
    return err;
}

static enum err add_answer(void *context, const struct export_row *row)
{
    struct bundle *b = context;
    unsigned char key[RESPONSE_KEY_SIZE];
    char plain[LONGEST_NAME + 1], hash[2 * RESPONSE_KEY_SIZE + 1];
    char *id = xstrndup(row->id.text ? row->id.text : "", row->id.size);
    enum err err = ERR_NONE;

    response_key(id, key);
    hex_encode(key, sizeof key, hash);
    plain_name(id, row->id.size, plain);
    b->id = id;
    snprintf(b->folder, sizeof b->folder, "%s-%.8s", plain, hash);
    if (b->export->options->raw)
        err = archive_find(b->export->archive, key, add_document, b);
    if (!err)
        err = add_attachments(b, key);
    free(id);
    return err;
}

static const struct export_writer WRITER = {add_answer, NULL};

enum err export_files(struct export *export)
{
    struct bundle b = {.export = export};
    struct plan *plan;
    enum err err = plan_new(&plan, export->archive, export->models,
                            export->options->form_id, NULL, NULL);

    if (err)
        return err;
    b.zip = zipper_new(&export->out, stamp_now().wall_ms);
    buf_init(&b.index, 0);
    buf_puts(&b.index, "key,path,name,type,sha256,size\r\n");
    err = exporting_rows(export, plan, &WRITER, &b);
    if (!err)
        err = zipper_text(b.zip, "files.csv", b.index.data, b.index.size);
    if (!err)
        err = zipper_finish(b.zip);
    buf_clear(&b.index);
    zipper_free(b.zip);
    plan_free(plan);
    return err;
}
