#include "push.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

static enum push_action action_for(long status, const char *type)
{
    struct http_reply reply = {.status = status};

    strcpy(reply.type, type);
    return push_rule_for(&reply).action;
}

static void only_created_and_accepted_are_success(void **state)
{
    (void)state;
    for (long status = 100; status < 600; status++)
        assert_int_equal(action_for(status, "text/xml") == PUSH_KEPT,
                         status == 201 || status == 202);
}

static void only_what_names_the_answer_parks_it(void **state)
{
    (void)state;
    for (long status = 100; status < 600; status++)
        assert_int_equal(action_for(status, "text/xml") == PUSH_PARK,
                         status == 400 || status == 413 || status == 422);
}

static void only_a_refused_station_stops_everything(void **state)
{
    (void)state;
    for (long status = 100; status < 600; status++)
        assert_int_equal(action_for(status, "text/xml") == PUSH_STOP,
                         status == 401 || status == 403);
}

static void a_page_is_a_portal(void **state)
{
    struct http_reply reply = {.status = 200, .type = "text/html"};

    (void)state;
    assert_int_equal(push_rule_for(&reply).trouble, TROUBLE_PORTAL);
    reply.status = 511;
    assert_int_equal(push_rule_for(&reply).trouble, TROUBLE_PORTAL);
    strcpy(reply.type, "text/xml");
    reply.status = 200;
    assert_int_equal(push_rule_for(&reply).trouble, TROUBLE_NO_SERVER);
}

static void every_trouble_has_a_name_and_a_sentence(void **state)
{
    (void)state;
    for (enum trouble t = TROUBLE_NONE; t <= TROUBLE_ATTACHMENT; t++) {
        size_t size = strlen(trouble_sentence(t));
        assert_true(strlen(trouble_name(t)) > 1);
        assert_int_equal(trouble_sentence(t)[size - 1], '.');
        for (enum trouble u = TROUBLE_NONE; u < t; u++)
            assert_string_not_equal(trouble_name(t), trouble_name(u));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_created_and_accepted_are_success),
        cmocka_unit_test(only_what_names_the_answer_parks_it),
        cmocka_unit_test(only_a_refused_station_stops_everything),
        cmocka_unit_test(a_page_is_a_portal),
        cmocka_unit_test(every_trouble_has_a_name_and_a_sentence),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
