#include "children.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_ARGUMENTS = 48, MOST_CHILDREN = 32, NICE = 10 };

struct child {
    struct child *previous, *next;
    struct children *set;
    pid_t pid;
    int fd;
    bool is_closed; /* it says nothing more, and is about to end */
    bool is_over;   /* and has; status is its exit status */
    int status;
    void (*ready)(void *context);
    void *context;
};

struct children {
    struct child ring; /* the head is no child */
    size_t count;
    /* Those that were killed and are not reaped yet: nobody waits for the
     * end of a process on a busy machine. */
    pid_t killed[MOST_CHILDREN];
    size_t killed_count;
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
    while (children->killed_count)
        waitpid(children->killed[--children->killed_count], NULL, 0);
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

/* In the child alone, between fork and exec. */
static void take_as(int fd, int as)
{
    if (fd == as)
        fcntl(fd, F_SETFD, 0);
    else
        dup2(fd, as);
}

/* A fork of its own: posix_spawn would hold the hub until a busy machine has
 * let the child begin. */
static pid_t spawn(const char *const *arguments, int in, int out)
{
    char *argv[MOST_ARGUMENTS + 2] = {(char *)(uintptr_t) "barrio-hub"};
    char path[PATH_MAX];
    sigset_t none;

    for (size_t i = 0; i < MOST_ARGUMENTS && arguments[i]; i++)
        argv[i + 1] = (char *)(uintptr_t)arguments[i];
    const char *file = own_file(path);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    take_as(in, STDIN_FILENO);
    take_as(out, STDOUT_FILENO);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* An answer that comes in goes before an export and a sign-in. */
    setpriority(PRIO_PROCESS, 0, NICE);
    execv(file, argv);
    _exit(EXIT_FAILURE);
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

    *out = NULL;
    if (children->count == MOST_CHILDREN)
        return ERR_BUSY;
    if (make_pipe(in) || make_pipe(from)) {
        log_error("no pipe for a child: %s", strerror(errno));
        close_pipe(in);
        close_pipe(from);
        return ERR_IO;
    }
    pid_t pid = spawn(arguments, in[0], from[1]);
    if (pid < 0) {
        log_error("no child process: %s", strerror(errno));
        close_pipe(in);
        close_pipe(from);
        return ERR_IO;
    }
    /* Input is a line or two: it fits into the pipe at once. */
    if (*input && write(in[1], input, strlen(input)) < 0)
        log_warn("a child does not listen: %s", strerror(errno));
    close_pipe(in);
    close(from[1]);
    *out = child_new(children, pid, from[0], ready, context);
    return ERR_NONE;
}

void child_yield(struct child *child)
{
    const struct sched_param none = {0};

    if (sched_setscheduler(child->pid, SCHED_IDLE, &none))
        log_warn("a child does not yield: %s", strerror(errno));
}

static void reap(struct child *child)
{
    pid_t pid = waitpid(child->pid, &child->status, WNOHANG);

    child->is_over = pid == child->pid || (pid < 0 && errno == ECHILD);
}

/* The end of its output is told when the process has ended as well, so that
 * child_end need not wait for it. */
ssize_t child_read(struct child *child, char *out, size_t size)
{
    if (!child->is_closed) {
        ssize_t n = read(child->fd, out, size);
        if (n > 0)
            return n;
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return 0;
        child->is_closed = true;
    }
    if (!child->is_over)
        reap(child);
    return child->is_over ? -1 : 0;
}

static void reap_killed(struct children *set)
{
    for (size_t i = set->killed_count; i > 0; i--) {
        if (waitpid(set->killed[i - 1], NULL, WNOHANG) != 0)
            set->killed[i - 1] = set->killed[--set->killed_count];
    }
}

static void end(struct children *set, pid_t pid)
{
    kill(pid, SIGKILL);
    reap_killed(set);
    if (set->killed_count < MOST_CHILDREN)
        set->killed[set->killed_count++] = pid;
    else
        waitpid(pid, NULL, 0);
}

int child_end(struct child *child)
{
    if (!child)
        return -1;
    int status = -1;
    if (child->is_over && WIFEXITED(child->status))
        status = WEXITSTATUS(child->status);
    if (!child->is_over)
        end(child->set, child->pid);
    child->previous->next = child->next;
    child->next->previous = child->previous;
    child->set->count--;
    close(child->fd);
    free(child);
    return status;
}

size_t children_poll(const struct children *children, struct pollfd *out,
                     size_t room)
{
    size_t count = 0;

    for (struct child *c = children->ring.next;
         c != &children->ring && count < room; c = c->next)
        out[count++] =
            (struct pollfd){.fd = c->is_closed ? -1 : c->fd, .events = POLLIN};
    return count;
}

void children_run(struct children *children, const struct pollfd *polled,
                  size_t count)
{
    struct child *c = children->ring.next;

    reap_killed(children);
    for (size_t i = 0; i < count && c != &children->ring; i++) {
        /* ready may end the child. */
        struct child *next = c->next;
        if (c->is_closed && !c->is_over)
            reap(c);
        if (polled[i].revents || c->is_over)
            c->ready(c->context);
        c = next;
    }
}

size_t children_count(const struct children *children)
{
    return children->count;
}
