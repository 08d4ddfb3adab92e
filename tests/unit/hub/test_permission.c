#include "permission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static bool allowed(enum role role, const char *form_id, const char *area,
                    enum action action, const char *of_form,
                    const char *of_area)
{
    struct duty duty = {role, form_id, area};
    struct duties duties = {&duty, 1};

    return duties_allow(&duties, action, of_form, of_area);
}

static void every_action_and_role_has_its_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        enum action found;
        assert_non_null(ACTIONS[i].name);
        assert_non_null(ACTIONS[i].words);
        assert_true(action_parse(ACTIONS[i].name, &found));
        assert_int_equal(found, i);
    }
    for (size_t i = 0; i < ROLES_COUNT; i++) {
        enum role found;
        assert_true(role_parse(ROLES[i].name, &found));
        assert_int_equal(found, i);
    }
}

static void unknown_names_are_no_roles_or_actions(void **state)
{
    enum role role;
    enum action action;

    (void)state;
    assert_false(role_parse("administrator", &role));
    assert_false(role_parse("", &role));
    assert_false(action_parse("answers", &action));
}

static void a_role_for_a_form_reaches_that_form_only(void **state)
{
    (void)state;
    assert_true(
        allowed(ROLE_EXPERT, "plaza", "", ACTION_ANSWERS, "plaza", NULL));
    assert_false(
        allowed(ROLE_EXPERT, "plaza", "", ACTION_ANSWERS, "censo", NULL));
    assert_true(allowed(ROLE_EXPERT, "plaza", "", ACTION_ANSWERS, NULL, NULL));
    assert_true(allowed(ROLE_EXPERT, "", "", ACTION_ANSWERS, "censo", NULL));
    assert_false(
        allowed(ROLE_LEADER, "plaza", "Luna", ACTION_RELEASE, "plaza", NULL));
}

static void a_role_for_a_neighbourhood_reaches_its_stations_only(void **state)
{
    enum action change = ACTION_STATIONS_CHANGE;

    (void)state;
    assert_true(allowed(ROLE_COORDINATOR, "", "Luna", change, NULL, "Luna"));
    assert_false(allowed(ROLE_COORDINATOR, "", "Luna", change, NULL, "Sol"));
    assert_false(allowed(ROLE_COORDINATOR, "", "Luna", change, NULL, ""));
    assert_false(
        allowed(ROLE_LEADER, "", "Luna", ACTION_RELEASE, "plaza", NULL));
    assert_false(allowed(ROLE_COORDINATOR, "plaza", "", change, NULL, "Luna"));
}

static void the_whole_hub_needs_a_role_for_the_whole_hub(void **state)
{
    (void)state;
    assert_false(allowed(ROLE_LEADER, "plaza", "", ACTION_PUBLISH, NULL, NULL));
    assert_false(
        allowed(ROLE_LEADER, "", "Luna", ACTION_PEOPLE_CHANGE, NULL, NULL));
    assert_true(allowed(ROLE_LEADER, "", "", ACTION_PUBLISH, NULL, NULL));
}

static void who_has_no_role_keeps_the_own_account_only(void **state)
{
    struct duties none = {NULL, 0};

    (void)state;
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        bool is_free =
            ACTIONS[i].scope == SCOPE_OPEN || ACTIONS[i].scope == SCOPE_SELF;
        assert_int_equal(duties_allow(&none, (enum action)i, NULL, NULL),
                         is_free);
    }
}

static void areas_of(const struct duty *list, size_t count, const char *form_id,
                     const char *wanted)
{
    const struct duties duties = {list, count};
    const struct areas areas = duties_areas(&duties, ACTION_ANSWERS, form_id);
    char *text = areas_print(&areas);

    assert_string_equal(text, wanted);
    free(text);
}

static void answers_are_limited_to_all_neighbourhoods_of_a_person(void **state)
{
    const struct duty list[] = {{ROLE_EXPERT, "", "Luna"},
                                {ROLE_FACILITATOR, "", "Sol"},
                                {ROLE_LEADER, "", "Luna"},
                                {ROLE_COORDINATOR, "", "Marte"},
                                {ROLE_EXPERT, "plaza", ""}};
    (void)state;

    areas_of(list, 4, "censo", "Luna\nSol\n");
    areas_of(list, 5, "censo", "Luna\nSol\n");
    areas_of(list, 5, "plaza", "");
    areas_of(list, 0, "plaza", "");
}

static void covering_asks_for_every_neighbourhood(void **state)
{
    const struct duty list[] = {{ROLE_FACILITATOR, "", "Luna"},
                                {ROLE_EXPERT, "", ""}};
    const struct duties duties = {list, 2};
    const struct areas all = {.is_limited = false};
    struct areas luna = {true, 1, {"Luna"}}, two = {true, 2, {"Luna", "Sol"}};
    const struct areas none = {.is_limited = true};
    (void)state;

    assert_true(duties_cover(&duties, ACTION_TEXT, "plaza", &luna));
    assert_false(duties_cover(&duties, ACTION_TEXT, "plaza", &two));
    assert_false(duties_cover(&duties, ACTION_TEXT, "plaza", &all));
    assert_false(duties_cover(&duties, ACTION_TEXT, "plaza", &none));
    assert_true(duties_cover(&duties, ACTION_ANSWERS, "plaza", &all));
    assert_true(duties_cover(&duties, ACTION_ANSWERS, "plaza", &two));
}

static void areas_come_back_from_their_text(void **state)
{
    char text[] = "Luna\nBarrio, el \"Sol\"\n", empty[] = "", nowhere[] = "\n";
    (void)state;

    const struct areas two = areas_parse(text);
    assert_true(two.is_limited);
    assert_int_equal(two.count, 2);
    assert_string_equal(two.list[1], "Barrio, el \"Sol\"");
    assert_false(areas_parse(empty).is_limited);
    assert_true(areas_parse(nowhere).is_limited);
    assert_int_equal(areas_parse(nowhere).count, 0);
}

static void several_roles_add_up(void **state)
{
    struct duty list[] = {{ROLE_SPONSOR, "", ""},
                          {ROLE_FACILITATOR, "plaza", ""}};
    struct duties duties = {list, 2};

    (void)state;
    assert_true(duties_allow(&duties, ACTION_RESULTS, "censo", NULL));
    assert_true(duties_allow(&duties, ACTION_TEXT, "plaza", NULL));
    assert_false(duties_allow(&duties, ACTION_TEXT, "censo", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_action_and_role_has_its_row),
        cmocka_unit_test(unknown_names_are_no_roles_or_actions),
        cmocka_unit_test(a_role_for_a_form_reaches_that_form_only),
        cmocka_unit_test(a_role_for_a_neighbourhood_reaches_its_stations_only),
        cmocka_unit_test(the_whole_hub_needs_a_role_for_the_whole_hub),
        cmocka_unit_test(who_has_no_role_keeps_the_own_account_only),
        cmocka_unit_test(several_roles_add_up),
        cmocka_unit_test(answers_are_limited_to_all_neighbourhoods_of_a_person),
        cmocka_unit_test(covering_asks_for_every_neighbourhood),
        cmocka_unit_test(areas_come_back_from_their_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
