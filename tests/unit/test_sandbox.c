/* base/sandbox in a process of its own, since nothing takes it off again. The
 * attacks on whole programs are in tests/e2e/confined.py. */
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Nothing listens there: who may connect is refused by nobody's absence. */
enum { ALLOWED_PORT = 1, OTHER_PORT = 2 };

static char *folder;

/* Runs a case in a child; its exit status, 0 for all well. */
static int in_child(int (*run)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(run());
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int enter(enum sandbox_reach reach, unsigned sockets)
{
    const struct sandbox_path paths[] = {
        {folder, reach},
        {"/no/such/folder", SANDBOX_WRITE},
        {"", SANDBOX_WRITE},
    };

    return sandbox_enter(
        &(struct sandbox){paths, COUNT_OF(paths), sockets, ALLOWED_PORT});
}

static bool can_make(const char *name)
{
    char *path = file_join(folder, name);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);

    free(path);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int writes_where_it_may(void)
{
    if (enter(SANDBOX_WRITE, 0) || !can_make("new"))
        return 1;
    return open("/tmp", O_RDONLY | O_DIRECTORY) >= 0;
}

static int writes_nowhere_else(void)
{
    return enter(SANDBOX_READ, 0) || can_make("newer");
}

static int makes_only_its_sockets(void)
{
    if (enter(SANDBOX_READ, SANDBOX_LOCAL))
        return 1;
    if (socket(AF_UNIX, SOCK_STREAM, 0) < 0)
        return 2;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM;
}

static int goes_out_when_it_may(void)
{
    return enter(SANDBOX_READ, SANDBOX_INTERNET) ||
           socket(AF_INET6, SOCK_STREAM, 0) < 0;
}

static int reason_to_fail(int port)
{
    const struct sockaddr_in to = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int why = fd < 0 ? errno : 0;

    if (!why && connect(fd, (const struct sockaddr *)&to, sizeof to))
        why = errno;
    if (fd >= 0)
        close(fd);
    return why;
}

static int connects_to_one_port(void)
{
    if (enter(SANDBOX_READ, SANDBOX_LOCAL | SANDBOX_PORT))
        return 1;
    if (reason_to_fail(ALLOWED_PORT) != ECONNREFUSED)
        return 2;
    if (sandbox_landlock() >= 4 && reason_to_fail(OTHER_PORT) != EACCES)
        return 3;
    if (socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0 || errno != EPERM)
        return 4;
    return socket(AF_INET6, SOCK_STREAM, 0) >= 0;
}

static int enters_twice(void)
{
    return enter(SANDBOX_WRITE, SANDBOX_INTERNET) || enter(SANDBOX_READ, 0) ||
           can_make("newest") || socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static void a_program_writes_only_where_its_plan_says(void **state)
{
    (void)state;
    if (sandbox_landlock() < 2)
        skip();
    assert_int_equal(in_child(writes_where_it_may), 0);
    assert_int_equal(in_child(writes_nowhere_else), 0);
}

static void a_program_makes_only_the_sockets_of_its_plan(void **state)
{
    (void)state;
    assert_int_equal(in_child(makes_only_its_sockets), 0);
    assert_int_equal(in_child(goes_out_when_it_may), 0);
}

static void a_program_reaches_the_port_of_its_plan_alone(void **state)
{
    (void)state;
    assert_int_equal(in_child(connects_to_one_port), 0);
}

static void a_child_may_give_up_more_never_less(void **state)
{
    (void)state;
    if (sandbox_landlock() < 2)
        skip();
    assert_int_equal(in_child(enters_twice), 0);
}

static int make_folder(void **state)
{
    static char path[] = "/var/tmp/barrio-sandbox.XXXXXX";

    (void)state;
    folder = mkdtemp(path);
    return folder == NULL;
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
        cmocka_unit_test(a_program_writes_only_where_its_plan_says),
        cmocka_unit_test(a_program_makes_only_the_sockets_of_its_plan),
        cmocka_unit_test(a_program_reaches_the_port_of_its_plan_alone),
        cmocka_unit_test(a_child_may_give_up_more_never_less),
    };

#ifdef BARRIO_UNCONFINED
    log_info("built for tests: nothing is confined");
    puts("1..0");
    return 0;
#endif
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
