/* The programs that tell are scripts of a folder of the test's own. */
#include "alert.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "config.h"
#include "herald.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

struct place {
    char folder[40];
    struct config config;
};

static const struct alert QUIET = {
    .id = 7,
    .kind = "quiet",
    .object = "Luna \"3\"\nBcc: all@example.org",
    .text = "The station Luna 3 was not heard of for 26 hours.",
    .began_ms = 1795000000000};

/* A program that keeps what it is given, and ends with that status. */
static char *program(struct place *p, const char *name, int status)
{
    char *path = xasprintf("%s/%s", p->folder, name);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fprintf(file, "#!/bin/sh\ncat > %s.in; echo \"$@\" > %s.words\nexit %d\n",
            path, path, status);
    fclose(file);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static char *given(struct place *p, const char *name)
{
    char *path = xasprintf("%s/%s", p->folder, name);
    struct buf text;

    buf_init(&text, 0);
    if (file_read(path, &text))
        buf_reset(&text);
    free(path);
    return buf_steal(&text);
}

static int setup(void **state)
{
    struct place *p = xcalloc(1, sizeof *p);

    strcpy(p->folder, "/tmp/barrio-herald.XXXXXX");
    assert_non_null(mkdtemp(p->folder));
    conf_defaults(CONFIG_KEYS, CONFIG_KEYS_COUNT, &p->config);
    free(p->config.name);
    p->config.name = xstrdup("Barrio\nLuna");
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    struct place *p = *state;
    char *command = xasprintf("rm -rf %s", p->folder);

    conf_clear(CONFIG_KEYS, CONFIG_KEYS_COUNT, &p->config);
    assert_int_equal(system(command), 0);
    free(command);
    free(p);
    return 0;
}

static void set(char **setting, const char *value)
{
    free(*setting);
    *setting = xstrdup(value);
}

static void nobody_is_told_where_no_way_is_set(void **state)
{
    struct place *p = *state;

    assert_true(herald_tell(&p->config, &QUIET));
}

static void an_alert_is_json(void **state)
{
    struct place *p = *state;
    struct buf out;

    buf_init(&out, 0);
    herald_json(&out, &p->config, &QUIET);
    assert_non_null(strstr(buf_text(&out), "{\"id\":7,\"hub\":"));
    assert_non_null(strstr(buf_text(&out), "\\\"3\\\""));
    assert_non_null(strstr(buf_text(&out), "\"ended\":null}"));
    assert_null(strchr(buf_text(&out), '\n'));
    buf_clear(&out);
}

static void a_mail_has_no_header_of_anybody_elses(void **state)
{
    struct place *p = *state;
    char *sendmail = program(p, "sendmail", 0);

    set(&p->config.sendmail, sendmail);
    set(&p->config.alert_mail, "ana@example.org");
    assert_true(herald_tell(&p->config, &QUIET));
    char *mail = given(p, "sendmail.in"), *words = given(p, "sendmail.words");
    assert_non_null(strstr(mail, "To: ana@example.org\nSubject: [Barrio Luna] "
                                 "quiet Luna \"3\" Bcc: all@example.org\n"));
    assert_null(strstr(mail, "\nBcc:"));
    assert_non_null(strstr(mail, QUIET.text));
    assert_string_equal(words, "-t -i\n");
    free(words);
    free(mail);
    free(sendmail);
}

static void who_could_not_tell_says_so(void **state)
{
    struct place *p = *state;
    char *sendmail = program(p, "sendmail", 1);

    set(&p->config.sendmail, sendmail);
    set(&p->config.alert_mail, "ana@example.org");
    assert_false(herald_tell(&p->config, &QUIET));
    set(&p->config.sendmail, "/nowhere/sendmail");
    assert_false(herald_tell(&p->config, &QUIET));
    free(sendmail);
}

static void the_secret_of_an_address_is_in_no_list_of_processes(void **state)
{
    struct place *p = *state;
    char *before = xstrdup(getenv("PATH"));
    char *path = xasprintf("%s:%s", p->folder, before);

    free(program(p, "curl", 0));
    assert_int_equal(setenv("PATH", path, 1), 0);
    set(&p->config.alert_webhook, "https://example.org/\"secret\"\nx");
    assert_true(herald_tell(&p->config, &QUIET));
    assert_int_equal(setenv("PATH", before, 1), 0);
    char *settings = given(p, "curl.in"), *words = given(p, "curl.words");
    assert_non_null(
        strstr(settings, "url = \"https://example.org/\\\"secret\\\"x\"\n"));
    assert_non_null(strstr(settings, "data-raw = \"{\\\"id\\\":7"));
    assert_null(strstr(words, "secret"));
    free(words);
    free(settings);
    free(path);
    free(before);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nobody_is_told_where_no_way_is_set),
        CASE(an_alert_is_json),
        CASE(a_mail_has_no_header_of_anybody_elses),
        CASE(who_could_not_tell_says_so),
        CASE(the_secret_of_an_address_is_in_no_list_of_processes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
