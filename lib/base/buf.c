#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t limit)
{
    *buf = (struct buf){.limit = limit ? limit : SIZE_MAX / 4};
}

void buf_clear(struct buf *buf)
{
    size_t limit = buf->limit;

    free(buf->data);
    *buf = (struct buf){.limit = limit};
}

void buf_reset(struct buf *buf)
{
    buf->size = 0;
    buf->overflow = false;
    if (buf->data)
        buf->data[0] = '\0';
}

void *buf_reserve(struct buf *buf, size_t size)
{
    if (buf->overflow || size > buf->limit - buf->size) {
        buf->overflow = true;
        return NULL;
    }
    if (buf->capacity - buf->size < size + 1) {
        size_t capacity = buf->capacity ? buf->capacity : 64;
        while (capacity - buf->size < size + 1)
            capacity *= 2;
        buf->data = xreallocarray(buf->data, capacity, 1);
        buf->capacity = capacity;
    }
    return buf->data + buf->size;
}

void buf_commit(struct buf *buf, size_t size)
{
    buf->size += size;
    buf->data[buf->size] = '\0';
}

/* Whether so many bytes and a NUL find room as it is. */
static bool has_room(const struct buf *buf, size_t size)
{
    return buf->capacity - buf->size > size && buf->limit - buf->size >= size &&
           !buf->overflow;
}

/* Most texts are short and find room: they cost little more than the copy. */
void buf_add(struct buf *buf, const void *data, size_t size)
{
    void *to =
        has_room(buf, size) ? buf->data + buf->size : buf_reserve(buf, size);

    if (!to)
        return;
    if (size)
        memcpy(to, data, size);
    buf_commit(buf, size);
}

void buf_puts(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_putc(struct buf *buf, char byte)
{
    if (!has_room(buf, 1)) {
        buf_add(buf, &byte, 1);
        return;
    }
    buf->data[buf->size++] = byte;
    buf->data[buf->size] = '\0';
}

/* A whole number, at the right end of that many places. */
static void put_number(struct buf *buf, int64_t number, size_t width)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;

    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (number < 0)
        digits[--at] = '-';
    while (sizeof digits - at < width)
        digits[--at] = ' ';
    buf_add(buf, digits + at, sizeof digits - at);
}

void buf_put_int(struct buf *buf, int64_t number)
{
    put_number(buf, number, 0);
}

/* The places that a format keeps for a number: one digit, or none. */
static size_t width_of(const char *sign)
{
    return *sign >= '1' && *sign <= '9' ? (size_t)(*sign - '0') : 0;
}

/* Whether a format holds nothing but texts and whole numbers, of which some
 * may have places kept for them. */
static bool is_plain(const char *format)
{
    for (const char *at = strchr(format, '%'); at; at = strchr(at, '%')) {
        at++;
        const char *others = width_of(at) ? "d" : "sd%";
        at += width_of(at) > 0;
        if (strncmp(at, "zu", 2) != 0 && (!*at || !strchr(others, *at)))
            return false;
        at++;
    }
    return true;
}

/* One value of a plain format; returns what stands behind its sign. */
static const char *put_plain(struct buf *buf, const char *sign, va_list *args)
{
    size_t width = width_of(sign);
    const char *text;

    sign += width > 0;
    switch (*sign) {
    case 's':
        text = va_arg(*args, const char *);
        buf_puts(buf, text ? text : "(null)");
        return sign + 1;
    case 'd':
        put_number(buf, va_arg(*args, int), width);
        return sign + 1;
    case 'z':
        put_number(buf, (int64_t)va_arg(*args, size_t), width);
        return sign + 2;
    default:
        buf_putc(buf, *sign);
        return sign + 1;
    }
}

/* Most formats: printf itself takes many times as long. All of it is added, or
 * nothing. */
static void print_plain(struct buf *buf, const char *format, va_list *args)
{
    size_t before = buf->size;

    for (const char *at = format; *at;) {
        size_t size = strcspn(at, "%");
        buf_add(buf, at, size);
        at += size;
        if (*at)
            at = put_plain(buf, at + 1, args);
    }
    if (buf->overflow)
        buf_truncate(buf, before);
}

void buf_vprintf(struct buf *buf, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    if (is_plain(format)) {
        print_plain(buf, format, &again);
        va_end(again);
        return;
    }
    int length = vsnprintf(NULL, 0, format, args);
    char *to = buf_reserve(buf, (size_t)length);
    if (to) {
        vsnprintf(to, (size_t)length + 1, format, again);
        buf_commit(buf, (size_t)length);
    }
    va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_vprintf(buf, format, args);
    va_end(args);
}

void buf_truncate(struct buf *buf, size_t size)
{
    if (size >= buf->size)
        return;
    buf->size = size;
    buf->data[size] = '\0';
}

const char *buf_text(const struct buf *buf)
{
    return buf->data ? buf->data : "";
}

char *buf_steal(struct buf *buf)
{
    char *data = buf->data ? buf->data : xstrdup("");

    buf->data = NULL;
    buf_clear(buf);
    return data;
}
