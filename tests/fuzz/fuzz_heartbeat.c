/* A station's heartbeat as a hub reads it: what was read is written and read
 * the same again. */
#include "base/buf.h"
#include "base/log.h"
#include "wire/heartbeat.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct heartbeat one, two;
    struct buf text;

    log_set_level(LOG_LEVEL_ERROR);
    if (heartbeat_read((const char *)data, size, &one))
        return 0;
    buf_init(&text, 0);
    heartbeat_write(&text, &one);
    /* Escaped characters may make it too long to be read; never wrong. */
    if (heartbeat_read(buf_text(&text), text.size, &two) == ERR_NONE &&
        two.waiting != one.waiting)
        abort();
    buf_clear(&text);
    return 0;
}
