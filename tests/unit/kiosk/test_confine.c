/* The kiosk's plan of what it still reaches, entered in a process of its own,
 * since nothing takes it off again. tests/e2e/confined.py attacks the whole
 * program. */
#include "confine.h"

#include "config.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILES = 100 };

static char *folder;

static char *path_of(int i)
{
    char name[16];

    snprintf(name, sizeof name, "tool%d", i);
    return file_join(folder, name);
}

static bool may_read(int i)
{
    char *path = path_of(i);
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    free(path);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Settings that name the file of each number below count. */
static enum err confine_to(int count, const char *before)
{
    struct buf words;
    char none[] = "";
    struct config config = {
        .sandbox = true,
        .data = none,
        .forms = none,
        .themes = none,
        .locale = none,
        .fonts = none,
        .uploads = none,
        .places = none,
        .logo = none,
        .log = none,
        .headphones = none,
        .stick = none,
        .touch = none,
        .camera = none,
        .recorder = none,
        .gpsd = none,
    };

    buf_init(&words, 0);
    buf_puts(&words, before);
    for (int i = 0; i < count; i++) {
        char *path = path_of(i);
        buf_printf(&words, "%s%s", i ? " " : "", path);
        free(path);
    }
    config.device_uses = buf_steal(&words);
    if (count == 1)
        config.camera = config.device_uses;
    enum err err = confine(&config);
    free(config.device_uses);
    return err;
}

static int reaches_the_last_of_many(void)
{
    if (confine_to(FILES - 1, ""))
        return 1;
    return may_read(FILES - 2) ? may_read(FILES - 1) : 2;
}

static int reaches_a_command_behind_blanks(void)
{
    if (confine_to(1, "  "))
        return 1;
    return may_read(0) ? may_read(1) : 2;
}

/* The exit status of a case run in a child; 0 for all well. */
static int in_child(int (*run)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(run());
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void a_device_may_use_as_many_programs_as_its_settings_name(void **state)
{
    (void)state;
    if (!sandbox_is_built() || sandbox_landlock() < 1)
        skip();
    assert_int_equal(in_child(reaches_the_last_of_many), 0);
    assert_int_equal(in_child(reaches_a_command_behind_blanks), 0);
}

static int make_folder(void **state)
{
    static char path[] = "/var/tmp/barrio-confine.XXXXXX";
    bool made = true;

    (void)state;
    folder = mkdtemp(path);
    for (int i = 0; folder && made && i < FILES; i++) {
        char *one = path_of(i);
        made = file_write(one, "#!/bin/true\n", 12) == ERR_NONE;
        free(one);
    }
    return folder && made ? 0 : 1;
}

static int remove_folder(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++) {
        char *one = path_of(i);
        unlink(one);
        free(one);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_device_may_use_as_many_programs_as_its_settings_name),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
