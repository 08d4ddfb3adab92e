#include "door.h"

#include "archive.h"
#include "base/arena.h"
#include "base/stamp.h"
#include "cookie.h"
#include "duty.h"
#include "hub.h"
#include "login.h"
#include "station.h"
#include "token.h"

#include <string.h>

/* A token of the path, of the query or of the Authorization header. */
const char *door_token(struct visit *v, const char *of_path)
{
    const char *header = request_header(v->request, "Authorization");

    if (of_path)
        return of_path;
    if (header && strncmp(header, "Bearer ", 7) == 0)
        return header + 7;
    return request_query(v->request, "st");
}

/* Once an hour the secret turns; a page that is on its way with the old one
 * still arrives. */
static void turn(struct visit *v)
{
    char secret[TOKEN_TEXT_SIZE];

    if (login_turn(v->hub->archive, v->session, stamp_now().wall_ms, secret))
        return;
    v->session = arena_strdup(v->arena, secret);
    cookie_set_session(v, secret);
}

void door_find_person(struct visit *v)
{
    const char *cookie = cookie_session(v);
    struct archive *archive = v->hub->archive;
    struct login login;

    if (!cookie || !token_is_well_formed(cookie))
        return;
    if (login_find(archive, cookie, stamp_now().wall_ms, v->arena, &login) ||
        duty_load(archive, login.person, v->arena, &v->duties))
        return;
    v->person = login.person;
    v->person_name = login.name;
    v->session = cookie;
    v->csrf = login.csrf;
    if (login.is_due && v->route && v->route->door == DOOR_PERSON)
        turn(v);
}

static void let_station_in(struct visit *v)
{
    if (!v->token || !token_is_well_formed(v->token)) {
        visit_refuse(v, 401,
                     "This address needs the token of a station. Ask who runs "
                     "the hub for its settings.");
        return;
    }
    enum err err = station_find(v->hub->archive, v->token, &v->station,
                                &v->station_seen_ms);
    if (err == ERR_DENIED)
        visit_refuse(v, 403,
                     "The hub does not know this token (any more). Ask who "
                     "runs the hub for a new one.");
    else if (err)
        visit_fail(v, err);
}

static bool names_a_form(enum scope scope)
{
    return scope == SCOPE_FORM || scope == SCOPE_ANSWERS;
}

/* The form that an address is about; NULL where its handler asks. */
static const char *form_of(const struct visit *v)
{
    bool names_form = strstr(v->route->path, "forms/*") != NULL;

    return names_form && names_a_form(ACTIONS[v->route->action].scope)
               ? v->part[0]
               : NULL;
}

static void let_person_in(struct visit *v)
{
    if (v->person) {
        if (!visit_may(v, v->route->action, form_of(v), NULL))
            visit_forbid(v, v->route->action);
        return;
    }
    if (v->route->method == METHOD_GET) {
        visit_go(v, "/signin");
        return;
    }
    visit_refuse(v, 403, "Please sign in first.");
}

/* A program's token holds some actions, for one form or for all. */
static void let_reader_in(struct visit *v)
{
    if (v->person || !v->token) {
        let_person_in(v);
        return;
    }
    enum err err = token_is_well_formed(v->token)
                       ? reader_check(v->hub->archive, v->token,
                                      stamp_now().wall_ms, v->arena, &v->reader)
                       : ERR_DENIED;
    if (err == ERR_DENIED)
        visit_refuse(v, 403, "The hub does not know this export token.");
    else if (err)
        visit_fail(v, err);
    else if (!visit_may(v, v->route->action, form_of(v), NULL))
        visit_forbid(v, v->route->action);
}

static void let_all_in(struct visit *v)
{
    (void)v;
}

static void (*const DOORS[])(struct visit *) = {
    [DOOR_OPEN] = let_all_in,
    [DOOR_STATION] = let_station_in,
    [DOOR_READER] = let_reader_in,
    [DOOR_PERSON] = let_person_in,
};

void door_open(struct visit *visit)
{
    DOORS[visit->route->door](visit);
}
