/* base/certificate on certificates that the openssl program makes. */
#include "base/certificate.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/barrio-certificate.XXXXXX";

static int days_of(const char *validity, enum err *err)
{
    char *command = xasprintf(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
        "-nodes %s -subj /CN=x -keyout '%s/key' -out '%s/crt' 2>/dev/null",
        validity, folder, folder);
    char *path = xasprintf("%s/crt", folder);
    int days = -999;

    assert_int_equal(system(command), 0); // NOLINT(cert-env33-c)
    *err = certificate_days_left(path, &days);
    free(command);
    free(path);
    return days;
}

static void the_days_that_are_left_are_counted(void **state)
{
    enum err err;

    (void)state;
    assert_in_range(days_of("-days 10", &err), 9, 10);
    assert_int_equal(err, ERR_NONE);
    assert_in_range(days_of("-days 4000", &err), 3999, 4000);
    assert_int_equal(err, ERR_NONE);
}

static void what_is_no_certificate_is_told_from_what_is_not_there(void **state)
{
    char *key = xasprintf("%s/key", folder);
    enum err err;
    int days;

    (void)state;
    (void)days_of("-days 1", &err);
    assert_int_equal(certificate_days_left(key, &days), ERR_FORMAT);
    assert_int_equal(certificate_days_left("/no/such", &days), ERR_MISSING);
    free(key);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    char *command = xasprintf("rm -rf '%s'", folder);
    int status = system(command); // NOLINT(cert-env33-c)

    (void)state;
    free(command);
    return status;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_days_that_are_left_are_counted),
        cmocka_unit_test(what_is_no_certificate_is_told_from_what_is_not_there),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
