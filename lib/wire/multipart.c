#include "wire/multipart.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_BOUNDARY = 70, LARGEST_COUNT = 1000 };

enum place { PREAMBLE, AFTER_DELIMITER, HEADER, CONTENT, EPILOGUE };

struct multipart {
    const struct multipart_handler *handler;
    void *context;
    char delimiter[LONGEST_BOUNDARY + 5]; /* CR LF "--" boundary */
    size_t delimiter_size;
    enum place place;
    size_t parts_count;
    struct buf window; /* bytes that are not decided yet */
};

void multipart_boundary(char out[MULTIPART_BOUNDARY_SIZE])
{
    unsigned char random[16];
    char hex[2 * sizeof random + 1];

    digest_random(random, sizeof random);
    hex_encode(random, sizeof random, hex);
    snprintf(out, MULTIPART_BOUNDARY_SIZE, "barrio-%s", hex);
}

/* As browsers do: what would end the quoted name is percent-encoded. */
static void add_quoted(struct buf *out, const char *text)
{
    buf_putc(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\r' || *text == '\n')
            buf_printf(out, "%%%02X", (unsigned char)*text);
        else
            buf_putc(out, *text);
    }
    buf_putc(out, '"');
}

void multipart_add(struct buf *out, const char *boundary, const char *name,
                   const char *filename, const char *type, const void *data,
                   size_t size)
{
    buf_printf(out, "--%s\r\nContent-Disposition: form-data; name=", boundary);
    add_quoted(out, name);
    if (filename) {
        buf_puts(out, "; filename=");
        add_quoted(out, filename);
    }
    if (type)
        buf_printf(out, "\r\nContent-Type: %s", type);
    buf_puts(out, "\r\n\r\n");
    buf_add(out, data, size);
    buf_puts(out, "\r\n");
}

void multipart_end(struct buf *out, const char *boundary)
{
    buf_printf(out, "--%s--\r\n", boundary);
}

static const char *skip_blank(const char *p)
{
    while (*p == ' ' || *p == '\t')
        p++;
    return p;
}

/* Copies a token or a quoted string to out, as far as it fits, and returns
 * what follows it. */
static const char *read_value(const char *p, char *out, size_t size)
{
    bool quoted = *p == '"';
    size_t n = 0;

    p += quoted;
    while (*p &&
           (quoted ? *p != '"' : *p != ';' && !isspace((unsigned char)*p))) {
        /* Only these two are escaped; a lone backslash is part of a name. */
        if (quoted && *p == '\\' && (p[1] == '"' || p[1] == '\\'))
            p++;
        if (n + 1 < size)
            out[n++] = *p;
        p++;
    }
    out[n] = '\0';
    return p + (quoted && *p == '"');
}

/* Undoes what add_quoted and browsers do; other percent signs stay. */
static void decode_name(char *text)
{
    static const struct {
        const char *code;
        char byte;
    } CODES[] = {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}};
    char *to = text;

    for (const char *from = text; *from;) {
        char byte = *from;
        size_t step = 1;
        for (size_t i = 0; i < COUNT_OF(CODES); i++) {
            if (strncasecmp(from, CODES[i].code, 3) == 0) {
                byte = CODES[i].byte;
                step = 3;
            }
        }
        *to++ = byte;
        from += step;
    }
    *to = '\0';
}

/* The parameter of that name after the first word of a header's value. */
static bool read_parameter(const char *value, const char *name, char *out,
                           size_t size)
{
    const char *p = strchr(value, ';');

    while (p && *p == ';') {
        p = skip_blank(p + 1);
        size_t length = strcspn(p, "=; \t");
        bool wanted =
            length == strlen(name) && strncasecmp(p, name, length) == 0;
        p = skip_blank(p + length);
        if (*p != '=')
            break;
        p = skip_blank(read_value(skip_blank(p + 1), out, size));
        if (wanted)
            return true;
    }
    *out = '\0';
    return false;
}

struct multipart *multipart_new(const char *content_type,
                                const struct multipart_handler *handler,
                                void *context)
{
    static const char TYPE[] = "multipart/form-data";
    char boundary[LONGEST_BOUNDARY + 2];

    if (!content_type ||
        strncasecmp(content_type, TYPE, sizeof TYPE - 1) != 0 ||
        !read_parameter(content_type, "boundary", boundary, sizeof boundary))
        return NULL;
    size_t length = strlen(boundary);
    if (length == 0 || length > LONGEST_BOUNDARY)
        return NULL;
    struct multipart *m = xcalloc(1, sizeof *m);
    m->handler = handler;
    m->context = context;
    m->delimiter_size = (size_t)snprintf(m->delimiter, sizeof m->delimiter,
                                         "\r\n--%s", boundary);
    buf_init(&m->window, 0);
    /* The first delimiter may stand at the very beginning. */
    buf_puts(&m->window, "\r\n");
    return m;
}

void multipart_free(struct multipart *multipart)
{
    if (!multipart)
        return;
    buf_clear(&multipart->window);
    free(multipart);
}

