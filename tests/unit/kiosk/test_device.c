/* kiosk/device with real commands. */
#include "device.h"

#include "base/attr.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/barrio-device.XXXXXX";
static char path[64], script[64];

enum { LONG_MS = 60000, LIMIT = 100000 };

/* The command is a script of this body, since words are parted by blanks. */
static void write_script(const char *body)
{
    FILE *file = fopen(script, "w");

    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", body);
    fclose(file);
    assert_int_equal(chmod(script, 0700), 0);
}

static struct device begin(const char *body, const struct device_limits *limits)
{
    struct device d = {.state = DEVICE_RESTS};

    write_script(body);
    device_start(&d, script, path, limits, 0);
    return d;
}

static const struct device_limits USUAL = {
    .folder = "/tmp", .room = 0, .bytes = LIMIT, .ms = LONG_MS};

/* Waits as the kiosk's loop does. */
static void wait_end(struct device *d)
{
    while (d->state == DEVICE_RUNS) {
        struct pollfd watched = device_watch(d);
        poll(&watched, 1, device_wait_ms(d));
        device_hear(d, 1);
    }
}

static void ends_with(const char *body, enum device_fault fault)
{
    struct device d = begin(body, &USUAL);

    wait_end(&d);
    assert_int_equal(d.fault, fault);
    assert_int_equal(d.state, fault ? DEVICE_FAILED : DEVICE_DONE);
    assert_int_equal(access(path, F_OK), fault ? -1 : 0);
    device_forget(&d);
    unlink(path);
}

static void a_file_that_is_made_stays(void **state)
{
    (void)state;
    ends_with("echo picture >\"$1\"", DEVICE_NO_FAULT);
}

static void what_is_half_made_goes(void **state)
{
    (void)state;
    ends_with("echo half >\"$1\"; exit 1", DEVICE_BROKE);
    ends_with("echo half >\"$1\"; kill -9 $$", DEVICE_BROKE);
    ends_with(": >\"$1\"", DEVICE_EMPTY);
    ends_with(":", DEVICE_EMPTY);
    ends_with("head -c 999999 /dev/zero >\"$1\"", DEVICE_TOO_LARGE);
}

static void its_last_line_is_kept_without_what_moves_a_cursor(void **state)
{
    struct device d =
        begin("echo one >&2; printf 'two \\033[2J\\n' >&2; exit 2", &USUAL);

    (void)state;
    wait_end(&d);
    assert_string_equal(d.words, "two ?[2J");
    device_forget(&d);
}

static void what_hangs_is_ended_with_all_it_started(void **state)
{
    const struct device_limits quick = {
        .folder = "/tmp", .bytes = LIMIT, .ms = 1};
    struct device d = begin("echo half >\"$1\"; sleep 1000", &quick);

    (void)state;
    assert_true(device_hear(&d, 1));
    assert_int_equal(d.fault, DEVICE_TOO_SLOW);
    assert_int_equal(access(path, F_OK), -1);
    device_stop(&d);
    while (d.child) {
        poll(NULL, 0, device_wait_ms(&d));
        device_hear(&d, 2);
    }
}

static void stopped_it_leaves_nothing(void **state)
{
    struct device d = begin("echo half >\"$1\"; sleep 1000", &USUAL);

    (void)state;
    while (access(path, F_OK))
        poll(NULL, 0, 10);
    device_stop(&d);
    assert_int_equal(d.state, DEVICE_RESTS);
    assert_int_equal(access(path, F_OK), -1);
    while (d.child)
        device_hear(&d, 1);
}

static void what_nobody_took_goes_too(void **state)
{
    struct device d = begin("echo picture >\"$1\"", &USUAL);

    (void)state;
    wait_end(&d);
    assert_int_equal(d.state, DEVICE_DONE);
    device_stop(&d);
    assert_int_equal(access(path, F_OK), -1);
}

