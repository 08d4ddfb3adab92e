#include "device.h"

#include "child.h"

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Its seconds are counted on the screen; that it ended shows within a tenth. */
enum { LOOK_MS = 100, LEAST_BYTES = 64 * 1024 };

/* The command's words, NULL behind the last; text is what they point into. */
struct command {
    char *text, **words;
};

static void split(struct command *c, const char *line, const char *path)
{
    /* A word has a blank behind it, but the last; then the path, then NULL. */
    size_t most = (strlen(line) + 1) / 2 + 2, count = 0;
    bool has_path = false;
    char *rest = NULL;

    *c = (struct command){.text = xstrdup(line),
                          .words = xcalloc(most, sizeof *c->words)};
    for (char *word = strtok_r(c->text, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest)) {
        bool is_path = strcmp(word, "FILE") == 0;
        c->words[count++] = is_path ? (char *)path : word;
        has_path |= is_path;
    }
    if (!has_path && count)
        c->words[count] = (char *)path;
}

/* A group of its own, so that what it starts ends with it; its words come by
 * the pipe and never onto the screen. */
static int spawn(struct device *d, char **words, int errors)
{
    const struct child_streams streams = {CHILD_NOTHING, CHILD_NOTHING, errors};

    return child_start(&d->child, words, &streams, true);
}

/* The limit of a file's size is inherited: it is ours only for as long as the
 * start takes, in which nothing is written. */
static int spawn_limited(struct device *d, char **words, int errors)
{
    struct rlimit usual, least;

    if (!words[0] || getrlimit(RLIMIT_FSIZE, &usual))
        return words[0] ? errno : ENOENT;
    least = usual;
    if (least.rlim_cur == RLIM_INFINITY || least.rlim_cur > d->bytes)
        least.rlim_cur = d->bytes;
    if (setrlimit(RLIMIT_FSIZE, &least))
        return errno;
    int why = spawn(d, words, errors);
    if (setrlimit(RLIMIT_FSIZE, &usual))
        log_warn("RLIMIT_FSIZE: %s", strerror(errno));
    return why;
}

/* One that hangs in the kernel may take its time to go: nobody waits. */
static bool reap(struct device *d, int *status)
{
    if (!d->child || waitpid(d->child, status, WNOHANG) == 0)
        return false;
    d->child = 0;
    return true;
}

static void end(struct device *d, enum device_fault fault)
{
    if (d->is_ours && d->child) {
        kill(-d->child, SIGKILL);
        reap(d, &(int){0});
    }
    if (d->state == DEVICE_RUNS)
        close(d->errors);
    d->is_ours = false;
    d->state = fault ? DEVICE_FAILED : DEVICE_DONE;
    d->fault = fault;
    if (fault)
        unlink(d->path);
}

void device_forget(struct device *d)
{
    /* One that was told to end and has not gone is remembered. */
    pid_t child = d->child;

    free(d->path);
    free(d->folder);
    *d = (struct device){.child = child};
}

void device_stop(struct device *d)
{
    if (d->state == DEVICE_RUNS)
        end(d, DEVICE_TOO_SLOW);
    else if (d->state == DEVICE_DONE)
        unlink(d->path); /* nobody took it */
    reap(d, &(int){0});
    device_forget(d);
}

static uint64_t spare_bytes(const struct device *d)
{
    uint64_t free_bytes = 0;

    if (file_free_bytes(d->folder, &free_bytes))
        return 0;
    /* Kept once more with the answer, before this one goes. */
    return free_bytes > d->room ? (free_bytes - d->room) / 2 : 0;
}

