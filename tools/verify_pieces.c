#include "verify_pieces.h"

#include "verify_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PIECES = 9999, LONGEST = 4096 };

struct piece {
    uint64_t number, count;
    const char *digits;
    size_t length;
};

static bool read_piece(struct piece *out, const char *line, size_t length)
{
    const char *slash = memchr(line, '/', length),
               *blank = memchr(line, ' ', length);

    if (!slash || !blank || blank < slash)
        return false;
    out->digits = blank + 1;
    out->length = length - (size_t)(out->digits - line);
    /* A file that came by mail ends its lines otherwise. */
    out->length -= out->length && out->digits[out->length - 1] == '\r';
    return verify_text_number(line, (size_t)(slash - line), &out->number) &&
           verify_text_number(slash + 1, (size_t)(blank - slash - 1),
                              &out->count) &&
           out->number > 0 && out->number <= out->count &&
           out->count <= MOST_PIECES && out->length <= LONGEST;
}

/* Appends the bytes; false when a digit is none. */
static bool decode(const struct piece *piece, char *out, size_t *size)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned kept = 0, bits = 0;

    for (size_t i = 0; i < piece->length; i++) {
        const char *digit = strchr(DIGITS, piece->digits[i]);
        if (!digit)
            return false;
        kept = (kept << 5 | (unsigned)(digit - DIGITS)) & 0xfff;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            out[(*size)++] = (char)(kept >> bits);
        }
    }
    return true;
}

/* Finds where each piece is; false when two say different things. */
static bool sort(const char *text, struct piece *pieces, size_t count)
{
    struct piece p;

    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (length && (!read_piece(&p, line, length) || p.count != count))
            return false;
        struct piece *at = length ? &pieces[p.number - 1] : NULL;
        if (at && at->digits &&
            (at->length != p.length ||
             memcmp(at->digits, p.digits, p.length) != 0))
            return false;
        if (at)
            *at = p;
        line += length + (line[length] == '\n');
    }
    return true;
}

char *verify_pieces_join(const char *text, size_t *size, size_t *missing)
{
    struct piece first, *pieces;
    char *out = verify_text_room(strlen(text) + 1, 1);
    bool good = read_piece(&first, text, strcspn(text, "\n"));

    *size = *missing = 0;
    pieces = verify_text_room(good ? first.count : 1, sizeof *pieces);
    good = good && sort(text, pieces, first.count);
    for (size_t i = 0; good && i < first.count; i++) {
        if (!pieces[i].digits)
            *missing = i + 1;
        good = pieces[i].digits && decode(&pieces[i], out, size);
    }
    free(pieces);
    if (good)
        return out;
    free(out);
    return NULL;
}
