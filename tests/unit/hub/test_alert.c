#include "alert.h"
#include "station.h"

#include "stand.h"

enum { HOUR_MS = 3600 * 1000 };
static const struct alert_limits LIMITS = {.quiet_ms = HOUR_MS};

/* What was told, in words, and whether whoever tells got through. */
struct told {
    bool arrives;
    size_t count;
    char last[64];
};

static bool tell(void *context, const struct alert *alert)
{
    struct told *t = context;

    t->count++;
    snprintf(t->last, sizeof t->last, "%s %s%s", alert->kind, alert->object,
             alert->ended_ms ? " over" : "");
    return t->arrives;
}

/* Adds the station "luna" at time 0. */
static int64_t add_luna(struct archive *archive)
{
    char token[TOKEN_TEXT_SIZE];
    int64_t id, seen;

    assert_int_equal(station_add(archive, "luna", 0, token), ERR_NONE);
    assert_int_equal(station_find(archive, token, &id, &seen), ERR_NONE);
    return id;
}

/* Looks at that time, then tells. */
static void look(struct stand *p, int64_t now_ms, struct told *told)
{
    told->count = 0;
    assert_int_equal(alert_look(p->archive, &LIMITS, now_ms), ERR_NONE);
    assert_int_equal(alert_tell(p->archive, tell, told), ERR_NONE);
}

static void hear(struct stand *p, int64_t id, int64_t at_ms)
{
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = station_seen(p->archive, id, at_ms);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
}

static void a_quiet_station_is_told_once_and_once_when_it_is_back(void **state)
{
    struct told told = {.arrives = true};
    struct stand *p = *state;
    int64_t id = add_luna(p->archive);

    look(p, HOUR_MS / 2, &told);
    assert_int_equal(told.count, 0);
    look(p, 2 * HOUR_MS, &told);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.last, "quiet luna");
    look(p, 3 * HOUR_MS, &told);
    assert_int_equal(told.count, 0);
    hear(p, id, 3 * HOUR_MS);
    look(p, 3 * HOUR_MS + 1, &told);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.last, "quiet luna over");
}

static void what_did_not_arrive_is_told_again(void **state)
{
    struct told told = {.arrives = false};
    struct stand *p = *state;

    add_luna(p->archive);
    look(p, 2 * HOUR_MS, &told);
    assert_int_equal(told.count, 1);
    look(p, 3 * HOUR_MS, &told);
    assert_int_equal(told.count, 1);
    told.arrives = true;
    look(p, 4 * HOUR_MS, &told);
    assert_int_equal(told.count, 1);
    look(p, 5 * HOUR_MS, &told);
    assert_int_equal(told.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_quiet_station_is_told_once_and_once_when_it_is_back),
        CASE(what_did_not_arrive_is_told_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
