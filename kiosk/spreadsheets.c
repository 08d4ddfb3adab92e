#include "spreadsheets.h"

#include "child.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A spreadsheet takes milliseconds; one that takes this long is hostile. */
enum { TRIES = 500, TRY_MS = 10 };

static bool is_newer(const struct stat *a, const struct stat *b)
{
    if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
        return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
    return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

/* Whether neither the form nor its errors are as new as the spreadsheet. */
static bool waits(const char *folder, const char *file, const char *dot)
{
    static const char *const MADE[] = {".xml", ".errors.txt"};
    char *path = file_join(folder, file);
    struct stat sheet;
    struct stat made;
    bool waiting = stat(path, &sheet) == 0;

    for (size_t i = 0; i < 2; i++) {
        char *result =
            xasprintf("%s/%.*s%s", folder, (int)(dot - file), file, MADE[i]);
        if (stat(result, &made) == 0 && !is_newer(&sheet, &made))
            waiting = false;
        free(result);
    }
    free(path);
    return waiting;
}

static bool is_spreadsheet(const char *name, const char *dot)
{
    if (!dot || dot == name || strcasecmp(name, "README.md") == 0)
        return false;
    return strcasecmp(dot, ".xlsx") == 0 || strcasecmp(dot, ".md") == 0;
}

static bool is_waiting(const char *folder)
{
    DIR *dir = opendir(folder);
    bool waiting = false;

    for (const struct dirent *entry;
         dir && !waiting && (entry = readdir(dir));) {
        const char *dot = strrchr(entry->d_name, '.');
        if (is_spreadsheet(entry->d_name, dot))
            waiting = waits(folder, entry->d_name, dot);
    }
    if (dir)
        closedir(dir);
    return waiting;
}

/* Its words go where ours go: the screen belongs to the resident. */
static pid_t start(const char *folder)
{
    char name[] = "barrio-form", verb[] = "folder";
    char *words[] = {name, verb, (char *)folder, NULL};
    const struct child_streams streams = {CHILD_NOTHING, STDERR_FILENO,
                                          STDERR_FILENO};
    pid_t child = -1;
    int why = child_start_own(&child, words, &streams);

    if (why)
        log_warn("%s: %s; spreadsheets in %s stay uncompiled", name,
                 strerror(why), folder);
    return child;
}

static void wait_for(pid_t child, const char *folder)
{
    const struct timespec pause = {.tv_nsec = TRY_MS * 1000000L};
    for (int i = 0; i < TRIES; i++) {
        pid_t ended = waitpid(child, NULL, WNOHANG);
        if (ended == child || (ended < 0 && errno != EINTR))
            return;
        nanosleep(&pause, NULL);
    }
    log_error("a spreadsheet in %s takes too long; take it out", folder);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

void spreadsheets_compile(const char *folder)
{
    if (!is_waiting(folder))
        return;
    pid_t child = start(folder);
    if (child > 0)
        wait_for(child, folder);
}
