#include "writer.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/xml.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void close_start(struct writer *writer)
{
    if (writer->is_open)
        buf_putc(writer->out, '>');
    writer->is_open = false;
}

static void new_line(struct writer *writer)
{
    buf_putc(writer->out, '\n');
    for (int i = 0; i < writer->depth; i++)
        buf_puts(writer->out, "  ");
}

void writer_begin(struct writer *writer, const char *tag)
{
    assert(writer->depth < WRITER_DEPTH_MAX);
    close_start(writer);
    if (writer->depth == 0 || !writer->is_inline[writer->depth - 1])
        new_line(writer);
    buf_putc(writer->out, '<');
    buf_puts(writer->out, tag);
    writer->is_open = true;
    writer->attributes_count = 0;
    writer->is_inline[writer->depth] = false;
    writer->tags[writer->depth++] = tag;
}

/* Lines of an expression become one: a reader would do it anyway. */
static void write_value(struct writer *writer, const char *value)
{
    size_t from = writer->out->size;
    xml_escape_attribute(writer->out, value);
    if (!strpbrk(value, "\n\r\t") || writer->out->overflow)
        return;

    char *copy = xstrdup(value);
    for (char *p = copy; (p = strpbrk(p, "\n\r\t")); p++)
        *p = ' ';
    buf_truncate(writer->out, from);
    xml_escape_attribute(writer->out, copy);
    free(copy);
}

/* Authors may name attributes of their own like ours. */
static bool is_new(struct writer *writer, const char *name)
{
    for (int i = 0; i < writer->attributes_count; i++)
        if (strcmp(writer->attributes[i], name) == 0)
            return false;
    if (writer->attributes_count < WRITER_ATTRIBUTES_MAX)
        writer->attributes[writer->attributes_count++] = name;
    return true;
}

void writer_attribute(struct writer *writer, const char *name,
                      const char *value)
{
    assert(writer->is_open);
    if (!value || !is_new(writer, name))
        return;
    buf_putc(writer->out, ' ');
    buf_puts(writer->out, name);
    buf_puts(writer->out, "=\"");
    write_value(writer, value);
    buf_putc(writer->out, '"');
}

void writer_text(struct writer *writer, const char *text)
{
    close_start(writer);
    writer->is_inline[writer->depth - 1] = true;
    xml_escape(writer->out, text);
}

void writer_end(struct writer *writer)
{
    const char *tag = writer->tags[--writer->depth];
    if (writer->is_open) {
        buf_puts(writer->out, "/>");
        writer->is_open = false;
        return;
    }
    if (!writer->is_inline[writer->depth])
        new_line(writer);
    buf_puts(writer->out, "</");
    buf_puts(writer->out, tag);
    buf_putc(writer->out, '>');
}

void writer_leaf(struct writer *writer, const char *tag, const char *text)
{
    writer_begin(writer, tag);
    if (text && *text)
        writer_text(writer, text);
    writer_end(writer);
}
