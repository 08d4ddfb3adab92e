#include "dimension.h"

#include "base/attr.h"
#include "form/flatten.h"
#include "formbook.h"
#include "hub.h"
#include "models.h"
#include "tongue.h"

#include <string.h>

const struct daypart DAYPARTS[] = {
    {0, 6, "night", N_("Night, 0 to 6")},
    {6, 12, "morning", N_("Morning, 6 to 12")},
    {12, 18, "afternoon", N_("Afternoon, 12 to 18")},
    {18, 24, "evening", N_("Evening, 18 to 24")},
};
const size_t DAYPARTS_COUNT = COUNT_OF(DAYPARTS);

static const char *of_language(const char *code)
{
    for (size_t i = 0; i < TONGUES_COUNT; i++) {
        if (strcmp(TONGUES[i].code, code) == 0)
            return TONGUES[i].name;
    }
    return code;
}

static const char *of_daypart(const struct visit *visit, const char *name)
{
    for (size_t i = 0; i < DAYPARTS_COUNT; i++) {
        if (strcmp(DAYPARTS[i].name, name) == 0)
            return say(visit, DAYPARTS[i].words);
    }
    return name;
}

/* A group is a choice of one question; a plan does not say of which. */
static const char *of_group(const struct model *model, const char *value)
{
    const struct table *table = flatten_table(model->flatten, 0);

    for (size_t i = 0; i < table->columns_count; i++) {
        const struct column *c = &table->columns[i];
        for (size_t k = 0; k < c->choices_count; k++) {
            if (strcmp(c->choices[k].value, value) == 0 && *c->choices[k].label)
                return c->choices[k].label;
        }
    }
    return value;
}

const struct model *dimension_model(const struct visit *visit)
{
    const struct hub *hub = visit->hub;
    const struct model *model = NULL;
    int64_t form, family;

    if (formbook_current(hub->archive, visit->part[0], &form, &family) ||
        models_get(hub->models, form, visit->language, &model))
        return NULL;
    return model;
}

const char *dimension_word(const struct visit *visit, const struct model *model,
                           const char *dimension, const char *value)
{
    if (strcmp(value, "unknown") == 0)
        return say(visit, "Not known");
    if (strcmp(dimension, "language") == 0)
        return of_language(value);
    if (strcmp(dimension, "daypart") == 0)
        return of_daypart(visit, value);
    if (strcmp(dimension, "group") == 0 && model)
        return of_group(model, value);
    return value;
}
