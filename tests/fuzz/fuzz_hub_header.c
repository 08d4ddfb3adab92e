/* What headers say of a body: the kind of a submission with its boundary. A
 * body that is honest by that boundary is read to its end. */
#include "base/buf.h"
#include "base/mem.h"
#include "wire/multipart.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err begin(void *context, const struct multipart_part *part)
{
    ++*(size_t *)context;
    return part->name[0] ? ERR_NONE : ERR_FORMAT;
}

static enum err take(void *context, const void *bytes, size_t size)
{
    (void)context, (void)bytes, (void)size;
    return ERR_NONE;
}

static enum err end(void *context)
{
    (void)context;
    return ERR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct multipart_handler HANDLER = {begin, take, end};
    static const char PART[] = "Content-Disposition: form-data; name=\"";
    char *text = xstrndup((const char *)data, size);
    size_t parts = 0, half = strlen(text) / 2;
    struct multipart *m = multipart_new(text, &HANDLER, &parts);

    if (m) {
        /* The rest of the input is a part's own header. */
        enum err err = multipart_feed(m, PART, sizeof PART - 1);
        if (!err)
            err = multipart_feed(m, text + half, strlen(text) - half);
        if (!err)
            err = multipart_finish(m);
        if (err && err != ERR_FORMAT && err != ERR_LIMIT)
            abort();
    }
    multipart_free(m);
    free(text);
    return 0;
}
