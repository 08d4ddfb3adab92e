#include "stand.h"

#include "mark.h"
#include "sql.h"

static const char FIELD[] =
    "{\"entry_mode\":\"field\",\"flags\":\"%s\",\"extra\":\"{\\\"worker\\\":"
    "\\\"%s\\\"}\"}";

/* An interview with ten rows of the repeat, all but `other` the same. */
static void interview(struct stand *p, const char *id, const char *worker,
                      const char *flags, int other)
{
    struct buf body;
    char *envelope = xasprintf(FIELD, flags, worker);

    buf_init(&body, 0);
    buf_puts(&body, "<data id=\"f\" version=\"1\"><a>y</a><b>1</b>");
    for (int i = 0; i < 10; i++)
        buf_printf(&body, "<r><x>%s %d</x></r>", i < other ? id : "same", i);
    buf_printf(&body, "<meta><instanceID>%s</instanceID></meta></data>", id);
    struct arrival arrival = {
        .form = p->form,
        .received_ms = 1000,
        .envelope = envelope,
        .response = {.id = (char *)(uintptr_t)id,
                     .form_id = (char *)(uintptr_t) "f",
                     .form_version = (char *)(uintptr_t) "1",
                     .body = body.data,
                     .body_size = body.size},
    };
    enum verdict verdict;
    response_key(id, arrival.response.key);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    enum err err = archive_add(p->archive, &arrival, &verdict);
    assert_int_equal(archive_end(p->archive, err), ERR_NONE);
    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
    buf_clear(&body);
    free(envelope);
}

static struct mark mark_of(struct stand *p, int64_t number)
{
    struct mark mark;

    assert_int_equal(mark_read(p->archive, number, &mark), ERR_NONE);
    return mark;
}

static void an_interview_nearly_like_the_workers_other_is_marked(void **state)
{
    struct stand *p = *state;

    interview(p, "one", "ana", "", 0);
    interview(p, "two", "ana", "", 1);
    assert_int_equal(mark_of(p, 1).other, 0);
    assert_int_equal(mark_of(p, 2).other, 1);
    assert_int_equal(mark_of(p, 2).percent, 91);
}

static void one_that_differs_enough_is_not(void **state)
{
    struct stand *p = *state;

    interview(p, "one", "ana", "", 0);
    interview(p, "two", "ana", "", 2);
    assert_int_equal(mark_of(p, 2).other, 0);
}

static void nor_one_that_another_worker_did(void **state)
{
    struct stand *p = *state;

    interview(p, "one", "ana", "", 0);
    interview(p, "two", "luis", "", 0);
    assert_int_equal(mark_of(p, 2).other, 0);
}

static void residents_are_not_compared(void **state)
{
    struct stand *p = *state;

    keep(p, "one", "y", "1", NULL);
    keep(p, "two", "y", "1", NULL);
    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
    assert_int_equal(mark_of(p, 2).other, 0);
}

static void what_the_station_says_is_kept_and_found(void **state)
{
    struct stand *p = *state;
    int64_t number;

    interview(p, "one", "ana", "fast straight", 10);
    interview(p, "two", "ana", "", 10);
    assert_string_equal(mark_of(p, 1).flags, "fast straight");
    assert_int_equal(mark_next(p->archive, p->family, "fast", 9, &number), 0);
    assert_int_equal(number, 1);
    assert_int_equal(mark_next(p->archive, p->family, "fast", 1, &number), 0);
    assert_int_equal(number, 0);
    assert_int_equal(mark_next(p->archive, p->family, "alike", 9, &number), 0);
    assert_int_equal(number, 0);
}

static void marks_are_the_same_when_the_projection_is_made_anew(void **state)
{
    struct stand *p = *state;

    interview(p, "one", "ana", "fast", 0);
    interview(p, "two", "ana", "", 0);
    assert_int_equal(projection_drop(p->archive), ERR_NONE);
    assert_int_equal(mark_of(p, 2).other, 0);
    assert_int_equal(projection_catch_up(p->archive, p->models), ERR_NONE);
    assert_int_equal(mark_of(p, 2).other, 1);
    assert_string_equal(mark_of(p, 1).flags, "fast");
}

