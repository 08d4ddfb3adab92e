/* base/doctor: what it prints, and the status that sums it up. */
#include "base/doctor.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void the_worst_finding_is_the_status(void **state)
{
    char *text = NULL;
    size_t size = 0;
    struct doctor d = {.to = open_memstream(&text, &size)};

    (void)state;
    doctor_say(&d, HEALTH_FINE, "disk", "unused", "%d MB", 7);
    assert_int_equal(d.worst, HEALTH_FINE);
    doctor_say(&d, HEALTH_WRONG, "clock", "set it", "unknown");
    doctor_say(&d, HEALTH_WORRY, "forms", "bring one", "none");
    assert_int_equal(d.worst, HEALTH_WRONG);
    fclose(d.to);
    assert_string_equal(text, "ok     disk: 7 MB\n"
                              "WRONG  clock: unknown\n       -> set it\n"
                              "worry  forms: none\n       -> bring one\n");
    free(text);
}

static void a_folder_that_is_not_there_is_wrong(void **state)
{
    char *text = NULL;
    size_t size = 0;
    struct doctor d = {.to = open_memstream(&text, &size)};

    (void)state;
    assert_false(doctor_folder(&d, "/no/such/folder"));
    assert_int_equal(d.worst, HEALTH_WRONG);
    fclose(d.to);
    assert_non_null(strstr(text, "/no/such/folder"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_finding_is_the_status),
        cmocka_unit_test(a_folder_that_is_not_there_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
