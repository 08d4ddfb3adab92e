/* base/owner, in children, since a process changes its name for good. */
#include "base/owner.h"
#include "base/mem.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SERVICE = 4321 };

static char folder[] = "/tmp/barrio-owner.XXXXXX";

/* Follows the folder and makes a file there; then reads one of root's. */
static int work(const char *secret)
{
    struct stat about;
    char *path = xasprintf("%s/made", folder);

    if (owner_follow(folder))
        return 1;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (fd < 0 || fstat(fd, &about))
        return 2;
    close(fd);
    unlink(path);
    free(path);
    if (open(secret, O_RDONLY) < 0)
        return 3;
    return about.st_uid == SERVICE ? 0 : 4;
}

static void roots_commands_make_the_services_files(void **state)
{
    char *secret = xasprintf("%s/roots", folder);
    int status;

    (void)state;
    if (geteuid() != 0)
        skip();
    close(open(secret, O_WRONLY | O_CREAT, 0600));
    assert_int_equal(chown(folder, SERVICE, SERVICE), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(work(secret));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    unlink(secret);
    free(secret);
}

static void a_folder_of_ones_own_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(chown(folder, getuid(), getgid()), 0);
    assert_int_equal(owner_follow(folder), ERR_NONE);
    assert_int_equal(owner_follow("/no/such/folder"), ERR_NONE);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_commands_make_the_services_files),
        cmocka_unit_test(a_folder_of_ones_own_changes_nothing),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
