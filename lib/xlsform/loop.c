#include "loop.h"

#include "lexer.h"
#include "text.h"

#include <string.h>

/* The column's label in a language, or the one it has. */
static const char *label_in(const struct dict *column, const char *language)
{
    const struct dict *labels = dict_map(column, "label");
    const char *label =
        dict_text(labels ? labels : column, labels ? language : "label");
    return label ? label : "";
}

static const char *fill(struct form *form, const char *text,
                        const struct dict *column, const char *language)
{
    if (!text || !strstr(text, "%("))
        return text;
    const char *name = dict_text(column, "name");
    text = text_replace(form->arena, text, "%(name)s", name ? name : "");
    return text_replace(form->arena, text, "%(label)s",
                        label_in(column, language));
}

static void fill_fields(struct form *form, struct dict *fields,
                        const struct dict *column)
{
    for (struct pair *pair = fields->first; pair; pair = pair->next) {
        pair->text = fill(form, pair->text, column, form->default_language);
        struct pair *below = pair->map ? pair->map->first : NULL;
        for (; below; below = below->next)
            below->text = fill(form, below->text, column, below->key);
    }
}

/* Copies an element and all below it. The tree is as deep as groups may be
 * nested (SURVEY_DEPTH_MAX). */
static struct element *copy(struct form *form, const struct element *from,
                            struct element *parent)
{
    struct dict *fields = dict_copy(form->arena, from->fields);
    struct element *made =
        form_add(form, parent, from->kind, from->name, fields);
    made->type = from->type;
    made->def = from->def;
    made->actions = from->actions;
    made->row = from->row;
    made->itemset = from->itemset;
    made->query = from->query;
    made->parameters = from->parameters;
    made->tags = from->tags;
    for (const struct element *e = from->first; e; e = e->next)
        if (form->elements_count < FORM_ELEMENTS_MAX)
            copy(form, e, made);
    return made;
}

/* The name of a choice becomes that of a group, which not each can be. */
static void check_name(struct form *form, const char *name, int row)
{
    if (!lexer_is_name(name) || strchr(name, ':'))
        problem_say(form->problems, MSG_NAME_INVALID,
                    ((struct place){"choices", row, "name"}), name);
}

void loop_expand(struct form *form, struct element *element,
                 const struct list *columns)
{
    struct element *rows = element->first;
    element->first = element->last = NULL;
    for (size_t i = 0; i < columns->count; i++) {
        const struct dict *column = columns->items[i];
        const char *name = dict_text(column, "name");
        if (!name || strcmp(name, "none") == 0)
            continue;
        check_name(form, name, columns->rows[i]);
        struct element *group = form_add(form, element, ELEMENT_GROUP, name,
                                         dict_copy(form->arena, column));
        if (form->elements_count >= FORM_ELEMENTS_MAX) {
            problem_say(form->problems, MSG_TOO_LARGE,
                        ((struct place){"survey", element->row, "type"}));
            form->is_too_deep = true;
            return;
        }
        group->type = "group";
        group->row = element->row;
        for (const struct element *row = rows; row; row = row->next)
            fill_fields(form, copy(form, row, group)->fields, column);
    }
}
