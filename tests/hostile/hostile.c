/* A program turned against its own machine: preloaded into a kiosk, an agent
 * or a hub, this library waits until the program rests (in poll() or
 * epoll_wait()) with its sandbox on (or, with HOSTILE_AT_ONCE set, for the
 * first rest at all), then tries what whoever took the program over would try,
 * and writes into $HOSTILE_REPORT one line for each attempt: NAME done, or NAME
 * and why not. It shares no source with what it attacks. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

static pid_t victim(void)
{
    return (pid_t)atoi(setting("HOSTILE_PID"));
}

static int opens(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int read_secret(void)
{
    return opens(setting("HOSTILE_SECRET"), O_RDONLY);
}

static int list_home(void)
{
    return opens("/root", O_RDONLY | O_DIRECTORY);
}

static int write_outside(void)
{
    return opens(setting("HOSTILE_OUTSIDE"), O_WRONLY | O_CREAT);
}

static int write_inside(void)
{
    return opens(setting("HOSTILE_INSIDE"), O_WRONLY | O_CREAT);
}

static int read_memory_file(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", victim());
    return opens(path, O_RDONLY);
}

static int start_shell(void)
{
    char name[] = "sh", flag[] = "-c", script[] = "exit 0";
    char *words[] = {name, flag, script, NULL};
    pid_t child;
    int status, why = posix_spawn(&child, "/bin/sh", NULL, NULL, words, NULL);
    if (why)
        return why;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EACCES;
}

static int listen_on_port(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int why = 0, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    here.sin_port = htons((uint16_t)atoi(setting("HOSTILE_FREE_PORT")));
    if (bind(fd, (struct sockaddr *)&here, sizeof here) || listen(fd, 1))
        why = errno;
    close(fd);
    return why;
}

static int connect_to_port(void)
{
    struct sockaddr_in there = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int why = 0, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    there.sin_port = htons((uint16_t)atoi(setting("HOSTILE_PORT")));
    if (connect(fd, (struct sockaddr *)&there, sizeof there))
        why = errno;
    close(fd);
    return why;
}

static int connect_abstract(void)
{
    struct sockaddr_un there = {.sun_family = AF_UNIX};
    const char *name = setting("HOSTILE_ABSTRACT");
    int why = 0, fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    snprintf(there.sun_path + 1, sizeof there.sun_path - 1, "%s", name);
    socklen_t size =
        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
    if (connect(fd, (struct sockaddr *)&there, size))
        why = errno;
    close(fd);
    return why;
}

static int listen_to_wire(void)
{
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int trace_other(void)
{
    if (ptrace(PTRACE_SEIZE, victim(), NULL, NULL))
        return errno;
    ptrace(PTRACE_DETACH, victim(), NULL, NULL);
    return 0;
}

static int read_other_memory(void)
{
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)setting, 1};
    /* EFAULT would mean that only the address was wrong. */
    if (process_vm_readv(victim(), &here, 1, &there, 1, 0) == 1 ||
        errno == EFAULT)
        return 0;
    return errno;
}

static int signal_other(void)
{
    return kill(victim(), SIGCONT) ? errno : 0;
}

static int type_into_terminal(void)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
    char key = ' ';
    if (fd < 0)
        return errno;
    int why = ioctl(fd, TIOCSTI, &key) ? errno : 0;
    close(fd);
    return why;
}

static int mount_something(void)
{
    const char *folder = setting("HOSTILE_FOLDER");
    if (mount("none", folder, "tmpfs", 0, NULL))
        return errno;
    umount(folder);
    return 0;
}

static int leave_namespace(void)
{
    return unshare(CLONE_NEWUTS) ? errno : 0;
}

static int become_other(void)
{
    return setresuid((uid_t)-1, geteuid(), (uid_t)-1) ? errno : 0;
}

static int make_device(void)
{
    return mknod(setting("HOSTILE_DEVICE"), S_IFCHR | 0600, 0x0101) ? errno : 0;
}

static int be_dumped(void)
{
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1 ? 0 : EPERM;
}

static int gain_rights(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 ? 0 : EPERM;
}

/* As it runs already: nothing changes where this succeeds. */
static int set_clock(void)
{
    struct timex clock = {.modes = 0};

    if (adjtimex(&clock) < 0)
        return errno;
    clock.modes = ADJ_TICK;
    return adjtimex(&clock) < 0 ? errno : 0;
}

static int ask_clock(void)
{
    struct timex clock = {.modes = 0};

    return adjtimex(&clock) < 0 ? errno : 0;
}

static const struct {
    const char *name;
    int (*attempt)(void);
} ATTEMPTS[] = {
    {"write-inside", write_inside},
    {"read-secret", read_secret},
    {"list-home", list_home},
    {"write-outside", write_outside},
    {"read-memory-file", read_memory_file},
    {"start-shell", start_shell},
    {"listen", listen_on_port},
    {"connect", connect_to_port},
    {"connect-abstract", connect_abstract},
    {"packets", listen_to_wire},
    {"trace", trace_other},
    {"read-memory", read_other_memory},
    {"signal", signal_other},
    {"type-into-terminal", type_into_terminal},
    {"mount", mount_something},
    {"namespace", leave_namespace},
    {"become-other", become_other},
    {"device", make_device},
    {"be-dumped", be_dumped},
    {"gain-rights", gain_rights},
    {"set-clock", set_clock},
    {"ask-clock", ask_clock},
};

static int is_confined(void)
{
    return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == SECCOMP_MODE_FILTER;
}

static void turn_hostile(void)
{
    static int done;
    char lines[4096];
    size_t size = 0;

    if (done || (!is_confined() && !*setting("HOSTILE_AT_ONCE")))
        return;
    done = 1;
    for (size_t i = 0; i < sizeof ATTEMPTS / sizeof ATTEMPTS[0]; i++) {
        int why = ATTEMPTS[i].attempt();
        size +=
            (size_t)snprintf(lines + size, sizeof lines - size, "%s %s\n",
                             ATTEMPTS[i].name, why ? strerror(why) : "done");
    }
    int fd =
        open(setting("HOSTILE_REPORT"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, lines, size) != (ssize_t)size)
        _exit(77);
    close(fd);
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    static int (*real)(struct pollfd *, nfds_t, int);

    if (!real)
        real = (int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
    turn_hostile();
    return real(fds, count, timeout);
}

/* What poll becomes under _FORTIFY_SOURCE. */
int __poll_chk(struct pollfd *fds, nfds_t count, int timeout, size_t size);
int __poll_chk(struct pollfd *fds, nfds_t count, int timeout, size_t size)
{
    (void)size;
    return poll(fds, count, timeout);
}

int epoll_wait(int set, struct epoll_event *events, int count, int timeout)
{
    static int (*real)(int, struct epoll_event *, int, int);

    if (!real)
        real = (int (*)(int, struct epoll_event *, int, int))dlsym(
            RTLD_NEXT, "epoll_wait");
    turn_hostile();
    return real(set, events, count, timeout);
}
