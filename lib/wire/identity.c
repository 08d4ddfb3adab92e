#include "wire/identity.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

static const char MAGIC[] = "barrio.identity/1\n";
static const char LETTERS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static const struct {
    const char *name;
    size_t at;
} LINES[] = {
    {"code ", offsetof(struct identity, code)},
    {"station ", offsetof(struct identity, station)},
    {"token ", offsetof(struct identity, token)},
    {"key ", offsetof(struct identity, key)},
    {"hub ", offsetof(struct identity, hub)},
};

static const char **member(struct identity *identity, size_t i)
{
    return (const char **)(void *)((char *)identity + LINES[i].at);
}

void identity_write(struct buf *out, const struct identity *identity)
{
    struct identity copy = *identity;

    buf_puts(out, MAGIC);
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        const char *value = *member(&copy, i);
        if (value && *value)
            buf_printf(out, "%s%s\n", LINES[i].name, value);
    }
}

/* Lines come in their order, each at most once, none empty. */
enum err identity_read(const char *text, size_t size, struct arena *arena,
                       struct identity *out)
{
    char *rest = arena_strndup(arena, text, size);

    *out = (struct identity){"", "", "", "", ""};
    if (memchr(text, 0, size) || size > IDENTITY_LARGEST ||
        strncmp(rest, MAGIC, strlen(MAGIC)) != 0)
        return ERR_FORMAT;
    rest += strlen(MAGIC);
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        size_t name = strlen(LINES[i].name);
        char *end = strchr(rest, '\n');
        if (!end || strncmp(rest, LINES[i].name, name) != 0)
            continue;
        *end = '\0';
        *member(out, i) = rest + name;
        rest = end + 1;
    }
    return *rest || !*out->key ? ERR_FORMAT : ERR_NONE;
}

void identity_new_code(char out[IDENTITY_CODE_SIZE])
{
    unsigned char random[IDENTITY_CODE_SIZE - 1];

    digest_random(random, sizeof random);
    for (size_t i = 0; i < sizeof random; i++)
        out[i] = LETTERS[random[i] % (sizeof LETTERS - 1)]; /* 256 = 8 * 32 */
    out[sizeof random] = '\0';
}

static char likeness(char c)
{
    char upper = (char)toupper((unsigned char)c);

    return upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
}

bool identity_read_code(const char *typed, char out[IDENTITY_CODE_SIZE])
{
    size_t n = 0;

    for (; *typed; typed++) {
        char c = likeness(*typed);
        if (c == '-' || c == ' ')
            continue;
        if (!strchr(LETTERS, c) || n == IDENTITY_CODE_SIZE - 1)
            return false;
        out[n++] = c;
    }
    out[n] = '\0';
    return n == IDENTITY_CODE_SIZE - 1;
}
