/* base/owner, in children, since a process changes its name for good. */
#include "base/owner.h"
#include "base/mem.h"
#include "base/sandbox.h"

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

/* Who asks, all begun by root. */
enum asker { ROOT, FOLLOWER, SERVICE_ITSELF };

static bool become(enum asker asker)
{
    switch (asker) {
    case FOLLOWER:
        return owner_follow(folder) == ERR_NONE;
    case SERVICE_ITSELF:
        return setgid(SERVICE) == 0 && setuid(SERVICE) == 0;
    default:
        return true;
    }
}

/* Whether the asker, confined as the programs confine themselves, trusts a
 * file of that owner's. */
static int trusts(uid_t owner, enum asker asker)
{
    char *path = xasprintf("%s/file", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    const struct sandbox_path own[] = {{folder, SANDBOX_WRITE}};
    bool is_ready =
        fd >= 0 && fchown(fd, owner, owner) == 0 && become(asker) &&
        !sandbox_enter(&(struct sandbox){.paths = own, .paths_count = 1});
    int answer = is_ready ? owner_is_trusted(fd, path) : 3;

    close(fd);
    unlink(path);
    free(path);
    return answer;
}

static int in_a_child(uid_t owner, enum asker asker)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(trusts(owner, asker));
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
    for (enum asker asker = FOLLOWER; asker <= SERVICE_ITSELF; asker++) {
        assert_int_equal(in_a_child(SERVICE, asker), 1);
        assert_int_equal(in_a_child(0, asker), 1);
        assert_int_equal(in_a_child(STRANGER, asker), 0);
    }
    assert_int_equal(in_a_child(STRANGER, ROOT), 1);
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
