#include "permission.h"

#include "base/buf.h"
#include "hub.h"

#include <string.h>

enum {
    L = 1 << ROLE_LEADER,
    S = 1 << ROLE_SPONSOR,
    F = 1 << ROLE_FACILITATOR,
    C = 1 << ROLE_COORDINATOR,
    E = 1 << ROLE_EXPERT,
    ALL = L | S | F | C | E,
};

const struct role_row ROLES[ROLES_COUNT] = {
    [ROLE_LEADER] = {"leader", N_("Leader"),
                     N_("Opens and closes surveys, says who does what, and "
                        "answers for what the city replies.")},
    [ROLE_SPONSOR] = {"sponsor", N_("Sponsor"),
                      N_("Lends means and name; sees whom the survey reaches "
                         "and whom it does not.")},
    [ROLE_FACILITATOR] = {"facilitator", N_("Facilitator"),
                          N_("Reads what people wrote, opens or withholds it, "
                             "and looks after single answers.")},
    [ROLE_COORDINATOR] = {"coordinator", N_("Coordinator"),
                          N_("Sets up the stations, keeps them running and "
                             "sorts out what arrives damaged.")},
    [ROLE_EXPERT] = {"expert", N_("Expert"),
                     N_("Works with the data that were agreed on and explains "
                        "what they say and do not say.")},
};

/* Raw text is read by the Facilitator alone: a Leader who wants to must take
 * that role, and the log says so. */
const struct action_row ACTIONS[ACTION_COUNT] = {
    [ACTION_OPEN] = {"open", N_("Read what is public"), SCOPE_OPEN, ALL, false},
    [ACTION_STATION] = {"station", N_("Fetch forms and bring answers"),
                        SCOPE_OPEN, 0, false},
    [ACTION_ACCOUNT] = {"account.own",
                        N_("Keep the own password, second factor and sessions"),
                        SCOPE_SELF, ALL, false},
    [ACTION_OVERVIEW] = {"overview.see",
                         N_("See what came in and what needs attention"),
                         SCOPE_ANY, ALL, false},
    [ACTION_RESULTS] = {"results.see",
                        N_("See counts, charts and cross-tabs of a form"),
                        SCOPE_ANSWERS, ALL, true},
    [ACTION_ANSWERS] = {"answers.see",
                        N_("See single answers and their history"),
                        SCOPE_ANSWERS, L | F | E, true},
    [ACTION_REVIEW] = {"answers.review",
                       N_("Approve or reject an answer, with a comment"),
                       SCOPE_ANSWERS, L | F, false},
    [ACTION_TEXT] = {"text.read",
                     N_("Read free text that nobody has reviewed yet"),
                     SCOPE_ANSWERS, F, true},
    [ACTION_EXPORT] = {"answers.export", N_("Download the answers of a form"),
                       SCOPE_ANSWERS, L | E, true},
    [ACTION_PUBLISH] = {"forms.publish", N_("Check and publish a form"),
                        SCOPE_HUB, L, false},
    [ACTION_FORM_STATE] = {"forms.schedule",
                           N_("Open and close a form, choose its stations"),
                           SCOPE_FORM, L, false},
    [ACTION_STATIONS] = {"stations.see",
                         N_("See the stations and how they are"), SCOPE_AREA,
                         L | S | F | C, true},
    [ACTION_STATIONS_CHANGE] = {"stations.change",
                                N_("Add, move, rename and revoke stations"),
                                SCOPE_AREA, L | C, false},
    [ACTION_QUARANTINE] = {"quarantine.see", N_("See what was set aside"),
                           SCOPE_HUB, L | F | C, false},
    [ACTION_QUARANTINE_SETTLE] = {"quarantine.settle",
                                  N_("Decide about what was set aside"),
                                  SCOPE_HUB, L | C, false},
    [ACTION_PEOPLE] = {"people.see", N_("See who has which role"), SCOPE_ANY,
                       ALL, false},
    [ACTION_PEOPLE_CHANGE] = {"people.change",
                              N_("Invite people, give and take roles"),
                              SCOPE_HUB, L, false},
    [ACTION_TOKENS] = {"tokens.change",
                       N_("Give tokens to programs and take them away"),
                       SCOPE_HUB, L, false},
    [ACTION_LOG] = {"log.see", N_("Read the log of who did what"), SCOPE_HUB,
                    L | C, false},
    [ACTION_SETTINGS] = {"settings.change", N_("Change the hub's settings"),
                         SCOPE_HUB, L, false},
    [ACTION_BULLETIN] = {"bulletin.write",
                         N_("Sign what the city says: promises, replies, "
                            "problems"),
                         SCOPE_HUB, L, false},
    [ACTION_IDEAS] = {"ideas.review",
                      N_("Read ideas: publish, merge, refuse or hide them"),
                      SCOPE_HUB, F, false},
    [ACTION_RELEASE] = {"releases.make", N_("Publish the figures of a form"),
                        SCOPE_FORM, L, false},
    [ACTION_COVERAGE] = {"coverage.see",
                         N_("See whom a survey reaches, and plan whom it "
                            "should"),
                         SCOPE_FORM, L | S | C, false},
};

bool role_parse(const char *name, enum role *out)
{
    for (size_t i = 0; i < ROLES_COUNT; i++) {
        if (strcmp(ROLES[i].name, name) == 0) {
            *out = (enum role)i;
            return true;
        }
    }
    return false;
}

