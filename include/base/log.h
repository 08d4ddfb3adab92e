/* The log: one line on stderr for each event, with journald's priority in
 * front when the journal listens, and the calling function's name as its tag.
 * Ids may be logged, answers never. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attr.h"

#include <stdbool.h>

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARN,
    LOG_LEVEL_INFO,
    LOG_LEVEL_DEBUG
};

/* Lines above this level are dropped; the default is LOG_LEVEL_INFO. */
void log_set_level(enum log_level level);

/* Reads "error", "warn", "info" or "debug"; false when it is none of them. */
MUST_USE bool log_level_parse(const char *text, enum log_level *out);

/* Writes one line; use the macros below. Control characters become '?'. */
void log_line(enum log_level level, const char *who, const char *format, ...)
    PRINTF_LIKE(3, 4);

#define log_error(...) log_line(LOG_LEVEL_ERROR, __func__, __VA_ARGS__)
#define log_warn(...) log_line(LOG_LEVEL_WARN, __func__, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __func__, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __func__, __VA_ARGS__)

#endif
