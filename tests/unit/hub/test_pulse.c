#include "pulse.h"
#include "sql.h"
#include "stand.h"
#include "station.h"

static void add(struct stand *p, const char *name, const char *report,
                int64_t at_ms)
{
    char token[TOKEN_TEXT_SIZE];

    assert_int_equal(station_add(p->archive, name, 1000, token), ERR_NONE);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = sql_run(p->archive->sql,
                           "UPDATE station SET report = ?, report_ms = ?"
                           " WHERE name = ?",
                           db_text(report), db_int(at_ms), db_text(name));
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
}

static void print(void *context, const struct pulse *pulse)
{
    buf_printf(context, "%s %d %d %s;", pulse->name, (int)pulse->at_ms,
               pulse->at_ms ? (int)pulse->heartbeat.waiting : 0,
               pulse->at_ms ? pulse->heartbeat.faults : "");
}

static void each_station_is_shown_with_its_last_word(void **state)
{
    struct stand *p = *state;
    struct heartbeat h = {.waiting = 7, .faults = "hot disk-low"};
    struct buf report, seen;

    buf_init(&report, 0);
    buf_init(&seen, 0);
    heartbeat_write(&report, &h);
    add(p, "sol-1", buf_text(&report), 5000);
    add(p, "luna-3", "", 0);
    add(p, "mar-2", "what is no report", 6000);
    add(p, "gone-9", buf_text(&report), 5000);
    assert_int_equal(station_revoke(p->archive, "gone-9"), ERR_NONE);
    assert_int_equal(pulse_each(p->archive, print, &seen), ERR_NONE);
    assert_string_equal(seen.data,
                        "luna-3 0 0 ;mar-2 0 0 ;sol-1 5000 7 hot disk-low;");
    buf_clear(&report);
    buf_clear(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_station_is_shown_with_its_last_word),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
