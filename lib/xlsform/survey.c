#include "survey.h"

#include "entity.h"
#include "lexer.h"
#include "misspelling.h"
#include "parameter.h"
#include "settings.h"
#include "text.h"
#include "type.h"

#include <string.h>

struct place survey_place(const struct survey_row *row, const char *column)
{
    return (struct place){"survey", row->number, column};
}

struct element *survey_add(struct survey *survey, const struct survey_row *row,
                           enum element_kind kind, const char *type)
{
    struct form *form = survey->form;
    const struct question_type *def = type_find(type);
    if (!def && kind == ELEMENT_QUESTION) {
        const char *like = type_suggest(type);
        problem_say(form->problems, MSG_TYPE_UNKNOWN, survey_place(row, "type"),
                    type, like ? like : "text");
        return NULL;
    }

    struct element *element =
        form_add(form, survey->frame->element, kind, row->name, row->fields);
    element->type = type;
    element->def = def;
    element->row = row->number;
    element->parameters = row->parameters;
    return element;
}

void survey_act(struct form *form, struct element *element, const char *name,
                enum action_event event, const char *value)
{
    struct action *action = arena_alloc(form->arena, sizeof(*action));
    action->name = name;
    action->event = event;
    action->value = value;
    struct action **end = &element->actions;
    while (*end)
        end = &(*end)->next;
    *end = action;
}

bool survey_in_repeat(const struct survey *survey)
{
    for (const struct frame *f = survey->frame; f; f = f->outer)
        if (f->control && strcmp(f->control, "repeat") == 0)
            return true;
    return false;
}

/* A row may stand for a setting: type "form title", name the title. */
static bool is_setting(struct survey *survey, const struct survey_row *row)
{
    for (size_t i = 0; i < HEADER_SETTINGS.aliases_count; i++) {
        const struct header_alias *alias = &HEADER_SETTINGS.aliases[i];
        const char *snake = text_snake_case(survey->form->arena, row->type);
        if (strcmp(alias->from, snake) != 0)
            continue;
        if (row->name)
            dict_set(survey->form->arena, survey->form->settings, alias->to,
                     row->name);
        return true;
    }
    return false;
}

static bool has_name(struct survey *survey, struct survey_row *row)
{
    struct form *form = survey->form;
    if (!row->name && strcmp(row->type, "note") == 0)
        row->name =
            arena_printf(form->arena, "generated_note_name_%d", row->number);
    if (!row->name) {
        problem_say(form->problems, MSG_NAME_MISSING, survey_place(row, "name"),
                    row->type);
        return false;
    }
    if (!lexer_is_name(row->name) || strchr(row->name, ':')) {
        problem_say(form->problems, MSG_NAME_INVALID, survey_place(row, "name"),
                    row->name);
        return true;
    }
    if (strcmp(row->name, "meta") == 0)
        problem_say(form->problems, MSG_NAME_RESERVED,
                    survey_place(row, "name"), row->name);
    return true;
}

/* A row without a type is a comment if it has no name and no label either. */
static bool has_type(struct survey *survey, const struct survey_row *row)
{
    if (row->type)
        return true;
    bool is_comment = !row->name && !dict_has(row->fields, "label");
    problem_say(survey->form->problems,
                is_comment ? MSG_ROW_SKIPPED : MSG_TYPE_MISSING,
                survey_place(row, "type"));
    return false;
}

static bool is_disabled(struct survey *survey, const struct survey_row *row)
{
    const char *disabled = dict_text(row->fields, "disabled");
    if (!disabled)
        return false;
    problem_say(survey->form->problems, MSG_DISABLED_COLUMN,
                survey_place(row, "disabled"));
    dict_remove(row->fields, "disabled");
    return text_yes_no(disabled) == 1;
}

static void read_row(struct survey *survey, struct dict *fields, int number)
{
    struct form *form = survey->form;
    struct survey_row row = {.fields = fields, .number = number};
    if (is_disabled(survey, &row) || !fields->first)
        return;
    row.type = dict_text(fields, "type");
    row.name = dict_text(fields, "name");
    if (!has_type(survey, &row))
        return;

    row.type = type_rename(row.type);
    row.parameters = parameter_parse(form, dict_text(fields, "parameters"),
                                     survey_place(&row, "parameters"));
    if (is_setting(survey, &row) || survey_audit(survey, &row) ||
        survey_end(survey, &row) || !has_name(survey, &row))
        return;
    entity_check_saveto(form, &row, survey->frame->element);
    if (!survey_begin(survey, &row) && !survey_select(survey, &row) &&
        !survey_osm(survey, &row))
        survey_question(survey, &row);
}

static struct element *add_meta(struct form *form, struct element *meta,
                                const char *name)
{
    struct element *element =
        form_add(form, meta, ELEMENT_QUESTION, name, NULL);
    element->type = "calculate";
    element->def = type_find("calculate");
    return element;
}

/* instanceID and instanceName are there without being asked for. */
static void finish_meta(struct survey *survey)
{
    struct form *form = survey->form;
    struct element *meta = survey->meta;
    if (!settings_says_yes(form, "omit_instanceID")) {
        struct element *id = add_meta(form, meta, "instanceID");
        struct dict *bind = dict_put_map(form->arena, id->fields, "bind");
        const char *preload = settings_text(form, "instance_id");
        dict_set(form->arena, bind, "readonly", "true()");
        dict_set(form->arena, bind, "jr:preload", preload ? preload : "uid");
    }
    const char *name = settings_text(form, "instance_name");
    if (name) {
        struct element *named = add_meta(form, meta, "instanceName");
        named->sheet = "settings";
        named->row = 2;
        dict_set(form->arena, dict_put_map(form->arena, named->fields, "bind"),
                 "calculate", name);
    }
}

/* The meta group stands last, and only when something is in it. */
static void attach_meta(struct survey *survey)
{
    struct element *root = survey->form->root;
    struct element *meta = survey->meta;
    if (!meta->first)
        return;
    meta->parent = root;
    if (root->last)
        root->last->next = meta;
    else
        root->first = meta;
    root->last = meta;
}

static struct element *new_meta(struct form *form)
{
    struct element *meta = form_add(form, NULL, ELEMENT_GROUP, "meta", NULL);
    meta->is_bodyless = true;
    return meta;
}

/* With one sheet only, that is the survey, whatever it is called. */
static const struct sheet *survey_sheet(struct form *form)
{
    const struct sheet *sheet = workbook_sheet(form->book, "survey");
    if (!sheet && form->book->sheets_count == 1)
        sheet = &form->book->sheets[0];
    if (!sheet || sheet->rows_count == 0) {
        problem_say(form->problems, MSG_SURVEY_MISSING,
                    ((struct place){.sheet = ""}));
        misspelling_warn(form, "survey");
        return NULL;
    }
    return sheet;
}

void survey_read(struct form *form, struct grid *grid)
{
    struct survey survey = {.form = form};
    struct frame frame = {.element = NULL};

    form->root = form_add(form, NULL, ELEMENT_SURVEY, form->root_name, NULL);
    frame.element = form->root;
    survey.frame = &frame;
    survey.meta = new_meta(form);
    const struct sheet *sheet = survey_sheet(form);
    header_read(form, sheet, &HEADER_SURVEY, grid);
    if (!sheet || !header_find(grid, "type"))
        return;

    for (size_t i = 0; i < grid->rows_count; i++)
        read_row(&survey, grid->rows[i], grid->numbers[i]);
    survey_check_closed(&survey);
    entity_place(form, survey.meta);
    finish_meta(&survey);
    attach_meta(&survey);
}
