#include "wire/openrosa.h"

#include "base/buf.h"
#include "base/xml.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define NS "http://openrosa.org/http/response"

enum { LARGEST_MESSAGE = 500 };

struct reader {
    int depth;
    bool in_envelope;
    bool in_message;
    struct buf text;
};

void openrosa_write_message(struct buf *out, const char *nature,
                            const char *message)
{
    buf_printf(out,
               "<OpenRosaResponse xmlns=\"" NS "\" items=\"0\">\n"
               "  <message nature=\"%s\">",
               nature);
    xml_escape(out, message);
    buf_puts(out, "</message>\n</OpenRosaResponse>\n");
}

static enum err start(void *context, const struct xml_element *e)
{
    struct reader *r = context;

    if (++r->depth == 1)
        r->in_envelope =
            strcmp(e->name, "OpenRosaResponse") == 0 && strcmp(e->ns, NS) == 0;
    else if (r->depth == 2)
        r->in_message = r->in_envelope && strcmp(e->name, "message") == 0;
    return ERR_NONE;
}

static enum err end(void *context, const char *name, const char *ns)
{
    struct reader *r = context;

    (void)name;
    (void)ns;
    if (r->depth-- == 2)
        r->in_message = false;
    return ERR_NONE;
}

static enum err text(void *context, const char *data, size_t size)
{
    struct reader *r = context;

    for (size_t i = 0; r->in_message && i < size; i++) {
        bool blank = isspace((unsigned char)data[i]);
        bool doubled =
            r->text.size == 0 || r->text.data[r->text.size - 1] == ' ';
        if (!blank || !doubled)
            buf_putc(&r->text, blank ? ' ' : data[i]);
    }
    return ERR_NONE;
}

/* A message that was cut at the ceiling may end within a character. */
static void trim_end(struct buf *text)
{
    while (text->overflow && text->size &&
           (unsigned char)text->data[text->size - 1] >= 0x80)
        buf_truncate(text, text->size - 1);
    while (text->size && text->data[text->size - 1] == ' ')
        buf_truncate(text, text->size - 1);
}

char *openrosa_read_message(const char *data, size_t size)
{
    static const struct xml_handler HANDLER = {start, end, text};
    struct reader reader = {0};

    buf_init(&reader.text, LARGEST_MESSAGE);
    if (xml_read(data, size, &HANDLER, &reader, NULL) != ERR_NONE)
        buf_reset(&reader.text);
    trim_end(&reader.text);
    return buf_steal(&reader.text);
}
