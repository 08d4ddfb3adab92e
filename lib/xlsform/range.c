#include "range.h"

#include "base/attr.h"
#include "parameter.h"
#include "text.h"

#include <math.h>
#include <string.h>

/* Nobody labels more marks than this. */
enum { LABELS_CHECKED = 1000 };

/* Sums of decimal steps are not exact in binary. */
static const double NEARLY = 1e-9;

struct range {
    struct form *form;
    const struct survey_row *row;
    struct place place;
    double start, end, step;
};

static const struct {
    const char *key, *fallback;
} DEFAULTS[] = {{"start", "1"}, {"end", "10"}, {"step", "1"}};

static bool is_multiple(double distance, double step)
{
    double steps = distance / step;
    return fabs(steps - round(steps)) < NEARLY;
}

static bool is_between(const struct range *range, double value)
{
    double low = fmin(range->start, range->end);
    double high = fmax(range->start, range->end);
    return value >= low - NEARLY && value <= high + NEARLY;
}

static bool number(const struct range *range, const char *key, double *out)
{
    const struct dict *parameters = range->row->parameters;
    const char *text = dict_text(parameters, key);
    if (!text ||
        !parameter_number(range->form, parameters, key, false, range->place))
        return false;
    return text_number(text, out);
}

static bool refuse(const struct range *range, int message, const char *key,
                   const char *value)
{
    problem_say(range->form->problems, message, range->place, key,
                value ? value : "");
    return false;
}

static bool check_step(const struct range *range, const char *key, double step)
{
    if (step == 0)
        return refuse(range, MSG_RANGE_ZERO, key, NULL);
    if (fabs(step) > fabs(range->end - range->start) + NEARLY)
        return refuse(range, MSG_RANGE_STEP_LARGE, key, NULL);
    return true;
}

static void check_placeholder(const struct range *range)
{
    double value;
    if (!number(range, "placeholder", &value))
        return;
    if (!is_between(range, value))
        refuse(range, MSG_RANGE_OUTSIDE, "placeholder", NULL);
    else if (!is_multiple(value - range->start, range->step))
        refuse(range, MSG_RANGE_NOT_ON_STEP, "placeholder", "step");
}

static bool has_no_ticks(const struct survey_row *row)
{
    const char *appearance =
        dict_text(dict_map(row->fields, "control"), "appearance");
    return appearance && strstr(appearance, "no-ticks");
}

/* A label must stand where there is a tick. */
static bool check_label(const struct range *range, const char *name,
                        const char *tick, double interval)
{
    double value;
    if (!name || !text_number(name, &value))
        return refuse(range, MSG_RANGE_LABEL_NUMBER, "tick_labelset", name);
    if (!is_between(range, value))
        return refuse(range, MSG_RANGE_OUTSIDE, "tick_labelset", name);
    if (!is_multiple(value - range->start, interval))
        return refuse(range, MSG_RANGE_NOT_ON_STEP, "tick_labelset", tick);
    if (has_no_ticks(range->row) && fabs(value - range->start) > NEARLY &&
        fabs(value - range->end) > NEARLY)
        return refuse(range, MSG_RANGE_LABELS_ENDS, "tick_labelset", name);
    return true;
}

static void check_labels(const struct range *range, const char *tick,
                         double interval)
{
    const char *name = dict_text(range->row->parameters, "tick_labelset");
    if (!name)
        return;
    const struct list *list = lists_find(&range->form->choices, name);
    if (!list) {
        refuse(range, MSG_RANGE_LABELS_LIST, "tick_labelset", name);
        return;
    }
    if (has_no_ticks(range->row) && list->count > 2) {
        refuse(range, MSG_RANGE_LABELS_TWO, "tick_labelset", name);
        return;
    }
    for (size_t i = 0; i < list->count && i < LABELS_CHECKED; i++)
        if (!check_label(range, dict_text(list->items[i], "name"), tick,
                         interval))
            return;
}

/* Any value with a decimal point makes the answers decimal. */
static void choose_type(const struct range *range)
{
    struct dict *fields = range->row->fields;
    for (const struct pair *p = range->row->parameters->first; p; p = p->next) {
        double value;
        if (p->text && text_number(p->text, &value) && strchr(p->text, '.'))
            dict_set(range->form->arena,
                     dict_put_map(range->form->arena, fields, "bind"), "type",
                     "decimal");
    }
}

void range_read(struct survey *survey, const struct survey_row *row)
{
    struct range range = {.form = survey->form,
                          .row = row,
                          .place = survey_place(row, "parameters")};
    parameter_allow(range.form, row->parameters,
                    "end placeholder start step tick_interval tick_labelset",
                    range.place);
    for (size_t i = 0; i < COUNT_OF(DEFAULTS); i++)
        if (!dict_has(row->parameters, DEFAULTS[i].key))
            dict_set(range.form->arena, row->parameters, DEFAULTS[i].key,
                     DEFAULTS[i].fallback);

    bool good = number(&range, "start", &range.start);
    good = number(&range, "end", &range.end) && good;
    good = number(&range, "step", &range.step) && good;
    if (!good || !check_step(&range, "step", range.step))
        return;
    choose_type(&range);

    double interval = range.step;
    const char *tick = "step";
    if (dict_has(row->parameters, "tick_interval")) {
        tick = "tick_interval";
        if (!number(&range, tick, &interval) ||
            !check_step(&range, tick, interval))
            return;
    }
    check_placeholder(&range);
    check_labels(&range, tick, interval);
}
