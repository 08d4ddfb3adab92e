/* Dates and times of forms: instants in milliseconds since the epoch, read
 * and printed in the zone of TZ, as ISO 8601 in the forms of the ODK XForms
 * specification. */
#ifndef FORM_CALENDAR_H
#define FORM_CALENDAR_H

#include "base/attr.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct calendar_fields {
    int year, month, day; /* month and day from 1 */
    int hour, minute, second, ms;
    int weekday; /* 0: Sunday; filled by calendar_split only */
};

/* Local fields of an instant. */
void calendar_split(int64_t ms, struct calendar_fields *out);
/* The instant of local fields. */
int64_t calendar_join(const struct calendar_fields *fields);

/* Days from 1970-01-01 to the local day of an instant. */
int64_t calendar_day(int64_t ms);
/* The first instant of that local day. */
int64_t calendar_day_start(int64_t day);

/* Reads "2026-11-23" or "2026-11-23T10:31:07.120-06:00" (seconds, fraction
 * and zone may be missing); false when it is no such date. */
MUST_USE bool calendar_read(const char *text, int64_t *ms);
/* Reads "10:31:07.120-06:00", a time on the local day of now_ms. */
MUST_USE bool calendar_read_time(const char *text, int64_t now_ms, int64_t *ms);

/* Appends "2026-11-23". */
void calendar_print_date(int64_t ms, struct buf *out);
/* Appends "10:31:07.120-06:00" ("Z" for UTC). */
void calendar_print_time(int64_t ms, struct buf *out);
/* Appends date, "T" and time. */
void calendar_print_datetime(int64_t ms, struct buf *out);
/* Appends the instant by a format of format-date: %Y %y %m %n %b %d %e %H %h
 * %M %S %3 %a %W %%. False at any other escape. */
MUST_USE bool calendar_format(int64_t ms, const char *format, struct buf *out);

#endif
