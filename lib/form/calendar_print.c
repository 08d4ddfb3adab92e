/* Moments in the station's zone as ODK writes them, the offset in them, and the
 * codes of format-date. */
#include "form/calendar.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Minutes east of UTC at an instant. */
static int offset_minutes(int64_t ms, const struct calendar_fields *f)
{
    struct tm utc;
    time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0));

    if (!gmtime_r(&seconds, &utc))
        return 0;
    int minutes = (f->hour - utc.tm_hour) * 60 + f->minute - utc.tm_min;
    /* The two clocks may stand on different days, never further apart. */
    if (f->day == utc.tm_mday)
        return minutes;
    bool ahead = f->year != utc.tm_year + 1900 ? f->year > utc.tm_year + 1900
                 : f->month != utc.tm_mon + 1  ? f->month > utc.tm_mon + 1
                                               : f->day > utc.tm_mday;
    return minutes + (ahead ? 1440 : -1440);
}

void calendar_print_date(int64_t ms, struct buf *out)
{
    struct calendar_fields f;

    calendar_split(ms, &f);
    buf_printf(out, "%04d-%02d-%02d", f.year, f.month, f.day);
}

void calendar_print_time(int64_t ms, struct buf *out)
{
    struct calendar_fields f;

    calendar_split(ms, &f);
    int offset = offset_minutes(ms, &f);
    buf_printf(out, "%02d:%02d:%02d.%03d", f.hour, f.minute, f.second, f.ms);
    if (offset == 0)
        buf_putc(out, 'Z');
    else
        buf_printf(out, "%c%02d:%02d", offset < 0 ? '-' : '+', abs(offset) / 60,
                   abs(offset) % 60);
}

void calendar_print_datetime(int64_t ms, struct buf *out)
{
    calendar_print_date(ms, out);
    buf_putc(out, 'T');
    calendar_print_time(ms, out);
}

/* Names of months and days and the week come from the C library, in the
 * language of the process. */
static void print_word(char escape, int64_t ms, struct buf *out)
{
    time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0));
    struct tm tm;
    char text[64] = "";

    if (!localtime_r(&seconds, &tm))
        return;
    if (escape == 'b')
        strftime(text, sizeof text, "%b", &tm);
    else if (escape == 'a')
        strftime(text, sizeof text, "%a", &tm);
    else
        strftime(text, sizeof text, "%V", &tm);
    buf_puts(out, *text == '0' ? text + 1 : text);
}

static bool print_escape(char escape, int64_t ms,
                         const struct calendar_fields *f, struct buf *out)
{
    const struct {
        char escape;
        int width;
        int number;
    } NUMBERS[] = {
        {'Y', 4, f->year},   {'y', 2, f->year % 100}, {'m', 2, f->month},
        {'n', 1, f->month},  {'d', 2, f->day},        {'e', 1, f->day},
        {'H', 2, f->hour},   {'h', 1, f->hour},       {'M', 2, f->minute},
        {'S', 2, f->second}, {'3', 3, f->ms},
    };

    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        if (NUMBERS[i].escape != escape)
            continue;
        buf_printf(out, "%0*d", NUMBERS[i].width, NUMBERS[i].number);
        return true;
    }
    if (escape == '%')
        buf_putc(out, '%');
    else if (strchr("baW", escape) && escape)
        print_word(escape, ms, out);
    else
        return false;
    return true;
}

bool calendar_format(int64_t ms, const char *format, struct buf *out)
{
    struct calendar_fields f;

    calendar_split(ms, &f);
    for (; *format; format++) {
        if (*format != '%')
            buf_putc(out, *format);
        else if (!print_escape(*++format, ms, &f, out))
            return false;
    }
    return true;
}
