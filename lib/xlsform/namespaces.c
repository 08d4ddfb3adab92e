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

/* One of the settings' own: esri="http://esri.com/xforms". */
static void write_own_namespace(struct form *form, struct writer *writer,
                                char *text)
{
    char *equals = strchr(text, '=');
    if (!equals || equals == text || strchr(equals + 1, '='))
        return;
    *equals = '\0';
    const char *uri = text_replace(form->arena, equals + 1, "\"", "");
    const char *name = arena_printf(form->arena, "xmlns:%s", text);
    if (!is_ours(name) && strcmp(text, "entities") != 0)
        writer_attribute(writer, name, text_replace(form->arena, uri, "'", ""));
}

void namespaces_write(struct form *form, struct writer *writer)
{
    for (size_t i = 0; i < COUNT_OF(NAMESPACES); i++)
        writer_attribute(writer, NAMESPACES[i].name, NAMESPACES[i].uri);
    if (form->entity_version)
        writer_attribute(writer, "xmlns:entities",
                         "http://www.opendatakit.org/xforms/entities");
    const char *own = settings_text(form, "namespaces");
    char *rest = own ? arena_strdup(form->arena, own) : NULL;
    while (rest && *rest) {
        size_t size = strcspn(rest, " \t\n");
        bool last = rest[size] == '\0';
        rest[size] = '\0';
        write_own_namespace(form, writer, rest);
        rest += size + !last;
    }
}

/* Whether the settings declare the prefix, "esri" of esri="http://...". */
static bool is_own(const struct form *form, const char *prefix, size_t size)
{
    const char *own = settings_text(form, "namespaces");
    for (const char *p = own; p && (p = strstr(p, prefix)); p++)
        if ((p == own || strchr(" \t\n", p[-1])) && p[size] == '=')
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
        is_own(form, prefix, size))
        return true;
    problem_say(form->problems, MSG_PREFIX_UNDECLARED, place, attribute);
    return false;
}
