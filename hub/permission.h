/* Who may do what: the five roles of the guidebook as sets of permissions,
 * and every action of the hub as one row of one table. The doors, the pages
 * and docs/ROLES.md all read this table. */
#ifndef HUB_PERMISSION_H
#define HUB_PERMISSION_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum role {
    ROLE_LEADER,
    ROLE_SPONSOR,
    ROLE_FACILITATOR,
    ROLE_COORDINATOR,
    ROLE_EXPERT,
};
enum { ROLES_COUNT = ROLE_EXPERT + 1 };

/* What a permission is about, and so how far a role has to reach. */
enum scope {
    SCOPE_OPEN, /* nobody is asked: everybody may, or a station's token says */
    SCOPE_SELF, /* one's own account: whoever is signed in */
    SCOPE_ANY,  /* a role anywhere is enough */
    SCOPE_HUB,  /* a role for the whole hub */
    SCOPE_FORM, /* a role for all of that form, or for the whole hub */
    SCOPE_AREA, /* a role for that neighbourhood, or for the whole hub */
    /* A role for that form or for the neighbourhood that the answers came
     * from, or for the whole hub: what is shown keeps to it (areas). */
    SCOPE_ANSWERS,
};

/* Every action. A new one gets its row in permission.c. */
enum action {
    ACTION_OPEN,
    ACTION_STATION,
    ACTION_ACCOUNT,
    ACTION_OVERVIEW,
    ACTION_RESULTS,
    ACTION_ANSWERS,
    ACTION_REVIEW,
    ACTION_TEXT,
    ACTION_EXPORT,
    ACTION_PUBLISH,
    ACTION_FORM_STATE,
    ACTION_STATIONS,
    ACTION_STATIONS_CHANGE,
    ACTION_QUARANTINE,
    ACTION_QUARANTINE_SETTLE,
    ACTION_PEOPLE,
    ACTION_PEOPLE_CHANGE,
    ACTION_TOKENS,
    ACTION_LOG,
    ACTION_SETTINGS,
    ACTION_BULLETIN,
    ACTION_IDEAS,
    ACTION_RELEASE,
    ACTION_COVERAGE,
    ACTION_COUNT,
};

struct role_row {
    const char *name;  /* as stored: "leader" */
    const char *title; /* for people, translated by say() */
    const char *task;  /* one sentence of what it does */
};

struct action_row {
    const char *name;  /* as in API tokens and the log: "answers.export" */
    const char *words; /* for people, translated by say() */
    enum scope scope;
    unsigned roles; /* bits: 1 << enum role */
    bool by_token;  /* whether an API token may be given it */
};

extern const struct role_row ROLES[ROLES_COUNT];
extern const struct action_row ACTIONS[ACTION_COUNT];

/* Reads a role's name; false when it is none. */
MUST_USE bool role_parse(const char *name, enum role *out);
/* Reads an action's name; false when it is none. */
MUST_USE bool action_parse(const char *name, enum action *out);
/* Whether a role holds a permission. */
bool role_may(enum role role, enum action action);

/* A role that somebody has, and how far it reaches: "" is everywhere. */
struct duty {
    enum role role;
    const char *form_id;
    const char *area;
};

struct duties {
    const struct duty *list;
    size_t count;
};

/* Whether these duties allow an action on a form or in a neighbourhood; NULL
 * asks whether they allow it anywhere at all. */
bool duties_allow(const struct duties *duties, enum action action,
                  const char *form_id, const char *area);

/* The neighbourhoods to whose stations an action is limited, at most so many;
 * whoever has roles for more sees the first of them. */
enum { AREAS_MOST = 8 };
struct areas {
    bool is_limited; /* false: to none, all answers are meant */
    size_t count;
    const char *list[AREAS_MOST];
};

/* How far duties that allow an action on a form reach; texts are the duties'
 * own. */
struct areas duties_areas(const struct duties *duties, enum action action,
                          const char *form_id);
/* Whether duties allow an action on a form in all these neighbourhoods, or
 * everywhere where the areas are not limited. */
bool duties_cover(const struct duties *duties, enum action action,
                  const char *form_id, const struct areas *areas);

/* Neighbourhoods as one text, a line each, which names hold none of; "" when
 * they are not limited. The caller frees it. */
char *areas_print(const struct areas *areas);
/* Reads them back; they point into text, which is cut up. */
struct areas areas_parse(char *text);

/* Prints the roles and the table as Markdown: docs/ROLES.md. */
void permission_print(FILE *to);

#endif
