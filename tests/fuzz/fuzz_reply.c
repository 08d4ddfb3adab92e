/* What servers say beside a status, and envelopes: always some text, never
 * a NULL. */
#include "base/log.h"
#include "record/response.h"
#include "wire/envelope.h"
#include "wire/openrosa.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct response r = {0};

    log_set_level(LOG_LEVEL_ERROR);
    char *message = openrosa_read_message((const char *)data, size);
    if (strlen(message) > 500 || strchr(message, '\n'))
        abort();
    free(message);
    enum err err = envelope_read((const char *)data, size, &r.envelope);
    if (!r.envelope.extra || !r.envelope.origin)
        abort();
    if (err && strcmp(r.envelope.extra, "{}") != 0)
        abort();
    response_clear(&r);
    return 0;
}
