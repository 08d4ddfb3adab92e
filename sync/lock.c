#include "lock.h"

#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char NAME[] = "sync.lock";

enum err lock_take(const char *folder, int *out)
{
    char *path = file_join(folder, NAME);
    enum err err = ERR_NONE;

    *out = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (*out < 0) {
        log_error("%s: %s: make the folder writable for this user", path,
                  strerror(errno));
        err = ERR_DENIED;
    } else if (flock(*out, LOCK_EX | LOCK_NB) != 0) {
        log_error("%s: another barrio-sync works on this folder: leave it to "
                  "that one, or stop it first (systemctl stop barrio-sync)",
                  folder);
        close(*out);
        *out = -1;
        err = ERR_BUSY;
    }
    free(path);
    return err;
}

void lock_release(int lock)
{
    close(lock);
}

bool lock_is_taken(const char *folder)
{
    char *path = file_join(folder, NAME);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool taken = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0;

    if (fd >= 0)
        close(fd);
    free(path);
    return taken;
}
