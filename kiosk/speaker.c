#include "speaker.h"

#include "child.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* PIPE_BUF of Linux, which POSIX lets the headers hide. */
enum { LONGEST_LINE = 4096 };

/* Its input is the pipe; its output, which has none, must not reach the
 * screen. */
static int start(pid_t *child, const char *socket, int input)
{
    char name[] = "barrio-voice", automatic[] = "";
    char *words[] = {
        name, strcmp(socket, "auto") == 0 ? automatic : (char *)socket, NULL};
    const struct child_streams streams = {input, STDERR_FILENO, STDERR_FILENO};

    return child_start_own(child, words, &streams);
}

/* The one before had all the time that its speech server may take. */
static void bury(struct speaker *speaker)
{
    if (!speaker->child)
        return;
    if (waitpid(speaker->child, NULL, WNOHANG) == 0) {
        kill(speaker->child, SIGKILL);
        waitpid(speaker->child, NULL, 0);
    }
    speaker->child = 0;
}

enum err speaker_open(struct speaker *speaker, const char *socket)
{
    int ends[2];

    speaker_close(speaker);
    bury(speaker);
    if (child_pipe(ends))
        return ERR_IO;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    int wrong = start(&speaker->child, socket, ends[0]);
    close(ends[0]);
    if (wrong) {
        log_warn("barrio-voice: %s", strerror(wrong));
        close(ends[1]);
        return ERR_MISSING;
    }
    speaker->to = ends[1];
    speaker->is_open = true;
    return ERR_NONE;
}

/* How much of a text one order takes: all of it, or up to a blank; where there
 * is none, up to a whole character. */
static size_t piece(const char *text, size_t room)
{
    size_t size = strlen(text), end = room;

    if (size <= room)
        return size;
    while (end > 0 && text[end] != ' ')
        end--;
    end = end ? end : room;
    while (end > 1 && ((unsigned char)text[end] & 0xc0) == 0x80)
        end--;
    return end;
}

/* A line is written whole or not at all, as PIPE_BUF bytes are; one that finds
 * no room is not said, since nobody may wait for it. */
static bool write_line(int to, const char *order, const char *about,
                       size_t size)
{
    char *line =
        xasprintf("%s%s%.*s\n", order, size ? " " : "", (int)size, about);
    size_t length = strlen(line);

    for (size_t i = 0; i + 1 < length; i++)
        if (line[i] == '\n')
            line[i] = ' ';
    ssize_t written = write(to, line, length);
    free(line);
    return written >= 0 || errno == EAGAIN;
}

bool speaker_order(struct speaker *speaker, const char *order,
                   const char *about)
{
    bool is_there = true;

    do {
        size_t size = piece(about, LONGEST_LINE - strlen(order) - 2);
        is_there = write_line(speaker->to, order, about, size);
        about += size;
        about += strspn(about, " ");
    } while (is_there && *about);
    return is_there;
}

/* It ends with its input, once its server is silent. */
void speaker_close(struct speaker *speaker)
{
    if (!speaker->is_open)
        return;
    close(speaker->to);
    speaker->is_open = false;
}
