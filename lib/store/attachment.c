#include "store/attachment.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <stdlib.h>

static char *path_of(const char *folder,
                     const unsigned char sha256[SHA256_SIZE])
{
    char hex[2 * SHA256_SIZE + 1];

    hex_encode(sha256, SHA256_SIZE, hex);
    return xasprintf("%s/attachments/%s", folder, hex);
}

enum err attachment_keep(const char *folder, const void *data, size_t size,
                         unsigned char sha256[SHA256_SIZE])
{
    digest_sha256(data, size, sha256);
    char *path = path_of(folder, sha256);
    char *inner = file_join(folder, "attachments");
    enum err err = ERR_NONE;

    /* file_write renames a whole file into place: what exists is complete. */
    if (!file_exists(path)) {
        err = file_make_folder(inner);
        if (!err)
            err = file_write(path, data, size);
    }
    free(inner);
    free(path);
    return err;
}

enum err attachment_read(const char *folder,
                         const unsigned char sha256[SHA256_SIZE],
                         struct buf *out)
{
    unsigned char hash[SHA256_SIZE];
    char *path = path_of(folder, sha256);
    size_t before = out->size;
    enum err err = file_read(path, out);

    if (err == ERR_MISSING)
        log_error("%s: an answer's attachment is gone", path);
    if (!err) {
        digest_sha256(buf_text(out) + before, out->size - before, hash);
        if (!digest_equal(hash, sha256, sizeof hash)) {
            log_error("%s: the content is not what was kept", path);
            err = ERR_FORMAT;
        }
    }
    free(path);
    return err;
}
