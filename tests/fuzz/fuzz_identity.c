/* Requests for and replies to enrolment; a code as somebody types it. */
#include "base/arena.h"
#include "base/buf.h"
#include "wire/identity.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    char *typed = arena_strndup(arena, (const char *)data, size);
    char code[IDENTITY_CODE_SIZE], again[IDENTITY_CODE_SIZE];
    struct identity identity, same;
    struct buf text;

    if (identity_read_code(typed, code) &&
        (!identity_read_code(code, again) || strcmp(code, again) != 0))
        abort();
    buf_init(&text, 0);
    if (identity_read((const char *)data, size, arena, &identity) == ERR_NONE) {
        identity_write(&text, &identity);
        if (identity_read(buf_text(&text), text.size, arena, &same) ||
            strcmp(identity.key, same.key) != 0)
            abort();
    }
    buf_clear(&text);
    arena_free(arena);
    return 0;
}
