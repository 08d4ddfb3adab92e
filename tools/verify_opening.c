#include "verify_opening.h"

#include "verify_pieces.h"
#include "verify_slip.h"
#include "verify_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEX = 2 * HASH_SIZE };

struct opening {
    char station[NAME_SIZE], symbol[64];
    unsigned char salt[16], token[16], body[HASH_SIZE];
};

static bool take_field(struct opening *out, const char *name, const char *value)
{
    size_t length = strlen(value);

    if (strcmp(name, "station") == 0)
        return snprintf(out->station, sizeof out->station, "%s", value) <
               (int)sizeof out->station;
    if (strcmp(name, "symbol") == 0)
        return snprintf(out->symbol, sizeof out->symbol, "%s", value) <
               (int)sizeof out->symbol;
    if (strcmp(name, "salt") == 0)
        return verify_text_hex(value, length, out->salt, sizeof out->salt);
    if (strcmp(name, "token") == 0)
        return verify_text_hex(value, length, out->token, sizeof out->token);
    if (strcmp(name, "body") == 0)
        return verify_text_hex(value, length, out->body, sizeof out->body);
    return false;
}

static bool read_opening(struct opening *out, char *text)
{
    int fields = 0;

    *out = (struct opening){0};
    for (char *line = text; *line; fields++) {
        char *newline = strchr(line, '\n'), *blank = strchr(line, ' ');
        if (!newline || !blank || blank > newline)
            return false;
        *newline = *blank = '\0';
        if (!take_field(out, line, blank + 1))
            return false;
        line = newline + 1;
    }
    return fields == 5;
}

/* Four bytes of length in front of each field. */
static size_t add(unsigned char *to, const void *data, size_t size)
{
    for (int i = 0; i < 4; i++)
        to[i] = (unsigned char)(size >> (24 - 8 * i));
    memcpy(to + 4, data, size);
    return size + 4;
}

static void commit(const struct opening *o, unsigned char out[HASH_SIZE])
{
    unsigned char fields[6 * 4 + 8 + NAME_SIZE + 16 + 16 + 64 + HASH_SIZE];
    size_t n = add(fields, "barrio/1", 8);

    n += add(fields + n, o->station, strlen(o->station));
    n += add(fields + n, o->salt, sizeof o->salt);
    n += add(fields + n, o->token, sizeof o->token);
    n += add(fields + n, o->symbol, strlen(o->symbol));
    n += add(fields + n, o->body, sizeof o->body);
    verify_hash_of(fields, n, out);
}

/* A sign that was picked binds the station to draw its secret number so that
 * the commitment shows it; without that, one receipt would do for two. */
static bool sign_is_kept(const struct opening *o, const char *code,
                         struct say *say)
{
    const char *sign = verify_slip_sign(code);

    if (!*o->symbol || strcmp(o->symbol, sign) == 0)
        return true;
    verify_say_wrong(say,
                     "the sign that was picked is \"%s\", but receipt %s shows "
                     "the %s.",
                     o->symbol, code, sign);
    return false;
}

static void say_opened(const char *hex, const char *code,
                       const struct rules *rules, struct say *say)
{
    const struct answer *answer =
        rules ? verify_rules_answer(rules, hex, HEX) : NULL;

    verify_say_fine(say,
                    "the opening and the body make the commitment %s, receipt "
                    "%s.",
                    hex, code);
    if (!rules)
        return;
    if (!answer)
        verify_say_note(say, "the log does not have this commitment yet.");
    else if (answer->fate == FATE_SPOILED)
        verify_say_fine(say,
                        "leaf %zu shows it as a check of the machine, not "
                        "counted.",
                        answer->leaf);
    else
        verify_say_wrong(
            say,
            "leaf %zu counts this answer, although it was opened to "
            "check the machine.",
            answer->leaf);
}

/* Both halves of what was shown, as two files or as the pieces of one text. */
struct shown {
    const char *where; /* of the body */
    char *text, *body;
    size_t body_size;
};

static bool load_pieces(struct shown *out, const char *path, struct say *say)
{
    size_t size, missing;
    char *joined = verify_pieces_join(out->text, &size, &missing);
    char *end = joined ? strstr(joined, "\n\n") : NULL;

    free(out->text);
    out->text = joined;
    out->where = path;
    if (end) {
        out->body_size = size - (size_t)(end + 2 - joined);
        out->body = verify_text_room(out->body_size + 1, 1);
        memcpy(out->body, end + 2, out->body_size);
        end[1] = '\0';
        return true;
    }
    if (missing)
        verify_say_wrong(say, "%s lacks part %zu.", path, missing);
    else
        verify_say_wrong(say, "%s: a part is damaged, or of another answer.",
                         path);
    return false;
}

static bool load(struct shown *out, const char *opening, const char *body,
                 struct say *say)
{
    size_t size;

    out->text = verify_text_load(opening, &size);
    if (!body)
        return load_pieces(out, opening, say);
    out->where = body;
    out->body = verify_text_load(body, &out->body_size);
    return true;
}

static void check(const struct shown *shown, const char *opening,
                  const struct rules *rules, struct say *say)
{
    unsigned char hash[HASH_SIZE], commitment[HASH_SIZE];
    char hex[HEX + 1], code[CODE_DIGITS + 1];
    struct opening o;

    verify_hash_of(shown->body, shown->body_size, hash);
    if (!read_opening(&o, shown->text)) {
        verify_say_wrong(say,
                         "%s is no opening: it needs the lines station, salt, "
                         "token, symbol and body.",
                         opening);
        return;
    }
    if (memcmp(hash, o.body, HASH_SIZE) != 0) {
        verify_say_wrong(
            say,
            "%s is not the answer that was committed to: the station "
            "showed one answer and committed to another.",
            shown->where);
        return;
    }
    commit(&o, commitment);
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", commitment[i]);
    verify_slip_code_of(commitment, code);
    if (sign_is_kept(&o, code, say))
        say_opened(hex, code, rules, say);
}

void verify_opening_check(const char *opening, const char *body,
                          const struct rules *rules, struct say *say)
{
    struct shown shown = {0};

    if (load(&shown, opening, body, say)) {
        if (!body)
            verify_say_note(say, "what was sealed: %s", shown.body);
        check(&shown, opening, rules, say);
    }
    free(shown.text);
    free(shown.body);
}
