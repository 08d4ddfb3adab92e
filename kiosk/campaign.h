/* When and how a form is asked: its dates, its hours, who asks. Kept beside
 * the form, as NAME.conf or, where it came with the form's media,
 * NAME-media/station.conf. */
#ifndef KIOSK_CAMPAIGN_H
#define KIOSK_CAMPAIGN_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Texts are "" where the station's own setting counts. */
struct campaign {
    char *from, *until; /* days, both included: 2026-12-01 */
    char *hours;        /* "mon-fri 08:00-20:00, sat 09:00-13:00" */
    char *asks, *reader;
    char *partial;  /* yes, no */
    char *why;      /* what the answers are for */
    char *reply_by; /* day of the city's answer: 2027-01-15 */
    char *keep;     /* for how many days single answers are kept */
    char *open, *closed, *licence, *group; /* for the hub's releases */
    char *sensitive; /* why sensitive questions are asked; "": they are not */
};

/* Reads the settings beside the form at path. One that cannot be read is
 * logged with file and line, and ERR_FORMAT returned; a form without any is
 * asked always. The caller ends with campaign_clear in any case. */
MUST_USE enum err campaign_read(struct campaign *out, const char *path);
/* Frees the texts; safe on a zeroed struct. */
void campaign_clear(struct campaign *campaign);

/* Whether text is a list of opening hours; "" is. */
bool hours_are_valid(const char *hours);
/* Whether the form is asked at that moment, in the zone of TZ; hours counts
 * where the campaign has none of its own. */
bool campaign_is_open(const struct campaign *campaign, const char *hours,
                      int64_t wall_ms);
/* The next moment at which it opens, within a year; 0 for none. */
int64_t campaign_opens(const struct campaign *campaign, const char *hours,
                       int64_t wall_ms);
/* Whether it has a first and a last day, and at most a week between them. */
bool campaign_is_weekly(const struct campaign *campaign);

#endif
