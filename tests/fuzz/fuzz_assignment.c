/* What a hub asks of field workers, as a station reads it. */
#include "base/arena.h"
#include "base/buf.h"
#include "record/assignment.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read must be written and read the same again. */
static void round_trip(const struct assignment *list, size_t count)
{
    struct arena *arena = arena_new();
    struct assignment *again;
    struct buf text;
    size_t found;

    buf_init(&text, 0);
    assignments_write(&text, list, count);
    if (assignments_read(buf_text(&text), text.size, arena, &again, &found) ||
        found != count || (count && again[count - 1].id != list[count - 1].id))
        abort();
    buf_clear(&text);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct assignment *list;
    size_t count;

    if (assignments_read((const char *)data, size, arena, &list, &count) ==
        ERR_NONE)
        round_trip(list, count);
    arena_free(arena);
    return 0;
}
