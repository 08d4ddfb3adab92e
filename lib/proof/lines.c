#include "lines.h"

#include "base/digest.h"
#include "exact.h"

#include <string.h>

bool lines_next(struct lines *lines, char out[LINES_LONGEST])
{
    size_t left = (size_t)(lines->end - lines->at);
    const char *newline = left ? memchr(lines->at, '\n', left) : NULL;
    size_t length = newline ? (size_t)(newline - lines->at) : LINES_LONGEST;

    if (length >= LINES_LONGEST || memchr(lines->at, '\0', length))
        return false;
    memcpy(out, lines->at, length);
    out[length] = '\0';
    lines->at = newline + 1;
    return true;
}

bool lines_number(struct lines *lines, const char *word, uint64_t *out)
{
    char line[LINES_LONGEST];

    return lines_next(lines, line) && strncmp(line, word, strlen(word)) == 0 &&
           exact_number(line + strlen(word), out);
}

bool lines_proof(struct lines *lines, struct tree_proof *out)
{
    char line[LINES_LONGEST];

    out->count = 0;
    while (lines_next(lines, line)) {
        if (!*line)
            return true;
        if (out->count == TREE_PROOF_LONGEST ||
            !exact_base64(line, strlen(line), out->hashes[out->count],
                          TREE_HASH_SIZE))
            return false;
        out->count++;
    }
    return false;
}

void lines_write_proof(const struct tree_proof *proof, struct buf *out)
{
    for (size_t i = 0; i < proof->count; i++) {
        base64_encode(proof->hashes[i], TREE_HASH_SIZE, out);
        buf_putc(out, '\n');
    }
}
