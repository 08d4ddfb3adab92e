#include "model.h"

#include "base/attr.h"
#include "base/buf.h"
#include "instance.h"
#include "itext.h"
#include "lexer.h"
#include "namespaces.h"
#include "path.h"
#include "settings.h"
#include "text.h"
#include "type.h"

#include <string.h>

static void write_submission(struct form *form, struct writer *writer)
{
    const char *url = settings_text(form, "submission_url");
    const char *key = settings_text(form, "public_key");
    const char *send = settings_text(form, "auto_send");
    const char *forget = settings_text(form, "auto_delete");
    bool editable = settings_says_yes(form, "client_editable");
    if (!url && !key && !send && !forget && !editable)
        return;
    writer_begin(writer, "submission");
    writer_attribute(writer, "action", url);
    writer_attribute(writer, "method", url ? "post" : NULL);
    writer_attribute(writer, "base64RsaPublicKey", key);
    writer_attribute(writer, "orx:auto-send", send);
    writer_attribute(writer, "orx:auto-delete", forget);
    writer_attribute(writer, "odk:client-editable", editable ? "true" : NULL);
    writer_end(writer);
}

static void write_node(struct form *form, struct writer *writer,
                       const struct element *element, bool in_repeat);

static void write_attributes(struct form *form, struct writer *writer,
                             const struct element *element)
{
    const struct dict *own = dict_map(element->fields, "instance");
    for (const struct pair *p = own ? own->first : NULL; p; p = p->next) {
        struct path_request request = {
            .context = element, .place = form_place(element, "instance")};
        if (p->text && namespaces_allow(form, p->key, request.place))
            writer_attribute(writer, p->key,
                             path_expand(form, p->text, &request));
    }
    for (const struct element *e = element->first; e; e = e->next)
        if (e->kind == ELEMENT_ATTRIBUTE)
            writer_attribute(writer, e->name, e->value);
}

/* The template of new repeats. A repeat right below another has a template
 * only; within a group it stands twice, as outside. */
static void write_template(struct form *form, struct writer *writer,
                           const struct element *element)
{
    /* Templates within groups double at each level. */
    if (writer->out->overflow)
        return;
    writer_begin(writer, element->name);
    writer_attribute(writer, "jr:template", "");
    for (const struct element *e = element->first; e; e = e->next) {
        if (e->kind == ELEMENT_REPEAT)
            write_template(form, writer, e);
        else if (e->kind != ELEMENT_EXTERNAL)
            write_node(form, writer, e, false);
    }
    writer_end(writer);
}

static void write_children(struct form *form, struct writer *writer,
                           const struct element *element, bool in_repeat)
{
    for (const struct element *e = element->first; e; e = e->next) {
        if (e->kind == ELEMENT_ATTRIBUTE || e->kind == ELEMENT_EXTERNAL)
            continue;
        if (e->flat) {
            write_children(form, writer, e, in_repeat);
            continue;
        }
        bool is_repeat = e->kind == ELEMENT_REPEAT;
        if (is_repeat && !in_repeat)
            write_template(form, writer, e);
        write_node(form, writer, e, in_repeat || is_repeat);
    }
}

/* A node as it is when the form opens. Within a repeat, inner repeats stand
 * once: their templates are in the outer one's. */
static void write_node(struct form *form, struct writer *writer,
                       const struct element *element, bool in_repeat)
{
    const char *value = dict_text(element->fields, "default");
    bool is_question = element->kind == ELEMENT_QUESTION;
    if (writer->out->overflow)
        return;
    writer_begin(writer, element->name);
    write_attributes(form, writer, element);
    if (is_question && value && !lexer_is_formula(value, element->type))
        writer_text(writer, value);
    write_children(form, writer, element, in_repeat);
    writer_end(writer);
}

static void write_primary(struct form *form, struct writer *writer)
{
    static const char *const SETTINGS[][2] = {
        {"id", "id_string"},
        {"xmlns", "instance_xmlns"},
        {"version", "version"},
        {"odk:prefix", "prefix"},
        {"odk:delimiter", "delimiter"},
    };
    const struct dict *own = dict_map(form->settings, "attribute");
    writer_begin(writer, "instance");
    writer_begin(writer, form->root_name);
    for (const struct pair *p = own ? own->first : NULL; p; p = p->next)
        if (p->text &&
            namespaces_allow(form, p->key,
                             (struct place){"settings", 2, p->column}))
            writer_attribute(writer, p->key, p->text);
    for (size_t i = 0; i < COUNT_OF(SETTINGS); i++)
        if (!dict_has(own, SETTINGS[i][0]))
            writer_attribute(writer, SETTINGS[i][0],
                             settings_text(form, SETTINGS[i][1]));
    write_children(form, writer, form->root, false);
    writer_end(writer);
    writer_end(writer);
}

