#include "wire/evidence.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"
#include "record/response.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEX = 2 * EVIDENCE_SECRET_SIZE, INDEX_DIGITS = 18 };

void evidence_write(struct buf *out, const struct evidence *e)
{
    char salt[HEX + 1], token[HEX + 1];

    hex_encode(e->salt, sizeof e->salt, salt);
    hex_encode(e->token_hash, sizeof e->token_hash, token);
    buf_printf(out, "%s %" PRIu64 " %s %s %s", e->log, e->index, salt, token,
               e->symbol ? e->symbol : "");
}

enum err evidence_read(const char *text, struct evidence *out)
{
    char log[EVIDENCE_LOG_LONGEST + 1], salt[HEX + 1], token[HEX + 1];
    char index[INDEX_DIGITS + 1];
    struct evidence e = {.log = NULL};
    int end = 0;

    if (sscanf(text, "%63[^ ] %18[0-9] %32[0-9a-f] %32[0-9a-f]%n", log, index,
               salt, token, &end) != 4 ||
        text[end] != ' ' || strlen(text + end + 1) > EVIDENCE_SYMBOL_LONGEST ||
        !hex_decode(salt, e.salt, sizeof e.salt) ||
        !hex_decode(token, e.token_hash, sizeof e.token_hash))
        return ERR_FORMAT;
    e.index = strtoull(index, NULL, 10);
    e.log = xstrdup(log);
    e.symbol = xstrdup(text + end + 1);
    *out = e;
    return ERR_NONE;
}
