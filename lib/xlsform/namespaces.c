#include "namespaces.h"

#include "base/attr.h"
#include "lexer.h"
#include "settings.h"
#include "text.h"

#include <string.h>

static const struct {
    const char *name, *uri;
} NAMESPACES[] = {
    {"xmlns", "http://www.w3.org/2002/xforms"},
    {"xmlns:h", "http://www.w3.org/1999/xhtml"},
    {"xmlns:ev", "http://www.w3.org/2001/xml-events"},
    {"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
    {"xmlns:jr", "http://openrosa.org/javarosa"},
    {"xmlns:orx", "http://openrosa.org/xforms"},
    {"xmlns:odk", "http://www.opendatakit.org/xforms"},
};

static bool is_ours(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(NAMESPACES); i++)
        if (strcmp(NAMESPACES[i].name, name) == 0)
            return true;
    return false;
}

/* One of the settings' own, from esri="http://esri.com/xforms". */
struct own {
    const char *prefix;
    const char *uri;
};

static bool read_own(struct form *form, char *text, struct own *out)
{
    char *equals = strchr(text, '=');
    if (!equals || strchr(equals + 1, '='))
        return false;
    *equals = '\0';
    out->prefix = text;
    out->uri = text_replace(form->arena, equals + 1, "\"", "");
    out->uri = text_replace(form->arena, out->uri, "'", "");
    const char *name = arena_printf(form->arena, "xmlns:%s", out->prefix);
    return *out->uri && lexer_is_name(out->prefix) &&
           !strchr(out->prefix, ':') && !text_begins_with(out->prefix, "xml") &&
           !is_ours(name) && strcmp(out->prefix, "entities") != 0;
}

/* The settings' next usable namespace; false when there is no more. */
static bool next_own(struct form *form, char **rest, struct own *out)
{
    while (*rest && **rest) {
        char *text = *rest;
        size_t size = strcspn(text, " \t\n");
        *rest += size + (text[size] != '\0');
        text[size] = '\0';
        if (read_own(form, text, out))
            return true;
    }
    return false;
}

static char *own_namespaces(const struct form *form)
{
    return arena_strdup(form->arena, settings_text(form, "namespaces"));
}

void namespaces_write(struct form *form, struct writer *writer)
{
    for (size_t i = 0; i < COUNT_OF(NAMESPACES); i++)
        writer_attribute(writer, NAMESPACES[i].name, NAMESPACES[i].uri);
    if (form->entity_version)
        writer_attribute(writer, "xmlns:entities",
                         "http://www.opendatakit.org/xforms/entities");
    char *rest = own_namespaces(form);
    struct dict *seen = dict_new(form->arena);
    for (struct own own; next_own(form, &rest, &own);) {
        if (dict_has(seen, own.prefix))
            continue;
        dict_set(form->arena, seen, own.prefix, own.uri);
        writer_attribute(
            writer, arena_printf(form->arena, "xmlns:%s", own.prefix), own.uri);
    }
}

static bool is_own(struct form *form, const char *prefix)
{
    char *rest = own_namespaces(form);
    for (struct own own; next_own(form, &rest, &own);)
        if (strcmp(own.prefix, prefix) == 0)
            return true;
    return false;
}

bool namespaces_allow(struct form *form, const char *attribute,
                      struct place place)
{
    const char *colon = strchr(attribute, ':');
    if (!lexer_is_name(attribute)) {
        problem_say(form->problems, MSG_NAME_INVALID, place, attribute);
        return false;
    }
    if (!colon)
        return true;

    size_t size = (size_t)(colon - attribute);
    const char *prefix = arena_strndup(form->arena, attribute, size);
    const char *name = arena_printf(form->arena, "xmlns:%s", prefix);
    if (is_ours(name) || strcmp(prefix, "xml") == 0 ||
        (strcmp(prefix, "entities") == 0 && form->entity_version) ||
        is_own(form, prefix))
        return true;
    problem_say(form->problems, MSG_PREFIX_UNDECLARED, place, attribute);
    return false;
}
