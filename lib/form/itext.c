#include "itext.h"

#include "form/xform.h"
#include "load.h"
#include "lookup.h"

#include <stdlib.h>
#include <string.h>

static const char *const FORM_NAMES[TEXT_FORMS] = {
    [FORM_PLAIN] = "",
    [FORM_LONG] = "long",
    [FORM_SHORT] = "short",
    [FORM_IMAGE] = "image",
    [FORM_BIG_IMAGE] = "big-image",
    [FORM_AUDIO] = "audio",
    [FORM_VIDEO] = "video",
    [FORM_GUIDANCE] = "guidance",
};

/* TEXT_FORMS for a form that is not known. */
static enum text_form text_form(const char *name)
{
    int form = 0;

    while (form < TEXT_FORMS && strcmp(FORM_NAMES[form], name) != 0)
        form++;
    return (enum text_form)form;
}

static bool is_twice(const struct itext *itext, const char *id, size_t language,
                     enum text_form form)
{
    const struct itext_value *v = lookup_get(itext->ids, id);

    while (v && (v->language != language || v->form != form))
        v = v->next;
    return v != NULL;
}

static void add_value(struct load *load, const struct part *value,
                      const char *id, size_t language)
{
    struct itext *itext = load->form->itext;
    const char *name = part_get(value, "form");
    enum text_form form = text_form(name ? name : "");

    if (form == TEXT_FORMS) {
        load_warning(load, value->line,
                     "text form \"%s\" is not known and is left out", name);
        return;
    }
    if (is_twice(itext, id, language, form))
        load_error(load, value->line,
                   "the text \"%s\" has two values of the form \"%s\"", id,
                   name ? name : "");
    struct itext_value *item = arena_alloc(load->form->arena, sizeof *item);
    *item = (struct itext_value){.language = language,
                                 .form = form,
                                 .text = load_text(load, value),
                                 .next = lookup_get(itext->ids, id)};
    lookup_put(itext->ids, id, item);
}

static void read_translation(struct load *load, const struct part *part,
                             size_t language)
{
    for (struct part *text = part_child(part, "text"); text;
         text = part_next(text)) {
        const char *id = part_get(text, "id");
        if (!id || !*id) {
            load_error(load, text->line, "<text> without id");
            continue;
        }
        id = arena_strdup(load->form->arena, id);
        for (struct part *v = part_child(text, "value"); v; v = part_next(v))
            add_value(load, v, id, language);
    }
}

/* The subtag in "Español (es)": where it begins, NULL when there is none. */
static const char *subtag(const char *name, size_t *size)
{
    const char *open = strrchr(name, '(');
    const char *close = open ? strchr(open, ')') : NULL;

    if (!close)
        return NULL;
    *size = (size_t)(close - open - 1);
    return open + 1;
}

/* Titles are no itext; authors write them one behind the other. */
static void split_title(struct load *load, const char *title)
{
    static const char DOT[] = " · ";
    struct itext *itext = load->form->itext;
    const char **parts = arena_array(load->form->arena,
                                     itext->languages_count + 1, sizeof *parts);
    size_t count = 0;

    for (const char *at = title, *end; at; at = end) {
        end = strstr(at, DOT);
        size_t size = end ? (size_t)(end - at) : strlen(at);
        if (count == itext->languages_count)
            return;
        parts[count++] = arena_strndup(load->form->arena, at, size);
        if (end)
            end += sizeof DOT - 1;
    }
    if (count == itext->languages_count)
        itext->titles = parts;
}

void load_itext(struct load *load)
{
    struct arena *arena = load->form->arena;
    struct itext *itext = arena_alloc(arena, sizeof *itext);
    struct part *part = part_child(load->model, "itext");
    bool has_default = false;
    size_t count = 0;

    load->form->itext = itext;
    itext->ids = lookup_new();
    if (!part)
        return;
    for (struct part *p = part_child(part, "translation"); p; p = part_next(p))
        count++;
    itext->languages = arena_array(arena, count + 1, sizeof(char *));
    itext->tags = arena_array(arena, count + 1, sizeof(char *));
    for (struct part *p = part_child(part, "translation"); p;
         p = part_next(p)) {
        const char *name = part_get(p, "lang");
        if (!name || !*name) {
            load_error(load, p->line,
                       "<translation> without lang; write lang=\"es\"");
            continue;
        }
        if (part_get(p, "default") && has_default)
            load_error(load, p->line, "a second <translation> is default");
        if (part_get(p, "default"))
            itext->default_language = itext->languages_count;
        has_default |= part_get(p, "default") != NULL;
        size_t size = 0;
        const char *own = subtag(name, &size);
        itext->tags[itext->languages_count] =
            own ? arena_strndup(arena, own, size) : arena_strdup(arena, name);
        itext->languages[itext->languages_count] = arena_strdup(arena, name);
        read_translation(load, p, itext->languages_count++);
    }
    split_title(load, load->form->title);
}

const struct text *itext_find(const struct itext *itext, const char *id,
                              size_t language, enum text_form form)
{
    const struct itext_value *fallback = NULL;

    for (const struct itext_value *v = lookup_get(itext->ids, id); v;
         v = v->next) {
        if (v->form != form)
            continue;
        if (v->language == language)
            return &v->text;
        if (v->language == itext->default_language)
            fallback = v;
    }
    return fallback ? &fallback->text : NULL;
}

bool itext_has(const struct itext *itext, const char *id, size_t language)
{
    const struct itext_value *v = lookup_get(itext->ids, id);

    while (v && v->language != language)
        v = v->next;
    return v != NULL;
}

void itext_free(struct itext *itext)
{
    if (itext)
        lookup_free(itext->ids);
}

int xform_find_language(const struct xform *form, const char *tag)
{
    const struct itext *itext = form->itext;

    for (size_t i = 0; i < itext->languages_count; i++) {
        size_t size = 0;
        const char *own = subtag(itext->languages[i], &size);
        if (!strcmp(itext->languages[i], tag) ||
            (own && strlen(tag) == size && !strncmp(own, tag, size)))
            return (int)i;
    }
    return -1;
}

const char *xform_language_tag(const struct xform *form, size_t i)
{
    return form->itext->tags[i];
}

const char *xform_title_in(const struct xform *form, const char *language)
{
    int found = language ? xform_find_language(form, language) : -1;

    return found >= 0 && form->itext->titles ? form->itext->titles[found]
                                             : form->title;
}
