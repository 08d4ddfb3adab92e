#include "proof/leaf.h"

#include "base/digest.h"
#include "base/log.h"
#include "exact.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_EPOCH = 9, HEX_SIZE = 2 * LEAF_HASH_SIZE };

#define LEAF_AS_ROW(name, word, fields) [name] = {word, fields},
static const struct {
    const char *word;
    const char *fields;
} KINDS[] = {LEAF_LIST(LEAF_AS_ROW)};
#undef LEAF_AS_ROW

/* By comparing: a hub looks at each byte of each answer's line, and strchr
 * and strspn would take longer than hashing it. */
static bool is_log_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-';
}

static bool is_form_byte(char c)
{
    return is_log_byte(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
           c == '%';
}

bool leaf_log_is_valid(const char *log)
{
    const char *slash = strchr(log, '/');
    uint64_t epoch = 0;

    if (!slash || slash == log || strlen(log) >= SIGN_NAME_SIZE ||
        strlen(slash + 1) > LONGEST_EPOCH || !exact_number(slash + 1, &epoch) ||
        epoch == 0)
        return false;
    for (const char *p = log; p < slash; p++) {
        if (!is_log_byte(*p))
            return false;
    }
    return true;
}

long leaf_log_epoch(const char *log)
{
    const char *slash = strrchr(log, '/');

    return slash ? strtol(slash + 1, NULL, 10) : 0;
}

void leaf_log_station(const char *log, char out[SIGN_NAME_SIZE])
{
    size_t size = strcspn(log, "/");

    while (size > 0 && log[size] != '.')
        size--;
    if (size == 0)
        size = strcspn(log, "/");
    size = size < SIGN_NAME_SIZE ? size : SIGN_NAME_SIZE - 1;
    memcpy(out, log, size);
    out[size] = '\0';
}

void leaf_set_form(struct leaf *leaf, const char *form_id)
{
    size_t n = 0;

    for (const char *p = form_id; *p && n + 4 < sizeof leaf->form; p++) {
        if (*p != '%' && is_form_byte(*p)) {
            leaf->form[n++] = *p;
            continue;
        }
        snprintf(leaf->form + n, 4, "%%%02X", (unsigned)(unsigned char)*p);
        n += 3;
    }
    leaf->form[n] = '\0';
}

void leaf_set_text(struct leaf *leaf, const char *text)
{
    size_t n = 0;

    for (; *text && n + 1 < sizeof leaf->text; text++)
        leaf->text[n++] = (unsigned char)*text < ' ' ? ' ' : *text;
    /* A character cut in half would make the whole log unreadable. */
    while (*text && n > 0 && ((unsigned char)*text & 0xc0) == 0x80) {
        text--;
        n--;
    }
    leaf->text[n] = '\0';
}

static bool day_is_valid(const char *day)
{
    static const char shape[] = "0000-00-00";

    if (strlen(day) != strlen(shape))
        return false;
    for (size_t i = 0; shape[i]; i++) {
        bool digit = day[i] >= '0' && day[i] <= '9';
        if (shape[i] == '0' ? !digit : day[i] != '-')
            return false;
    }
    return true;
}

static bool text_is_valid(const char *text)
{
    if (!*text)
        return false;
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return false;
    }
    return true;
}

static bool form_is_valid(const char *form)
{
    const char *p = form;

    while (is_form_byte(*p))
        p++;
    return p > form && *p == '\0';
}

static bool other_is_valid(const char *other, enum leaf_kind kind)
{
    return leaf_log_is_valid(other) ||
           (kind == LEAF_EPOCH && strcmp(other, "-") == 0);
}

/* Whether the member behind a field fits there. */
static bool field_is_valid(const struct leaf *leaf, char field)
{
    switch (field) {
    case 'D':
        return day_is_valid(leaf->day);
    case 'F':
        return form_is_valid(leaf->form);
    case 'O':
        return other_is_valid(leaf->other, leaf->kind);
    case 'K':
    case 'G':
        return text_is_valid(leaf->text) && !strchr(leaf->text, ' ');
    case 'T':
        return text_is_valid(leaf->text);
    default:
        return true;
    }
}

static void write_field(const struct leaf *leaf, char field, struct buf *out)
{
    char hex[HEX_SIZE + 1];

    buf_putc(out, ' ');
    switch (field) {
    case 'C':
    case 'R':
        hex_encode(leaf->hash, LEAF_HASH_SIZE, hex);
        buf_puts(out, hex);
        break;
    case 'S':
        buf_put_int(out, (int64_t)leaf->size);
        break;
    case 'N':
        buf_put_int(out, (int64_t)leaf->number);
        break;
    case 'A':
        buf_put_int(out, (int64_t)leaf->counted);
        break;
    default:
        buf_puts(out, field == 'D'   ? leaf->day
                      : field == 'F' ? leaf->form
                      : field == 'O' ? leaf->other
                                     : leaf->text);
    }
}

