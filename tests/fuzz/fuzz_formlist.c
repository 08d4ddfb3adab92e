/* Lists of forms, as a server or a captive portal sends them. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "wire/formlist.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read is written again and must then read the same. */
static void write_again(const struct formlist *list, struct arena *arena)
{
    struct formlist again;
    struct buf out;

    buf_init(&out, 0);
    formlist_write(&out, list);
    if (formlist_read(buf_text(&out), out.size, arena, &again, NULL) ||
        again.count != list->count)
        abort();
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(again.entries[i].form_id, list->entries[i].form_id) != 0)
            abort();
    }
    buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct formlist list;

    log_set_level(LOG_LEVEL_ERROR);
    if (formlist_read((const char *)data, size, arena, &list, NULL) == ERR_NONE)
        write_again(&list, arena);
    arena_free(arena);
    return 0;
}