/* Hashes of what was said would tell of it. */
static void what_was_erased_leaves_no_sketch(void **state)
{
    struct stand *p = *state;
    int64_t left = 1;

    interview(p, "one", "ana", "fast", 0);
    assert_int_equal(archive_begin(p->archive), ERR_NONE);
    assert_int_equal(archive_end(p->archive, mark_forget(p->archive->sql, 1)),
                     ERR_NONE);
    assert_int_equal(
        sql_number(p->archive->sql, 0, &left, "SELECT count(*) FROM sketch"),
        ERR_NONE);
    assert_int_equal(left, 0);
    assert_string_equal(mark_of(p, 1).flags, "");
}

static void only_the_last_are_kept_to_compare_with(void **state)
{
    struct stand *p = *state;
    int64_t left = 0;
    char id[16];

    for (int i = 0; i < MARK_LOOKED + 20; i++) {
        snprintf(id, sizeof id, "n%d", i);
        interview(p, id, "ana", "", 10);
    }
    assert_int_equal(
        sql_number(p->archive->sql, 0, &left, "SELECT count(*) FROM sketch"),
        ERR_NONE);
    assert_in_range(left, MARK_LOOKED, MARK_LOOKED + 1);
}

static void likeness_is_the_share_of_the_longer(void **state)
{
    const uint32_t a[] = {1, 2, 3, 4}, b[] = {2, 3, 4, 5, 6, 7, 8, 9};

    (void)state;
    assert_int_equal(mark_likeness(a, 4, a, 4), 100);
    assert_int_equal(mark_likeness(a, 4, b, 8), 37);
    assert_int_equal(mark_likeness(a, 0, b, 0), 0);
}

#define STANDING(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

/* However an envelope is spelled, it says the same. */
static void flags_are_found_in_every_spelling(void **state)
{
    static const struct {
        const char *envelope, *flags;
        bool is_field;
    } CASES[] = {
        {"", "", false},
        {"{}", "", false},
        {"not JSON", "", false},
        {"{\"entry_mode\":\"kiosk\",\"flags\":\"\"}", "", false},
        {"{\"flags\":\"fast\"}", "fast", false},
        {"{\"flags\" : \"fast straight\"}", "fast straight", false},
        {"{\"fl\\u0061gs\":\"fast\"}", "fast", false},
        {"{\"flags\":\"\",\"flags\":\"fast\"}", "", false}, /* no JSON */
        {"{\"entry_mode\":\"field\",\"flags\":\"\"}", "", true},
        {"{\"entry_mode\":\"fi\\u0065ld\",\"flags\":\"\"}", "", true},
    };
    struct marking marking = {.is_field = false};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        marking_begin(&marking, &(struct resting){.envelope = CASES[i].envelope,
                                                  .station = 1});
        assert_string_equal(marking.flags, CASES[i].flags);
        assert_int_equal(marking.is_field, CASES[i].is_field);
        assert_int_equal(marking.worker != NULL, CASES[i].is_field);
    }
    marking_clear(&marking);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STANDING(an_interview_nearly_like_the_workers_other_is_marked),
        STANDING(one_that_differs_enough_is_not),
        STANDING(nor_one_that_another_worker_did),
        STANDING(residents_are_not_compared),
        STANDING(what_the_station_says_is_kept_and_found),
        STANDING(marks_are_the_same_when_the_projection_is_made_anew),
        STANDING(what_was_erased_leaves_no_sketch),
        STANDING(only_the_last_are_kept_to_compare_with),
        cmocka_unit_test(flags_are_found_in_every_spelling),
        cmocka_unit_test(likeness_is_the_share_of_the_longer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
