#include "verify_opening.h"

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

void verify_opening_check(const char *opening, const char *body,
                          const struct rules *rules, struct say *say)
{
    unsigned char hash[HASH_SIZE], commitment[HASH_SIZE];
    char hex[HEX + 1], code[CODE_DIGITS + 1];
    struct opening o;
    size_t size, body_size;
    char *text = verify_text_load(opening, &size),
         *bytes = verify_text_load(body, &body_size);
    bool good = read_opening(&o, text);

    verify_hash_of(bytes, body_size, hash);
    free(text);
    free(bytes);
    if (!good) {
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
            body);
        return;
    }
    commit(&o, commitment);
    for (int i = 0; i < HASH_SIZE; i++)
        snprintf(hex + 2 * i, 3, "%02x", commitment[i]);
    verify_slip_code_of(commitment, code);
    say_opened(hex, code, rules, say);
}
