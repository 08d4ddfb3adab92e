#include "ui/fold.h"

#include "base/buf.h"
#include "base/mem.h"
#include "ui/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parts(char c)
{
    switch (c) {
    case ' ':
    case '-':
    case '\'':
    case '/':
    case '.':
    case ',':
    case ';':
    case ':':
    case '(':
    case ')':
    case '"':
        return true;
    default:
        return false;
    }
}

/* Appends a text of small letters: each word behind one blank, the signs
 * between them gone. last is what was appended before. */
static char *put_words(char *to, char *last, const char *text)
{
    for (; *text; text++) {
        if (!parts(*text))
            *to++ = *last = *text;
        else if (*last != ' ')
            *to++ = *last = ' ';
    }
    return to;
}

char *fold_text(const char *text)
{
    char *plain = text_fold(text), last = ' ';
    char *out = xmalloc(strlen(plain) + 2);

    out[0] = ' ';
    *put_words(out + 1, &last, plain) = '\0';
    free(plain);
    return out;
}

void folder_init(struct folder *f)
{
    for (unsigned code = FOLD_FIRST; code <= FOLD_LAST; code++) {
        const char letter[] = {(char)(0xc0 | code >> 6),
                               (char)(0x80 | (code & 0x3f)), '\0'};
        char *folded = text_fold(letter);
        snprintf(f->letters[code - FOLD_FIRST], FOLD_SIZE, "%s", folded);
        free(folded);
    }
}

/* What the sequence of two bytes is folded to; NULL when it is none, or
 * another script's. */
static const char *letter_of(const struct folder *f, const char *at)
{
    unsigned first = (unsigned char)at[0], second = (unsigned char)at[1];
    unsigned code = (first & 0x1f) << 6 | (second & 0x3f);

    if (first >> 5 != 6 || second >> 6 != 2 || code < FOLD_FIRST ||
        code > FOLD_LAST)
        return NULL;
    return f->letters[code - FOLD_FIRST];
}

/* False when a letter is not in the table. */
static bool add_quickly(const struct folder *f, const char *text, char *to)
{
    char last = ' ';

    *to++ = ' ';
    while (*text) {
        char plain[2] = {*text, '\0'};
        const char *letter = plain;
        if (*text & 0x80) {
            letter = letter_of(f, text);
            text++;
        } else if (*text >= 'A' && *text <= 'Z') {
            plain[0] = (char)(*text - 'A' + 'a');
        }
        if (!letter)
            return false;
        to = put_words(to, &last, letter);
        text++;
    }
    *to = '\0';
    return true;
}

void folder_add(const struct folder *f, const char *text, struct buf *out)
{
    /* A letter of two bytes never becomes longer than its place in the table.
     */
    char *to = buf_reserve(out, strlen(text) * FOLD_SIZE / 2 + 2);

    if (add_quickly(f, text, to)) {
        buf_commit(out, strlen(to) + 1);
        return;
    }
    char *folded = fold_text(text);
    buf_add(out, folded, strlen(folded) + 1);
    free(folded);
}

/* Whether one of the words of the text begins with the first size bytes. */
static bool has_word(const char *text, const char *word, size_t size)
{
    for (const char *at = text; (at = strchr(at, ' ')); at++) {
        if (strncmp(at + 1, word, size) == 0)
            return true;
    }
    return false;
}

bool fold_match(const char *text, const char *typed)
{
    for (typed += strspn(typed, " "); *typed; typed += strspn(typed, " ")) {
        size_t size = strcspn(typed, " ");
        if (!has_word(text, typed, size))
            return false;
        typed += size;
    }
    return true;
}
