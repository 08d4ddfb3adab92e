#include "field.h"

#include "base/buf.h"
#include "hub.h"
#include "page.h"

static void add_attribute(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, " %s=\"", name);
    page_text(out, value);
    buf_putc(out, '"');
}

static void add_label(struct visit *visit, struct buf *out,
                      const struct field *field, const char *id)
{
    buf_printf(out, "<label for=\"%s\">", id);
    page_say(visit, out, field->label);
    buf_puts(out, "</label>");
    if (field->hint) {
        buf_printf(out, "<p class=\"hint\" id=\"%s-hint\">", id);
        page_say(visit, out, field->hint);
        buf_puts(out, "</p>");
    }
}

void field_area(struct visit *visit, struct buf *out, const struct field *field,
                int rows)
{
    const char *id = field->id ? field->id : field->name;

    add_label(visit, out, field, id);
    buf_printf(out, "<textarea id=\"%s\" name=\"%s\" rows=\"%d\"", id,
               field->name, rows);
    if (field->hint)
        buf_printf(out, " aria-describedby=\"%s-hint\"", id);
    if (field->more)
        buf_printf(out, " %s", field->more);
    /* A line end right after the tag is not part of the text. */
    buf_puts(out, ">\n");
    page_text(out, field->value ? field->value : "");
    buf_puts(out, "</textarea>");
}

void field_add(struct visit *visit, struct buf *out, const struct field *field)
{
    const char *id = field->id ? field->id : field->name;

    add_label(visit, out, field, id);
    buf_printf(out, "<input id=\"%s\" name=\"%s\" type=\"%s\"", id, field->name,
               field->type ? field->type : "text");
    if (field->hint)
        buf_printf(out, " aria-describedby=\"%s-hint\"", id);
    if (field->value)
        add_attribute(out, "value", field->value);
    if (field->more)
        buf_printf(out, " %s", field->more);
    buf_putc(out, '>');
}

void field_hidden(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "<input type=\"hidden\" name=\"%s\"", name);
    add_attribute(out, "value", value);
    buf_putc(out, '>');
}

void field_box(struct buf *out, const char *name, const char *value,
               const char *label, bool is_ticked)
{
    buf_printf(out, "<label class=\"box\"><input type=\"checkbox\" name=\"%s\"",
               name);
    add_attribute(out, "value", value);
    buf_printf(out, "%s> ", is_ticked ? " checked" : "");
    page_text(out, label);
    buf_puts(out, "</label>");
}

void field_choice(struct visit *visit, struct buf *out, const char *name,
                  const char *label)
{
    buf_printf(out, "<label for=\"%s\">", name);
    page_say(visit, out, label);
    buf_printf(out, "</label><select id=\"%s\" name=\"%s\">", name, name);
}

void field_option(struct buf *out, const char *value, const char *text,
                  bool is_chosen)
{
    buf_puts(out, "<option");
    add_attribute(out, "value", value);
    buf_puts(out, is_chosen ? " selected>" : ">");
    page_text(out, text);
    buf_puts(out, "</option>");
}

void field_end_choice(struct buf *out)
{
    buf_puts(out, "</select>");
}

void field_button(struct visit *visit, struct buf *out, const char *english)
{
    buf_puts(out, "<p><button>");
    page_say(visit, out, english);
    buf_puts(out, "</button></p></form>");
}

void field_link(struct visit *visit, struct buf *out, const char *name,
                const char *value, const char *english)
{
    buf_puts(out, "<button class=\"link\"");
    if (name) {
        add_attribute(out, "name", name);
        add_attribute(out, "value", value);
    }
    buf_putc(out, '>');
    page_say(visit, out, english);
    buf_puts(out, "</button></form>");
}
