/* The evidence beside a submission: what is read is written in one spelling,
 * which is read as the same again. */
#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"
#include "record/response.h"
#include "wire/evidence.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_and_read(const struct evidence *first)
{
    struct response r = {.id = NULL};
    struct buf once, twice;

    buf_init(&once, 0);
    buf_init(&twice, 0);
    evidence_write(&once, first);
    if (evidence_read(buf_text(&once), &r.evidence) != ERR_NONE)
        abort();
    evidence_write(&twice, &r.evidence);
    if (strcmp(buf_text(&once), buf_text(&twice)) != 0)
        abort();
    buf_clear(&once);
    buf_clear(&twice);
    response_clear(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = xstrndup((const char *)data, size);
    struct response r = {.id = NULL};

    log_set_level(LOG_LEVEL_ERROR);
    if (evidence_read(text, &r.evidence) == ERR_NONE)
        write_and_read(&r.evidence);
    response_clear(&r);
    free(text);
    return 0;
}
