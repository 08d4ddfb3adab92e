#include "header.h"

#include "http.h"

#include "wire/envelope.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HIGHEST_VERSION = 1000000 };

/* A number from 1 to most at the beginning of a text, else 0. */
static long long number_of(const char *text, long long most)
{
    errno = 0;
    long long number = strtoll(text, NULL, 10);

    return errno || number < 1 || number > most ? 0 : number;
}

/* The media type alone, in lower case. */
static void read_type(const char *type, struct http_reply *out)
{
    size_t size = strcspn(type, "; \t"), i;

    for (i = 0; i < size && i + 1 < sizeof out->type; i++)
        out->type[i] = (char)tolower((unsigned char)type[i]);
    out->type[i] = '\0';
}

/* Half a tag or promise is none. */
static void copy(const char *value, char *out, size_t size)
{
    out[0] = '\0';
    if (strlen(value) < size)
        snprintf(out, size, "%s", value);
}

void header_read(const struct header_values *values, struct http_reply *out)
{
    read_type(values->type, out);
    copy(values->etag, out->etag, sizeof out->etag);
    copy(values->promise, out->promise, sizeof out->promise);
    copy(values->log, out->log, sizeof out->log);
    out->accept_length = (size_t)number_of(values->accept, LONG_MAX);
    out->hub_version = (long)number_of(values->hub, HIGHEST_VERSION);
    out->hub_lacks_zstd = strcmp(values->hub, ENVELOPE_VERSION_ZLIB) == 0;
}
