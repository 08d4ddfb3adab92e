#include "base/arena.h"
#include "route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static void first(struct visit *visit)
{
    (void)visit;
}

static const struct route TABLE[] = {
    {METHOD_GET, "~/formList", DOOR_STATION, ACTION_STATION, BODY_NONE, first},
    {METHOD_POST, "~/submission", DOOR_STATION, ACTION_STATION, BODY_PARTS,
     first},
    {METHOD_GET, "~/forms/*.xml", DOOR_STATION, ACTION_STATION, BODY_NONE,
     first},
    {METHOD_GET, "~/forms/*/attachments/*", DOOR_STATION, ACTION_STATION,
     BODY_NONE, first},
    {METHOD_GET, "/", DOOR_PERSON, ACTION_OVERVIEW, BODY_NONE, first},
    {METHOD_GET, "/forms/*", DOOR_PERSON, ACTION_OVERVIEW, BODY_NONE, first},
};

static struct match find(enum method method, const char *path,
                         struct arena *arena)
{
    return route_find(TABLE, COUNT_OF(TABLE), method, path, arena);
}

static void every_base_of_openrosa_clients_leads_to_the_list(void **state)
{
    static const char *const PATHS[] = {
        "/formList", "/v1/formList", "/v1/key/abc/formList",
        "/v1/projects/7/formList", "/v1/key/abc/projects/1/formList"};
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(PATHS); i++)
        assert_ptr_equal(find(METHOD_GET, PATHS[i], arena).route, &TABLE[0]);
    arena_free(arena);
}

static void the_token_of_the_path_is_found(void **state)
{
    struct arena *arena = arena_new();
    struct match m =
        find(METHOD_POST, "/v1/key/a%21b/projects/1/submission", arena);

    (void)state;
    assert_ptr_equal(m.route, &TABLE[1]);
    assert_string_equal(m.token, "a!b");
    assert_null(find(METHOD_GET, "/formList", arena).token);
    arena_free(arena);
}

static void an_escaped_slash_stays_in_its_segment(void **state)
{
    struct arena *arena = arena_new();
    struct match m = find(METHOD_GET, "/forms/a%2Fb", arena);

    (void)state;
    assert_ptr_equal(m.route, &TABLE[5]);
    assert_string_equal(m.part[0], "a/b");
    arena_free(arena);
}

static void a_suffix_tells_a_document_from_a_page(void **state)
{
    struct arena *arena = arena_new();
    struct match m = find(METHOD_GET, "/forms/con%20media.xml", arena);

    (void)state;
    assert_ptr_equal(m.route, &TABLE[2]);
    assert_string_equal(m.part[0], "con media");
    assert_ptr_equal(find(METHOD_GET, "/forms/.xml", arena).route, &TABLE[5]);
    arena_free(arena);
}

static void two_segments_are_captured(void **state)
{
    struct arena *arena = arena_new();
    struct match m =
        find(METHOD_GET, "/v1/key/t/forms/f/attachments/a.csv", arena);

    (void)state;
    assert_ptr_equal(m.route, &TABLE[3]);
    assert_string_equal(m.part[0], "f");
    assert_string_equal(m.part[1], "a.csv");
    arena_free(arena);
}

static void head_is_answered_where_get_is(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_ptr_equal(find(METHOD_HEAD, "/", arena).route, &TABLE[4]);
    arena_free(arena);
}

static void another_method_is_told_from_an_unknown_path(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    struct match m = find(METHOD_GET, "/submission", arena);
    assert_null(m.route);
    assert_true(m.other_method);
    m = find(METHOD_GET, "/nowhere", arena);
    assert_null(m.route);
    assert_false(m.other_method);
    arena_free(arena);
}

static void malformed_paths_lead_nowhere(void **state)
{
    static const char *const PATHS[] = {"",
                                        "formList",
                                        "/forms/a%2",
                                        "/forms/a%zz",
                                        "/forms/%00",
                                        "*",
                                        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r"};
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT_OF(PATHS); i++)
        assert_null(find(METHOD_GET, PATHS[i], arena).route);
    arena_free(arena);
}

/* Open addresses that take something: each checks a secret of its own. */
static bool asks_for_a_secret(const char *path)
{
    static const char *const PATHS[] = {"/signin", "/enter/*", "/invite/*",
                                        "~/enrol", "/proof/withdraw"};

    for (size_t i = 0; i < COUNT_OF(PATHS); i++) {
        if (strcmp(PATHS[i], path) == 0)
            return true;
    }
    return false;
}

static void every_route_of_the_hub_is_guarded_as_it_changes_things(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        const struct route *r = &ROUTES[i];
        if (r->method == METHOD_POST && r->door == DOOR_OPEN)
            assert_true(asks_for_a_secret(r->path));
        if (r->path[0] == '~' && !asks_for_a_secret(r->path))
            assert_true(r->door == DOOR_STATION || r->door == DOOR_READER);
    }
}

static void every_address_names_what_is_done_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        const struct route *r = &ROUTES[i];
        assert_int_equal(r->door == DOOR_OPEN, r->action == ACTION_OPEN);
        assert_int_equal(r->door == DOOR_STATION, r->action == ACTION_STATION);
        assert_non_null(r->handle);
    }
}

static void what_programs_may_read_can_be_given_to_a_token(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (ROUTES[i].door == DOOR_READER)
            assert_true(ACTIONS[ROUTES[i].action].by_token);
    }
}

/* Without the form in its path, the door could not ask for the form's role. */
static void what_is_about_a_form_has_the_form_in_its_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROUTES_COUNT; i++) {
        if (ACTIONS[ROUTES[i].action].scope == SCOPE_FORM)
            assert_non_null(strstr(ROUTES[i].path, "/forms/*"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_base_of_openrosa_clients_leads_to_the_list),
        cmocka_unit_test(the_token_of_the_path_is_found),
        cmocka_unit_test(an_escaped_slash_stays_in_its_segment),
        cmocka_unit_test(a_suffix_tells_a_document_from_a_page),
        cmocka_unit_test(two_segments_are_captured),
        cmocka_unit_test(head_is_answered_where_get_is),
        cmocka_unit_test(another_method_is_told_from_an_unknown_path),
        cmocka_unit_test(malformed_paths_lead_nowhere),
        cmocka_unit_test(every_address_names_what_is_done_there),
        cmocka_unit_test(what_programs_may_read_can_be_given_to_a_token),
        cmocka_unit_test(what_is_about_a_form_has_the_form_in_its_path),
        cmocka_unit_test(
            every_route_of_the_hub_is_guarded_as_it_changes_things),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
