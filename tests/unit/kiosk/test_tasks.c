#include "tasks.h"

#include "record/assignment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static struct assignment asked(const char *worker, const char *day)
{
    return (struct assignment){.id = 1,
                               .form_id = "home",
                               .worker = worker,
                               .dimension = "place",
                               .name = "market",
                               .field = "place",
                               .wanted = 20,
                               .day = day};
}

static void one_without_a_name_is_for_everybody(void **state)
{
    struct assignment all = asked("", ""), anas = asked("ana", "");

    (void)state;
    assert_true(task_is_for(&all, "ana", "2026-11-28"));
    assert_true(task_is_for(&all, "luis", "2026-11-28"));
    assert_true(task_is_for(&anas, "ana", "2026-11-28"));
    assert_false(task_is_for(&anas, "luis", "2026-11-28"));
}

static void one_of_another_day_is_not_for_today(void **state)
{
    struct assignment a = asked("", "2026-11-28");

    (void)state;
    assert_true(task_is_for(&a, "ana", "2026-11-28"));
    assert_false(task_is_for(&a, "ana", "2026-11-29"));
}

/* Better once too often than never. */
static void a_station_that_does_not_know_the_day_shows_all(void **state)
{
    struct assignment a = asked("", "2026-11-28");

    (void)state;
    assert_true(task_is_for(&a, "ana", ""));
}

static void what_is_asked_by_name_stands_for_what_all_are_asked(void **state)
{
    struct assignment list[] = {asked("", ""), asked("ana", "")};

    (void)state;
    assert_true(task_is_replaced(&list[0], list, 2));
    assert_false(task_is_replaced(&list[1], list, 2));
    assert_false(task_is_replaced(&list[0], list, 1));
    list[1].name = "school";
    assert_false(task_is_replaced(&list[0], list, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_without_a_name_is_for_everybody),
        cmocka_unit_test(one_of_another_day_is_not_for_today),
        cmocka_unit_test(a_station_that_does_not_know_the_day_shows_all),
        cmocka_unit_test(what_is_asked_by_name_stands_for_what_all_are_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
