#include "filter.h"

#include "base/log.h"
#include "base/sandbox.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* Calls by which a program that was taken over reaches other processes, the
 * kernel's own doors, or another user's rights. Reading and writing files is
 * Landlock's matter. A list of what is refused, not of what is allowed: the C
 * library's own choice of calls changes with its version and architecture,
 * and a station that dies of an update in the field helps nobody. The units
 * add the allowing list of systemd. */
static const int REFUSED[] = {
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(kcmp),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(bpf),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(keyctl),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fspick),
    SCMP_SYS(fsmount),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    SCMP_SYS(fanotify_init),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(syslog),
    SCMP_SYS(vhangup),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(personality),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(mknod),
    SCMP_SYS(setuid),
    SCMP_SYS(setgid),
    SCMP_SYS(setreuid),
    SCMP_SYS(setregid),
    SCMP_SYS(setresuid),
    SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),
    SCMP_SYS(setfsuid),
    SCMP_SYS(setfsgid),
    SCMP_SYS(capset),
    SCMP_SYS(vmsplice),
};

/* Keys typed into a terminal by a program (TIOCSTI), and the console's own
 * paste (TIOCLINUX), would be a way out of the kiosk into the next program. */
static const uint32_t REFUSED_IOCTLS[] = {TIOCSTI, TIOCLINUX};

static const uint32_t REFUSED_CLONES[] = {
    CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
    CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET,
};

enum { LAST_FAMILY = AF_NETLINK }; /* of those that may be allowed */

static bool is_allowed_family(unsigned sockets, int family)
{
    switch (family) {
    case AF_UNIX:
        return sockets & SANDBOX_LOCAL;
    case AF_INET:
        return sockets & (SANDBOX_INTERNET | SANDBOX_PORT);
    case AF_INET6:
        return sockets & SANDBOX_INTERNET;
    case AF_NETLINK:
        return sockets & SANDBOX_LINKS;
    default:
        return false;
    }
}

/* Refuses a call when its argument of that number has the value; the kernel
 * looks at the lower half of the register only, and so must the filter. */
static int refuse_value(scmp_filter_ctx *filter, int call, unsigned argument,
                        uint32_t mask, uint32_t value)
{
    return seccomp_rule_add(
        filter, SCMP_ACT_ERRNO(EPERM), call, 1,
        (struct scmp_arg_cmp){argument, SCMP_CMP_MASKED_EQ, mask, value});
}

/* Nothing but TCP, whose ports Landlock knows: a datagram needs no connect. */
static int refuse_datagrams(scmp_filter_ctx *filter)
{
    enum { KINDS = 0xf }; /* of a socket's type, without its flags */
    int why = 0;

    for (uint32_t kind = 0; !why && kind <= KINDS; kind++) {
        if (kind != SOCK_STREAM)
            why = seccomp_rule_add(
                filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 2,
                (struct scmp_arg_cmp){0, SCMP_CMP_MASKED_EQ, UINT32_MAX,
                                      AF_INET},
                (struct scmp_arg_cmp){1, SCMP_CMP_MASKED_EQ, KINDS, kind});
    }
    return why;
}

/* All from the last allowed one on are one rule: each rule costs the start of
 * the program a copy of those before it. */
static int refuse_families(scmp_filter_ctx *filter, unsigned sockets)
{
    uint32_t rest = LAST_FAMILY + 1;

    while (rest > 0 && !is_allowed_family(sockets, (int)rest - 1))
        rest--;
    int why =
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
                         (struct scmp_arg_cmp){0, SCMP_CMP_GE, rest, 0});
    for (uint32_t family = 0; !why && family < rest; family++) {
        if (!is_allowed_family(sockets, (int)family))
            why = refuse_value(filter, SCMP_SYS(socket), 0, UINT32_MAX, family);
    }
    if (!why && (sockets & SANDBOX_PORT) && !(sockets & SANDBOX_INTERNET))
        why = refuse_datagrams(filter);
    return why;
}

static int refuse_arguments(scmp_filter_ctx *filter)
{
    int why = 0;

    for (size_t i = 0; !why && i < COUNT_OF(REFUSED_IOCTLS); i++)
        why = refuse_value(filter, SCMP_SYS(ioctl), 1, UINT32_MAX,
                           REFUSED_IOCTLS[i]);
    for (size_t i = 0; !why && i < COUNT_OF(REFUSED_CLONES); i++)
        why = refuse_value(filter, SCMP_SYS(clone), 0, REFUSED_CLONES[i],
                           REFUSED_CLONES[i]);
    /* Its flags lie in memory, where no filter can look: the C library then
     * takes clone. */
    if (!why)
        why = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
                               0);
    return why;
}

static int fill(scmp_filter_ctx *filter, unsigned sockets)
{
    int why = 0;

    for (size_t i = 0; !why && i < COUNT_OF(REFUSED); i++) {
        why = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), REFUSED[i], 0);
        /* A call that this architecture does not have needs no refusal. */
        if (why == -EDOM)
            why = 0;
    }
    if (!why)
        why = refuse_arguments(filter);
    if (!why)
        why = refuse_families(filter, sockets);
    return why;
}

enum err filter_load(unsigned sockets)
{
    scmp_filter_ctx *filter = seccomp_init(SCMP_ACT_ALLOW);
    int why = filter ? 0 : -ENOMEM;

    if (!why)
        why = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    /* The kernel's own reason, or a kernel without filters looks like a fault
     * of the library. */
    if (!why)
        why = seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
    if (!why)
        why = fill(filter, sockets);
    if (!why)
        why = seccomp_load(filter);
    if (filter)
        seccomp_release(filter);
    if (why == -EINVAL || why == -ENOSYS) {
        log_warn("this kernel has no seccomp filters: system calls are not "
                 "confined");
        return ERR_NONE;
    }
    if (why)
        log_error("the system call filter: %s; sandbox = no runs without it",
                  strerror(-why));
    return why ? ERR_DENIED : ERR_NONE;
}
