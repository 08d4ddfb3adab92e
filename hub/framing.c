#include "framing.h"

#include "base/attr.h"
#include "base/mem.h"
#include "http.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_LENGTH = 18 /* digits that fit into 64 bits */ };

struct framing {
    int lengths, codings;
    bool is_odd;
};

static bool is_length(const char *value)
{
    size_t size = strspn(value, "0123456789");

    return size && size <= LONGEST_LENGTH && value[size] == '\0';
}

static enum MHD_Result note(void *context, enum MHD_ValueKind kind,
                            const char *name, const char *value)
{
    struct framing *f = context;
    size_t size = strlen(name);

    (void)kind;
    if (size == 0 || strcspn(name, " \t") < size)
        f->is_odd = true;
    if (strcasecmp(name, "Content-Length") == 0) {
        f->lengths++;
        f->is_odd = f->is_odd || !value || !is_length(value);
    }
    if (strcasecmp(name, "Transfer-Encoding") == 0) {
        f->codings++;
        f->is_odd = f->is_odd || !value || strcasecmp(value, "chunked") != 0;
    }
    return MHD_YES;
}

bool framing_is_plain(struct MHD_Connection *connection)
{
    struct framing f = {.lengths = 0};

    MHD_get_connection_values(connection, MHD_HEADER_KIND, note, &f);
    return !f.is_odd && f.lengths + f.codings <= 1;
}

static enum MHD_Result note_argument(void *context, enum MHD_ValueKind kind,
                                     const char *name, const char *value)
{
    bool *is_text = context;
    char *copy = xstrdup(value ? value : "");

    (void)kind, (void)name;
    *is_text = url_decode(copy);
    free(copy);
    return *is_text ? MHD_YES : MHD_NO;
}

bool framing_query_is_text(struct MHD_Connection *connection)
{
    bool is_text = true;

    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, note_argument,
                              &is_text);
    return is_text;
}

struct other {
    const char *const *known;
    const char *name;
};

static enum MHD_Result find_other(void *context, enum MHD_ValueKind kind,
                                  const char *name, const char *value)
{
    struct other *other = context;
    const char *const *at = other->known;

    (void)kind, (void)value;
    while (*at && strcmp(*at, name) != 0)
        at++;
    if (!*at)
        other->name = name;
    return *at ? MHD_YES : MHD_NO;
}

const char *framing_query_other(struct MHD_Connection *connection,
                                const char *const *known)
{
    struct other other = {known, NULL};

    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, find_other,
                              &other);
    return other.name;
}
