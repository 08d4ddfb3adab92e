/* Envelopes of encrypted responses, under a key that is none. */
#include "base/log.h"
#include "form/sealed.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err nothing(void *context, const char *name, struct buf *out)
{
    (void)context;
    (void)name;
    (void)out;
    return ERR_MISSING;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct sealed_reader reader = {nothing, NULL};
    struct sealed opened;

    /* Refusals are what it is about: they would fill the log. */
    log_set_level(LOG_LEVEL_ERROR);
    if (!sealed_open(&opened, (const char *)data, size, "none", "", &reader))
        sealed_clear(&opened);
    return 0;
}
