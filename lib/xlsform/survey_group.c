/* Groups, repeats and loops: begin, end, and what they make beside. */
#include "survey.h"

#include "base/attr.h"

#include "lexer.h"
#include "loop.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

static const struct {
    const char *word;
    const char *control;
} CONTROLS[] = {
    {"looped group", "repeat"}, {"lgroup", "repeat"}, {"group", "group"},
    {"repeat", "repeat"},       {"loop", "loop"},
};

/* What may follow: nothing, or the name of a loop's list. */
static bool is_list(const char *rest)
{
    if (text_begins_with(rest, " over "))
        rest += strlen(" over");
    return *rest == '\0' || !strchr(rest + 1, ' ');
}

/* Reads "begin repeat" with that first word; *rest is what follows. */
static const char *control_of(const char *type, const char *word,
                              const char **rest)
{
    size_t size = strlen(word);
    if (!text_begins_with(type, word) ||
        (type[size] != '_' && !isspace((unsigned char)type[size])))
        return NULL;
    type += size + 1;
    for (size_t i = 0; i < COUNT_OF(CONTROLS); i++) {
        size_t length = strlen(CONTROLS[i].word);
        if (!text_begins_with(type, CONTROLS[i].word) ||
            (type[length] != '\0' && type[length] != ' '))
            continue;
        *rest = type + length;
        return is_list(*rest) ? CONTROLS[i].control : NULL;
    }
    return NULL;
}

bool survey_end(struct survey *survey, struct survey_row *row)
{
    const char *rest;
    const char *control = control_of(row->type, "end", &rest);
    struct frame *frame = survey->frame;
    if (!control || *rest)
        return false;
    if (dict_has(dict_map(row->fields, "bind"), "entities:saveto"))
        problem_say(survey->form->problems, MSG_SAVETO_GROUP,
                    survey_place(row, "save_to"));
    if (!frame->control || strcmp(frame->control, control) != 0) {
        problem_say(survey->form->problems, MSG_END_WITHOUT_BEGIN,
                    survey_place(row, "type"), control,
                    row->name ? row->name : "",
                    frame->control ? frame->control : "");
        return true;
    }
    if (frame->columns)
        loop_expand(survey->form, frame->element, frame->columns);
    survey->frame = frame->outer;
    return true;
}

void survey_check_closed(struct survey *survey)
{
    for (const struct frame *f = survey->frame; f->control; f = f->outer)
        problem_say(survey->form->problems, MSG_BEGIN_WITHOUT_END,
                    ((struct place){"survey", f->row, "type"}), f->control,
                    f->element->name);
}

static void warn_of_label(struct survey *survey, const struct survey_row *row)
{
    if (!dict_has(row->fields, "label") && !dict_has(row->fields, "media"))
        problem_say(survey->form->problems, MSG_REPEAT_WITHOUT_LABEL,
                    survey_place(row, "label"), row->name);
}

/* A count that is more than a reference is computed in a node of its own. */
static void add_count(struct survey *survey, const struct survey_row *row)
{
    struct form *form = survey->form;
    struct dict *control = dict_map(row->fields, "control");
    const char *count = dict_text(control, "jr:count");
    struct reference reference;
    if (!count || lexer_is_reference(count, &reference))
        return;

    struct survey_row made = {.fields = dict_new(form->arena),
                              .type = "calculate",
                              .number = row->number};
    made.name = arena_printf(form->arena, "%s_count", row->name);
    struct dict *bind = dict_put_map(form->arena, made.fields, "bind");
    dict_set(form->arena, bind, "readonly", "true()");
    dict_set(form->arena, bind, "calculate", count);
    survey_add(survey, &made, ELEMENT_QUESTION, "calculate");
    dict_set(form->arena, control, "jr:count",
             arena_printf(form->arena, "${%s}", made.name));
}

/* The appearance without "table-list"; NULL when it was not there. */
static const char *without_table(struct form *form, const char *appearance)
{
    static const char TABLE[] = "table-list";
    const char *out = "field-list";
    bool found = false;
    for (const char *p = appearance ? appearance : ""; *p;) {
        p += strspn(p, " ");
        size_t size = strcspn(p, " ");
        if (size == sizeof(TABLE) - 1 && strncmp(p, TABLE, size) == 0)
            found = true;
        else if (size)
            out = arena_printf(form->arena, "%s %.*s", out, (int)size, p);
        p += size;
    }
    return found ? out : NULL;
}

