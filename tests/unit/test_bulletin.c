#include "record/bulletin.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct entry_text texts[] = {
    {"es", "Luz en el callejón", "Pondremos 4 lámparas.", ""},
    {"en", "Light in the <alley>", "We will put up 4 lamps.", ""},
};

static struct entry promise(void)
{
    return (struct entry){.kind = ENTRY_PROMISE,
                          .standing = STANDING_OPEN,
                          .id = "3b2e0c1a-0000-4000-8000-000000000001",
                          .about = "",
                          .place = "luna-3",
                          .office = "Streets & Light",
                          .signer = "Ana Ruiz",
                          .form = "barrio",
                          .due = "2026-11-11",
                          .due_now = "2026-12-05",
                          .done = "",
                          .receipt = "0123456789",
                          .people = 41,
                          .updated_ms = 1795430000000,
                          .texts = texts,
                          .texts_count = 2};
}

static void write_one(struct buf *out, struct entry *e)
{
    const struct bulletin b = {.title = "Barrio Luna",
                               .author = "City Hall",
                               .address = "https://hub/bulletin.atom",
                               .updated_ms = 1795430000000,
                               .entries = e,
                               .count = 1};

    buf_init(out, 0);
    bulletin_write(out, &b);
}

static void what_was_written_is_read_again(void **state)
{
    struct entry e = promise();
    struct bulletin *read;
    struct buf out;

    (void)state;
    write_one(&out, &e);
    assert_int_equal(bulletin_read(out.data, out.size, &read), ERR_NONE);
    assert_string_equal(read->title, "Barrio Luna");
    assert_string_equal(read->author, "City Hall");
    assert_int_equal(read->count, 1);
    const struct entry *got = &read->entries[0];
    assert_int_equal(got->kind, ENTRY_PROMISE);
    assert_string_equal(got->id, e.id);
    assert_string_equal(got->office, "Streets & Light");
    assert_string_equal(got->due_now, "2026-12-05");
    assert_int_equal(got->people, 41);
    assert_int_equal(got->updated_ms, 1795430000000);
    assert_string_equal(entry_text(got, "en")->title, "Light in the <alley>");
    assert_string_equal(entry_text(got, "es")->body, "Pondremos 4 lámparas.");
    bulletin_free(read);
    buf_clear(&out);
}

static void a_reader_of_another_language_gets_english(void **state)
{
    struct entry e = promise();

    (void)state;
    assert_string_equal(entry_text(&e, "ar")->title, "Light in the <alley>");
    e.texts_count = 1;
    assert_string_equal(entry_text(&e, "ar")->title, "Luz en el callejón");
    e.texts_count = 0;
    assert_string_equal(entry_text(&e, "ar")->title, "");
}

static void entries_of_later_kinds_are_passed_over(void **state)
{
    struct entry e = promise();
    struct bulletin *read;
    struct buf out;

    (void)state;
    write_one(&out, &e);
    memcpy(strstr(out.data, "\"promise\""), "\"pledges\"", 9);
    assert_int_equal(bulletin_read(out.data, out.size, &read), ERR_NONE);
    assert_int_equal(read->count, 0);
    bulletin_free(read);
    buf_clear(&out);
}

static void what_is_no_feed_is_refused(void **state)
{
    static const char *const WRONG[] = {"", "<feed/>", "<html>",
                                        "<rss version=\"2.0\"/>"};
    struct bulletin *read;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        assert_int_equal(bulletin_read(WRONG[i], strlen(WRONG[i]), &read),
                         ERR_FORMAT);
        assert_null(read);
    }
}

static void a_promise_past_its_day_is_late_by_itself(void **state)
{
    struct entry e = promise();

    (void)state;
    assert_int_equal(entry_days_late(&e, "2026-11-10"), 0);
    assert_int_equal(entry_days_late(&e, "2026-11-11"), 0);
    assert_int_equal(entry_days_late(&e, "2026-11-23"), 12);
    assert_int_equal(entry_days_late(&e, "2027-03-01"), 110);
    e.standing = STANDING_KEPT;
    e.done = "2026-11-17";
    assert_int_equal(entry_days_late(&e, "2027-03-01"), 6);
    e.standing = STANDING_BROKEN;
    assert_int_equal(entry_days_late(&e, "2027-03-01"), 0);
}

static void nothing_closes_without_a_reason(void **state)
{
    static const enum standing CLOSING[] = {STANDING_NOT_NOW, STANDING_NO,
                                            STANDING_DONT_KNOW, STANDING_WRONG};
    struct entry_text words = {"es", "Semáforo", "", ""};
    struct entry e = {.kind = ENTRY_REPLY, .texts = &words, .texts_count = 1};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CLOSING); i++) {
        e.standing = CLOSING[i];
        words.reason = "";
        assert_false(entry_is_sound(&e));
        words.reason = "Cuesta más que toda la calle.";
        assert_true(entry_is_sound(&e));
    }
    e.standing = STANDING_KEPT;
    assert_false(entry_is_sound(&e));
}

static void a_promise_needs_its_day(void **state)
{
    struct entry e = promise();

    (void)state;
    assert_true(entry_is_sound(&e));
    e.due = "soon";
    assert_false(entry_is_sound(&e));
    e = promise();
    e.done = "yesterday";
    assert_false(entry_is_sound(&e));
    e = promise();
    e.texts_count = 0;
    assert_false(entry_is_sound(&e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_again),
        cmocka_unit_test(a_reader_of_another_language_gets_english),
        cmocka_unit_test(entries_of_later_kinds_are_passed_over),
        cmocka_unit_test(what_is_no_feed_is_refused),
        cmocka_unit_test(a_promise_past_its_day_is_late_by_itself),
        cmocka_unit_test(nothing_closes_without_a_reason),
        cmocka_unit_test(a_promise_needs_its_day),
    };

    return cmocka_run_group_tests_name("bulletin", tests, NULL, NULL);
}