bool action_parse(const char *name, enum action *out)
{
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (strcmp(ACTIONS[i].name, name) == 0) {
            *out = (enum action)i;
            return true;
        }
    }
    return false;
}

bool role_may(enum role role, enum action action)
{
    return (ACTIONS[action].roles >> role & 1) != 0;
}

static bool is_everywhere(const struct duty *duty)
{
    return !*duty->form_id && !*duty->area;
}

/* Whether a duty reaches as far as an action about that form or area. */
static bool reaches(const struct duty *duty, enum scope scope,
                    const char *form_id, const char *area)
{
    if (is_everywhere(duty) || scope == SCOPE_ANY)
        return true;
    if (scope == SCOPE_FORM)
        return *duty->form_id && !*duty->area &&
               (!form_id || strcmp(duty->form_id, form_id) == 0);
    if (scope == SCOPE_AREA)
        return *duty->area && (!area || strcmp(duty->area, area) == 0);
    if (scope == SCOPE_ANSWERS)
        return (!form_id || !*duty->form_id ||
                strcmp(duty->form_id, form_id) == 0) &&
               (!area || !*duty->area || strcmp(duty->area, area) == 0);
    return false;
}

bool duties_allow(const struct duties *duties, enum action action,
                  const char *form_id, const char *area)
{
    enum scope scope = ACTIONS[action].scope;

    if (scope == SCOPE_OPEN || scope == SCOPE_SELF)
        return true;
    for (size_t i = 0; i < duties->count; i++) {
        const struct duty *duty = &duties->list[i];
        if (role_may(duty->role, action) && reaches(duty, scope, form_id, area))
            return true;
    }
    return false;
}

static void add_area(struct areas *areas, const char *area)
{
    for (size_t i = 0; i < areas->count; i++) {
        if (strcmp(areas->list[i], area) == 0)
            return;
    }
    if (areas->count < AREAS_MOST)
        areas->list[areas->count++] = area;
}

struct areas duties_areas(const struct duties *duties, enum action action,
                          const char *form_id)
{
    struct areas areas = {.is_limited = true};

    for (size_t i = 0; i < duties->count; i++) {
        const struct duty *duty = &duties->list[i];
        if (!role_may(duty->role, action) ||
            !reaches(duty, ACTIONS[action].scope, form_id, NULL))
            continue;
        if (!*duty->area)
            return (struct areas){.is_limited = false};
        add_area(&areas, duty->area);
    }
    return areas;
}

bool duties_cover(const struct duties *duties, enum action action,
                  const char *form_id, const struct areas *areas)
{
    if (!areas->is_limited)
        return duties_allow(duties, action, form_id, NULL) &&
               !duties_areas(duties, action, form_id).is_limited;
    for (size_t i = 0; i < areas->count; i++) {
        if (!duties_allow(duties, action, form_id, areas->list[i]))
            return false;
    }
    return areas->count > 0;
}

char *areas_print(const struct areas *areas)
{
    struct buf text;

    buf_init(&text, 0);
    for (size_t i = 0; areas->is_limited && i < areas->count; i++)
        buf_printf(&text, "%s\n", areas->list[i]);
    return buf_steal(&text);
}

struct areas areas_parse(char *text)
{
    struct areas areas = {.is_limited = *text != '\0'};
    char *rest = NULL;

    for (char *area = strtok_r(text, "\n", &rest); area;
         area = strtok_r(NULL, "\n", &rest))
        add_area(&areas, area);
    return areas;
}

static const char *const REACH[] = {
    [SCOPE_OPEN] = "-",
    [SCOPE_SELF] = "own account",
    [SCOPE_ANY] = "any role",
    [SCOPE_HUB] = "whole hub",
    [SCOPE_FORM] = "form",
    [SCOPE_AREA] = "neighbourhood",
    [SCOPE_ANSWERS] = "form or neighbourhood",
};

void permission_print(FILE *to)
{
    fputs("# Roles and permissions\n\n"
          "Printed by `barrio-hub roles` from the one table that the hub's "
          "doors and pages read. A person can have several roles. A role "
          "holds for the whole hub, for one form or for one neighbourhood; "
          "*reach* says what kind of role an action asks for. Tokens of "
          "programs can be given the actions marked *token*.\n\n",
          to);
    for (size_t i = 0; i < ROLES_COUNT; i++)
        fprintf(to, "- **%s**: %s\n", ROLES[i].title, ROLES[i].task);
    fputs("\n| action | what it is | reach | Leader | Sponsor | Facilitator | "
          "Coordinator | Expert | token |\n"
          "|---|---|---|---|---|---|---|---|---|\n",
          to);
    for (size_t a = 0; a < ACTION_COUNT; a++) {
        const struct action_row *row = &ACTIONS[a];
        if (row->scope == SCOPE_OPEN)
            continue;
        fprintf(to, "| `%s` | %s | %s |", row->name, row->words,
                REACH[row->scope]);
        for (size_t r = 0; r < ROLES_COUNT; r++)
            fprintf(to, " %s |",
                    role_may((enum role)r, (enum action)a) ? "yes" : "");
        fprintf(to, " %s |\n", row->by_token ? "yes" : "");
    }
}
