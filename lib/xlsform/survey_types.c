/* What each question type asks of its row beyond the common columns. */
#include "survey.h"

#include "base/attr.h"
#include "lexer.h"
#include "parameter.h"
#include "range.h"
#include "text.h"
#include "type.h"

#include <ctype.h>
#include <string.h>

static const char *parameter(const struct survey_row *row, const char *key)
{
    return dict_text(row->parameters, key);
}

static void set_bind(struct form *form, const struct survey_row *row,
                     const char *key, const char *value)
{
    dict_set(form->arena, dict_put_map(form->arena, row->fields, "bind"), key,
             value);
}

static void set_control(struct form *form, const struct survey_row *row,
                        const char *key, const char *value)
{
    dict_set(form->arena, dict_put_map(form->arena, row->fields, "control"),
             key, value);
}

void survey_default(struct survey *survey, const struct survey_row *row,
                    struct element *element)
{
    const char *value = dict_text(row->fields, "default");
    if (!value || !lexer_is_formula(value, row->type))
        return;
    survey_act(survey->form, element, "setvalue", EVENT_FIRST_LOAD, NULL);
    if (survey_in_repeat(survey))
        survey_act(survey->form, element, "setvalue", EVENT_NEW_REPEAT, NULL);
}

static void text_question(struct survey *survey, const struct survey_row *row)
{
    struct form *form = survey->form;
    struct place place = survey_place(row, "parameters");
    parameter_allow(form, row->parameters, "rows", place);
    if (parameter(row, "rows") &&
        parameter_number(form, row->parameters, "rows", true, place))
        set_control(form, row, "rows", parameter(row, "rows"));
}

/* An Android package: at least two parts of letters, digits, underscores. */
static bool is_package(const char *name)
{
    bool starts = true;
    int dots = 0;
    for (const char *p = name; *p; p++) {
        if (*p == '.' && !starts)
            dots++, starts = true;
        else if (starts ? isalpha((unsigned char)*p)
                        : (isalnum((unsigned char)*p) || *p == '_'))
            starts = false;
        else
            return false;
    }
    return dots > 0 && !starts;
}

static void image_app(struct survey *survey, const struct survey_row *row)
{
    const char *app = parameter(row, "app");
    const char *appearance =
        dict_text(dict_map(row->fields, "control"), "appearance");
    if (!app || (appearance && strcmp(appearance, "annotate") != 0))
        return;
    if (is_package(app))
        set_control(survey->form, row, "intent", app);
    else
        problem_say(survey->form->problems, MSG_ANDROID_PACKAGE,
                    survey_place(row, "parameters"), app);
}

static void image_question(struct survey *survey, const struct survey_row *row)
{
    struct form *form = survey->form;
    struct place place = survey_place(row, "parameters");
    const char *picture = dict_text(row->fields, "default");
    if (picture && !strstr(picture, "jr://images/"))
        dict_set(form->arena, row->fields, "default",
                 arena_printf(form->arena, "jr://images/%s", picture));

    parameter_allow(form, row->parameters, "max-pixels app", place);
    if (!parameter(row, "max-pixels"))
        problem_say(form->problems, MSG_MAX_PIXELS, place);
    else if (parameter_number(form, row->parameters, "max-pixels", true, place))
        set_bind(form, row, "orx:max-pixels", parameter(row, "max-pixels"));
    image_app(survey, row);
}

static void audio_question(struct survey *survey, const struct survey_row *row)
{
    struct form *form = survey->form;
    struct place place = survey_place(row, "parameters");
    parameter_allow(form, row->parameters, "quality", place);
    if (parameter(row, "quality") &&
        parameter_one_of(form, row->parameters, "quality",
                         "voice-only low normal external", place))
        set_bind(form, row, "odk:quality", parameter(row, "quality"));
}

static void background_audio(struct survey *survey,
                             const struct survey_row *row)
{
    struct place place = survey_place(row, "parameters");
    parameter_allow(survey->form, row->parameters, "quality", place);
    if (parameter(row, "quality"))
        parameter_one_of(survey->form, row->parameters, "quality",
                         "voice-only low normal", place);
}

static void accuracy(struct survey *survey, const struct survey_row *row,
                     const char *key, const char *attribute)
{
    struct place place = survey_place(row, "parameters");
    if (parameter(row, key) &&
        parameter_number(survey->form, row->parameters, key, false, place))
        set_control(survey->form, row, attribute, parameter(row, key));
}

static void geo_question(struct survey *survey, const struct survey_row *row)
{
    struct form *form = survey->form;
    struct place place = survey_place(row, "parameters");
    bool is_point = strcmp(row->type, "geopoint") == 0;
    parameter_allow(form, row->parameters,
                    is_point ? "allow-mock-accuracy capture-accuracy "
                               "warning-accuracy reference-geometry"
                             : "allow-mock-accuracy incremental "
                               "reference-geometry",
                    place);
    if (parameter(row, "allow-mock-accuracy") &&
        parameter_one_of(form, row->parameters, "allow-mock-accuracy",
                         "true false", place))
        set_bind(form, row, "odk:allow-mock-accuracy",
                 parameter(row, "allow-mock-accuracy"));
    if (parameter(row, "incremental")) {
        int answer = text_yes_no(parameter(row, "incremental"));
        if (answer == 1)
            set_control(form, row, "incremental", "true");
        else
            problem_say(form->problems, MSG_PARAMETER_VALUE, place,
                        "incremental", "true", parameter(row, "incremental"));
    }
    accuracy(survey, row, "capture-accuracy", "accuracyThreshold");
    accuracy(survey, row, "warning-accuracy", "unacceptableAccuracyThreshold");
}

