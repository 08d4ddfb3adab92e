#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 1024 };

/* The one mutable file variable of the house: the log has no owner to be
 * passed to every function that may fail. */
static enum log_level threshold = LOG_LEVEL_INFO;

static const struct {
    const char *name;
    const char *journal;
} LEVELS[] = {
    [LOG_LEVEL_ERROR] = {"error", "<3>"},
    [LOG_LEVEL_WARN] = {"warn", "<4>"},
    [LOG_LEVEL_INFO] = {"info", "<6>"},
    [LOG_LEVEL_DEBUG] = {"debug", "<7>"},
};

void log_set_level(enum log_level level)
{
    threshold = level;
}

bool log_level_parse(const char *text, enum log_level *out)
{
    for (size_t i = 0; i < COUNT_OF(LEVELS); i++) {
        if (strcmp(text, LEVELS[i].name) == 0) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

static void tame(char *line)
{
    for (; *line; line++) {
        if ((unsigned char)*line < ' ' || *line == 0x7f)
            *line = '?';
    }
}

void log_line(enum log_level level, const char *who, const char *format, ...)
{
    char line[LINE_SIZE];
    char whole[LINE_SIZE + 128];
    va_list args;

    if (level > threshold)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    tame(line);

    /* One write, so that lines of several programs do not mix. */
    int n = snprintf(whole, sizeof whole, "%s%s: %s: %s\n",
                     getenv("JOURNAL_STREAM") ? LEVELS[level].journal : "",
                     LEVELS[level].name, who, line);
    if (write(STDERR_FILENO, whole, (size_t)n) < 0)
        return;
}
