/* Growable bytes with a ceiling. Adding beyond the ceiling adds nothing and
 * sets `overflow`, so that a writer of many parts checks once, at its end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/attr.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data; /* always NUL-terminated once anything was added */
    size_t size;
    size_t capacity;
    size_t limit;
    bool overflow;
};

/* Prepares an empty buffer that holds at most limit bytes (0: no limit). */
void buf_init(struct buf *buf, size_t limit);
/* Frees the content; the buffer may be used again with the same limit. */
void buf_clear(struct buf *buf);
/* Forgets the content and the overflow, keeps the memory. */
void buf_reset(struct buf *buf);

/* Appends size bytes. */
void buf_add(struct buf *buf, const void *data, size_t size);
/* Appends a string. */
void buf_puts(struct buf *buf, const char *text);
/* Appends one byte. */
void buf_putc(struct buf *buf, char byte);
/* Appends a number in decimal digits, many times faster than buf_printf. */
void buf_put_int(struct buf *buf, int64_t number);
/* Appends formatted text. */
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
/* The same with its values in a list, which stays as it is. */
void buf_vprintf(struct buf *buf, const char *format, va_list args)
    PRINTF_LIKE(2, 0);
/* Makes room for size more bytes and returns where they go, or NULL over the
 * ceiling; buf_commit says how many were then written. */
void *buf_reserve(struct buf *buf, size_t size);
/* Counts size bytes, written where buf_reserve said, as content. */
void buf_commit(struct buf *buf, size_t size);
/* Cuts the content back to size bytes; no effect when it is shorter. */
void buf_truncate(struct buf *buf, size_t size);

/* The content as a string, "" when empty; valid until the next change. */
const char *buf_text(const struct buf *buf);
/* Gives the content away: the caller frees it. Never NULL. */
char *buf_steal(struct buf *buf);

#endif