static void begin(struct device *d, const char *command)
{
    struct command words;
    int ends[2];

    if (child_pipe(ends)) {
        end(d, DEVICE_NOT_STARTED);
        return;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    split(&words, command, d->path);
    int why = spawn_limited(d, words.words, ends[1]);
    close(ends[1]);
    if (why) {
        log_warn("%s: %s", words.words[0] ? words.words[0] : "no command",
                 strerror(why));
        close(ends[0]);
        d->child = 0;
        end(d, DEVICE_NOT_STARTED);
    } else {
        d->errors = ends[0];
        d->is_ours = true;
        d->state = DEVICE_RUNS;
    }
    free(words.text);
    free(words.words);
}

void device_start(struct device *d, const char *command, const char *path,
                  const struct device_limits *limits, int64_t now_ms)
{
    device_stop(d);
    d->path = xstrdup(path);
    d->folder = xstrdup(limits->folder);
    d->room = limits->room;
    d->began_ms = now_ms;
    d->ms = limits->ms;
    uint64_t spare = spare_bytes(d);
    d->bytes = limits->bytes < spare ? limits->bytes : spare;
    if (d->bytes < LEAST_BYTES)
        end(d, DEVICE_FULL);
    else
        begin(d, command);
}

struct pollfd device_watch(const struct device *d)
{
    bool speaks = d->state == DEVICE_RUNS && !d->is_deaf;

    return (struct pollfd){.fd = speaks ? d->errors : -1, .events = POLLIN};
}

/* Keeps the last line, without what would move the cursor. */
static void note_words(struct device *d, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        bool is_end = byte == '\n' || byte == '\r';
        if (is_end) {
            d->begins_line = true;
            continue;
        }
        if (byte < ' ' || byte > '~')
            byte = '?';
        if (d->begins_line)
            d->words_size = 0;
        d->begins_line = false;
        if (d->words_size + 1 < sizeof d->words)
            d->words[d->words_size++] = (char)byte;
        d->words[d->words_size] = '\0';
    }
}

static void hear_words(struct device *d)
{
    enum { MOST_READS = 128 }; /* a full pipe */
    char bytes[512];

    /* One that writes faster than it is read must not hold the kiosk's loop. */
    for (int i = 0; i < MOST_READS && !d->is_deaf; i++) {
        ssize_t got = read(d->errors, bytes, sizeof bytes);
        if (got < 0)
            return;
        d->is_deaf = got == 0;
        note_words(d, bytes, (size_t)got);
    }
}

/* What its end means. */
static enum device_fault judge(const struct device *d, int status)
{
    struct stat file;
    bool is_there = lstat(d->path, &file) == 0 && S_ISREG(file.st_mode);
    bool is_large = is_there && (uint64_t)file.st_size >= d->bytes;

    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return DEVICE_TOO_LARGE;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return is_large ? DEVICE_TOO_LARGE : DEVICE_BROKE;
    if (is_large)
        return DEVICE_TOO_LARGE;
    return is_there && file.st_size > 0 ? DEVICE_NO_FAULT : DEVICE_EMPTY;
}

/* What the command left running ends with it; before it is reaped, since then
 * its number may be another's. */
static void end_group(const struct device *d)
{
    siginfo_t ended = {.si_pid = 0};

    if (d->child &&
        waitid(P_PID, (id_t)d->child, &ended, WEXITED | WNOHANG | WNOWAIT) ==
            0 &&
        ended.si_pid)
        kill(-d->child, SIGKILL);
}

bool device_hear(struct device *d, int64_t now_ms)
{
    int status;

    if (d->state != DEVICE_RUNS) {
        reap(d, &status);
        return false;
    }
    hear_words(d);
    end_group(d);
    if (reap(d, &status)) {
        hear_words(d);
        end(d, judge(d, status));
    } else if (now_ms - d->began_ms >= d->ms) {
        end(d, DEVICE_TOO_SLOW);
    } else if (spare_bytes(d) == 0) {
        end(d, DEVICE_FULL);
    }
    return d->state != DEVICE_RUNS;
}

int device_wait_ms(const struct device *d)
{
    return d->state == DEVICE_RUNS || d->child ? LOOK_MS : -1;
}
