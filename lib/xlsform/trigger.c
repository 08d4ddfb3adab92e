/* The trigger column: "${a}, ${b}". */
#include "body.h"
#include "lexer.h"
#include "names.h"

#include <ctype.h>
#include <string.h>

static void link_to(struct form *form, struct element *trigger,
                    struct element *element)
{
    struct link *link = arena_alloc(form->arena, sizeof(*link));
    link->element = element;
    link->value = dict_text(dict_map(element->fields, "bind"), "calculate");
    if (trigger->last_triggered)
        trigger->last_triggered->next = link;
    else
        trigger->triggered = link;
    trigger->last_triggered = link;
}

static void link_one(struct form *form, struct element *element,
                     const struct reference *reference)
{
    struct place place = form_place(element, "trigger");
    const char *name =
        arena_strndup(form->arena, reference->name, reference->name_size);
    struct element *trigger = names_find(form, name);
    if (!trigger || trigger->kind != ELEMENT_QUESTION) {
        const char *like = names_suggest(form, name);
        problem_say(form->problems,
                    like ? MSG_REFERENCE_UNKNOWN_LIKE : MSG_REFERENCE_UNKNOWN,
                    place, name, like ? like : "");
        return;
    }
    if (element->kind == ELEMENT_QUESTION)
        link_to(form, trigger, element);
}

static const char *skip_blanks(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

static void link_all(struct form *form, struct element *element,
                     const char *text)
{
    struct reference reference;
    const char *p = skip_blanks(text);
    while (lexer_reference(p, &reference)) {
        link_one(form, element, &reference);
        p = skip_blanks(p + reference.size);
        if (*p != ',')
            break;
        p = skip_blanks(p + 1);
    }
    if (*p || p == text)
        problem_say(form->problems, MSG_TRIGGER_LIST,
                    form_place(element, "trigger"), text);
}

void body_link_triggers(struct form *form)
{
    for (struct element *e = form->root; e; e = form_next(e, form->root)) {
        const char *trigger = dict_text(e->fields, "trigger");
        if (trigger)
            link_all(form, e, trigger);
    }
}
