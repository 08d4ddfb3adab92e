/* Values of a reply's headers, one a line. */
#include "base/mem.h"
#include "header.h"
#include "http.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next line, "" at the end. */
static const char *next(char **rest)
{
    char *line = *rest, *end = line + strcspn(line, "\n");

    *rest = *end ? end + 1 : end;
    *end = '\0';
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_reply reply;
    char *text = xstrndup((const char *)data, size), *rest = text;
    struct header_values values;

    /* What it does not fill in must not be missed. */
    memset(&reply, 0x5a, sizeof reply);
    values.type = next(&rest);
    values.etag = next(&rest);
    values.accept = next(&rest);
    values.hub = next(&rest);
    values.promise = next(&rest);
    values.log = next(&rest);
    header_read(&values, &reply);
    for (const char *c = reply.type; *c; c++) {
        if (isupper((unsigned char)*c) || *c == ';')
            abort();
    }
    if (strlen(reply.type) >= sizeof reply.type ||
        strlen(reply.etag) >= sizeof reply.etag || reply.hub_version < 0 ||
        (*reply.etag && strcmp(reply.etag, values.etag) != 0))
        abort();
    free(text);
    return 0;
}
