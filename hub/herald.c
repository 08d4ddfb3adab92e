#include "herald.h"

#include "alert.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "base/stamp.h"
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void add_time(struct buf *out, const char *name, int64_t ms)
{
    char text[STAMP_TEXT_SIZE];

    stamp_print_utc(ms, text);
    buf_printf(out, ",\"%s\":", name);
    json_escape(out, ms ? text : NULL);
}

void herald_json(struct buf *out, const struct config *config,
                 const struct alert *alert)
{
    const char *const members[][2] = {{"hub", config->name},
                                      {"address", config->public_url},
                                      {"kind", alert->kind},
                                      {"object", alert->object},
                                      {"text", alert->text}};

    buf_printf(out, "{\"id\":%lld", (long long)alert->id);
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        buf_printf(out, ",\"%s\":", members[i][0]);
        json_escape(out, members[i][1]);
    }
    add_time(out, "began", alert->began_ms);
    add_time(out, "ended", alert->ended_ms);
    buf_putc(out, '}');
}

static bool write_all(int fd, const char *text, size_t size)
{
    while (size) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0) {
            text += n;
            size -= (size_t)n;
        }
    }
    return true;
}

static int spawn(pid_t *pid, const char *const *argv, int in)
{
    posix_spawn_file_actions_t actions;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    int why = posix_spawnp(pid, argv[0], &actions, NULL,
                           (char **)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return why;
}

/* Runs a program with a text on its standard input. */
static bool pipe_to(const char *const *argv, const struct buf *text)
{
    int ends[2], status = -1;
    pid_t pid;

    if (pipe(ends))
        return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    int why = spawn(&pid, argv, ends[0]);
    close(ends[0]);
    if (!why && !write_all(ends[1], buf_text(text), text->size))
        log_warn("%s does not listen", argv[0]);
    close(ends[1]);
    if (why) {
        log_error("%s cannot be started: %s", argv[0], strerror(why));
        return false;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    log_error("%s could not tell the alert; it is tried again", argv[0]);
    return false;
}

/* A value of curl's own settings language: the address may hold a secret,
 * which no list of processes should show. */
static void add_quoted(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, "%s = \"", name);
    for (const char *c = value; *c; c++) {
        if (*c == '"' || *c == '\\')
            buf_putc(out, '\\');
        if ((unsigned char)*c >= ' ')
            buf_putc(out, *c);
    }
    buf_puts(out, "\"\n");
}

static bool tell_webhook(const struct config *config, const struct alert *alert)
{
    static const char *const CURL[] = {"curl", "--config", "-", NULL};
    struct buf body, settings;

    buf_init(&body, 0);
    buf_init(&settings, 0);
    herald_json(&body, config, alert);
    buf_puts(&settings, "silent\nshow-error\nfail\nmax-time = 20\n"
                        "proto = \"=http,https\"\n"
                        "header = \"Content-Type: application/json\"\n");
    add_quoted(&settings, "url", config->alert_webhook);
    add_quoted(&settings, "data-raw", buf_text(&body));
    bool worked = pipe_to(CURL, &settings);
    buf_clear(&body);
    buf_clear(&settings);
    return worked;
}

/* No line end of a name gets into a header. */
static void add_line(struct buf *out, const char *text)
{
    for (const char *c = text; *c; c++)
        buf_putc(out, (char)((unsigned char)*c < ' ' ? ' ' : *c));
}

static bool tell_mail(const struct config *config, const struct alert *alert)
{
    const char *const argv[] = {config->sendmail, "-t", "-i", NULL};
    struct buf mail;

    buf_init(&mail, 0);
    buf_puts(&mail, "To: ");
    add_line(&mail, config->alert_mail);
    buf_puts(&mail, "\nSubject: [");
    add_line(&mail, config->name);
    buf_puts(&mail, alert->ended_ms ? "] over: " : "] ");
    add_line(&mail, alert->kind);
    buf_putc(&mail, ' ');
    add_line(&mail, alert->object);
    buf_puts(&mail, "\nMIME-Version: 1.0\nContent-Type: text/plain; "
                    "charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n");
    buf_printf(&mail, "%s%s\n%s\n", alert->text,
               alert->ended_ms ? "\nThis is over." : "", config->public_url);
    bool worked = pipe_to(argv, &mail);
    buf_clear(&mail);
    return worked;
}

bool herald_tell(const struct config *config, const struct alert *alert)
{
    bool worked = true;

    signal(SIGPIPE, SIG_IGN);
    if (*config->alert_webhook)
        worked = tell_webhook(config, alert);
    if (*config->alert_mail)
        worked = tell_mail(config, alert) && worked;
    return worked;
}