/* Where needle begins in size bytes, or where its beginning may be hidden by
 * the end of them; size when neither. *whole says which. */
static size_t find(const char *data, size_t size, const char *needle,
                   size_t needle_size, bool *whole)
{
    const char *end = data + size;

    *whole = false;
    for (const char *p = data; p < end; p++) {
        p = memchr(p, needle[0], (size_t)(end - p));
        if (!p)
            break;
        size_t left = (size_t)(end - p);
        size_t n = left < needle_size ? left : needle_size;
        if (memcmp(p, needle, n) == 0) {
            *whole = n == needle_size;
            return (size_t)(p - data);
        }
    }
    return size;
}

/* One step over the window from *at: goes on while *at moves. */
static enum err skip_preamble(struct multipart *m, size_t *at)
{
    bool whole;

    *at += find(m->window.data + *at, m->window.size - *at, m->delimiter,
                m->delimiter_size, &whole);
    if (whole) {
        *at += m->delimiter_size;
        m->place = AFTER_DELIMITER;
    }
    return ERR_NONE;
}

static enum err read_delimiter_end(struct multipart *m, size_t *at)
{
    const char *p = m->window.data + *at;
    size_t left = m->window.size - *at;

    if (left >= 2 && memcmp(p, "--", 2) == 0) {
        m->place = EPILOGUE;
        return ERR_NONE;
    }
    size_t blank = 0;
    while (blank < left && (p[blank] == ' ' || p[blank] == '\t'))
        blank++;
    if (blank > LONGEST_BOUNDARY)
        return ERR_FORMAT;
    if (left < blank + 2)
        return ERR_NONE;
    if (memcmp(p + blank, "\r\n", 2) != 0)
        return ERR_FORMAT;
    /* The header keeps the line end before its first line, so that an empty
     * header ends like any other. */
    *at += blank;
    m->place = HEADER;
    return ++m->parts_count > LARGEST_COUNT ? ERR_LIMIT : ERR_NONE;
}

static enum err begin_part(struct multipart *m, char *header)
{
    char name[1024] = "", filename[1024] = "", type[256] = "";
    char *rest = NULL;

    for (char *line = strtok_r(header, "\r\n", &rest); line;
         line = strtok_r(NULL, "\r\n", &rest)) {
        char *colon = strchr(line, ':');
        if (!colon)
            return ERR_FORMAT;
        *colon = '\0';
        const char *value = skip_blank(colon + 1);
        if (strcasecmp(line, "Content-Type") == 0)
            snprintf(type, sizeof type, "%s", value);
        if (strcasecmp(line, "Content-Disposition") != 0)
            continue;
        read_parameter(value, "name", name, sizeof name);
        read_parameter(value, "filename", filename, sizeof filename);
    }
    decode_name(name);
    decode_name(filename);
    const struct multipart_part part = {name, filename, type};
    return m->handler->begin(m->context, &part);
}

static enum err read_header(struct multipart *m, size_t *at)
{
    const char *p = m->window.data + *at;
    size_t left = m->window.size - *at;
    bool whole;
    size_t size = find(p, left, "\r\n\r\n", 4, &whole);

    if (size > MULTIPART_LARGEST_HEADER)
        return ERR_LIMIT;
    if (!whole)
        return ERR_NONE;
    if (memchr(p, '\0', size))
        return ERR_FORMAT;
    char *header = xstrndup(p, size);
    enum err err = begin_part(m, header);
    free(header);
    *at += size + 4;
    m->place = CONTENT;
    return err;
}

static enum err read_content(struct multipart *m, size_t *at)
{
    const char *p = m->window.data + *at;
    bool whole;
    size_t size =
        find(p, m->window.size - *at, m->delimiter, m->delimiter_size, &whole);
    enum err err = size ? m->handler->data(m->context, p, size) : ERR_NONE;

    *at += size;
    if (err || !whole)
        return err;
    *at += m->delimiter_size;
    m->place = AFTER_DELIMITER;
    return m->handler->end(m->context);
}

static enum err skip_epilogue(struct multipart *m, size_t *at)
{
    *at = m->window.size;
    return ERR_NONE;
}

static enum err (*const STEP[])(struct multipart *m, size_t *at) = {
    [PREAMBLE] = skip_preamble, [AFTER_DELIMITER] = read_delimiter_end,
    [HEADER] = read_header,     [CONTENT] = read_content,
    [EPILOGUE] = skip_epilogue,
};

enum err multipart_feed(struct multipart *multipart, const void *data,
                        size_t size)
{
    struct multipart *m = multipart;
    size_t at = 0;
    enum err err = ERR_NONE;
    enum place place;
    size_t before;

    buf_add(&m->window, data, size);
    do {
        place = m->place;
        before = at;
        err = STEP[place](m, &at);
    } while (!err && (m->place != place || at != before));
    memmove(m->window.data, m->window.data + at, m->window.size - at);
    buf_truncate(&m->window, m->window.size - at);
    return err;
}

enum err multipart_finish(struct multipart *multipart)
{
    return multipart->place == EPILOGUE ? ERR_NONE : ERR_FORMAT;
}
