#include "child.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

/* Where packages put programs. */
#define INSTALLED "/usr/bin/"

static void lead(posix_spawn_file_actions_t *actions, int from, int to)
{
    if (from == CHILD_NOTHING)
        posix_spawn_file_actions_addopen(
            actions, to, "/dev/null", to == STDIN_FILENO ? O_RDONLY : O_WRONLY,
            0);
    else
        posix_spawn_file_actions_adddup2(actions, from, to);
}

static void set_signals(posix_spawnattr_t *attributes, bool is_apart)
{
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    sigset_t none, usual;

    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGTERM);
    if (is_apart) {
        sigfillset(&usual);
        flags |= POSIX_SPAWN_SETPGROUP;
        posix_spawnattr_setpgroup(attributes, 0);
    }
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &usual);
    posix_spawnattr_setflags(attributes, flags);
}

int child_start(pid_t *child, char *const *words,
                const struct child_streams *streams, bool is_apart)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t started;

    posix_spawn_file_actions_init(&actions);
    lead(&actions, streams->in, STDIN_FILENO);
    lead(&actions, streams->out, STDOUT_FILENO);
    lead(&actions, streams->err, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    set_signals(&attributes, is_apart);
    int why =
        posix_spawn(&started, words[0], &actions, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (!why)
        *child = started;
    return why;
}

int child_start_own(pid_t *child, char **words,
                    const struct child_streams *streams)
{
    char *name = words[0], *beside = file_of_program(name);
    char *installed = xasprintf(INSTALLED "%s", name);

    words[0] = beside;
    int why = child_start(child, words, streams, false);
    words[0] = installed;
    if (why)
        why = child_start(child, words, streams, false);
    words[0] = name;
    free(beside);
    free(installed);
    return why;
}

enum err child_pipe(int ends[2])
{
    if (pipe(ends)) {
        log_warn("pipe: %s", strerror(errno));
        return ERR_IO;
    }
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    return ERR_NONE;
}
