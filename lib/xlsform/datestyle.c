#include "datestyle.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EPOCH_1904 = 1462, FALSE_LEAP_DAY = 60 };
static const long long MS_PER_DAY = 86400000;
static const double LAST_DAY = 2958465; /* 31 December 9999 */

/* Past a quoted text or a [bracket] other than an elapsed time's. */
static const char *skip_literal(const char *p)
{
    const char *end = NULL;
    if (*p == '"')
        end = strchr(p + 1, '"');
    else if (*p == '[' && !strchr("hmsHMS", p[1]))
        end = strchr(p, ']');
    else if ((*p == '\\' || *p == '_') && p[1])
        end = p + 1;
    return end ? end + 1 : p;
}

bool datestyle_is_date(const char *code)
{
    for (const char *p = code; *p;) {
        const char *after = skip_literal(p);
        if (after != p) {
            p = after;
            continue;
        }
        if (strchr("dmhysDMHYS", *p))
            return true;
        p++;
    }
    return false;
}

bool datestyle_is_builtin(long format)
{
    return (format >= 14 && format <= 22) || (format >= 45 && format <= 47);
}

struct day {
    long long year;
    unsigned month, day;
};

/* Days since 1 March of year 0, by whole cycles of 400 years. */
static struct day civil(long long days)
{
    long long cycle = days / 146097;
    long long rest = days % 146097;
    long long year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    long long of_year = rest - (365 * year + year / 4 - year / 100);
    long long month = (5 * of_year + 2) / 153;
    struct day out = {cycle * 400 + year,
                      (unsigned)(month < 10 ? month + 3 : month - 9),
                      (unsigned)(of_year - (153 * month + 2) / 5 + 1)};
    out.year += out.month <= 2;
    return out;
}

void datestyle_print_date(double days, bool from_1904,
                          char out[DATESTYLE_TEXT_SIZE])
{
    if (days < 0 || days > LAST_DAY) {
        datestyle_print_number(days, out);
        return;
    }
    long long whole = (long long)floor(days);
    long long ms = llround((days - floor(days)) * (double)MS_PER_DAY);
    unsigned second = (unsigned)(ms / 1000 % 60);
    unsigned minute = (unsigned)(ms / 60000 % 60);
    unsigned hour = (unsigned)(ms / 3600000 % 24);
    bool is_time = whole == 0 && ms < MS_PER_DAY;
    /* Excel takes 1900 for a leap year: its days below 60 are one behind. */
    if (!from_1904 && whole > 0 && whole < FALSE_LEAP_DAY)
        whole++;
    whole += ms / MS_PER_DAY + (from_1904 ? EPOCH_1904 : 0);

    int size = 0;
    struct day day = civil(whole + 693899);
    if (!is_time)
        size = snprintf(out, DATESTYLE_TEXT_SIZE, "%04lld-%02u-%02u ", day.year,
                        day.month, day.day);
    size += snprintf(out + size, DATESTYLE_TEXT_SIZE - (size_t)size,
                     "%02u:%02u:%02u", hour, minute, second);
    if (ms % 1000)
        snprintf(out + size, DATESTYLE_TEXT_SIZE - (size_t)size, ".%03u000",
                 (unsigned)(ms % 1000));
}

void datestyle_print_number(double number, char out[DATESTYLE_TEXT_SIZE])
{
    if (number == floor(number) && fabs(number) < 1e21) {
        snprintf(out, DATESTYLE_TEXT_SIZE, "%.0f", number);
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, DATESTYLE_TEXT_SIZE, "%.*g", digits, number);
        if (strtod(out, NULL) == number)
            return;
    }
}
