/* For O_PATH and syscall(), which no standard has. */
#define _GNU_SOURCE

#include "base/sandbox.h"

#include "filter.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Debian's headers know the kernel that they were made with, which may be
 * older than the one that runs: numbers and structs of the kernel's interface
 * (Documentation/userspace-api/landlock.rst), which never change. */
enum {
    RULE_PATH = 1,
    RULE_PORT = 2,
    ASK_VERSION = 1,
    OLDEST_ABI = 2, /* version 1 forbids every rename between folders */
    ABI_TRUNCATE = 3,
    ABI_NET = 4,
    ABI_IOCTL = 5,
    ABI_SCOPE = 6,
};

enum {
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    FS_REMOVE_DIR = 1 << 4,
    FS_REMOVE_FILE = 1 << 5,
    FS_MAKE_DIR = 1 << 7,
    FS_MAKE_REG = 1 << 8,
    FS_MAKE_FIFO = 1 << 10,
    FS_REFER = 1 << 13,
    FS_TRUNCATE = 1 << 14,
    FS_IOCTL_DEV = 1 << 15,
    FS_OF_FILES =
        FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV,
    FS_ALL = (1 << 16) - 1,

    NET_BIND_TCP = 1,
    NET_CONNECT_TCP = 2,

    SCOPE_ABSTRACT_SOCKETS = 1,
    SCOPE_SIGNALS = 2,
};

struct ruleset_attributes {
    uint64_t fs, net, scoped;
};

struct path_attributes {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

static const uint64_t RIGHTS[] = {
    [SANDBOX_READ] = FS_READ_FILE | FS_READ_DIR,
    [SANDBOX_RUN] = FS_READ_FILE | FS_READ_DIR | FS_EXECUTE,
    [SANDBOX_WRITE] = FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE |
                      FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR |
                      FS_MAKE_REG | FS_MAKE_FIFO | FS_REFER | FS_TRUNCATE,
    [SANDBOX_DEVICE] =
        FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_IOCTL_DEV,
};

struct port_attributes {
    uint64_t allowed, port;
};

/* What the C library and the loader of every child look at. /etc is named
 * piece by piece: the tokens of other programs lie there. */
static const struct sandbox_path EVERYBODY[] = {
    {"/usr", SANDBOX_READ},
    {"/lib", SANDBOX_READ},
    {"/lib64", SANDBOX_READ},
    {"/etc/ld.so.cache", SANDBOX_READ},
    {"/etc/localtime", SANDBOX_READ},
    {"/etc/timezone", SANDBOX_READ},
    {"/etc/passwd", SANDBOX_READ},
    {"/etc/group", SANDBOX_READ},
    {"/etc/nsswitch.conf", SANDBOX_READ},
    {"/etc/ssl", SANDBOX_READ},
    {"/etc/terminfo", SANDBOX_READ},
    {"/proc/self", SANDBOX_READ},
    {"/proc/uptime", SANDBOX_READ},
    {"/proc/meminfo", SANDBOX_READ},
    {"/proc/sys/kernel", SANDBOX_READ},
    {"/sys/devices", SANDBOX_READ},
    {"/sys/class", SANDBOX_READ},
    {"/dev/null", SANDBOX_DEVICE},
    {"/dev/zero", SANDBOX_READ},
    {"/dev/full", SANDBOX_DEVICE},
    {"/dev/random", SANDBOX_READ},
    {"/dev/urandom", SANDBOX_READ},
    {"/dev/tty", SANDBOX_DEVICE},
};

/* What finding an address in a network takes. */
static const struct sandbox_path NETWORK[] = {
    {"/etc/hosts", SANDBOX_READ},
    {"/etc/host.conf", SANDBOX_READ},
    {"/etc/resolv.conf", SANDBOX_READ},
    {"/etc/gai.conf", SANDBOX_READ},
    {"/etc/services", SANDBOX_READ},
    {"/etc/ca-certificates", SANDBOX_READ},
    {"/run/systemd/resolve", SANDBOX_READ},
    {"/run/resolvconf", SANDBOX_READ},
    {"/run/NetworkManager", SANDBOX_READ},
};

bool sandbox_is_built(void)
{
#ifdef BARRIO_UNCONFINED
    return false;
#else
    return true;
#endif
}

int sandbox_landlock(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);

    return abi > 0 ? (int)abi : 0;
}

static uint64_t known_rights(int abi)
{
    uint64_t rights = FS_ALL;

    if (abi < ABI_TRUNCATE)
        rights &= ~(uint64_t)FS_TRUNCATE;
    if (abi < ABI_IOCTL)
        rights &= ~(uint64_t)FS_IOCTL_DEV;
    return rights;
}