/* Conditions may be said as yes and no. */
static bool is_condition(const char *key)
{
    static const char *const KEYS[] = {"readonly", "required", "relevant",
                                       "constraint", "calculate"};
    for (size_t i = 0; i < COUNT_OF(KEYS); i++)
        if (strcmp(key, KEYS[i]) == 0)
            return true;
    return false;
}

static bool is_message(const char *key)
{
    return strcmp(key, "jr:constraintMsg") == 0 ||
           strcmp(key, "jr:requiredMsg") == 0 ||
           strcmp(key, "jr:noAppErrorString") == 0;
}

static const char *bind_value(struct form *form, const struct element *element,
                              const struct pair *pair)
{
    if (is_message(pair->key) && itext_has_message(pair))
        return arena_printf(form->arena, "jr:itext('%s:%s')", element->xpath,
                            pair->key);
    int answer = is_condition(pair->key) ? text_yes_no(pair->text) : -1;
    if (answer >= 0)
        return answer ? "true()" : "false()";
    if (!pair->text)
        return NULL;
    struct path_request request = {.context = element,
                                   .place = form_place(element, pair->key)};
    return path_expand(form, pair->text, &request);
}

/* The row's own binds stand over those of its type. */
static void write_type_binds(struct writer *writer,
                             const struct question_type *def,
                             const struct dict *own)
{
    const char *const PAIRS[][2] = {
        {"type", def->bind},
        {"readonly", def->readonly},
        {"constraint", def->constraint},
        {"jr:preload", def->preload},
        {"jr:preloadParams", def->preload_parameters},
    };
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++)
        if (!dict_has(own, PAIRS[i][0]))
            writer_attribute(writer, PAIRS[i][0], PAIRS[i][1]);
}

static void write_bind(struct form *form, struct writer *writer,
                       const struct element *element)
{
    const struct dict *own = dict_map(element->fields, "bind");
    bool has_type = element->def && element->def->bind;
    bool is_set = dict_has(element->fields, "trigger");
    if ((!has_type && !own) || element->flat ||
        element->kind == ELEMENT_EXTERNAL)
        return;

    writer_begin(writer, "bind");
    writer_attribute(writer, "nodeset", element->xpath);
    if (element->def)
        write_type_binds(writer, element->def, own);
    for (const struct pair *p = own ? own->first : NULL; p; p = p->next)
        if ((!is_set || strcmp(p->key, "calculate") != 0) &&
            namespaces_allow(form, p->key, form_place(element, p->key)))
            writer_attribute(writer, p->key, bind_value(form, element, p));
    writer_end(writer);
}

void model_write_actions(struct form *form, struct writer *writer,
                         const struct element *element, bool new_repeat)
{
    static const char *const EVENTS[] = {
        [EVENT_FIRST_LOAD] = "odk-instance-first-load",
        [EVENT_NEW_REPEAT] = "odk-new-repeat",
        [EVENT_INSTANCE_LOAD] = "odk-instance-load",
    };
    for (const struct action *a = element->actions; a; a = a->next) {
        if ((a->event == EVENT_NEW_REPEAT) != new_repeat)
            continue;
        struct path_request request = {.context = element,
                                       .place = form_place(element, "default")};
        const char *value = a->value;
        if (!value)
            value = dict_text(element->fields, "default");
        writer_begin(writer, a->name);
        writer_attribute(writer, "ref", element->xpath);
        writer_attribute(writer, "event", EVENTS[a->event]);
        writer_attribute(writer, "value",
                         value ? path_expand(form, value, &request) : NULL);
        writer_attribute(writer, "odk:quality", a->quality);
        writer_end(writer);
    }
}

void model_write(struct form *form, struct writer *writer)
{
    writer_begin(writer, "model");
    writer_attribute(writer, "odk:xforms-version", "1.0.0");
    writer_attribute(writer, "entities:entities-version", form->entity_version);
    write_submission(form, writer);
    itext_write(form, writer);
    write_primary(form, writer);
    instance_write(form, writer);
    for (struct element *e = form->root; e; e = form_next(e, form->root)) {
        write_bind(form, writer, e);
        model_write_actions(form, writer, e, false);
    }
    writer_end(writer);
}
