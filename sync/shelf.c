#include "shelf.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_ID = 50, LARGEST_FORM = 16 * 1024 * 1024 };

/* Different ids never become one name: what is not plain is escaped, the
 * escape itself too, and what is cut off is told by a hash of the whole. */
static void add_safe(struct buf *out, const char *text)
{
    char md5[33];

    for (size_t i = 0; i < LONGEST_ID && text[i]; i++) {
        char c = text[i];
        bool plain = (c >= '0' && c <= '9') ||
                     ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' ||
                     c == '-' || (c == '.' && i > 0);
        if (plain)
            buf_putc(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned char)c);
    }
    if (strlen(text) <= LONGEST_ID)
        return;
    digest_md5_hex(text, strlen(text), md5);
    buf_printf(out, "%%%.8s", md5);
}

char *shelf_form_name(const char *form_id)
{
    struct buf out;

    buf_init(&out, 0);
    add_safe(&out, form_id);
    buf_puts(&out, ".xml");
    return buf_steal(&out);
}

char *shelf_media_name(const char *form_id, const char *filename)
{
    struct buf out;

    buf_init(&out, 0);
    add_safe(&out, form_id);
    buf_printf(&out, "-media/%s", filename);
    return buf_steal(&out);
}

bool shelf_has(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    bool has = file_exists(path);

    free(path);
    return has;
}

static enum err make_folder_of(const char *path)
{
    char *folder = xstrdup(path);

    *strrchr(folder, '/') = '\0';
    enum err err = file_make_folder(folder);
    free(folder);
    return err;
}

enum err shelf_put(const char *folder, const char *name, const char *data,
                   size_t size)
{
    char *path = file_join(folder, name);
    enum err err = make_folder_of(path);

    if (!err)
        err = file_write(path, data, size);
    free(path);
    return err;
}

/* old/FORM.HASH.xml: versions may be empty, or the same for two contents. */
static enum err find_old_path(const char *folder, const char *name,
                              const char *path, char **out)
{
    char md5[33];
    struct buf content;

    buf_init(&content, LARGEST_FORM);
    enum err err = file_read(path, &content);
    digest_md5_hex(buf_text(&content), content.size, md5);
    *out = xasprintf("%s/old/%.*s.%.12s.xml", folder, (int)strlen(name) - 4,
                     name, md5);
    buf_clear(&content);
    return err ? err : make_folder_of(*out);
}

enum err shelf_keep_old(const char *folder, const char *name)
{
    char *path = file_join(folder, name), *old = NULL;
    enum err err = find_old_path(folder, name, path, &old);

    /* A second name, so that the form is never missing in between. */
    if (!err && link(path, old) != 0 && errno != EEXIST) {
        log_error("%s: %s", old, strerror(errno));
        err = errno == ENOSPC ? ERR_FULL : ERR_IO;
    }
    free(old);
    free(path);
    return err == ERR_MISSING ? ERR_NONE : err;
}

enum err shelf_retire(const char *folder, const char *name)
{
    char *path = file_join(folder, name);
    enum err err = shelf_keep_old(folder, name);

    if (!err && unlink(path) != 0 && errno != ENOENT) {
        log_error("%s: %s", path, strerror(errno));
        err = ERR_IO;
    }
    free(path);
    return err;
}
