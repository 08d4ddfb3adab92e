/* Reads tests/proof_vectors.txt: one vector a line, a word and its values. */
#ifndef PROOF_VECTORS_H
#define PROOF_VECTORS_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/file.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

enum { VECTOR_VALUES = 5 };

/* What checks one vector; values that are "-" arrive as "". */
typedef void vector_check(char *values[VECTOR_VALUES]);

static void vectors_split(char *line, char *values[VECTOR_VALUES])
{
    static char nothing[] = "";

    for (int i = 0; i < VECTOR_VALUES; i++) {
        char *blank = i + 1 < VECTOR_VALUES ? strchr(line, ' ') : NULL;
        if (blank)
            *blank = '\0';
        values[i] = strcmp(line, "-") == 0 ? nothing : line;
        line = blank ? blank + 1 : nothing;
    }
}

/* Checks all vectors of a word and returns how many there were. */
static inline int vectors_check(const char *word, vector_check *check)
{
    struct buf file;
    char *values[VECTOR_VALUES], *rest = NULL;
    int count = 0;

    buf_init(&file, 1 << 20);
    assert_int_equal(file_read("tests/proof_vectors.txt", &file), ERR_NONE);
    for (char *line = strtok_r(file.data, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        size_t n = strlen(word);
        if (strncmp(line, word, n) != 0 || line[n] != ' ')
            continue;
        vectors_split(line + n + 1, values);
        check(values);
        count++;
    }
    buf_clear(&file);
    return count;
}

/* Hex of any length into out; returns its bytes. */
static inline size_t vectors_hex(const char *hex, void *out, size_t room)
{
    size_t size = strlen(hex) / 2;

    assert_true(size <= room && hex_decode(hex, out, size));
    return size;
}

#endif
