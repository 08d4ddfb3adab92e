/* Manifests of media: whatever they say, no name leads out of a folder. */
#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "wire/manifest.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct manifest manifest;

    log_set_level(LOG_LEVEL_ERROR);
    if (manifest_read((const char *)data, size, arena, &manifest, NULL))
        manifest.count = 0;
    for (size_t i = 0; i < manifest.count; i++) {
        if (!file_name_is_safe(manifest.files[i].filename))
            abort();
    }
    arena_free(arena);
    return 0;
}
