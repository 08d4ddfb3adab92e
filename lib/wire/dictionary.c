#include "wire/dictionary.h"

#include "base/buf.h"
#include "base/digest.h"

#include <string.h>

static const char BEGIN[] = "<instance", END[] = "</instance>";

/* The first place of a text; NULL when it is not there. */
static const char *find(const char *at, const char *end, const char *text)
{
    size_t size = strlen(text);

    for (; (size_t)(end - at) >= size; at++) {
        if (memcmp(at, text, size) == 0)
            return at;
    }
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Where the next element begins when only white space is before it,
 * otherwise where we are. */
static const char *pass_blanks(const char *at, const char *end)
{
    const char *next = at;

    while (next < end && is_blank(*next))
        next++;
    return next < end && *next == '<' ? next : at;
}

/* From "<x a='1'/>": its opening and its closing tag. */
static void add_empty(struct buf *out, const char *tag, size_t size)
{
    size_t name = 1;

    while (name < size && !is_blank(tag[name]) && tag[name] != '/')
        name++;
    buf_add(out, tag, size - 2);
    buf_puts(out, "></");
    buf_add(out, tag + 1, name - 1);
    buf_putc(out, '>');
}

static const char *add_tag(struct buf *out, const char *at, const char *end)
{
    const char *close = memchr(at, '>', (size_t)(end - at));

    if (!close) {
        buf_add(out, at, (size_t)(end - at));
        return end;
    }
    size_t size = (size_t)(close + 1 - at);
    if (size > 3 && close[-1] == '/')
        add_empty(out, at, size);
    else
        buf_add(out, at, size);
    return pass_blanks(close + 1, end);
}

bool dictionary_of_form(const char *document, size_t size, struct buf *out)
{
    const char *end = document + size;
    const char *at = find(document, end, BEGIN);
    const char *last = at ? find(at, end, END) : NULL;
    struct buf text;

    if (!last || last - at > DICTIONARY_LARGEST)
        return false;
    last += strlen(END);
    buf_init(&text, DICTIONARY_LARGEST);
    while (at < last) {
        if (*at == '<')
            at = add_tag(&text, at, last);
        else
            buf_putc(&text, *at++);
    }
    bool fits = !text.overflow;
    if (fits)
        buf_add(out, text.data, text.size);
    buf_clear(&text);
    return fits;
}

void dictionary_key(const struct buf *dictionary,
                    unsigned char out[DICTIONARY_KEY_SIZE])
{
    unsigned char sha256[SHA256_SIZE];

    digest_sha256(buf_text(dictionary), dictionary->size, sha256);
    memcpy(out, sha256, DICTIONARY_KEY_SIZE);
}
