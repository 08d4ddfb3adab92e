/* Labels, hints and messages: text with outputs, or a reference to itext. */
#include "load.h"

#include "base/buf.h"

#include <string.h>

#define NS_HTML "http://www.w3.org/1999/xhtml"

/* Collects the pieces of one text. */
struct writer {
    struct load *load;
    struct piece pieces[64];
    size_t count;
    struct buf literal;
};

static void add_piece(struct writer *w, struct piece piece)
{
    if (w->count < COUNT_OF(w->pieces))
        w->pieces[w->count++] = piece;
}

static void end_literal(struct writer *w)
{
    if (w->literal.size)
        add_piece(w,
                  (struct piece){.text = arena_strdup(w->load->form->arena,
                                                      buf_text(&w->literal))});
    buf_reset(&w->literal);
}

static void add_output(struct writer *w, const struct part *part)
{
    const char *source = part_get(part, "value");

    if (!source)
        source = part_get(part, "ref");
    if (!source) {
        load_error(w->load, part->line,
                   "<output> without value; write value=\"/data/...\"");
        return;
    }
    const struct expr *expr = load_expr(w->load, source, part->line, "output");
    end_literal(w);
    if (expr)
        add_piece(w, (struct piece){.expr = expr});
}

/* Markup inside a label (HTML) is dropped, its text stays. */
static void add_parts(struct writer *w, const struct part *part)
{
    for (const struct part *p = part->first; p; p = p->next) {
        if (p->text)
            buf_puts(&w->literal, p->text);
        else if (part_is(p, "output"))
            add_output(w, p);
        else
            add_parts(w, p);
    }
}

/* Only the ends of a text are layout; between outputs every blank counts. */
static const char *without_blanks(struct arena *arena, const char *text,
                                  bool first, bool last)
{
    size_t size;

    if (first)
        text += strspn(text, " \t\r\n");
    size = strlen(text);
    while (last && size && strchr(" \t\r\n", text[size - 1]))
        size--;
    return arena_strndup(arena, text, size);
}

/* Most texts are one literal; anything else keeps blanks between pieces. */
static struct text finish_text(struct writer *w)
{
    struct arena *arena = w->load->form->arena;

    end_literal(w);
    if (!w->count)
        return (struct text){0};
    for (size_t i = 0; i < w->count; i++) {
        if (w->pieces[i].text)
            w->pieces[i].text = without_blanks(arena, w->pieces[i].text, i == 0,
                                               i + 1 == w->count);
    }
    return (struct text){
        arena_memdup(arena, w->pieces, w->count * sizeof *w->pieces), w->count};
}

/* Nearly all texts are one literal: these need no writer. */
struct text load_text(struct load *load, const struct part *part)
{
    struct writer writer = {.load = load};

    if (part->first && !part->first->next && part->first->text) {
        struct piece piece = {.text = without_blanks(load->form->arena,
                                                     part->first->text, true,
                                                     true)};
        return (struct text){
            arena_memdup(load->form->arena, &piece, sizeof piece), 1};
    }
    buf_init(&writer.literal, 0);
    add_parts(&writer, part);
    struct text text = finish_text(&writer);
    buf_clear(&writer.literal);
    return text;
}

/* The id in jr:itext('id'), NULL when the argument is no literal. */
static const char *literal_id(struct load *load, const char *ref)
{
    static const char CALL[] = "jr:itext(";
    const char *at = ref + strspn(ref, " \t\r\n");

    if (strncmp(at, CALL, sizeof CALL - 1) != 0)
        return NULL;
    at += sizeof CALL - 1;
    at += strspn(at, " \t\r\n");
    const char *end = *at == '\'' || *at == '"' ? strchr(at + 1, *at) : NULL;
    if (!end || end[1 + strspn(end + 1, " \t\r\n")] != ')')
        return NULL;
    return arena_strndup(load->form->arena, at + 1, (size_t)(end - at - 1));
}

void load_caption(struct load *load, const struct part *part,
                  struct caption *out)
{
    const char *ref = part_get(part, "ref");

    *out = (struct caption){0};
    if (!ref) {
        out->text = load_text(load, part);
        return;
    }
    out->itext = literal_id(load, ref);
    if (out->itext)
        return;
    if (strncmp(ref + strspn(ref, " \t\r\n"), "jr:itext(", 9) != 0)
        load_error(load, part->line,
                   "<%s> has ref=\"%s\"; write ref=\"jr:itext('id')\"",
                   part->name->local, ref);
    out->expr = load_expr(load, ref, part->line, "ref");
}
