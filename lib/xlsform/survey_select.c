/* Selects and ranks over a list, a file, or earlier answers; osm uploads. */
#include "survey.h"

#include "base/attr.h"
#include "extra_choice.h"
#include "lexer.h"
#include "misspelling.h"
#include "parameter.h"
#include "settings.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

struct command {
    const char *word;
    const char *type;
    bool is_file;
};

static const struct command COMMANDS[] = {
    {"add select one prompt using", "select one", false},
    {"add select multiple prompt using", "select all that apply", false},
    {"select all that apply from", "select all that apply", false},
    {"select_one_from_file", "select one", true},
    {"select_multiple_from_file", "select all that apply", true},
    {"select one from file", "select one", true},
    {"select multiple from file", "select all that apply", true},
    {"select_one_external", "select one external", false},
    {"select one external", "select one external", false},
    {"select one from", "select one", false},
    {"select1", "select one", false},
    {"select_one", "select one", false},
    {"select one", "select one", false},
    {"select_multiple", "select all that apply", false},
    {"select all that apply", "select all that apply", false},
    {"rank", "rank", false},
};

/* A select's type taken apart: what, of which list, with "or other" or not. */
struct select {
    const struct command *command;
    const char *list;
    const char *extension; /* of a file, "" otherwise */
    bool or_other;
};

static bool read_rest(struct form *form, const char *rest, struct select *out)
{
    size_t size = strcspn(rest, " \t\n");
    const char *tail = rest + size;
    if (size == 0)
        return false;
    out->list = arena_strndup(form->arena, rest, size);
    out->extension = text_extension(out->list);
    out->or_other = *tail != '\0';
    return *tail == '\0' || strcmp(tail, " or_other") == 0 ||
           strcmp(tail, " or other") == 0 ||
           strcmp(tail, " or specify other") == 0;
}

static bool read_select(struct form *form, const char *type, struct select *out)
{
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++) {
        size_t size = strlen(COMMANDS[i].word);
        if (!text_begins_with(type, COMMANDS[i].word) || type[size] != ' ')
            continue;
        out->command = &COMMANDS[i];
        if (read_rest(form, type + size + 1, out))
            return true;
    }
    return false;
}

static bool is_file(const char *extension)
{
    return strcmp(extension, ".csv") == 0 || strcmp(extension, ".xml") == 0 ||
           strcmp(extension, ".geojson") == 0;
}

static bool refers(const char *text)
{
    struct reference found;
    return lexer_next_reference(text, &found);
}

static void unknown_list(struct survey *survey, const struct survey_row *row,
                         const char *list, const char *sheet,
                         const struct lists *lists)
{
    struct form *form = survey->form;
    if (!lists->first) {
        problem_say(form->problems, MSG_SHEET_NEEDED, survey_place(row, "type"),
                    sheet);
        misspelling_warn(form, sheet);
        return;
    }
    problem_say(form->problems, MSG_LIST_UNKNOWN, survey_place(row, "type"),
                list, sheet);
}

static bool check_list(struct survey *survey, const struct survey_row *row,
                       const struct select *select)
{
    struct form *form = survey->form;
    if (select->command->is_file && !is_file(select->extension)) {
        problem_say(form->problems, MSG_FILE_EXTENSION,
                    survey_place(row, "type"), select->list);
        return false;
    }
    if (strcmp(select->command->type, "select one external") == 0) {
        if (!dict_has(row->fields, "choice_filter"))
            problem_say(form->problems, MSG_EXTERNAL_UNFILTERED,
                        survey_place(row, "choice_filter"));
        if (lists_find(&form->external, select->list))
            return true;
        unknown_list(survey, row, select->list, "external_choices",
                     &form->external);
        return false;
    }
    if (is_file(select->extension) || refers(select->list) ||
        lists_find(&form->choices, select->list))
        return true;
    unknown_list(survey, row, select->list, "choices", &form->choices);
    return false;
}

/* Answers to a select_multiple are stored with blanks between them. */
static void check_blanks(struct survey *survey, const struct select *select,
                         struct list *list)
{
    if (!list || list->is_checked ||
        strcmp(select->command->type, "select all that apply") != 0)
        return;
    list->is_checked = true;
    for (size_t i = 0; i < list->count; i++) {
        const char *name = dict_text(list->items[i], "name");
        if (name && strchr(name, ' '))
            problem_say(survey->form->problems, MSG_CHOICE_WITH_BLANK,
                        ((struct place){"choices", list->rows[i], "name"}),
                        name, list->name);
    }
}

