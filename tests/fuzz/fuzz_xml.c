/* A document that is plain enough to be read without libxml2 tells the same as
 * it does to libxml2: a comment behind it makes no difference but that. */
#include "base/buf.h"
#include "base/xml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err note_start(void *context, const struct xml_element *e)
{
    buf_printf(context, "<%s:%s|%s@%d", e->prefix, e->name, e->ns, e->line);
    for (size_t i = 0; i < e->declared_count; i++)
        buf_printf(context, " !%s=%s", e->declared[i].prefix,
                   e->declared[i].uri);
    for (size_t i = 0; i < e->attributes_count; i++)
        buf_printf(context, " %s:%s|%s=%s", e->attributes[i].prefix,
                   e->attributes[i].name, e->attributes[i].ns,
                   e->attributes[i].value);
    buf_putc(context, '>');
    return ERR_NONE;
}

static enum err note_end(void *context, const char *name, const char *ns)
{
    buf_printf(context, "</%s|%s>", name, ns);
    return ERR_NONE;
}

static enum err note_text(void *context, const char *text, size_t size)
{
    buf_add(context, text, size);
    return ERR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct xml_handler NOTES = {note_start, note_end, note_text};
    static const char COMMENT[] = "<!-- -->";
    struct buf one, other, longer;

    buf_init(&one, 0);
    buf_init(&other, 0);
    buf_init(&longer, 0);
    buf_add(&longer, data, size);
    buf_puts(&longer, COMMENT);
    if (!xml_read((const char *)data, size, &NOTES, &one, NULL)) {
        if (xml_read(longer.data, longer.size, &NOTES, &other, NULL) ||
            one.size != other.size ||
            memcmp(buf_text(&one), buf_text(&other), one.size) != 0)
            abort();
    }
    buf_clear(&one);
    buf_clear(&other);
    buf_clear(&longer);
    return 0;
}
