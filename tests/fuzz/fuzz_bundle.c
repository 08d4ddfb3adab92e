/* A bundle from a stick: its head, and what is in it once it is unsealed. */
#include "base/arena.h"
#include "proof/note.h"
#include "wire/bundle.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err take_record(void *context, char tag, const char *data,
                            size_t size)
{
    size_t *sum = context;

    (void)tag;
    for (size_t i = 0; i < size; i++)
        *sum += (unsigned char)data[i];
    return ERR_NONE;
}

static enum err take_verdict(void *context, const struct receipt *receipt)
{
    size_t *sum = context;

    *sum += strlen(receipt->reason) + receipt->key[0];
    return ERR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *file = (const char *)data;
    struct arena *arena = arena_new();
    struct note_verifier verifier;
    struct bundle_head head;
    size_t sum = 0, end = bundle_head_size(file, size);
    size_t text = note_text_size(file, end);

    if (end > size || text > end)
        abort();
    if (bundle_read_head(file, text ? text : size, arena, &head) == ERR_NONE &&
        note_verifier_read(&verifier, head.from))
        sum += note_check(file, end, &verifier, NULL);
    if (bundle_each_record(file, size, take_record, &sum) == ERR_NONE)
        sum++;
    if (bundle_each_verdict(file, size, take_verdict, &sum) == ERR_NONE)
        sum++;
    arena_free(arena);
    return 0;
}
