#include "campaign.h"

#include "base/conf.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/stamp.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MINUTE_MS = 60000, MINUTES_OF_DAY = 1440, DAYS_AHEAD = 366 };

#define AT(member) offsetof(struct campaign, member)
static const struct conf_key KEYS[] = {
    {"from", CONF_TEXT, AT(from), "", 0, 0, "first day: 2026-12-01"},
    {"until", CONF_TEXT, AT(until), "", 0, 0, "last day"},
    {"hours", CONF_TEXT, AT(hours), "", 0, 0, "opening hours"},
    {"asks", CONF_TEXT, AT(asks), "", 0, 0, "who asks"},
    {"reader", CONF_TEXT, AT(reader), "", 0, 0, "who reads single answers"},
    {"partial", CONF_TEXT, AT(partial), "", 0, 0, "keep unfinished visits"},
    {"why", CONF_TEXT, AT(why), "", 0, 0, "what the answers are for"},
    {"reply_by", CONF_TEXT, AT(reply_by), "", 0, 0, "day of the answer"},
    {"keep", CONF_TEXT, AT(keep), "", 0, 0, "days that answers are kept"},
    {"open", CONF_TEXT, AT(open), "", 0, 0, "fields published one by one"},
    {"closed", CONF_TEXT, AT(closed), "", 0, 0, "fields never published"},
    {"licence", CONF_TEXT, AT(licence), "", 0, 0, "of releases"},
    {"group", CONF_TEXT, AT(group), "", 0, 0, "field of groups"},
    {"sensitive", CONF_TEXT, AT(sensitive), "", 0, 0,
     "why sensitive questions are asked"},
};
#undef AT

static const char DAYS[] = "sunmontuewedthufrisat";

/* 0 for Sunday to 6; -1 when it is no day. */
static int day_of(const char *text)
{
    for (int i = 0; i < 7; i++) {
        if (strncmp(text, DAYS + (size_t)i * 3, 3) == 0)
            return i;
    }
    return -1;
}

/* One entry of a list of hours. */
struct span {
    int first_day, last_day; /* 0 to 6, may go round the week's end */
    int start, end;          /* minutes of the day */
};

/* Reads one entry and returns where it ends; NULL when it is none. */
static const char *read_span(const char *text, struct span *out)
{
    int hour, minute, end_hour, end_minute, size = 0;

    text += strspn(text, " ");
    *out = (struct span){0, 6, 0, 0};
    if (day_of(text) >= 0) {
        out->first_day = out->last_day = day_of(text);
        text += 3;
        if (*text == '-' && day_of(text + 1) >= 0) {
            out->last_day = day_of(text + 1);
            text += 4;
        }
    }
    if (sscanf(text, " %2d:%2d-%2d:%2d%n", &hour, &minute, &end_hour,
               &end_minute, &size) < 4 ||
        size == 0)
        return NULL;
    out->start = hour * 60 + minute;
    out->end = end_hour * 60 + end_minute;
    bool is_sound = minute < 60 && end_minute < 60 && out->start < out->end &&
                    out->end <= MINUTES_OF_DAY;
    return is_sound ? text + size + strspn(text + size, " ") : NULL;
}

static bool holds(const struct span *span, const struct tm *now)
{
    int minute = now->tm_hour * 60 + now->tm_min;
    int day = (now->tm_wday - span->first_day + 7) % 7;
    int days = (span->last_day - span->first_day + 7) % 7;

    return day <= days && minute >= span->start && minute < span->end;
}

bool hours_are_valid(const char *hours)
{
    struct span span;

    while (*hours) {
        hours = read_span(hours, &span);
        if (!hours || (*hours && *hours != ','))
            return false;
        hours += *hours == ',';
    }
    return true;
}

static bool hours_hold(const char *hours, const struct tm *now)
{
    struct span span;

    if (!*hours)
        return true;
    while (hours && *hours) {
        hours = read_span(hours, &span);
        if (hours && holds(&span, now))
            return true;
        if (hours)
            hours += *hours == ',';
    }
    return false;
}

