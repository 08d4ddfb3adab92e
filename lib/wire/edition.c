#include "wire/edition.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 4, DIGITS = 16, LONGEST_NAME = 200 };

static const char MAGIC[] = "barrio.edition/1\n";

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
           c == '-' || c == '.' || c == '_';
}

static void add_escaped(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (is_plain(*c))
            buf_putc(out, *c);
        else
            buf_printf(out, "%%%02X", (unsigned char)*c);
    }
}

static void add_field(struct buf *out, const char *text)
{
    buf_putc(out, ' ');
    if (*text)
        add_escaped(out, text);
    else
        buf_putc(out, '%');
}

void edition_write(struct buf *out, const struct edition *edition)
{
    char hex[2 * SHA256_SIZE + 1];

    buf_printf(out, "%snumber %" PRId64 "\ntime %" PRId64 "\nkey %s\n", MAGIC,
               edition->number, edition->time_s, edition->key);
    for (size_t i = 0; i < edition->count; i++) {
        const struct edition_item *item = &edition->items[i];
        hex_encode(item->sha256, SHA256_SIZE, hex);
        buf_printf(out, "%s %s %" PRIu64, publication_kind_name(item->kind),
                   hex, item->size);
        add_field(out, item->name);
        if (item->kind == PUBLICATION_FORM)
            add_field(out, item->version);
        if (item->kind == PUBLICATION_MEDIA)
            add_field(out, item->form_id);
        buf_putc(out, '\n');
    }
}

void edition_add_path(struct buf *out, const struct edition_item *item)
{
    if (item->kind == PUBLICATION_FORM || item->kind == PUBLICATION_MEDIA) {
        buf_puts(out, "forms/");
        add_escaped(out, item->form_id);
        buf_puts(out,
                 item->kind == PUBLICATION_FORM ? ".xml" : "/attachments/");
    } else {
        buf_printf(out, "edition/%s/", publication_kind_name(item->kind));
    }
    if (item->kind != PUBLICATION_FORM)
        add_escaped(out, item->name);
}

/* Undoes %XX in place; false when malformed or when it hides a NUL. */
static bool unescape(char *text)
{
    char *to = text;

    if (strcmp(text, "%") == 0) {
        *text = '\0';
        return true;
    }
    for (const char *from = text; *from; from++) {
        char pair[3] = "";
        unsigned char byte;
        if (*from != '%') {
            *to++ = *from;
            continue;
        }
        memcpy(pair, from + 1, from[1] ? 2 : 1);
        if (!hex_decode(pair, &byte, 1) || !byte)
            return false;
        *to++ = (char)byte;
        from += 2;
    }
    *to = '\0';
    return true;
}

/* Decimal digits only, and few enough for an int64_t. */
static bool read_number(const char *text, int64_t *out)
{
    size_t size = strlen(text);

    if (!size || size > DIGITS || text[strspn(text, "0123456789")])
        return false;
    *out = strtoll(text, NULL, 10);
    return true;
}

/* Splits a line at single blanks; the number of fields, 0 when too many or
 * one is empty. */
static size_t split(char *line, char *fields[FIELDS])
{
    size_t count = 0;
    char *rest = line;

    while (rest) {
        char *field = rest;
        rest = strchr(field, ' ');
        if (rest)
            *rest++ = '\0';
        if (!*field || count == FIELDS)
            return 0;
        fields[count++] = field;
    }
    return count;
}

static bool read_item(char *const fields[FIELDS], size_t count,
                      struct edition_item *item)
{
    bool is_form = item->kind == PUBLICATION_FORM;
    bool is_media = item->kind == PUBLICATION_MEDIA;
    int64_t size;

    if (count != (is_form || is_media ? 4U : 3U) ||
        !hex_decode(fields[0], item->sha256, SHA256_SIZE) ||
        !read_number(fields[1], &size) || !unescape(fields[2]) ||
        (count == 4 && !unescape(fields[3])))
        return false;
    item->size = (uint64_t)size;
    item->name = fields[2];
    item->form_id = is_form ? fields[2] : is_media ? fields[3] : "";
    item->version = is_form ? fields[3] : "";
    if (is_form || is_media)
        return *item->form_id && (is_form || file_name_is_safe(item->name));
    return file_name_is_safe(item->name) && strlen(item->name) <= LONGEST_NAME;
}

static int order(const void *a, const void *b)
{
    const struct edition_item *x = *(const struct edition_item *const *)a;
    const struct edition_item *y = *(const struct edition_item *const *)b;
    int by_form = strcmp(x->form_id, y->form_id);

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return by_form ? by_form : strcmp(x->name, y->name);
}

/* Two contents for one file would leave the choice to chance. */
static bool has_twins(const struct edition *edition, struct arena *arena)
{
    const struct edition_item **sorted =
        arena_array(arena, edition->count + 1, sizeof(void *));
    bool twins = false;

    for (size_t i = 0; i < edition->count; i++)
        sorted[i] = &edition->items[i];
    qsort(sorted, edition->count, sizeof(void *), order);
    for (size_t i = 1; i < edition->count; i++)
        twins = twins || order(&sorted[i - 1], &sorted[i]) == 0;
    return twins;
}

/* The line's text after "NAME ", which must be what the line begins with. */
static char *value_of(char **rest, const char *name)
{
    char *line = *rest, *end = strchr(line, '\n');
    size_t size = strlen(name);

    if (!end || strncmp(line, name, size) != 0 || line[size] != ' ')
        return NULL;
    *end = '\0';
    *rest = end + 1;
    return line + size + 1;
}

static bool read_head(char **rest, struct edition *out)
{
    const char *number = value_of(rest, "number");
    const char *time = number ? value_of(rest, "time") : NULL;

    out->key = time ? value_of(rest, "key") : NULL;
    return out->key && read_number(number, &out->number) &&
           read_number(time, &out->time_s);
}

static enum err read_line(char *line, struct edition *out)
{
    struct edition_item item = {0};
    char *fields[FIELDS];
    char *rest = strchr(line, ' ');

    if (!rest)
        return ERR_FORMAT;
    *rest++ = '\0';
    if (!publication_kind_parse(line, &item.kind))
        return *line ? ERR_NONE : ERR_FORMAT;
    if (!read_item(fields, split(rest, fields), &item))
        return ERR_FORMAT;
    if (out->count == EDITION_MOST_ITEMS)
        return ERR_LIMIT;
    out->items[out->count++] = item;
    return ERR_NONE;
}

static size_t count_lines(const char *text)
{
    size_t lines = 0;

    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    return lines < EDITION_MOST_ITEMS ? lines : EDITION_MOST_ITEMS;
}

enum err edition_read(const char *text, size_t size, struct arena *arena,
                      struct edition *out)
{
    char *rest = arena_strndup(arena, text, size);
    enum err err = ERR_NONE;

    *out = (struct edition){0};
    if (memchr(text, 0, size) || strncmp(rest, MAGIC, strlen(MAGIC)) != 0)
        return ERR_FORMAT;
    rest += strlen(MAGIC);
    if (!read_head(&rest, out))
        return ERR_FORMAT;
    out->items = arena_array(arena, count_lines(rest) + 1, sizeof *out->items);
    while (!err && *rest) {
        char *line = rest;
        char *end = strchr(line, '\n');
        if (!end)
            return ERR_FORMAT;
        *end = '\0';
        rest = end + 1;
        err = read_line(line, out);
    }
    return !err && has_twins(out, arena) ? ERR_FORMAT : err;
}
