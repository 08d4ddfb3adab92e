#include "wire/ssip.h"

#include <string.h>

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* One line: three digits, then '-' while more lines follow, or a blank. */
static enum ssip_reply read_line(const char *line, size_t size, bool *is_last,
                                 bool *is_event)
{
    if (size < 4 || !is_digit(line[0]) || !is_digit(line[1]) ||
        !is_digit(line[2]) || (line[3] != '-' && line[3] != ' '))
        return SSIP_BROKEN;
    *is_last = line[3] == ' ';
    *is_event = line[0] == '7';
    return line[0] == '2' ? SSIP_DONE : SSIP_REFUSED;
}

enum ssip_reply ssip_read_reply(const char *bytes, size_t size, size_t *used)
{
    size_t at = 0;

    *used = 0;
    while (at < size) {
        const char *end = memchr(bytes + at, '\n', size - at);
        if (!end)
            return size - at > SSIP_LONGEST ? SSIP_BROKEN : SSIP_WAITS;
        bool is_last = false, is_event = false;
        enum ssip_reply reply = read_line(
            bytes + at, (size_t)(end - bytes) - at, &is_last, &is_event);
        at = (size_t)(end - bytes) + 1;
        if (reply == SSIP_BROKEN)
            return reply;
        if (!is_last || is_event)
            continue;
        *used = at;
        return reply;
    }
    return SSIP_WAITS;
}

/* Nothing that is said may end its line, and so begin a command. */
static void put_line(struct buf *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        buf_putc(out, (unsigned char)text[i] < ' ' ? ' ' : text[i]);
    buf_puts(out, "\r\n");
}

void ssip_put_command(struct buf *out, const char *command,
                      const char *argument)
{
    buf_puts(out, command);
    if (*argument)
        buf_putc(out, ' ');
    put_line(out, argument, strlen(argument));
}

void ssip_put_text(struct buf *out, const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        if (*text == '.')
            buf_putc(out, '.');
        put_line(out, text, size);
        text += size + (text[size] == '\n');
    }
    buf_puts(out, ".\r\n");
}
