#include "dialect.h"

#include "base/buf.h"
#include "base/mem.h"
#include "sql.h"

#include <string.h>

void dialect_number_marks(const char *text, struct buf *out)
{
    int count = 0;

    for (const char *c = text; *c; c++) {
        if (*c == '?')
            buf_printf(out, "$%d", ++count);
        else
            buf_putc(out, *c);
    }
}

/* The words in which the schema's SQL differs, longest first. */
static const struct {
    const char *sqlite, *postgres;
} WORDS[] = {
    {APPEND_ONLY, " FOR EACH STATEMENT EXECUTE FUNCTION append_only()"},
    {" STRICT, WITHOUT ROWID", ""},
    {" STRICT", ""},
    {"INTEGER PRIMARY KEY", "BIGSERIAL PRIMARY KEY"},
    {"INTEGER", "BIGINT"},
    {"BLOB", "BYTEA"},
};

void dialect_translate(const char *text, struct buf *out)
{
    while (*text) {
        size_t i = 0;
        while (i < COUNT_OF(WORDS) &&
               strncmp(text, WORDS[i].sqlite, strlen(WORDS[i].sqlite)) != 0)
            i++;
        if (i == COUNT_OF(WORDS)) {
            buf_putc(out, *text++);
            continue;
        }
        buf_puts(out, WORDS[i].postgres);
        text += strlen(WORDS[i].sqlite);
    }
}
