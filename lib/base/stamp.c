#include "base/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

/* No answer was given before this program was written: 2026-11-01. */
static const int64_t FLOOR_MS = 1793491200000;

static int64_t read_ms(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t stamp_boot_ms(void)
{
    return read_ms(CLOCK_BOOTTIME);
}

static bool is_disciplined(void)
{
    struct timex state = {0};

    return adjtimex(&state) >= 0 && !(state.status & STA_UNSYNC);
}

int64_t stamp_wall_ms(void)
{
    const char *fixed = getenv("BARRIO_NOW");
    int64_t wall_ms;

    if (!fixed || !stamp_parse(fixed, &wall_ms))
        wall_ms = read_ms(CLOCK_REALTIME);
    return wall_ms;
}

bool stamp_is_known(int64_t wall_ms)
{
    return wall_ms >= FLOOR_MS;
}

struct stamp stamp_now(void)
{
    struct stamp now = {.boot_ms = stamp_boot_ms(), .wall_ms = stamp_wall_ms()};

    if (!stamp_is_known(now.wall_ms))
        now.quality = CLOCK_UNKNOWN;
    else
        now.quality = is_disciplined() ? CLOCK_SET : CLOCK_GUESSED;
    return now;
}

const char *clock_quality_name(enum clock_quality quality)
{
    static const char *const NAMES[] = {"unknown", "guessed", "set"};

    return NAMES[quality];
}

/* Floor division, so that instants before 1970 print right too. */
static time_t whole_seconds(int64_t wall_ms, int *rest_ms)
{
    int64_t seconds = wall_ms / 1000;

    if (wall_ms % 1000 < 0)
        seconds--;
    *rest_ms = (int)(wall_ms - seconds * 1000);
    return (time_t)seconds;
}

static char *put_digits(char *out, int number, int width, char behind)
{
    for (int i = width; i-- > 0; number /= 10)
        out[i] = (char)('0' + number % 10);
    out[width] = behind;
    return out + width + 1;
}

/* By hand in the years that have four digits: an export prints one for each
 * row, and strftime and snprintf were a quarter of its time. */
static size_t print_fields(const struct tm *tm, int ms,
                           char out[STAMP_TEXT_SIZE])
{
    char *at = out;

    if (tm->tm_year < -1900 || tm->tm_year > 9999 - 1900) {
        size_t n = strftime(out, STAMP_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", tm);
        return n + (size_t)snprintf(out + n, STAMP_TEXT_SIZE - n, ".%03d", ms);
    }
    at = put_digits(at, tm->tm_year + 1900, 4, '-');
    at = put_digits(at, tm->tm_mon + 1, 2, '-');
    at = put_digits(at, tm->tm_mday, 2, 'T');
    at = put_digits(at, tm->tm_hour, 2, ':');
    at = put_digits(at, tm->tm_min, 2, ':');
    at = put_digits(at, tm->tm_sec, 2, '.');
    at = put_digits(at, ms, 3, '\0');
    return (size_t)(at - out) - 1;
}

void stamp_print_utc(int64_t wall_ms, char out[STAMP_TEXT_SIZE])
{
    int ms;
    time_t seconds = whole_seconds(wall_ms, &ms);
    struct tm tm;

    gmtime_r(&seconds, &tm);
    size_t n = print_fields(&tm, ms, out);
    memcpy(out + n, "Z", sizeof "Z");
}

void stamp_print_local(int64_t wall_ms, char out[STAMP_TEXT_SIZE])
{
    int ms;
    time_t seconds = whole_seconds(wall_ms, &ms);
    struct tm tm;
    char zone[8];

    localtime_r(&seconds, &tm);
    size_t n = print_fields(&tm, ms, out);
    strftime(zone, sizeof zone, "%z", &tm);
    snprintf(out + n, STAMP_TEXT_SIZE - n, "%.3s:%.2s", zone, zone + 3);
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

static bool parse_zone(const char *text, int *minutes)
{
    int hours, rest = 0;
    char sign;

    *minutes = 0;
    if (*text == '\0' || strcmp(text, "Z") == 0)
        return true;
    if (sscanf(text, "%c%2d:%2d", &sign, &hours, &rest) < 2)
        return false;
    if (sign != '+' && sign != '-')
        return false;
    *minutes = (sign == '-' ? -1 : 1) * (hours * 60 + rest);
    return true;
}

bool stamp_parse(const char *text, int64_t *wall_ms)
{
    int year, month, day, hour, minute, second, used = 0, zone;
    double fraction = 0;

    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour,
               &minute, &second, &used) != 6)
        return false;
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    text += used;
    if (*text == '.') {
        char *end;
        fraction = strtod(text, &end);
        text = end;
    }
    if (!parse_zone(text, &zone))
        return false;
    *wall_ms = (days_from_civil(year, month, day) * 86400 + hour * 3600 +
                minute * 60 + second - zone * 60) *
                   1000 +
               (int64_t)(fraction * 1000 + 0.5);
    return true;
}

bool stamp_parse_local(const char *text, int64_t *wall_ms)
{
    struct tm tm = {.tm_isdst = -1};
    int used = 0;

    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d%n", &tm.tm_year, &tm.tm_mon,
               &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &used) != 5)
        return false;
    /* Browsers add seconds only where they are not zero. */
    if (text[used] && text[used] != ':')
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    int month = tm.tm_mon, day = tm.tm_mday;
    time_t seconds = mktime(&tm);
    /* What is no day (31 February) would come back as another one. */
    if (seconds == (time_t)-1 || tm.tm_mon != month || tm.tm_mday != day)
        return false;
    *wall_ms = (int64_t)seconds * 1000;
    return true;
}
