#include "names.h"

#include "lexer.h"
#include "suggest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Names among which the one that was meant is looked for. */
enum { SUGGEST_AMONG = 5000 };

/* Siblings of one name but for letter case that are compared with a new one:
 * more than a few are hostile. */
enum { TWINS_MAX = 64 };

/* Letter case is ignored, so that names that differ in it only meet. */
static size_t hash(const char *name)
{
    size_t value = 5381;
    for (const char *p = name; *p; p++)
        value = value * 33 + (unsigned char)tolower((unsigned char)*p);
    return value;
}

static struct element **bucket(const struct form *form, const char *name)
{
    return &form->names[hash(name) & (form->names_size - 1)];
}

/* Whose node holds the element's: a flat group has none. */
static const struct element *holder(const struct element *element)
{
    const struct element *parent = element->parent;
    while (parent && parent->flat)
        parent = parent->parent;
    return parent;
}

static struct element **siblings(const struct form *form,
                                 const struct element *element)
{
    size_t value = hash(element->name) + (size_t)holder(element) / 16 * 31;
    return &form->siblings[value & (form->names_size - 1)];
}

static const char *path_of(struct form *form, const struct element *element)
{
    const char *above = element->parent ? element->parent->xpath : "";
    if (element->flat)
        return above;
    bool is_attribute = element->kind == ELEMENT_ATTRIBUTE;
    return arena_printf(form->arena, "%s/%s%s", above, is_attribute ? "@" : "",
                        element->name);
}

static struct place name_place(const struct element *element)
{
    return (struct place){element->sheet, element->row, "name"};
}

/* Notes a sibling of the same name, or of one that differs in case only. */
static void check_siblings(struct form *form, struct element *element)
{
    struct element **first = siblings(form, element);
    int left = TWINS_MAX;
    for (const struct element *e = *first; e && left > 0; e = e->near) {
        if (holder(e) != holder(element) ||
            strcasecmp(e->name, element->name) != 0)
            continue;
        bool same = strcmp(e->name, element->name) == 0;
        problem_say(form->problems, same ? MSG_NAME_TWICE : MSG_NAME_CASE,
                    name_place(element), element->name, e->name);
        if (same)
            return;
        left--;
    }
    element->near = *first;
    *first = element;
}

/* The index holds the first element of each name; others make it ambiguous. */
static void insert(struct form *form, struct element *element)
{
    bool is_repeat = element->kind == ELEMENT_REPEAT;
    struct element *known = names_find(form, element->name);
    if (!known) {
        struct element **first = bucket(form, element->name);
        element->same = *first;
        element->names_repeat = is_repeat;
        *first = element;
        return;
    }
    known->is_ambiguous = true;
    if (is_repeat && known->names_repeat && known->parent != element->parent)
        problem_say(form->problems, MSG_REPEAT_TWICE, name_place(element),
                    element->name);
    known->names_repeat = known->names_repeat || is_repeat;
}

void names_index(struct form *form)
{
    size_t count = 1;
    for (struct element *e = form->root; e; e = form_next(e, form->root))
        count++;
    form->names_size = 16;
    while (form->names_size < count)
        form->names_size *= 2;
    form->names =
        arena_array(form->arena, form->names_size, sizeof(struct element *));
    form->siblings =
        arena_array(form->arena, form->names_size, sizeof(struct element *));

    for (struct element *e = form->root; e; e = form_next(e, form->root)) {
        e->xpath = path_of(form, e);
        if (e->kind == ELEMENT_REPEAT && strcmp(e->name, form->root_name) == 0)
            problem_say(form->problems, MSG_REPEAT_IS_ROOT, name_place(e),
                        e->name);
        if (e->kind != ELEMENT_ATTRIBUTE && !e->flat)
            check_siblings(form, e);
        if (e->kind != ELEMENT_ATTRIBUTE && e->kind != ELEMENT_EXTERNAL)
            insert(form, e);
    }
}

struct element *names_find(const struct form *form, const char *name)
{
    struct element *e = *bucket(form, name);
    while (e && strcmp(e->name, name) != 0)
        e = e->same;
    return e;
}

const char *names_suggest(const struct form *form, const char *name)
{
    struct suggestion best;
    int left = SUGGEST_AMONG;
    if (form->problems->count >= PROBLEMS_MAX)
        return NULL;
    suggest_begin(&best, name);
    for (struct element *e = form->root; e && left > 0;
         e = form_next(e, form->root), left--)
        if (e->kind != ELEMENT_EXTERNAL)
            suggest_try(&best, e->name);
    return best.name;
}

struct element *names_refer(struct form *form, const char *name,
                            struct place place)
{
    struct element *target = names_find(form, name);
    if (!target) {
        const char *like = names_suggest(form, name);
        problem_say(form->problems,
                    like ? MSG_REFERENCE_UNKNOWN_LIKE : MSG_REFERENCE_UNKNOWN,
                    place, name, like ? like : "");
        return NULL;
    }
    if (target->is_ambiguous) {
        problem_say(form->problems, MSG_REFERENCE_AMBIGUOUS, place, name);
        return NULL;
    }
    return target;
}

static void check_text(struct form *form, const char *text, struct place place)
{
    struct reference reference;
    for (const char *p = text; lexer_next_reference(p, &reference);
         p = reference.start + reference.size)
        names_refer(
            form,
            arena_strndup(form->arena, reference.name, reference.name_size),
            place);
}

static void check_fields(struct form *form, const struct element *element,
                         const struct dict *fields)
{
    for (const struct pair *p = fields->first; p; p = p->next) {
        struct place place = {element->sheet, element->row, p->column};
        if (p->map)
            check_fields(form, element, p->map);
        else if (p->column && strcmp(p->key, "name") != 0 &&
                 strcmp(p->key, "type") != 0)
            check_text(form, p->text, place);
    }
}

void names_check_references(struct form *form)
{
    for (struct element *e = form->root; e; e = form_next(e, form->root))
        check_fields(form, e, e->fields);
}
