#include "parameter.h"

#include "text.h"

#include <string.h>

static bool is_listed(const char *list, const char *word)
{
    size_t size = strlen(word);
    for (const char *p = list; size && (p = strstr(p, word)); p += size)
        if ((p == list || p[-1] == ' ') && (p[size] == ' ' || p[size] == '\0'))
            return true;
    return false;
}

static void add(struct form *form, struct dict *out, char *part,
                struct place place)
{
    char *equals = strchr(part, '=');
    if (!equals || strchr(equals + 1, '=') || equals == part) {
        problem_say(form->problems, MSG_PARAMETERS_FORM, place, part);
        return;
    }
    *equals = '\0';
    const char *key = text_lower(form->arena, text_trim(part));
    const char *value = text_trim(equals + 1);
    bool is_name = is_listed("label value app seed tick_labelset "
                             "reference-geometry",
                             key);
    dict_set(form->arena, out, key,
             is_name ? value : text_lower(form->arena, value));
}

struct dict *parameter_parse(struct form *form, const char *text,
                             struct place place)
{
    struct dict *out = dict_new(form->arena);
    if (!text)
        return out;

    char *rest = text_trim(arena_strdup(form->arena, text));
    const char *separators = strchr(rest, ';')   ? ";"
                             : strchr(rest, ',') ? ","
                                                 : " \t\n";
    while (*rest) {
        size_t size = strcspn(rest, separators);
        bool last = rest[size] == '\0';
        rest[size] = '\0';
        char *part = text_trim(rest);
        if (*part)
            add(form, out, part, place);
        rest += size + !last;
    }
    return out;
}

void parameter_allow(struct form *form, const struct dict *parameters,
                     const char *allowed, struct place place)
{
    for (struct pair *p = parameters ? parameters->first : NULL; p; p = p->next)
        if (!is_listed(allowed, p->key))
            problem_say(form->problems, MSG_PARAMETER_UNKNOWN, place, p->key,
                        allowed);
}

bool parameter_one_of(struct form *form, const struct dict *parameters,
                      const char *key, const char *values, struct place place)
{
    const char *value = dict_text(parameters, key);
    if (value && is_listed(values, value))
        return true;
    problem_say(form->problems, MSG_PARAMETER_VALUE, place, key, values,
                value ? value : "");
    return false;
}

bool parameter_number(struct form *form, const struct dict *parameters,
                      const char *key, bool whole, struct place place)
{
    const char *value = dict_text(parameters, key);
    double number;
    long integer;
    if (value &&
        (whole ? text_integer(value, &integer) : text_number(value, &number)))
        return true;
    problem_say(form->problems,
                whole ? MSG_PARAMETER_WHOLE : MSG_PARAMETER_NUMBER, place, key,
                value ? value : "");
    return false;
}
