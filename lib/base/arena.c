#include "base/arena.h"

#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks double from the first to the last size: small owners stay small,
 * large ones ask the system rarely. */
enum { FIRST_BLOCK = 1024, LAST_BLOCK = 256 * 1024 };

struct block {
    struct block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *blocks;
    size_t next_size;
    size_t total;
};

struct arena *arena_new(void)
{
    struct arena *arena = xcalloc(1, sizeof *arena);

    arena->next_size = FIRST_BLOCK;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

void arena_reset(struct arena *arena)
{
    struct block *kept = arena->blocks;

    if (!kept)
        return;
    for (struct block *block = kept->next, *next; block; block = next) {
        next = block->next;
        arena->total -= sizeof *block + block->size;
        free(block);
    }
    kept->next = NULL;
    memset(kept->data, 0, kept->used);
    kept->used = 0;
}

static struct block *add_block(struct arena *arena, size_t at_least)
{
    size_t size = arena->next_size;

    if (size < at_least)
        size = at_least;
    else if (arena->next_size < LAST_BLOCK)
        arena->next_size *= 2;
    struct block *block = xcalloc(1, sizeof *block + size);
    block->size = size;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->total += sizeof *block + size;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);

    assert(size < SIZE_MAX / 2);
    size = (size + align - 1) & ~(align - 1);
    struct block *block = arena->blocks;
    if (!block || block->size - block->used < size)
        block = add_block(arena, size);
    void *memory = block->data + block->used;
    block->used += size;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 4 / size)
        abort();
    return arena_alloc(arena, count * size);
}

char *arena_strdup(struct arena *arena, const char *text)
{
    return text ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_strndup(struct arena *arena, const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    char *copy = arena_alloc(arena, length + 1);

    memcpy(copy, text, length);
    return copy;
}

void *arena_memdup(struct arena *arena, const void *data, size_t size)
{
    void *copy = arena_alloc(arena, size);

    if (size)
        memcpy(copy, data, size);
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

size_t arena_size(const struct arena *arena)
{
    return arena->total;
}