static void move(struct form *form, struct dict *from, struct dict *to,
                 const char *key)
{
    const struct pair *pair = dict_find(from, key);
    if (!pair)
        return;
    struct pair *moved = dict_put(form->arena, to, key);
    moved->text = pair->text;
    moved->map = pair->map;
    moved->column = pair->column;
    dict_remove(from, key);
}

/* A table of selects shows the group's label and hint as a note on top. */
static void make_table(struct survey *survey, const struct survey_row *row,
                       const char *appearance)
{
    struct form *form = survey->form;
    dict_set(form->arena, dict_map(row->fields, "control"), "appearance",
             appearance);
    survey->frame->is_table = true;
    if (!dict_has(row->fields, "label") && !dict_has(row->fields, "hint"))
        return;

    struct survey_row note = {
        .fields = dict_new(form->arena), .type = "note", .number = row->number};
    note.name =
        arena_printf(form->arena, "generated_table_list_label_%d", row->number);
    move(form, row->fields, note.fields, "label");
    move(form, row->fields, note.fields, "hint");
    survey_add(survey, &note, ELEMENT_QUESTION, "note");
}

/* Only a group may do without a node: of a repeat it holds the instances. What
 * binds a node has then nothing to bind, and its author is told. */
static void make_flat(struct survey *survey, const struct survey_row *row,
                      struct element *element, const char *control)
{
    if (strcmp(control, "group") != 0 || !dict_has(row->fields, "flat") ||
        text_yes_no(dict_text(row->fields, "flat")) == 0)
        return;
    element->flat = true;
    const struct dict *bind = dict_map(row->fields, "bind");
    for (const struct pair *p = bind ? bind->first : NULL; p; p = p->next)
        problem_say(survey->form->problems, MSG_FLAT_UNUSED,
                    survey_place(row, p->key), row->name ? row->name : "",
                    p->key);
}

static const struct list *loop_columns(struct survey *survey,
                                       const struct survey_row *row,
                                       const char *rest)
{
    rest += strspn(rest, " ");
    if (text_begins_with(rest, "over "))
        rest += strlen("over ");
    const struct list *list = lists_find(&survey->form->choices, rest);
    if (!list)
        problem_say(survey->form->problems, MSG_LIST_UNKNOWN,
                    survey_place(row, "type"), rest, "choices", "");
    return list;
}

static void open_frame(struct survey *survey, const struct survey_row *row,
                       struct element *element, const char *control)
{
    struct frame *frame = arena_alloc(survey->form->arena, sizeof(*frame));
    frame->element = element;
    frame->control = control;
    frame->row = row->number;
    frame->depth = survey->frame->depth + 1;
    frame->outer = survey->frame;
    survey->frame = frame;
    if (frame->depth <= SURVEY_DEPTH_MAX)
        return;
    survey->form->is_too_deep = true;
    problem_say(survey->form->problems, MSG_TOO_DEEP,
                survey_place(row, "type"));
}

bool survey_begin(struct survey *survey, struct survey_row *row)
{
    const char *rest;
    const char *control = control_of(row->type, "begin", &rest);
    if (!control)
        return false;

    struct form *form = survey->form;
    bool is_repeat = strcmp(control, "repeat") == 0;
    if (is_repeat)
        warn_of_label(survey, row);
    add_count(survey, row);
    const char *intent = dict_text(row->fields, "intent");
    if (intent)
        dict_set(form->arena, dict_put_map(form->arena, row->fields, "control"),
                 "intent", intent);

    struct element *element = survey_add(
        survey, row, is_repeat ? ELEMENT_REPEAT : ELEMENT_GROUP, control);
    make_flat(survey, row, element, control);
    open_frame(survey, row, element, control);
    if (strcmp(control, "loop") == 0)
        survey->frame->columns = loop_columns(survey, row, rest);
    const char *appearance = without_table(
        form, dict_text(dict_map(row->fields, "control"), "appearance"));
    if (appearance)
        make_table(survey, row, appearance);
    return true;
}