static void background_geopoint(struct survey *survey,
                                const struct survey_row *row)
{
    if (!dict_text(row->fields, "trigger"))
        problem_say(survey->form->problems, MSG_TRIGGER_NEEDED,
                    survey_place(row, "trigger"));
    if (dict_text(dict_map(row->fields, "bind"), "calculate"))
        problem_say(survey->form->problems, MSG_CALCULATION_UNWANTED,
                    survey_place(row, "calculation"));
}

static void calculate(struct survey *survey, const struct survey_row *row)
{
    const char *value = dict_text(row->fields, "default");
    if (!dict_text(dict_map(row->fields, "bind"), "calculate") &&
        !(value && lexer_is_formula(value, row->type)))
        problem_say(survey->form->problems, MSG_CALCULATION_MISSING,
                    survey_place(row, "calculation"), row->name);
}

static void old_device(struct survey *survey, const struct survey_row *row)
{
    problem_say(survey->form->problems, MSG_OLD_METADATA,
                survey_place(row, "type"), row->type);
}

static const struct {
    const char *type;
    void (*read)(struct survey *survey, const struct survey_row *row);
} READERS[] = {
    {"text", text_question},      {"photo", image_question},
    {"audio", audio_question},    {"background-audio", background_audio},
    {"geopoint", geo_question},   {"geoshape", geo_question},
    {"geotrace", geo_question},   {"background-geopoint", background_geopoint},
    {"calculate", calculate},     {"range", range_read},
    {"subscriberid", old_device}, {"simserial", old_device},
};

static void add_actions(struct form *form, const struct survey_row *row,
                        struct element *element)
{
    if (strcmp(row->type, "start-geopoint") == 0)
        survey_act(form, element, "odk:setgeopoint", EVENT_FIRST_LOAD, NULL);
    if (strcmp(row->type, "background-audio") != 0)
        return;
    survey_act(form, element, "odk:recordaudio", EVENT_INSTANCE_LOAD, NULL);
    for (struct action *a = element->actions; a; a = a->next)
        if (a->event == EVENT_INSTANCE_LOAD)
            a->quality = parameter(row, "quality");
}

void survey_question(struct survey *survey, struct survey_row *row)
{
    bool external = strcmp(row->type, "csv-external") == 0 ||
                    strcmp(row->type, "xml-external") == 0;
    if (external) {
        survey_add(survey, row, ELEMENT_EXTERNAL, row->type);
        return;
    }

    for (size_t i = 0; i < COUNT_OF(READERS); i++)
        if (strcmp(READERS[i].type, row->type) == 0)
            READERS[i].read(survey, row);
    if (type_needs_list(row->type)) {
        problem_say(survey->form->problems, MSG_TYPE_WITHOUT_LIST,
                    survey_place(row, "type"), row->type);
        return;
    }
    struct element *element =
        survey_add(survey, row, ELEMENT_QUESTION, row->type);
    if (!element)
        return;
    survey_default(survey, row, element);
    add_actions(survey->form, row, element);
}

static bool audit_location(struct survey *survey, const struct survey_row *row)
{
    struct form *form = survey->form;
    struct place place = survey_place(row, "parameters");
    const char *priority = parameter(row, "location-priority");
    const char *interval = parameter(row, "location-min-interval");
    const char *age = parameter(row, "location-max-age");
    if (!priority && !interval && !age)
        return false;
    if (!priority || !interval || !age) {
        problem_say(form->problems, MSG_AUDIT_LOCATION, place);
        return false;
    }

    long shortest;
    long oldest;
    bool good =
        parameter_one_of(form, row->parameters, "location-priority",
                         "no-power low-power balanced high-accuracy", place);
    if (!parameter_number(form, row->parameters, "location-min-interval", true,
                          place) ||
        !parameter_number(form, row->parameters, "location-max-age", true,
                          place))
        return false;
    if (text_integer(interval, &shortest) && text_integer(age, &oldest) &&
        (shortest < 0 || oldest < shortest)) {
        problem_say(form->problems, MSG_AUDIT_AGE, place);
        return false;
    }
    return good;
}

static const struct {
    const char *key, *values;
} AUDIT_CHOICES[] = {
    {"track-changes", "true false"},
    {"track-changes-reasons", "on-form-edit"},
    {"identify-user", "true false"},
};

bool survey_audit(struct survey *survey, struct survey_row *row)
{
    static const char *const LOCATION[] = {
        "location-priority", "location-min-interval", "location-max-age"};
    struct form *form = survey->form;
    struct place place = survey_place(row, "parameters");

    if (strcmp(row->type, "audit") != 0)
        return false;
    if (row->name && strcmp(row->name, "audit") != 0)
        problem_say(form->problems, MSG_AUDIT_NAME, survey_place(row, "name"));
    row->name = "audit";
    parameter_allow(form, row->parameters,
                    "location-priority location-min-interval location-max-age "
                    "track-changes identify-user track-changes-reasons",
                    place);
    for (size_t i = 0; i < COUNT_OF(AUDIT_CHOICES); i++) {
        const char *key = AUDIT_CHOICES[i].key;
        if (parameter(row, key) &&
            parameter_one_of(form, row->parameters, key,
                             AUDIT_CHOICES[i].values, place))
            set_bind(form, row, arena_printf(form->arena, "odk:%s", key),
                     parameter(row, key));
    }
    if (audit_location(survey, row))
        for (size_t i = 0; i < COUNT_OF(LOCATION); i++)
            set_bind(form, row,
                     arena_printf(form->arena, "odk:%s", LOCATION[i]),
                     parameter(row, LOCATION[i]));

    struct frame meta = {.element = survey->meta};
    struct frame *frame = survey->frame;
    survey->frame = &meta;
    survey_add(survey, row, ELEMENT_QUESTION, "audit");
    survey->frame = frame;
    return true;
}
