/* Conditions on answers, times and states as an address brings them, and
 * cursors; a condition that is taken must be taken again. */
#include "base/mem.h"
#include "cursor.h"
#include "filter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err take(const struct filter_terms *terms)
{
    struct filter *filter;
    const char *why = NULL;
    enum err err = filter_new(&filter, terms, &why);

    if ((err == ERR_NONE) != (why == NULL) || (err && filter))
        abort();
    filter_free(filter);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = xstrndup((const char *)data, size);
    char again[CURSOR_TEXT_SIZE];
    struct cursor cursor;

    enum err err = take(&(struct filter_terms){.where = text});
    if (err != take(&(struct filter_terms){.where = text}))
        abort();
    (void)take(&(struct filter_terms){.from = text, .until = text});
    (void)take(&(struct filter_terms){.state = text});
    (void)take(&(struct filter_terms){.review = text, .station = text});
    if (cursor_parse(text, &cursor) && *text) {
        cursor_print(cursor, again);
        if (strcmp(again, text) != 0)
            abort();
    }
    free(text);
    return 0;
}
