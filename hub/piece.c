/* The pieces that pages are made of: headings, notes, tables, QR codes. */
#include "page.h"

#include "base/buf.h"
#include "base/qrcode.h"
#include "hub.h"

enum { QUIET = 4 }; /* squares of white around a QR code */

void page_head(struct visit *visit, struct buf *out, const char *english)
{
    buf_puts(out, "<h1>");
    page_say(visit, out, english);
    buf_puts(out, "</h1>");
}

void page_part(struct visit *visit, struct buf *out, const char *english)
{
    buf_puts(out, "<h2>");
    page_say(visit, out, english);
    buf_puts(out, "</h2>");
}

static const char *role_of(const char *tone)
{
    if (tone[0] == 'b')
        return " role=\"alert\"";
    return tone[0] == 'g' ? " role=\"status\"" : "";
}

void page_note(struct visit *visit, struct buf *out, const char *tone,
               const char *english)
{
    buf_printf(out, "<p class=\"%s\"%s>", tone, role_of(tone));
    page_say(visit, out, english);
    buf_puts(out, "</p>");
}

void page_scroll(struct buf *out, const char *name)
{
    buf_puts(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                  "aria-label=\"");
    page_text(out, name);
    buf_puts(out, "\">");
}

static void begin_table(struct visit *visit, struct buf *out, const char *class,
                        const char *const *heads, size_t count)
{
    buf_printf(out, "<table%s><thead><tr>", class);
    for (size_t i = 0; i < count; i++) {
        bool is_figure = heads[i][0] == '#';
        buf_printf(out, "<th scope=\"col\"%s>",
                   is_figure ? " class=\"n\"" : "");
        page_say(visit, out, heads[i] + is_figure);
        buf_puts(out, "</th>");
    }
    buf_puts(out, "</tr></thead><tbody>");
}

void page_table(struct visit *visit, struct buf *out, const char *caption,
                const char *const *heads, size_t count)
{
    page_scroll(out, say(visit, caption));
    begin_table(visit, out, "", heads, count);
}

void page_list(struct visit *visit, struct buf *out, const char *caption,
               const char *const *heads, size_t count)
{
    page_scroll(out, say(visit, caption));
    begin_table(visit, out, " class=\"list\"", heads, count);
}

static void begin_cell(struct visit *visit, struct buf *out, const char *class,
                       const char *head)
{
    buf_printf(out, "<td%s data-head=\"", class);
    page_say(visit, out, head);
    buf_puts(out, "\">");
}

void page_cell(struct visit *visit, struct buf *out, const char *head)
{
    begin_cell(visit, out, "", head);
}

void page_figure(struct visit *visit, struct buf *out, const char *head)
{
    begin_cell(visit, out, " class=\"n\"", head);
}

void page_end_table(struct buf *out)
{
    buf_puts(out, "</tbody></table></div>");
}

void page_qr(struct visit *visit, struct buf *out, const char *text,
             const char *english)
{
    struct qrcode *code;

    if (qrcode_new(&code, text, QRCODE_M))
        return;
    int size = qrcode_size(code), side = size + 2 * QUIET;
    buf_printf(out,
               "<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" "
               "aria-label=\"",
               side, side);
    page_say(visit, out, english);
    buf_printf(out,
               "\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path "
               "d=\"",
               side, side);
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
            int from = x;
            while (qrcode_is_dark(code, x, y))
                x++;
            if (x > from)
                buf_printf(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET,
                           x - from, x - from);
        }
    }
    buf_puts(out, "\"/></svg>");
    qrcode_free(code);
}
