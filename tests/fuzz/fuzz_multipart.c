/* Bodies of submissions. The first byte says how they are cut; however that
 * is, the parts are the same. */
#include "base/buf.h"
#include "wire/multipart.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err begin(void *context, const struct multipart_part *part)
{
    buf_printf(context, "<%s|%s|%s>", part->name, part->filename, part->type);
    return ERR_NONE;
}

static enum err data_of(void *context, const void *bytes, size_t size)
{
    buf_add(context, bytes, size);
    return ERR_NONE;
}

static enum err end(void *context)
{
    buf_puts(context, "</>");
    return ERR_NONE;
}

static enum err run(const uint8_t *data, size_t size, size_t piece,
                    struct buf *out)
{
    static const struct multipart_handler HANDLER = {begin, data_of, end};
    struct multipart *m =
        multipart_new("multipart/form-data; boundary=b", &HANDLER, out);
    enum err err = ERR_NONE;

    for (size_t at = 0; !err && at < size; at += piece)
        err =
            multipart_feed(m, data + at, size - at < piece ? size - at : piece);
    if (!err)
        err = multipart_finish(m);
    multipart_free(m);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf whole, cut;

    if (size == 0)
        return 0;
    buf_init(&whole, 0);
    buf_init(&cut, 0);
    enum err one = run(data + 1, size - 1, size, &whole);
    enum err two = run(data + 1, size - 1, data[0] % 31 + 1, &cut);
    if (one != two)
        abort();
    if (!one && (whole.size != cut.size ||
                 memcmp(buf_text(&whole), buf_text(&cut), cut.size) != 0))
        abort();
    buf_clear(&whole);
    buf_clear(&cut);
    return 0;
}