static void one_that_talks_without_end_is_ended(void **state)
{
    const struct device_limits quick = {
        .folder = "/tmp", .bytes = LIMIT, .ms = 1};
    struct device d = begin("sleep 1000", &quick);
    int endless = open("/dev/zero", O_RDONLY | O_CLOEXEC);

    (void)state;
    /* Faster than any command writes. */
    assert_int_equal(dup2(endless, d.errors), d.errors);
    close(endless);
    assert_true(device_hear(&d, 1));
    assert_int_equal(d.fault, DEVICE_TOO_SLOW);
    device_stop(&d);
    while (d.child)
        device_hear(&d, 2);
}

/* As the kernel tells it: R, S, Z for one that nobody has reaped yet; 0 for
 * none. */
static int state_of(long process)
{
    char name[64], of = 0;

    snprintf(name, sizeof name, "/proc/%ld/stat", process);
    FILE *file = fopen(name, "r");
    if (!file)
        return 0;
    int found = fscanf(file, "%*d (%*[^)]) %c", &of);
    fclose(file);
    return found == 1 ? of : 0;
}

static void what_it_left_running_ends_with_it(void **state)
{
    struct device d =
        begin("sleep 1000 2>&- & echo $! >\"$1\"; exit 0", &USUAL);
    long left = 0;

    (void)state;
    wait_end(&d);
    assert_int_equal(d.state, DEVICE_DONE);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%ld", &left), 1);
    fclose(file);
    /* A signal that is sent is not yet taken. */
    for (int i = 0; i < 500 && state_of(left) == 'S'; i++)
        poll(NULL, 0, 10);
    assert_int_not_equal(state_of(left), 'S');
    device_stop(&d);
}

static void a_disk_without_room_for_answers_gives_none(void **state)
{
    const struct device_limits full = {.folder = "/tmp",
                                       .room = UINT64_MAX / 2,
                                       .bytes = LIMIT,
                                       .ms = LONG_MS};
    struct device d = begin("echo picture >\"$1\"", &full);

    (void)state;
    assert_int_equal(d.state, DEVICE_FAILED);
    assert_int_equal(d.fault, DEVICE_FULL);
    device_forget(&d);
}

static void a_command_has_all_its_words(void **state)
{
    struct device d = {.state = DEVICE_RESTS};
    char command[512];
    int used = snprintf(command, sizeof command, "%s", script);

    (void)state;
    write_script("shift 99; [ \"$1\" = w99 ] && echo picture >\"$2\"");
    for (int i = 0; i < 100; i++)
        used +=
            snprintf(command + used, sizeof command - (size_t)used, " w%d", i);
    device_start(&d, command, path, &USUAL, 0);
    wait_end(&d);
    assert_int_equal(d.state, DEVICE_DONE);
    device_forget(&d);
    unlink(path);
}

static void what_is_no_program_is_not_started(void **state)
{
    static const char *const COMMANDS[] = {"/no/such/program FILE", "", "  "};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(COMMANDS); i++) {
        struct device d = {.state = DEVICE_RESTS};
        device_start(&d, COMMANDS[i], path, &USUAL, 0);
        assert_int_equal(d.fault, DEVICE_NOT_STARTED);
        assert_int_equal(device_watch(&d).fd, -1);
        device_stop(&d);
    }
}

static void our_own_files_are_not_limited(void **state)
{
    struct device d = begin("echo picture >\"$1\"", &USUAL);
    FILE *file;

    (void)state;
    wait_end(&d);
    device_forget(&d);
    file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 2 * LIMIT; i++)
        fputc('x', file);
    assert_int_equal(fclose(file), 0);
    unlink(path);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/file", folder);
    snprintf(script, sizeof script, "%s/command", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(script);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_made_stays),
        cmocka_unit_test(what_is_half_made_goes),
        cmocka_unit_test(its_last_line_is_kept_without_what_moves_a_cursor),
        cmocka_unit_test(what_hangs_is_ended_with_all_it_started),
        cmocka_unit_test(stopped_it_leaves_nothing),
        cmocka_unit_test(what_nobody_took_goes_too),
        cmocka_unit_test(one_that_talks_without_end_is_ended),
        cmocka_unit_test(what_it_left_running_ends_with_it),
        cmocka_unit_test(a_disk_without_room_for_answers_gives_none),
        cmocka_unit_test(a_command_has_all_its_words),
        cmocka_unit_test(what_is_no_program_is_not_started),
        cmocka_unit_test(our_own_files_are_not_limited),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
