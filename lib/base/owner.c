/* For setfsuid(), which is Linux's own. */
#define _GNU_SOURCE

#include "base/owner.h"

#include "base/log.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <linux/securebits.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* setfsuid() and setfsgid() tell what held before, and nothing of success. */
static bool make_files_as(uid_t user, gid_t group)
{
    setfsgid(group);
    setfsuid(user);
    return setfsgid(group) == (int)group && setfsuid(user) == (int)user;
}

enum err owner_follow(const char *folder)
{
    struct stat about;

    if (geteuid() != 0 || stat(folder, &about) || about.st_uid == 0)
        return ERR_NONE;
    /* Or the kernel takes the right to read others' files with the name. */
    if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) ||
        !make_files_as(about.st_uid, about.st_gid)) {
        log_error("%s belongs to user %u, in whose name no files can be made "
                  "here: run this as that user",
                  folder, (unsigned)about.st_uid);
        return ERR_DENIED;
    }
    if (about.st_mode & S_IWGRP)
        umask(S_IRWXO);
    return ERR_NONE;
}

/* Asking by setfsuid() is refused to a program that is confined, by its unit or
 * by itself; the kernel writes the same number, the fourth, into its status. */
static uid_t files_user(void)
{
    unsigned user = UINT_MAX; /* nobody's, where it cannot be told */
    char line[128];

    if (geteuid() != 0)
        return geteuid();
    FILE *status = fopen("/proc/self/status", "re");
    while (status && fgets(line, sizeof line, status)) {
        if (sscanf(line, "Uid: %*u %*u %*u %u", &user) == 1)
            break;
    }
    if (status)
        fclose(status);
    return user;
}

bool owner_is_trusted(int fd, const char *path)
{
    const uid_t user = files_user();
    struct stat about;

    if (fstat(fd, &about)) {
        log_error("%s: %s", path, strerror(errno));
        return false;
    }
    if (user == 0 || about.st_uid == 0 || about.st_uid == user)
        return true;
    log_error("%s belongs to user %u, who has no business with it: look who "
              "put it there, and remove it",
              path, (unsigned)about.st_uid);
    return false;
}
