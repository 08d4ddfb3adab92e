#include "alert.h"
#include "base/stamp.h"
#include "options.h"
#include "station.h"
#include "watch.h"

#include "stand.h"

enum { HOURS = 26 };

/* A look at a hub whose only station was last heard of so long ago. */
static enum err look(struct stand *p, int64_t hours_ago, long quiet_hours)
{
    struct options options = {
        .once = true,
        .config = {.alert_quiet_hours = quiet_hours,
                   .alert_webhook = (char *)(uintptr_t) "",
                   .alert_mail = (char *)(uintptr_t) "",
                   .sendmail = (char *)(uintptr_t) "/bin/false",
                   .name = (char *)(uintptr_t) "Luna",
                   .public_url = (char *)(uintptr_t) "http://h"}};
    int64_t then = stamp_now().wall_ms - hours_ago * 3600 * 1000;
    char token[TOKEN_TEXT_SIZE];

    assert_int_equal(station_add(p->archive, "luna", then, token), ERR_NONE);
    return watch(&options, p->archive);
}

static void note(void *context, const struct alert *alert)
{
    char *out = context;

    snprintf(out, 64, "%s %s", alert->kind, alert->object);
}

static void assert_alert(struct stand *p, const char *wanted)
{
    char found[64] = "";

    assert_int_equal(alert_each(p->archive, 9, note, found), ERR_NONE);
    assert_string_equal(found, wanted);
}

static void a_look_finds_a_station_that_went_quiet(void **state)
{
    assert_int_equal(look(*state, HOURS + 1, HOURS), ERR_NONE);
    assert_alert(*state, "quiet luna");
}

static void one_that_was_heard_of_in_time_is_no_alert(void **state)
{
    assert_int_equal(look(*state, HOURS - 1, HOURS), ERR_NONE);
    assert_alert(*state, "");
}

static void without_a_limit_nothing_is_told(void **state)
{
    assert_int_equal(look(*state, 100 * HOURS, 0), ERR_NONE);
    assert_alert(*state, "");
}

/* By a clock that is wrong every station would be quiet. */
static void a_clock_that_nobody_set_tells_nothing(void **state)
{
    setenv("BARRIO_NOW", "1970-01-02T00:00:00Z", 1);
    enum err err = look(*state, HOURS + 1, HOURS);
    unsetenv("BARRIO_NOW");
    assert_int_equal(err, ERR_NONE);
    assert_alert(*state, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_look_finds_a_station_that_went_quiet),
        CASE(one_that_was_heard_of_in_time_is_no_alert),
        CASE(without_a_limit_nothing_is_told),
        CASE(a_clock_that_nobody_set_tells_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
