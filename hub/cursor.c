#include "cursor.h"

#include "archive.h"
#include "changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 12, CHECK = 3 };

/* 48 bits: a million changes a second for nine years. */
static const uint64_t LARGEST = 0xffffffffffffU;

/* So that a mistyped or invented cursor is told instead of silently skipping
 * answers; it is no secret. */
static unsigned check_of(uint64_t number, uint64_t change)
{
    uint64_t mixed = (number + 0x9e3779b97f4a7c15U) * 0xbf58476d1ce4e5b9U;

    if (change)
        mixed = (mixed ^ change) * 0x94d049bb133111ebU;
    return (unsigned)(mixed >> 52);
}

/* Without a change it is written as before there were any. */
void cursor_print(struct cursor cursor, char out[CURSOR_TEXT_SIZE])
{
    uint64_t number = (uint64_t)cursor.number & LARGEST;
    uint64_t change = (uint64_t)cursor.change & LARGEST;
    unsigned check = check_of(number, change);

    if (change)
        snprintf(out, CURSOR_TEXT_SIZE, "c%012llx%012llx%03x",
                 (unsigned long long)number, (unsigned long long)change, check);
    else
        snprintf(out, CURSOR_TEXT_SIZE, "c%012llx%03x",
                 (unsigned long long)number, check);
}

static uint64_t read_digits(const char *text, int count)
{
    char copy[DIGITS + 1];

    snprintf(copy, sizeof copy, "%.*s", count, text);
    return strtoull(copy, NULL, 16);
}

bool cursor_parse(const char *text, struct cursor *out)
{
    char again[CURSOR_TEXT_SIZE];
    size_t size = strlen(text);

    *out = (struct cursor){0, 0};
    if (size == 0)
        return true;
    if (text[0] != 'c' || strspn(text + 1, "0123456789abcdef") != size - 1)
        return false;
    if (size == 1 + 2 * DIGITS + CHECK)
        out->change = (int64_t)read_digits(text + 1 + DIGITS, DIGITS);
    else if (size != 1 + DIGITS + CHECK)
        return false;
    out->number = (int64_t)read_digits(text + 1, DIGITS);
    cursor_print(*out, again);
    return strcmp(text, again) == 0;
}

enum err cursor_now(struct archive *archive, struct cursor *out)
{
    /* Changes first: one that comes between is told once more. */
    enum err err = changes_last(archive, &out->change);

    return err ? err : archive_last(archive, &out->number);
}

bool cursor_is_ahead(struct cursor cursor, struct cursor now)
{
    return cursor.number > now.number || cursor.change > now.change;
}
