#include "misspelling.h"

#include "base/attr.h"
#include "suggest.h"

#include <string.h>
#include <strings.h>

static const char *const SHEETS[] = {"survey",           "choices",  "settings",
                                     "external_choices", "entities", "osm"};

static bool is_sheet_of_ours(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(SHEETS); i++)
        if (strcasecmp(name, SHEETS[i]) == 0)
            return true;
    return false;
}

/* A leading underscore says that the sheet is meant to be left out. */
static bool resembles(const char *name, const char *wanted)
{
    return name[0] != '_' && !is_sheet_of_ours(name) &&
           suggest_distance(name, wanted) <= 2;
}

/* The names of such sheets, quoted and separated by commas; "" for none. */
static const char *list_of(struct form *form, const char *wanted)
{
    const char *list = "";
    for (size_t i = 0; i < form->book->sheets_count; i++) {
        const char *name = form->book->sheets[i].name;
        if (resembles(name, wanted))
            list = arena_printf(form->arena, "%s%s'%s'", list,
                                *list ? ", " : "", name);
    }
    return list;
}

void misspelling_warn(struct form *form, const char *wanted)
{
    const char *list = list_of(form, wanted);
    if (*list)
        problem_say(form->problems, MSG_SHEET_MISSPELT,
                    ((struct place){.sheet = ""}), wanted, list);
}
