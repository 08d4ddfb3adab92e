/* Many allocations, one free: for owners of many small parts (a form, a
 * request). Parts are never freed singly. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/attr.h"

#include <stddef.h>

struct arena;

/* A new, empty arena; the caller frees it with arena_free. */
struct arena *arena_new(void);
/* Frees the arena and everything in it; NULL is accepted. */
void arena_free(struct arena *arena);

/* Forgets what was allocated but keeps a block for what comes next. */
void arena_reset(struct arena *arena);

/* Zeroed memory, aligned for any type, valid until arena_free. */
void *arena_alloc(struct arena *arena, size_t size);
/* Zeroed room for count elements; ends the process on overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Copies; arena_strdup(arena, NULL) is NULL. */
char *arena_strdup(struct arena *arena, const char *text);
/* Copies at most size bytes and ends them with NUL. */
char *arena_strndup(struct arena *arena, const char *text, size_t size);
/* Copies size bytes of any content. */
void *arena_memdup(struct arena *arena, const void *data, size_t size);
/* Formats into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* Bytes asked of the system so far. */
size_t arena_size(const struct arena *arena);

#endif
