/* Replies of a speech server. */
#include "wire/ssip.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    enum ssip_reply reply = SSIP_DONE;
    size_t used;

    while (size > 0 && (reply == SSIP_DONE || reply == SSIP_REFUSED)) {
        reply = ssip_read_reply(bytes, size, &used);
        assert(used <= size &&
               (reply == SSIP_WAITS || reply == SSIP_BROKEN || used > 0));
        bytes += used;
        size -= used;
    }
    return 0;
}
