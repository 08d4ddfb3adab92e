/* base/owner, in children, since a process changes its name for good. */
#include "base/owner.h"
#include "base/mem.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
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

/* The file's owner while this process makes files as the folder's owner. */
static int trusts(uid_t owner, bool follows)
{
    char *path = xasprintf("%s/file", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    bool is_ready = fd >= 0 && fchown(fd, owner, owner) == 0 &&
                    (!follows || !owner_follow(folder));
    int answer = is_ready ? owner_is_trusted(fd, path) : -1;

    close(fd);
    unlink(path);
    free(path);
    return answer;
}

static int in_a_child(uid_t owner, bool follows)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(trusts(owner, follows));
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void what_a_stranger_put_there_decides_nothing(void **state)
{
    enum { STRANGER = SERVICE + 1 };

    (void)state;
    if (geteuid() != 0)
        skip();
    assert_int_equal(chown(folder, SERVICE, SERVICE), 0);
    assert_int_equal(in_a_child(SERVICE, true), 1);
    assert_int_equal(in_a_child(0, true), 1);
    assert_int_equal(in_a_child(STRANGER, true), 0);
    assert_int_equal(in_a_child(STRANGER, false), 1);
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
        cmocka_unit_test(what_a_stranger_put_there_decides_nothing),
        cmocka_unit_test(a_folder_of_ones_own_changes_nothing),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
