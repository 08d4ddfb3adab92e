#include "store/published.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

char *published_path(const char *data, enum publication_kind kind,
                     const char *name)
{
    return xasprintf("%s/published/%s/%s", data, publication_kind_name(kind),
                     name);
}

enum err published_read(const char *data, enum publication_kind kind,
                        const char *name, struct buf *out)
{
    if (!file_name_is_safe(name))
        return ERR_MISSING;
    char *path = published_path(data, kind, name);
    enum err err = file_read(path, out);
    free(path);
    return err;
}

enum err published_each(const char *data, enum publication_kind kind,
                        enum err (*visit)(void *context, const char *name),
                        void *context)
{
    char *folder =
        xasprintf("%s/published/%s", data, publication_kind_name(kind));
    struct dirent **names = NULL;
    enum err err = ERR_NONE;
    int count = scandir(folder, &names, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        if (!err && file_name_is_safe(names[i]->d_name))
            err = visit(context, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    free(folder);
    return err;
}

int published_hold(const char *folder, bool alone)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 && flock(fd, alone ? LOCK_EX : LOCK_SH | LOCK_NB) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

void published_let_go(int hold)
{
    if (hold >= 0)
        close(hold);
}
