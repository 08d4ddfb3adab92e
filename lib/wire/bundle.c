#include "wire/bundle.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { HEX_SIZE = 2 * SHA256_SIZE, KEY_HEX = 2 * RESPONSE_KEY_SIZE };

static const char MAGIC[] = "barrio.bundle/1\n";

void bundle_write_head(struct buf *out, const struct bundle_head *head)
{
    char hex[HEX_SIZE + 1];

    hex_encode(head->sealed, SHA256_SIZE, hex);
    buf_printf(out,
               "%skind %s\nfrom %s\nto %s\nnumber %" PRId64 "\nsealed %s\n",
               MAGIC, head->kind, head->from, head->to, head->number, hex);
}

/* Text, an empty line, one signature line. */
size_t bundle_head_size(const char *data, size_t size)
{
    size_t most = size < BUNDLE_LARGEST_HEAD ? size : BUNDLE_LARGEST_HEAD;

    for (size_t i = 1; i < most; i++) {
        if (data[i] != '\n' || data[i - 1] != '\n')
            continue;
        const char *end = memchr(data + i + 1, '\n', most - i - 1);
        return end ? (size_t)(end - data) + 1 : 0;
    }
    return 0;
}

static char *value_of(char **rest, const char *name)
{
    char *line = *rest, *end = strchr(line, '\n');
    size_t size = strlen(name);

    if (!end || strncmp(line, name, size) != 0)
        return NULL;
    *end = '\0';
    *rest = end + 1;
    return line + size;
}

static bool read_lines(char *rest, struct bundle_head *out)
{
    char *kind = value_of(&rest, "kind ");
    char *from = kind ? value_of(&rest, "from ") : NULL;
    char *to = from ? value_of(&rest, "to ") : NULL;
    char *number = to ? value_of(&rest, "number ") : NULL;
    char *sealed = number ? value_of(&rest, "sealed ") : NULL;

    if (!sealed || *rest || !hex_decode(sealed, out->sealed, SHA256_SIZE) ||
        !*number || strlen(number) > 15 || number[strspn(number, "0123456789")])
        return false;
    out->kind = kind;
    out->from = from;
    out->to = to;
    out->number = strtoll(number, NULL, 10);
    return true;
}

enum err bundle_read_head(const char *text, size_t size, struct arena *arena,
                          struct bundle_head *out)
{
    char *copy = arena_strndup(arena, text, size);

    *out = (struct bundle_head){"", "", "", 0, {0}};
    if (memchr(text, 0, size) || size > BUNDLE_LARGEST_HEAD ||
        strncmp(copy, MAGIC, strlen(MAGIC)) != 0)
        return ERR_FORMAT;
    return read_lines(copy + strlen(MAGIC), out) ? ERR_NONE : ERR_FORMAT;
}

void bundle_add_record(struct buf *out, char tag, const void *data, size_t size)
{
    buf_putc(out, tag);
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_putc(out, (char)(unsigned char)(size >> shift));
    buf_add(out, data, size);
}

enum err bundle_each_record(const char *data, size_t size,
                            enum err (*take)(void *context, char tag,
                                             const char *data, size_t size),
                            void *context)
{
    enum { HEAD = 5 };
    enum err err = ERR_NONE;

    while (!err && size) {
        const unsigned char *at = (const unsigned char *)data;
        if (size < HEAD)
            return ERR_FORMAT;
        size_t length = (size_t)at[1] << 24 | (size_t)at[2] << 16 |
                        (size_t)at[3] << 8 | at[4];
        if (length > size - HEAD)
            return ERR_FORMAT;
        err = take(context, data[0], data + HEAD, length);
        data += HEAD + length;
        size -= HEAD + length;
    }
    return err;
}

void bundle_add_verdict(struct buf *out, const struct receipt *receipt)
{
    char hex[KEY_HEX + 1];

    hex_encode(receipt->key, RESPONSE_KEY_SIZE, hex);
    buf_printf(out, "%s %s ", hex, verdict_name(receipt->verdict));
    for (const char *c = receipt->reason; *c; c++)
        buf_putc(out, (unsigned char)*c < ' ' ? ' ' : *c);
    buf_putc(out, '\n');
}

static bool read_verdict(const char *name, enum verdict *out)
{
    for (int v = VERDICT_WAITING; v <= VERDICT_REFUSED; v++) {
        if (strcmp(name, verdict_name((enum verdict)v)) == 0) {
            *out = (enum verdict)v;
            return true;
        }
    }
    return false;
}

/* The line without its newline; it is taken apart in place. */
static bool read_line(char *line, struct receipt *out)
{
    char *verdict = strchr(line, ' ');
    char *reason = verdict ? strchr(verdict + 1, ' ') : NULL;

    if (!reason)
        return false;
    *verdict++ = '\0';
    *reason++ = '\0';
    out->reason = reason;
    return hex_decode(line, out->key, RESPONSE_KEY_SIZE) &&
           read_verdict(verdict, &out->verdict);
}

enum err bundle_each_verdict(const char *data, size_t size,
                             enum err (*take)(void *context,
                                              const struct receipt *receipt),
                             void *context)
{
    size_t count = 0;
    enum err err = ERR_NONE;

    while (!err && size) {
        const char *end = memchr(data, '\n', size);
        struct receipt receipt = {0};
        if (!end || memchr(data, 0, (size_t)(end - data)) ||
            count++ == BUNDLE_MOST_VERDICTS)
            return ERR_FORMAT;
        char *line = xstrndup(data, (size_t)(end - data));
        err = read_line(line, &receipt) ? take(context, &receipt) : ERR_FORMAT;
        free(line);
        size -= (size_t)(end - data) + 1;
        data = end + 1;
    }
    return err;
}
