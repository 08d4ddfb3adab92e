#include "body.h"

#include "base/attr.h"

#include "instance.h"
#include "itext.h"
#include "itemset.h"
#include "label.h"
#include "lexer.h"
#include "model.h"
#include "namespaces.h"
#include "path.h"
#include "settings.h"
#include "type.h"

#include <string.h>

static const char *hint_of(const struct element *element)
{
    const char *own = dict_text(element->fields, "hint");
    return own || !element->def ? own : element->def->hint;
}

static bool has_hint(const struct element *element)
{
    return hint_of(element) || dict_has(element->fields, "hint") ||
           dict_has(element->fields, "guidance_hint");
}

static bool has_label(const struct element *element)
{
    return dict_has(element->fields, "label") ||
           dict_has(element->fields, "media");
}

static void write_text(struct form *form, struct writer *writer,
                       const struct element *element, const char *key,
                       const char *text, bool has_itext)
{
    struct path_request request = {.context = element,
                                   .place = form_place(element, key)};
    writer_begin(writer, key);
    if (has_itext)
        writer_attribute(writer, "ref",
                         arena_printf(form->arena, "jr:itext('%s:%s')",
                                      element->xpath, key));
    else if (text)
        label_write(form, writer, text, &request);
    writer_end(writer);
}

static void write_label(struct form *form, struct writer *writer,
                        const struct element *element)
{
    write_text(form, writer, element, "label",
               dict_text(element->fields, "label"), itext_has_label(element));
}

static void write_label_and_hint(struct form *form, struct writer *writer,
                                 const struct element *element)
{
    const struct dict *media = dict_map(element->fields, "media");
    bool labelled = has_label(element);
    bool hinted = hint_of(element) || dict_has(element->fields, "hint");
    if (!labelled && !hinted)
        problem_say(form->problems, MSG_LABEL_MISSING,
                    form_place(element, "label"), element->name);
    if (dict_has(media, "big-image") && !dict_has(media, "image"))
        problem_say(form->problems, MSG_BIG_IMAGE_ALONE,
                    form_place(element, "big-image"), element->name);

    if (labelled || hinted)
        write_label(form, writer, element);
    if (has_hint(element))
        write_text(form, writer, element, "hint", hint_of(element),
                   itext_has_hint(element));
}

static void write_controls(struct form *form, struct writer *writer,
                           const struct element *element)
{
    const struct dict *own = dict_map(element->fields, "control");
    if (element->def && element->def->mediatype && !dict_has(own, "mediatype"))
        writer_attribute(writer, "mediatype", element->def->mediatype);
    for (const struct pair *p = own ? own->first : NULL; p; p = p->next) {
        struct path_request request = {.context = element,
                                       .place = form_place(element, p->key)};
        if (p->text && namespaces_allow(form, p->key, request.place))
            writer_attribute(writer, p->key,
                             path_expand(form, p->text, &request));
    }
}

static void write_link(struct form *form, struct writer *writer,
                       const struct element *element, const struct link *link,
                       bool is_place)
{
    struct path_request request = {
        .context = element, .place = form_place(link->element, "calculate")};
    writer_begin(writer, is_place ? "odk:setgeopoint" : "setvalue");
    writer_attribute(writer, "ref", link->element->xpath);
    writer_attribute(writer, "event", "xforms-value-changed");
    if (link->value && !is_place)
        writer_attribute(writer, "value",
                         path_expand(form, link->value, &request));
    writer_end(writer);
}

/* What is set when this question changes, or where the place is taken. */
static void write_links(struct form *form, struct writer *writer,
                        const struct element *element, bool places)
{
    for (const struct link *l = element->triggered; l; l = l->next)
        if ((strcmp(l->element->type, "background-geopoint") == 0) == places)
            write_link(form, writer, element, l, places);
}

static void write_range(struct writer *writer, const struct element *element)
{
    static const char *const KEYS[][2] = {
        {"start", "start"},
        {"end", "end"},
        {"step", "step"},
        {"tick_interval", "odk:tick-interval"},
        {"placeholder", "odk:placeholder"},
    };
    for (size_t i = 0; i < COUNT_OF(KEYS); i++)
        writer_attribute(writer, KEYS[i][1],
                         dict_text(element->parameters, KEYS[i][0]));
}

/* A question that is only computed, or only set by another, is not shown. */
static bool is_hidden(const struct element *element)
{
    if (!element->def || !element->def->tag)
        return true;
    const struct dict *bind = dict_map(element->fields, "bind");
    bool is_set =
        dict_has(bind, "calculate") || dict_has(element->fields, "trigger");
    return is_set && !dict_has(element->fields, "label") &&
           !dict_has(element->fields, "hint") && !element->def->hint;
}

static void write_question(struct form *form, struct writer *writer,
                           const struct element *element)
{
    if (is_hidden(element)) {
        if (element->triggered)
            problem_say(form->problems, MSG_TRIGGER_HIDDEN,
                        form_place(element->triggered->element, "trigger"),
                        element->name);
        return;
    }
    writer_begin(writer, element->def->tag);
    writer_attribute(writer, "ref", element->xpath);
    write_controls(form, writer, element);
    if (strcmp(element->def->tag, "range") == 0)
        write_range(writer, element);
    if (element->query)
        itemset_write_query(form, writer, element);
    write_label_and_hint(form, writer, element);
    itemset_write(form, writer, element);
    write_links(form, writer, element, false);
    write_links(form, writer, element, true);
    writer_end(writer);
}

static void write_children(struct form *form, struct writer *writer,
                           const struct element *element);

static void write_group(struct form *form, struct writer *writer,
                        const struct element *element)
{
    if (element->is_bodyless)
        return;
    writer_begin(writer, "group");
    if (!element->flat)
        writer_attribute(writer, "ref", element->xpath);
    write_controls(form, writer, element);
    if (has_label(element))
        write_label(form, writer, element);
    write_children(form, writer, element);
    writer_end(writer);
}

/* The defaults of a new repeat stand in the innermost repeat around them. */
static void write_new_repeat(struct form *form, struct writer *writer,
                             const struct element *element)
{
    for (const struct element *e = element->first; e; e = e->next) {
        model_write_actions(form, writer, e, true);
        if (e->kind != ELEMENT_REPEAT)
            write_new_repeat(form, writer, e);
    }
}

static void write_repeat(struct form *form, struct writer *writer,
                         const struct element *element)
{
    writer_begin(writer, "group");
    writer_attribute(writer, "ref", element->xpath);
    write_label(form, writer, element);
    writer_begin(writer, "repeat");
    writer_attribute(writer, "nodeset", element->xpath);
    write_controls(form, writer, element);
    write_children(form, writer, element);
    write_new_repeat(form, writer, element);
    writer_end(writer);
    writer_end(writer);
}

static void write_children(struct form *form, struct writer *writer,
                           const struct element *element)
{
    for (const struct element *e = element->first; e; e = e->next) {
        if (e->kind == ELEMENT_GROUP)
            write_group(form, writer, e);
        else if (e->kind == ELEMENT_REPEAT)
            write_repeat(form, writer, e);
        else if (e->kind == ELEMENT_QUESTION)
            write_question(form, writer, e);
    }
}

void body_write(struct form *form, struct writer *writer)
{
    writer_begin(writer, "h:body");
    writer_attribute(writer, "class", settings_text(form, "style"));
    write_children(form, writer, form->root);
    writer_end(writer);
}