static int make_ruleset(int abi, unsigned sockets)
{
    struct ruleset_attributes attributes = {.fs = known_rights(abi)};
    size_t size = sizeof attributes.fs;

    if (abi >= ABI_NET) {
        attributes.net = NET_BIND_TCP;
        if (!(sockets & SANDBOX_INTERNET))
            attributes.net |= NET_CONNECT_TCP;
        size += sizeof attributes.net;
    }
    if (abi >= ABI_SCOPE) {
        attributes.scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
        size += sizeof attributes.scoped;
    }
    return (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
}

/* One that is not there, or that this user may not even look at, needs no
 * rule. */
static int allow(int ruleset, int abi, const struct sandbox_path *path)
{
    struct stat stat;
    int fd = *path->path ? open(path->path, O_PATH | O_CLOEXEC) : -1;

    if (fd < 0)
        return 0;
    struct path_attributes rule = {RIGHTS[path->reach] & known_rights(abi), fd};
    if (fstat(fd, &stat) == 0 && !S_ISDIR(stat.st_mode))
        rule.allowed &= FS_OF_FILES;
    long failed = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0);
    int why = failed ? errno : 0;
    close(fd);
    if (why)
        log_error("Landlock: %s: %s", path->path, strerror(why));
    return why;
}

static int allow_list(int ruleset, int abi, const struct sandbox_path *paths,
                      size_t count)
{
    int why = 0;

    for (size_t i = 0; !why && i < count; i++)
        why = allow(ruleset, abi, &paths[i]);
    return why;
}

/* The name of the loader that started this program stands in its own headers
 * (System V ABI, Program Interpreter). */
static int note_loader(struct dl_phdr_info *program, size_t size, void *out)
{
    const char **loader = out;

    (void)size;
    for (size_t i = 0; i < program->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &program->dlpi_phdr[i];
        if (part->p_type == PT_INTERP)
            *loader = (const char *)(program->dlpi_addr + part->p_vaddr);
    }
    return 1; /* the first is the program; the others are its libraries */
}

/* The loader starts every other program too; all else beside it can be read
 * but not started, a shell first of all. */
static int allow_loader(int ruleset, int abi)
{
    const char *loader = "";

    dl_iterate_phdr(note_loader, &loader);
    return allow(ruleset, abi, &(struct sandbox_path){loader, SANDBOX_RUN});
}

static int allow_port(int ruleset, int port)
{
    const struct port_attributes rule = {NET_CONNECT_TCP, (uint64_t)port};
    long failed = syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0);

    return failed ? errno : 0;
}

static int allow_all(int ruleset, int abi, const struct sandbox *plan)
{
    const bool has_network = plan->sockets & SANDBOX_INTERNET;
    int why = allow_loader(ruleset, abi);

    if (!why)
        why = allow_list(ruleset, abi, EVERYBODY, COUNT_OF(EVERYBODY));
    if (!why && has_network)
        why = allow_list(ruleset, abi, NETWORK, COUNT_OF(NETWORK));
    if (!why)
        why = allow_list(ruleset, abi, plan->paths, plan->paths_count);
    if (!why && !has_network && (plan->sockets & SANDBOX_PORT) &&
        abi >= ABI_NET)
        why = allow_port(ruleset, plan->port);
    return why;
}

static enum err confine_files(const struct sandbox *plan)
{
    int abi = sandbox_landlock();

    if (abi < OLDEST_ABI) {
        log_warn("this kernel has no Landlock: only its users' rights confine "
                 "the program's files");
        return ERR_NONE;
    }
    int ruleset = make_ruleset(abi, plan->sockets);
    int why = ruleset < 0 ? errno : allow_all(ruleset, abi, plan);
    if (!why && syscall(SYS_landlock_restrict_self, ruleset, 0))
        why = errno;
    if (ruleset >= 0)
        close(ruleset);
    if (why)
        log_error("Landlock: %s; sandbox = no runs without it", strerror(why));
    return why ? ERR_DENIED : ERR_NONE;
}

/* No core dump holds an answer, and no debugger of the same user reads one. */
static enum err keep_memory_private(void)
{
    const struct rlimit none = {0, 0};

    if (setrlimit(RLIMIT_CORE, &none) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
        log_error("giving up privileges: %s", strerror(errno));
        return ERR_DENIED;
    }
    return ERR_NONE;
}

/* Whether the kernel keeps the clock right is asked with the call that would
 * set it (adjtimex), and no filter can tell the two apart: nobody here may. */
static enum err leave_the_clock(void)
{
    struct __user_cap_header_struct whose = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    const uint32_t clock = CAP_TO_MASK(CAP_SYS_TIME);
    struct __user_cap_data_struct *its = &sets[CAP_TO_INDEX(CAP_SYS_TIME)];
    long failed = syscall(SYS_capget, &whose, sets);

    if (!failed && ((its->permitted | its->inheritable) & clock)) {
        its->effective &= ~clock;
        its->permitted &= ~clock;
        its->inheritable &= ~clock;
        failed = syscall(SYS_capset, &whose, sets);
    }
    if (failed)
        log_error("giving up the right to set the clock: %s", strerror(errno));
    return failed ? ERR_DENIED : ERR_NONE;
}

enum err sandbox_enter(const struct sandbox *plan)
{
#ifdef BARRIO_UNCONFINED
    (void)plan;
    (void)keep_memory_private;
    (void)leave_the_clock;
    (void)confine_files;
    log_debug("built for tests: not confined");
    return ERR_NONE;
#else
    enum err err = keep_memory_private();

    if (!err)
        err = leave_the_clock();
    if (!err)
        err = confine_files(plan);
    if (!err)
        err = filter_load(plan->sockets);
    return err;
#endif
}
