#include "opener.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/seal.h"
#include "form/sealed.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

static const char FILE_OF[] =
    "SELECT sha256 FROM attachment WHERE key = ? AND name = ?";

enum { LARGEST_KEY = 64 << 10 };

struct opener {
    struct buf key, passphrase;
};

static enum err read_secret(const char *path, struct buf *out)
{
    enum err err = file_read(path, out);

    if (err)
        log_error("%s: %s", path, err_text(err));
    return err;
}

enum err opener_new(struct opener **out, const char *key_path,
                    const char *passphrase_path)
{
    struct opener *opener = xcalloc(1, sizeof *opener);

    buf_init(&opener->key, LARGEST_KEY);
    buf_init(&opener->passphrase, LARGEST_KEY);
    enum err err = read_secret(key_path, &opener->key);
    if (!err && *passphrase_path)
        err = read_secret(passphrase_path, &opener->passphrase);
    if (opener->passphrase.size)
        buf_truncate(&opener->passphrase,
                     strcspn(buf_text(&opener->passphrase), "\r\n"));
    if (err) {
        opener_free(opener);
        opener = NULL;
    }
    *out = opener;
    return err;
}

void opener_free(struct opener *opener)
{
    if (!opener)
        return;
    seal_wipe(&opener->key);
    seal_wipe(&opener->passphrase);
    free(opener);
}

/* The files of one response. */
struct files {
    struct archive *archive;
    unsigned char key[RESPONSE_KEY_SIZE];
};

static enum err read_file(void *context, const char *name, struct buf *out)
{
    const struct files *f = context;
    struct sql *sql = f->archive->sql;
    struct sql_rows *rows;
    char *path = NULL;
    size_t size;
    enum err err = sql_query(sql, &rows, FILE_OF,
                             db_blob(f->key, sizeof f->key), db_text(name));

    if (err)
        return err;
    if (sql->engine->next(rows)) {
        const unsigned char *sha256 = sql->engine->blob(rows, 0, &size);
        path = size == SHA256_SIZE ? archive_file(f->archive, sha256) : NULL;
    }
    err = sql->engine->done(rows);
    if (!err)
        err = path ? file_read(path, out) : ERR_MISSING;
    free(path);
    return err;
}

enum err opener_open(const struct opener *opener, struct archive *archive,
                     const struct resting *response, struct buf *out)
{
    struct files files = {.archive = archive};
    const struct sealed_reader reader = {read_file, &files};
    struct sealed opened = {.parts = NULL};

    response_key(response->id, files.key);
    enum err err = sealed_open(&opened, response->body, response->body_size,
                               buf_text(&opener->key),
                               buf_text(&opener->passphrase), &reader);
    if (!err) {
        const struct buf *last = &opened.parts[opened.parts_count - 1].data;
        buf_add(out, last->data, last->size);
    }
    sealed_clear(&opened);
    return err;
}
