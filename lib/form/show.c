/* Texts as a person reads them: outputs filled in, current language. */
#include "fill.h"

#include "itext.h"

const char *show_text(struct session *s, const struct text *text,
                      struct node *node, struct arena *arena)
{
    struct buf out;

    if (!text->count)
        return "";
    if (text->count == 1 && text->pieces[0].text)
        return text->pieces[0].text;
    buf_init(&out, 0);
    for (size_t i = 0; i < text->count; i++) {
        const struct piece *piece = &text->pieces[i];
        struct expr_context at = compute_context(s, node);
        struct expr_error why = {0};
        const char *value = piece->text;
        at.arena = arena;
        if (piece->expr && expr_eval_text(piece->expr, &at, &value, &why)) {
            compute_fault(s, node, "output", why.reason);
            value = "";
        }
        buf_puts(&out, value);
    }
    const char *result = arena_strdup(arena, buf_text(&out));
    buf_clear(&out);
    return result;
}

/* Forms without a plain text still have something to say. */
static const char *show_itext(struct session *s, const char *id,
                              enum text_form form, struct node *node,
                              struct arena *arena)
{
    const struct itext *itext = s->form->itext;
    const struct text *text = itext_find(itext, id, s->language, form);

    if (!text && form == FORM_PLAIN)
        text = itext_find(itext, id, s->language, FORM_LONG);
    if (!text && form == FORM_PLAIN)
        text = itext_find(itext, id, s->language, FORM_SHORT);
    return text ? show_text(s, text, node, arena) : "";
}

const char *show_caption(struct session *s, const struct caption *caption,
                         enum text_form form, struct node *node,
                         struct arena *arena)
{
    const char *text = "";

    if (caption->itext)
        return show_itext(s, caption->itext, form, node, arena);
    if (form != FORM_PLAIN)
        return "";
    if (!caption->expr)
        return show_text(s, &caption->text, node, arena);
    struct expr_context at = compute_context(s, node);
    struct expr_error why = {0};
    at.arena = arena;
    if (expr_eval_text(caption->expr, &at, &text, &why))
        compute_fault(s, node, "label", why.reason);
    return text;
}
