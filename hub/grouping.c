#include "grouping.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "suppress.h"

#include <stdlib.h>
#include <string.h>

void grouping_init(struct grouping *out, const int64_t *n, size_t cells)
{
    bool *hidden = xcalloc(cells + 1, sizeof *hidden);
    bool has_bucket = false;

    *out = (struct grouping){.cells = cells};
    out->group = xcalloc(cells + 1, sizeof *out->group);
    out->n = xcalloc(cells + 1, sizeof *out->n);
    suppress_line(n, cells, hidden);
    for (size_t i = 0; i < cells; i++) {
        has_bucket |= hidden[i];
        if (!hidden[i])
            out->group[i] = out->count++;
    }
    for (size_t i = 0; i < cells; i++) {
        if (hidden[i])
            out->group[i] = out->count;
        out->n[out->group[i]] += n[i];
    }
    out->count += has_bucket;
    free(hidden);
}

void grouping_clear(struct grouping *grouping)
{
    free(grouping->group);
    free(grouping->n);
    *grouping = (struct grouping){.count = 0};
}

void grouping_json(struct buf *out, const struct grouping *grouping,
                   size_t group,
                   const char *(*name)(const void *context, size_t cell),
                   const void *context)
{
    const char *comma = "";

    for (size_t i = 0; i < grouping->cells; i++) {
        if (grouping->group[i] != group)
            continue;
        buf_puts(out, comma);
        json_escape(out, name(context, i));
        comma = ",";
    }
}

void grouping_csv(struct buf *out, const struct grouping *grouping,
                  size_t group,
                  const char *(*name)(const void *context, size_t cell),
                  const void *context, const char *after)
{
    struct buf names;

    buf_init(&names, 0);
    for (size_t i = 0; i < grouping->cells; i++) {
        if (grouping->group[i] == group)
            buf_printf(&names, "%s%s", names.size ? "|" : "", name(context, i));
    }
    csv_field(out, buf_text(&names), after);
    buf_clear(&names);
}

void csv_field(struct buf *out, const char *text, const char *after)
{
    size_t size = strlen(text);
    bool is_padded = size && (text[0] == ' ' || text[size - 1] == ' ');

    if (!is_padded && !strpbrk(text, ",\"\r\n")) {
        buf_printf(out, "%s%s", text, after);
        return;
    }
    buf_putc(out, '"');
    for (; *text; text++)
        buf_puts(out, *text == '"' ? "\"\"" : (char[]){*text, '\0'});
    buf_printf(out, "\"%s", after);
}
