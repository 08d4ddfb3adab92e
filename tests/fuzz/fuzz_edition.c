/* A hub's manifest of publications, as it comes over the network: the signed
 * note around it, then the text. */
#include "base/arena.h"
#include "base/buf.h"
#include "proof/note.h"
#include "wire/edition.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read must be written and read the same again. */
static void round_trip(const struct edition *edition)
{
    struct arena *arena = arena_new();
    struct edition again;
    struct buf text;

    buf_init(&text, 0);
    edition_write(&text, edition);
    if (edition_read(text.data, text.size, arena, &again) ||
        again.count != edition->count || again.number != edition->number)
        abort();
    buf_clear(&text);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *note = (const char *)data;
    size_t text = note_text_size(note, size);
    struct arena *arena = arena_new();
    struct note_verifier verifier;
    struct edition edition;

    if (edition_read(note, text ? text : size, arena, &edition) == ERR_NONE) {
        round_trip(&edition);
        if (text && note_verifier_read(&verifier, edition.key))
            (void)note_check(note, size, &verifier, NULL);
    }
    arena_free(arena);
    return 0;
}
