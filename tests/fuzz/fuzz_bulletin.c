/* A bulletin, as it lies in a station's folder. */
#include "base/buf.h"
#include "record/bulletin.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read must be written and read the same again. */
static void round_trip(const struct bulletin *bulletin)
{
    struct bulletin *again;
    struct buf text;

    buf_init(&text, 0);
    bulletin_write(&text, bulletin);
    if (bulletin_read(text.data, text.size, &again) ||
        again->count != bulletin->count)
        abort();
    for (size_t i = 0; i < again->count; i++) {
        const struct entry *a = &again->entries[i];
        const struct entry *b = &bulletin->entries[i];
        if (a->kind != b->kind || a->standing != b->standing ||
            a->texts_count != b->texts_count)
            abort();
    }
    bulletin_free(again);
    buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bulletin *bulletin;

    if (bulletin_read((const char *)data, size, &bulletin))
        return 0;
    round_trip(bulletin);
    for (size_t i = 0; i < bulletin->count; i++) {
        (void)entry_is_sound(&bulletin->entries[i]);
        (void)entry_days_late(&bulletin->entries[i], "2026-12-20");
        (void)entry_text(&bulletin->entries[i], "es");
    }
    bulletin_free(bulletin);
    return 0;
}
