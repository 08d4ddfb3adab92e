#include "zipped.h"

#include "base/mem.h"

#include <stdlib.h>
#include <zip.h>

enum { PIECE = 64 * 1024 };

struct zipped {
    zip_t *zip;
    size_t left; /* bytes that may still be unpacked */
};

enum err zipped_open(const char *data, size_t size, struct zipped **out)
{
    *out = NULL;
    zip_source_t *source = zip_source_buffer_create(data, size, 0, NULL);
    if (!source)
        return ERR_FORMAT;
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (!zip) {
        zip_source_free(source);
        return ERR_FORMAT;
    }
    if (zip_get_num_entries(zip, 0) > ZIP_ENTRIES_MAX) {
        zip_discard(zip);
        return ERR_LIMIT;
    }
    *out = xmalloc(sizeof(**out));
    **out = (struct zipped){.zip = zip, .left = ZIP_BYTES_MAX};
    return ERR_NONE;
}

void zipped_close(struct zipped *zipped)
{
    if (!zipped)
        return;
    zip_discard(zipped->zip);
    free(zipped);
}

/* The sizes that the file declares are not believed: bytes are counted. */
static enum err read_all(struct zipped *zipped, zip_file_t *file,
                         struct buf *out)
{
    for (;;) {
        char *room = buf_reserve(out, PIECE);
        if (!room)
            return ERR_LIMIT;
        zip_int64_t size = zip_fread(file, room, PIECE);
        if (size < 0)
            return ERR_FORMAT;
        if (size == 0)
            return ERR_NONE;
        if ((size_t)size > zipped->left)
            return ERR_LIMIT;
        zipped->left -= (size_t)size;
        buf_commit(out, (size_t)size);
    }
}

enum err zipped_read(struct zipped *zipped, const char *name, struct buf *out)
{
    zip_int64_t index = zip_name_locate(zipped->zip, name, ZIP_FL_NOCASE);
    if (index < 0)
        return ERR_MISSING;
    zip_file_t *file = zip_fopen_index(zipped->zip, (zip_uint64_t)index, 0);
    if (!file)
        return ERR_FORMAT;
    enum err err = read_all(zipped, file, out);
    zip_fclose(file);
    return err;
}