static void check_parameters(struct survey *survey,
                             const struct survey_row *row,
                             const struct select *select)
{
    struct form *form = survey->form;
    struct place place = survey_place(row, "parameters");
    const char *seed = dict_text(row->parameters, "seed");
    bool randomized = dict_has(row->parameters, "randomize");
    struct reference reference;
    double number;

    bool named_file = text_begins_with(select->command->word, "select_") &&
                      select->command->is_file;
    parameter_allow(
        form, row->parameters,
        named_file ? "randomize seed value label" : "randomize seed", place);
    if (randomized)
        parameter_one_of(form, row->parameters, "randomize", "true false",
                         place);
    if (seed && !randomized)
        problem_say(form->problems, MSG_SEED_ALONE, place);
    if (seed && randomized && !lexer_is_reference(seed, &reference) &&
        !text_number(seed, &number))
        problem_say(form->problems, MSG_SEED, place, seed);
    static const char *const COLUMNS[] = {"value", "label"};
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        const char *column = dict_text(row->parameters, COLUMNS[i]);
        if (column && !lexer_is_name(column))
            problem_say(form->problems, MSG_NAME_INVALID, place, column);
    }
}

static bool check_other(struct survey *survey, const struct survey_row *row,
                        const struct list *list)
{
    struct problems *problems = survey->form->problems;
    if (dict_has(row->fields, "choice_filter")) {
        problem_say(problems, MSG_OTHER_FILTERED,
                    survey_place(row, "choice_filter"));
        return false;
    }
    if (!list) {
        problem_say(problems, MSG_OTHER_WITHOUT_CHOICES,
                    survey_place(row, "type"));
        return false;
    }
    return true;
}

/* Asks what the other thing is, after the select. */
static void add_specify(struct survey *survey, const struct survey_row *row)
{
    struct form *form = survey->form;
    struct survey_row made = {
        .fields = dict_new(form->arena), .type = "text", .number = row->number};
    made.name = arena_printf(form->arena, "%s_other", row->name);
    dict_set(form->arena, made.fields, "label", "Specify other.");
    dict_set(form->arena, dict_put_map(form->arena, made.fields, "bind"),
             "relevant",
             arena_printf(form->arena, "selected(../%s, 'other')", row->name));
    survey_add(survey, &made, ELEMENT_QUESTION, "text");
}

/* In a table the first select's choices are shown once, as a header. */
static void add_table_header(struct survey *survey,
                             const struct survey_row *row,
                             const struct select *select)
{
    struct form *form = survey->form;
    survey->frame->table = select->list;
    if (dict_has(row->fields, "choice_filter"))
        problem_say(form->problems, MSG_TABLE_FILTERED,
                    survey_place(row, "choice_filter"));

    struct survey_row made = {.fields = dict_new(form->arena),
                              .type = row->type,
                              .number = row->number};
    made.name = arena_printf(
        form->arena, "reserved_name_for_field_list_labels_%d", row->number);
    dict_set(form->arena, dict_put_map(form->arena, made.fields, "control"),
             "appearance", "label");
    dict_set(form->arena, made.fields, "label", " ");
    struct element *header =
        survey_add(survey, &made, ELEMENT_QUESTION, select->command->type);
    header->itemset = select->list;
}

static void fit_table(struct survey *survey, const struct survey_row *row,
                      const struct select *select)
{
    struct frame *frame = survey->frame;
    if (!frame->is_table)
        return;
    if (!frame->table)
        add_table_header(survey, row, select);
    if (strcmp(frame->table, select->list) != 0)
        problem_say(survey->form->problems, MSG_TABLE_LISTS,
                    survey_place(row, "type"), frame->table, select->list);
    dict_set(survey->form->arena,
             dict_put_map(survey->form->arena, row->fields, "control"),
             "appearance", "list-nolabel");
}

bool survey_select(struct survey *survey, struct survey_row *row)
{
    struct form *form = survey->form;
    struct select select;
    if (!read_select(form, row->type, &select))
        return false;
    if (!check_list(survey, row, &select))
        return true;

    struct list *list = lists_find(&form->choices, select.list);
    check_blanks(survey, &select, list);
    bool other = select.or_other && check_other(survey, row, list);
    if (other) {
        extra_choice_other(form, list);
        form->has_other = true;
    }
    if (list && settings_says_yes(form, "add_none_option") &&
        text_begins_with(select.command->type, "select all that apply"))
        extra_choice_none(form, list, row->fields);
    check_parameters(survey, row, &select);
    fit_table(survey, row, &select);
    struct element *element =
        survey_add(survey, row, ELEMENT_QUESTION, select.command->type);
    survey_default(survey, row, element);
    element->itemset = select.list;
    if (strcmp(select.command->type, "select one external") == 0) {
        element->query = select.list;
        element->itemset = NULL;
    }
    if (other)
        add_specify(survey, row);
    return true;
}

bool survey_osm(struct survey *survey, struct survey_row *row)
{
    const char *list = NULL;
    if (text_begins_with(row->type, "osm "))
        list = row->type + strlen("osm ");
    else if (strcmp(row->type, "osm") != 0)
        return false;

    struct element *element = survey_add(survey, row, ELEMENT_QUESTION, "osm");
    if (list)
        element->tags = lists_find(&survey->form->osm, list);
    return true;
}
