#include "verify_text.h"

#include "verify_say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_ROOM = 64, MOST_DIGITS = 18 };

static const size_t LARGEST_FILE = (size_t)1 << 30;
static const char BASE64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char HEX[] = "0123456789abcdef";

void *verify_text_room(size_t count, size_t size)
{
    void *room = calloc(count ? count : 1, size);

    if (!room)
        verify_say_unable("not enough memory");
    return room;
}

void *verify_text_grow(void *array, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return array;
    *room = *room ? *room * 2 : FIRST_ROOM;
    void *larger =
        *room < SIZE_MAX / size ? realloc(array, *room * size) : NULL;
    if (!larger)
        verify_say_unable("not enough memory");
    return larger;
}

static char *read_all(FILE *file, const char *path, size_t *size)
{
    char *text = NULL;
    size_t room = 0, n = 1;

    for (*size = 0; n > 0; *size += n) {
        text = verify_text_grow(text, *size + BUFSIZ, &room, 1);
        n = fread(text + *size, 1, room - *size - 1, file);
        if (*size + n > LARGEST_FILE)
            verify_say_unable("%s: larger than 1 GiB", path);
    }
    if (ferror(file))
        verify_say_unable("%s: %s", path, strerror(errno));
    text[*size] = '\0';
    return text;
}

char *verify_text_load(const char *path, size_t *size)
{
    if (strcmp(path, "-") == 0)
        return read_all(stdin, path, size);
    FILE *file = fopen(path, "rb");
    if (!file)
        verify_say_unable("%s: %s", path, strerror(errno));
    char *text = read_all(file, path, size);
    fclose(file);
    return text;
}

/* Whether all bytes reached the disk; closes the descriptor. */
static bool write_all(int fd, const char *data, size_t size)
{
    ssize_t n = 0;

    for (; size > 0 && (n = write(fd, data, size)) > 0; size -= (size_t)n)
        data += n;
    bool whole = size == 0 && fsync(fd) == 0;
    return close(fd) == 0 && whole;
}

void verify_text_save(const char *path, const void *data, size_t size,
                      unsigned mode)
{
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.new", path);

    if (n < 0 || (size_t)n >= sizeof temporary)
        verify_say_unable("%s: the name is too long", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0 || !write_all(fd, data, size) || rename(temporary, path) != 0)
        verify_say_unable("%s: %s", path, strerror(errno));
}

bool verify_text_number(const char *text, size_t length, uint64_t *out)
{
    uint64_t n = 0;

    if (length == 0 || length > MOST_DIGITS || (length > 1 && *text == '0'))
        return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        n = n * 10 + (uint64_t)(text[i] - '0');
    }
    *out = n;
    return true;
}

/* The place of a digit in its alphabet, or -1. */
static int digit_of(char c, const char *alphabet)
{
    const char *found = c ? strchr(alphabet, c) : NULL;

    return found ? (int)(found - alphabet) : -1;
}

bool verify_text_hex(const char *text, size_t length, void *out, size_t size)
{
    unsigned char *bytes = out;

    if (length != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = digit_of(text[2 * i], HEX);
        int low = digit_of(text[2 * i + 1], HEX);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

bool verify_text_base64(const char *text, size_t length, void *out, size_t size)
{
    unsigned char *bytes = out;
    size_t digits = (size * 8 + 5) / 6, done = 0;
    unsigned bits = 0, held = 0;

    if (length != (size + 2) / 3 * 4)
        return false;
    for (size_t i = 0; i < digits; i++) {
        int digit = digit_of(text[i], BASE64);
        if (digit < 0)
            return false;
        held = held << 6 | (unsigned)digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[done++] = (unsigned char)(held >> bits);
            held &= (1u << bits) - 1;
        }
    }
    return held == 0 && strspn(text + digits, "=") >= length - digits;
}

void verify_text_print_base64(const void *data, size_t size, char *out)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < size; i += 3) {
        unsigned held = (unsigned)bytes[i] << 16;
        held |= i + 1 < size ? (unsigned)bytes[i + 1] << 8 : 0;
        held |= i + 2 < size ? bytes[i + 2] : 0;
        *out++ = BASE64[held >> 18];
        *out++ = BASE64[held >> 12 & 63];
        *out++ = i + 1 < size ? BASE64[held >> 6 & 63] : '=';
        *out++ = i + 2 < size ? BASE64[held & 63] : '=';
    }
    *out = '\0';
}

/* FNV-1a: keys are hashes and names, not chosen to collide for long. */
static size_t bucket(const char *key, size_t length, size_t room)
{
    uint64_t h = 14695981039346656037u;

    for (size_t i = 0; i < length; i++)
        h = (h ^ (unsigned char)key[i]) * 1099511628211u;
    return (size_t)(h ^ h >> 32) & (room - 1);
}

static struct map_slot *slot_of(const struct map *map, const char *key,
                                size_t length)
{
    size_t i = bucket(key, length, map->room);

    while (map->slots[i].key && (map->slots[i].length != length ||
                                 memcmp(map->slots[i].key, key, length) != 0))
        i = (i + 1) & (map->room - 1);
    return &map->slots[i];
}

size_t *verify_map_find(const struct map *map, const char *key, size_t length)
{
    struct map_slot *slot = map->room ? slot_of(map, key, length) : NULL;

    return slot && slot->key ? &slot->value : NULL;
}

static void enlarge(struct map *map)
{
    struct map larger = {.room = map->room ? map->room * 2 : FIRST_ROOM,
                         .count = map->count};

    larger.slots = verify_text_room(larger.room, sizeof *larger.slots);
    for (size_t i = 0; i < map->room; i++) {
        struct map_slot *old = &map->slots[i];
        if (old->key)
            *slot_of(&larger, old->key, old->length) = *old;
    }
    free(map->slots);
    *map = larger;
}

size_t *verify_map_add(struct map *map, const char *key, size_t length,
                       size_t fresh)
{
    if (map->count * 2 >= map->room)
        enlarge(map);
    struct map_slot *slot = slot_of(map, key, length);
    if (!slot->key) {
        *slot = (struct map_slot){key, length, fresh};
        map->count++;
    }
    return &slot->value;
}

void verify_map_clear(struct map *map)
{
    free(map->slots);
    *map = (struct map){0};
}
