#include "form/calendar.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SECOND_MS = 1000, DAY_MS = 86400000 };

/* Rounds towards the past, also before 1970. */
static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static struct tm local(int64_t ms)
{
    time_t seconds = (time_t)floor_div(ms, SECOND_MS);
    struct tm tm;

    if (!localtime_r(&seconds, &tm))
        memset(&tm, 0, sizeof tm);
    return tm;
}

void calendar_split(int64_t ms, struct calendar_fields *out)
{
    struct tm tm = local(ms);

    *out = (struct calendar_fields){
        .year = tm.tm_year + 1900,
        .month = tm.tm_mon + 1,
        .day = tm.tm_mday,
        .hour = tm.tm_hour,
        .minute = tm.tm_min,
        .second = tm.tm_sec,
        .ms = (int)(ms - floor_div(ms, SECOND_MS) * SECOND_MS),
        .weekday = tm.tm_wday,
    };
}

/* A clock time that summer time skips is moved, never refused. */
int64_t calendar_join(const struct calendar_fields *f)
{
    struct tm tm = {
        .tm_year = f->year - 1900,
        .tm_mon = f->month - 1,
        .tm_mday = f->day,
        .tm_hour = f->hour,
        .tm_min = f->minute,
        .tm_sec = f->second,
        .tm_isdst = -1,
    };

    return (int64_t)mktime(&tm) * SECOND_MS + f->ms;
}

/* Days since the epoch of a date of the Gregorian calendar, any year. */
static int64_t days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_div(year, 400);
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

int64_t calendar_day(int64_t ms)
{
    struct tm tm = local(ms);

    return days_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

int64_t calendar_day_start(int64_t day)
{
    /* mktime carries days over into months and years. */
    struct tm tm = {.tm_year = 70, .tm_mday = (int)day + 1, .tm_isdst = -1};

    return (int64_t)mktime(&tm) * SECOND_MS;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Months are counted from 1. */
static int days_in_month(int month, int year)
{
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return DAYS[month - 1] + (month == 2 && is_leap(year));
}

/* Reads 1 to `most` digits and moves on. */
static bool read_number(const char **at, size_t most, int *out)
{
    size_t n = strspn(*at, "0123456789");

    if (n == 0 || n > most)
        return false;
    *out = atoi(*at);
    *at += n;
    return true;
}

static bool read_char(const char **at, char c)
{
    if (**at != c)
        return false;
    ++*at;
    return true;
}

static bool read_date(const char **at, struct calendar_fields *f)
{
    return read_number(at, 5, &f->year) && read_char(at, '-') &&
           read_number(at, 2, &f->month) && read_char(at, '-') &&
           read_number(at, 2, &f->day) && f->month >= 1 && f->month <= 12 &&
           f->day >= 1 && f->day <= days_in_month(f->month, f->year);
}

/* Beyond milliseconds digits are read and dropped. */
static void read_fraction(const char **at, struct calendar_fields *f)
{
    int weight = 100;

    if (!read_char(at, '.'))
        return;
    for (; **at >= '0' && **at <= '9'; ++*at, weight /= 10)
        f->ms += (**at - '0') * weight;
}

static bool read_clock(const char **at, struct calendar_fields *f)
{
    if (!read_number(at, 2, &f->hour) || !read_char(at, ':') ||
        !read_number(at, 2, &f->minute))
        return false;
    if (read_char(at, ':')) {
        if (!read_number(at, 2, &f->second))
            return false;
        read_fraction(at, f);
    }
    return f->hour < 24 && f->minute < 60 && f->second < 60;
}

/* Reads "Z", "+02:00", "-06" or nothing; *minutes is only set (and true
 * returned through has) when there is a zone. */
static bool read_zone(const char **at, bool *has, int *minutes)
{
    int sign = **at == '-' ? -1 : 1, hours, rest = 0;

    *has = **at != '\0';
    *minutes = 0;
    if (!*has || read_char(at, 'Z'))
        return **at == '\0';
    if (**at != '+' && **at != '-')
        return false;
    ++*at;
    if (!read_number(at, 2, &hours))
        return false;
    if (read_char(at, ':') && !read_number(at, 2, &rest))
        return false;
    *minutes = sign * (hours * 60 + rest);
    return **at == '\0';
}

static bool read_time(const char *at, struct calendar_fields *f, int64_t *ms)
{
    bool has_zone;
    int minutes;

    if (!read_clock(&at, f) || !read_zone(&at, &has_zone, &minutes))
        return false;
    if (!has_zone) {
        *ms = calendar_join(f);
        return true;
    }
    int64_t of_day = ((f->hour * 60 + f->minute - minutes) * 60 + f->second) *
                         (int64_t)SECOND_MS +
                     f->ms;
    *ms = days_of(f->year, f->month, f->day) * DAY_MS + of_day;
    return true;
}

bool calendar_read(const char *text, int64_t *ms)
{
    struct calendar_fields f = {0};

    if (!read_date(&text, &f))
        return false;
    if (*text == 'T')
        return read_time(text + 1, &f, ms);
    *ms = calendar_join(&f);
    return *text == '\0';
}

bool calendar_read_time(const char *text, int64_t now_ms, int64_t *ms)
{
    struct calendar_fields f;

    calendar_split(now_ms, &f);
    f.second = f.ms = 0;
    return read_time(text, &f, ms);
}
