/* Files, numbers, hex and base64, each with one spelling only; and a map from
 * texts to numbers. */
#ifndef VERIFY_TEXT_H
#define VERIFY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory, or the end of the program. */
void *verify_text_room(size_t count, size_t size);
/* Grows an array to hold one more; returns it. */
void *verify_text_grow(void *array, size_t count, size_t *room, size_t size);

/* The whole file ("-": standard input) with a NUL behind it; the caller frees
 * it. Ends the program with a sentence when it cannot be read. */
char *verify_text_load(const char *path, size_t *size);
/* Replaces a file through a temporary one of that mode; ends the program
 * when that fails. */
void verify_text_save(const char *path, const void *data, size_t size,
                      unsigned mode);

/* A decimal number without leading zeros, below 10^18. */
bool verify_text_number(const char *text, size_t length, uint64_t *out);
/* Exactly size bytes in lower-case hex. */
bool verify_text_hex(const char *text, size_t length, void *out, size_t size);
/* Exactly size bytes in base64 with padding. */
bool verify_text_base64(const char *text, size_t length, void *out,
                        size_t size);
/* Prints base64 and a NUL; out holds (size + 2) / 3 * 4 + 1 bytes. */
void verify_text_print_base64(const void *data, size_t size, char *out);

/* Keys are borrowed for the map's life. Zero-initialise. */
struct map {
    struct map_slot {
        const char *key;
        size_t length;
        size_t value;
    } * slots;
    size_t room, count;
};

/* The place of a key's value, or NULL. */
size_t *verify_map_find(const struct map *map, const char *key, size_t length);
/* The place of a key's value, added as `fresh` when it was not there. */
size_t *verify_map_add(struct map *map, const char *key, size_t length,
                       size_t fresh);
/* Frees what the map holds. */
void verify_map_clear(struct map *map);

#endif