static bool leaf_is_valid(const struct leaf *leaf)
{
    if (!leaf_log_is_valid(leaf->log))
        return false;
    for (const char *f = KINDS[leaf->kind].fields; *f; f++) {
        if (!field_is_valid(leaf, *f))
            return false;
    }
    return true;
}

enum err leaf_write(const struct leaf *leaf, struct buf *out)
{
    size_t before = out->size;

    if (!leaf_is_valid(leaf)) {
        log_error("%s %s %" PRIu64 ": a field does not fit its place",
                  KINDS[leaf->kind].word, leaf->log, leaf->index);
        return ERR_FORMAT;
    }
    buf_puts(out, KINDS[leaf->kind].word);
    buf_putc(out, ' ');
    buf_puts(out, leaf->log);
    buf_putc(out, ' ');
    buf_put_int(out, (int64_t)leaf->index);
    for (const char *f = KINDS[leaf->kind].fields; *f; f++)
        write_field(leaf, *f, out);
    return out->overflow || out->size - before >= LEAF_LIMIT ? ERR_LIMIT
                                                             : ERR_NONE;
}

void leaf_write_answer(const char *log, uint64_t index,
                       const unsigned char commitment[LEAF_HASH_SIZE],
                       const char *form, struct buf *out)
{
    char hex[HEX_SIZE + 1];

    hex_encode(commitment, LEAF_HASH_SIZE, hex);
    buf_puts(out, KINDS[LEAF_ANSWER].word);
    buf_putc(out, ' ');
    buf_puts(out, log);
    buf_putc(out, ' ');
    buf_put_int(out, (int64_t)index);
    buf_putc(out, ' ');
    buf_add(out, hex, HEX_SIZE);
    buf_putc(out, ' ');
    buf_puts(out, form);
}

static bool keep(char *to, size_t room, const char *word)
{
    size_t length = strlen(word);

    if (length >= room)
        return false;
    memcpy(to, word, length + 1);
    return true;
}

static bool read_field(struct leaf *leaf, char field, const char *word)
{
    switch (field) {
    case 'C':
    case 'R':
        return exact_hex(word, leaf->hash, LEAF_HASH_SIZE);
    case 'S':
        return exact_number(word, &leaf->size);
    case 'N':
        return exact_number(word, &leaf->number);
    case 'A':
        return exact_number(word, &leaf->counted);
    case 'D':
        return keep(leaf->day, sizeof leaf->day, word);
    case 'F':
        return keep(leaf->form, sizeof leaf->form, word);
    case 'O':
        return keep(leaf->other, sizeof leaf->other, word);
    default:
        return keep(leaf->text, sizeof leaf->text, word);
    }
}

/* Cuts the next word off; the field T takes all that is left. */
static char *next_word(char **rest, bool all)
{
    char *word = *rest;
    char *blank = all || !word ? NULL : strchr(word, ' ');

    if (blank)
        *blank = '\0';
    *rest = blank ? blank + 1 : NULL;
    return word;
}

static bool read_kind(struct leaf *out, const char *word)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (strcmp(word, KINDS[i].word) == 0) {
            out->kind = (enum leaf_kind)i;
            return true;
        }
    }
    return false;
}

enum err leaf_read(struct leaf *out, const char *line)
{
    char copy[LEAF_LIMIT];
    char *rest = copy;

    *out = (struct leaf){0};
    if (!keep(copy, sizeof copy, line) ||
        !read_kind(out, next_word(&rest, false)))
        return ERR_FORMAT;
    char *log = next_word(&rest, false), *index = next_word(&rest, false);
    if (!log || !index || !keep(out->log, sizeof out->log, log) ||
        !exact_number(index, &out->index))
        return ERR_FORMAT;
    for (const char *f = KINDS[out->kind].fields; *f; f++) {
        char *word = next_word(&rest, *f == 'T');
        if (!word || !read_field(out, *f, word))
            return ERR_FORMAT;
    }
    return !rest && leaf_is_valid(out) ? ERR_NONE : ERR_FORMAT;
}

void leaf_begin_export(const char *log, struct buf *out)
{
    buf_printf(out, "barrio-log 1 %s\n", log);
}