static bool day_is_valid(const char *day)
{
    int year, month, of_month, size = 0;

    return !*day || (sscanf(day, "%4d-%2d-%2d%n", &year, &month, &of_month,
                            &size) == 3 &&
                     strlen(day) == 10 && size == 10 && month >= 1 &&
                     month <= 12 && of_month >= 1 && of_month <= 31);
}

static enum err check(const struct campaign *c, const char *path)
{
    const char *wrong = NULL;

    if (!day_is_valid(c->from) || !day_is_valid(c->until) ||
        !day_is_valid(c->reply_by))
        wrong = "write days as 2026-12-01";
    else if (!hours_are_valid(c->hours))
        wrong = "write hours as mon-fri 08:00-20:00, sat 09:00-13:00";
    else if (*c->partial && strcmp(c->partial, "yes") != 0 &&
             strcmp(c->partial, "no") != 0)
        wrong = "write partial as yes or no";
    if (!wrong)
        return ERR_NONE;
    log_error("%s: %s", path, wrong);
    return ERR_FORMAT;
}

static enum err load(struct campaign *out, const char *stem, const char *ending)
{
    char *path = xasprintf("%s%s", stem, ending);
    enum err err = conf_load(path, KEYS, COUNT_OF(KEYS), out);

    if (!err)
        err = check(out, path);
    free(path);
    return err;
}

enum err campaign_read(struct campaign *out, const char *path)
{
    const char *dot = strrchr(path, '.');
    char *stem = xstrndup(path, dot ? (size_t)(dot - path) : strlen(path));

    *out = (struct campaign){0};
    conf_defaults(KEYS, COUNT_OF(KEYS), out);
    enum err err = load(out, stem, ".conf");
    if (err == ERR_MISSING)
        err = load(out, stem, "-media/station.conf");
    free(stem);
    return err == ERR_MISSING ? ERR_NONE : err;
}

void campaign_clear(struct campaign *campaign)
{
    conf_clear(KEYS, COUNT_OF(KEYS), campaign);
}

bool campaign_is_open(const struct campaign *c, const char *hours,
                      int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm now;
    char today[16];

    if (!localtime_r(&seconds, &now) ||
        strftime(today, sizeof today, "%Y-%m-%d", &now) == 0)
        return true;
    if (*c->from && strcmp(today, c->from) < 0)
        return false;
    if (*c->until && strcmp(today, c->until) > 0)
        return false;
    return hours_hold(*c->hours ? c->hours : hours, &now);
}

/* By quarters of an hour, then back by minutes: the jumps of the clock in
 * spring and autumn then come out right by themselves. */
int64_t campaign_opens(const struct campaign *c, const char *hours,
                       int64_t wall_ms)
{
    const int64_t step = 15 * MINUTE_MS;
    int64_t at = wall_ms - wall_ms % MINUTE_MS;
    int64_t last = at + (int64_t)DAYS_AHEAD * MINUTES_OF_DAY * MINUTE_MS;

    while (at < last && !campaign_is_open(c, hours, at))
        at += step;
    if (at >= last)
        return 0;
    while (at > wall_ms && campaign_is_open(c, hours, at - MINUTE_MS))
        at -= MINUTE_MS;
    return at;
}

static bool noon_of(const char *text, int64_t *ms)
{
    char *stamp = xasprintf("%sT12:00:00Z", text);
    bool is_day = *text && stamp_parse(stamp, ms);

    free(stamp);
    return is_day;
}

bool campaign_is_weekly(const struct campaign *c)
{
    static const int64_t WEEK_MS = 7 * INT64_C(86400000);
    int64_t first, last;

    return noon_of(c->from, &first) && noon_of(c->until, &last) &&
           last >= first && last - first < WEEK_MS;
}
