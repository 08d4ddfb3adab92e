#include "campaign.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char nothing[] = "";
static const struct campaign ALWAYS = {.from = nothing,
                                       .until = nothing,
                                       .hours = nothing,
                                       .asks = nothing,
                                       .reader = nothing,
                                       .partial = nothing};

static int64_t at(const char *iso)
{
    int64_t ms;

    assert_true(stamp_parse(iso, &ms));
    return ms;
}

static int in_madrid(void **state)
{
    (void)state;
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    return 0;
}

static void hours_are_read_strictly(void **state)
{
    (void)state;
    assert_true(hours_are_valid(""));
    assert_true(hours_are_valid("08:00-18:00"));
    assert_true(hours_are_valid("mon-fri 08:00-20:00, sat 09:00-13:00"));
    assert_true(hours_are_valid("sun 00:00-24:00"));
    assert_false(hours_are_valid("8 to 6"));
    assert_false(hours_are_valid("08:00-18:61"));
    assert_false(hours_are_valid("18:00-08:00"));
    assert_false(hours_are_valid("mon 08:00-18:00 tue 08:00-18:00"));
    assert_false(hours_are_valid("xyz 08:00-18:00"));
}

static void a_form_is_open_in_its_hours(void **state)
{
    struct campaign c = ALWAYS;
    char hours[] = "mon-fri 08:00-20:00, sat 09:00-13:00";

    (void)state;
    c.hours = hours;
    /* 23 November 2026 is a Monday; Madrid is an hour ahead of UTC then. */
    assert_false(campaign_is_open(&c, "", at("2026-11-23T06:59:00Z")));
    assert_true(campaign_is_open(&c, "", at("2026-11-23T07:00:00Z")));
    assert_false(campaign_is_open(&c, "", at("2026-11-23T19:00:00Z")));
    assert_true(campaign_is_open(&c, "", at("2026-11-28T11:59:00Z")));
    assert_false(campaign_is_open(&c, "", at("2026-11-29T11:00:00Z")));
}

static void the_stations_hours_count_where_a_form_has_none(void **state)
{
    (void)state;
    assert_false(
        campaign_is_open(&ALWAYS, "10:00-11:00", at("2026-11-23T08:00:00Z")));
    assert_true(
        campaign_is_open(&ALWAYS, "10:00-11:00", at("2026-11-23T09:30:00Z")));
}

static void both_days_of_a_campaign_count(void **state)
{
    struct campaign c = ALWAYS;
    char from[] = "2026-12-01", until[] = "2026-12-15";

    (void)state;
    c.from = from;
    c.until = until;
    assert_false(campaign_is_open(&c, "", at("2026-11-30T22:59:00Z")));
    assert_true(campaign_is_open(&c, "", at("2026-11-30T23:00:00Z")));
    assert_true(campaign_is_open(&c, "", at("2026-12-15T22:59:00Z")));
    assert_false(campaign_is_open(&c, "", at("2026-12-15T23:00:00Z")));
    assert_int_equal(
        campaign_opens(&c, "08:00-18:00", at("2026-11-23T12:00:00Z")),
        at("2026-12-01T07:00:00Z"));
    assert_int_equal(campaign_opens(&c, "", at("2026-12-20T12:00:00Z")), 0);
}

static void summer_time_moves_no_opening_hour(void **state)
{
    (void)state;
    /* The clocks of Madrid go forward in the night to 29 March 2026. */
    assert_int_equal(
        campaign_opens(&ALWAYS, "08:07-18:00", at("2026-03-28T20:00:00Z")),
        at("2026-03-29T06:07:00Z"));
    assert_int_equal(
        campaign_opens(&ALWAYS, "08:07-18:00", at("2026-03-27T20:00:00Z")),
        at("2026-03-28T07:07:00Z"));
}

static void settings_beside_the_form_are_found(void **state)
{
    char folder[] = "/tmp/barrio-campaign-XXXXXX";
    struct campaign c;

    (void)state;
    assert_non_null(mkdtemp(folder));
    char *form = file_join(folder, "barrio.xml");
    char *conf = file_join(folder, "barrio.conf");
    assert_int_equal(campaign_read(&c, form), ERR_NONE);
    assert_string_equal(c.hours, "");
    campaign_clear(&c);
    const char *text = "asks = Ana Ruiz\npartial = yes\n";
    assert_int_equal(file_write(conf, text, strlen(text)), ERR_NONE);
    assert_int_equal(campaign_read(&c, form), ERR_NONE);
    assert_string_equal(c.asks, "Ana Ruiz");
    campaign_clear(&c);
    text = "hours = always\n";
    assert_int_equal(file_write(conf, text, strlen(text)), ERR_NONE);
    assert_int_equal(campaign_read(&c, form), ERR_FORMAT);
    campaign_clear(&c);
    unlink(conf);
    rmdir(folder);
    free(form);
    free(conf);
}

static void a_week_is_seven_days_and_no_more(void **state)
{
    static const struct {
        const char *from, *until;
        bool is_weekly;
    } CASES[] = {
        {"2026-11-23", "2026-11-29", true},
        {"2026-11-23", "2026-11-23", true},
        {"2026-11-23", "2026-11-30", false},
        {"2026-12-28", "2027-01-03", true},
        {"2026-11-23", "2026-11-22", false},
        {"2026-11-23", "", false},
        {"", "", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct campaign c = {.from = (char *)CASES[i].from,
                             .until = (char *)CASES[i].until};
        assert_int_equal(campaign_is_weekly(&c), CASES[i].is_weekly);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hours_are_read_strictly),
        cmocka_unit_test(a_form_is_open_in_its_hours),
        cmocka_unit_test(the_stations_hours_count_where_a_form_has_none),
        cmocka_unit_test(both_days_of_a_campaign_count),
        cmocka_unit_test(summer_time_moves_no_opening_hour),
        cmocka_unit_test(settings_beside_the_form_are_found),
        cmocka_unit_test(a_week_is_seven_days_and_no_more),
    };

    return cmocka_run_group_tests(tests, in_madrid, NULL);
}
