#include "children.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MOST_ARGUMENTS = 48, MOST_CHILDREN = 32, NICE = 10 };

struct child {
    struct child *previous, *next;
    struct children *set;
    pid_t pid;
    int fd;
    void (*ready)(void *context);
    void *context;
};

struct children {
    struct child ring; /* the head is no child */
    size_t count;
};

struct children *children_new(void)
{
    struct children *children = xcalloc(1, sizeof *children);

    children->ring.next = children->ring.previous = &children->ring;
    return children;
}

void children_free(struct children *children)
{
    if (!children)
        return;
    while (children->ring.next != &children->ring)
        /* It takes itself out of the ring, which the analyzer cannot follow. */
        child_end(children->ring.next); // NOLINT(clang-analyzer-unix.Malloc)
    free(children);
}

/* The file that this program runs from, by the kernel's name for it when an
 * update has taken it away: a checker that emulates the processor knows the
 * program by its file only. */
static const char *own_file(char path[PATH_MAX])
{
    static const char kernel[] = "/proc/self/exe";
    ssize_t size = readlink(kernel, path, PATH_MAX - 1);

    path[size > 0 ? size : 0] = '\0';
    return access(path, X_OK) == 0 ? path : kernel;
}

/* Spawns with `in` and `out` as its standard streams. */
static int spawn(pid_t *pid, const char *const *arguments, int in, int out)
{
    char *argv[MOST_ARGUMENTS + 2] = {(char *)(uintptr_t) "barrio-hub"};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char path[PATH_MAX];
    sigset_t none;

    for (size_t i = 0; i < MOST_ARGUMENTS && arguments[i]; i++)
        argv[i + 1] = (char *)(uintptr_t)arguments[i];
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    int why =
        posix_spawn(pid, own_file(path), &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return why;
}

static int make_pipe(int ends[2])
{
    if (pipe(ends))
        return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

static void close_pipe(int ends[2])
{
    for (int i = 0; i < 2; i++) {
        if (ends[i] >= 0)
            close(ends[i]);
        ends[i] = -1;
    }
}

static struct child *child_new(struct children *set, pid_t pid, int fd,
                               void (*ready)(void *context), void *context)
{
    struct child *child = xcalloc(1, sizeof *child);

    fcntl(fd, F_SETFL, O_NONBLOCK);
    *child = (struct child){.set = set,
                            .pid = pid,
                            .fd = fd,
                            .ready = ready,
                            .context = context,
                            .next = &set->ring,
                            .previous = set->ring.previous};
    child->previous->next = child;
    set->ring.previous = child;
    set->count++;
    return child;
}

enum err child_start(struct child **out, struct children *children,
                     const char *const *arguments, const char *input,
                     void (*ready)(void *context), void *context)
{
    int in[2] = {-1, -1}, from[2] = {-1, -1};
    pid_t pid;

    *out = NULL;
    if (children->count == MOST_CHILDREN)
        return ERR_BUSY;
    if (make_pipe(in) || make_pipe(from)) {
        log_error("no pipe for a child: %s", strerror(errno));
        close_pipe(in);
        close_pipe(from);
        return ERR_IO;
    }
    int why = spawn(&pid, arguments, in[0], from[1]);
    if (why) {
        log_error("no child process: %s", strerror(why));
        close_pipe(in);
        close_pipe(from);
        return ERR_IO;
    }
    /* An answer that comes in goes before an export and a sign-in. */
    if (setpriority(PRIO_PROCESS, (id_t)pid, NICE))
        log_warn("a child competes with the intake: %s", strerror(errno));
    /* Input is a line or two: it fits into the pipe at once. */
    if (*input && write(in[1], input, strlen(input)) < 0)
        log_warn("a child does not listen: %s", strerror(errno));
    close_pipe(in);
    close(from[1]);
    *out = child_new(children, pid, from[0], ready, context);
    return ERR_NONE;
}

ssize_t child_read(struct child *child, char *out, size_t size)
{
    ssize_t n = read(child->fd, out, size);

    if (n > 0)
        return n;
    return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

int child_end(struct child *child)
{
    int status = 0;

    if (!child)
        return -1;
    child->previous->next = child->next;
    child->next->previous = child->previous;
    child->set->count--;
    /* Whoever has closed its output is ending by itself. */
    struct pollfd p = {.fd = child->fd, .events = POLLIN};
    if (poll(&p, 1, 0) == 0 || (p.revents & POLLIN))
        kill(child->pid, SIGKILL);
    close(child->fd);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    free(child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

size_t children_poll(const struct children *children, struct pollfd *out,
                     size_t room)
{
    size_t count = 0;

    for (struct child *c = children->ring.next;
         c != &children->ring && count < room; c = c->next)
        out[count++] = (struct pollfd){.fd = c->fd, .events = POLLIN};
    return count;
}

void children_run(struct children *children, const struct pollfd *polled,
                  size_t count)
{
    struct child *c = children->ring.next;

    for (size_t i = 0; i < count && c != &children->ring; i++) {
        /* ready may end the child. */
        struct child *next = c->next;
        if (polled[i].revents)
            c->ready(c->context);
        c = next;
    }
}

size_t children_count(const struct children *children)
{
    return children->count;
}
