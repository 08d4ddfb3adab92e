#include "allowance.h"

#include "base/stamp.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    HOUR_MS = 3600 * 1000,
    DAY_MS = 24 * HOUR_MS,
    WORTH_NOTING = 65536,
    PIECES_OF_NOTE = 2,
};

bool quiet_parse(const char *text, struct quiet *out)
{
    char end;

    *out = (struct quiet){0};
    if (!*text)
        return true;
    if (sscanf(text, "%2ld-%2ld%c", &out->from, &out->to, &end) !=
        PIECES_OF_NOTE)
        return false;
    return out->from >= 0 && out->from < 24 && out->to >= 0 && out->to < 24;
}

/* Milliseconds since 1970 as the clock on the wall shows them here. */
static int64_t local_ms(int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm t;

    localtime_r(&seconds, &t);
    t.tm_isdst = 0;
    int64_t days = 0;
    for (int year = 1970; year < t.tm_year + 1900; year++)
        days += 365 + (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    days += t.tm_yday;
    return days * DAY_MS + t.tm_hour * (int64_t)HOUR_MS + t.tm_min * 60000LL +
           t.tm_sec * 1000LL;
}

/* A new day begins with nothing used. */
static void turn_day(struct allowance *a, int64_t day)
{
    if (a->day == day)
        return;
    a->day = day;
    a->used = 0;
    a->noted = 0;
}

enum err allowance_init(struct allowance *allowance, const struct quiet *quiet,
                        int64_t daily_bytes, struct db *db)
{
    char *text;
    enum err err = outbox_recall(db, "bytes_used", &text);
    int64_t day = 0, used = 0;

    *allowance =
        (struct allowance){.quiet = *quiet, .daily_bytes = daily_bytes};
    if (!err &&
        sscanf(text, "%" SCNd64 " %" SCNd64, &day, &used) == PIECES_OF_NOTE) {
        allowance->day = day;
        allowance->used = allowance->noted = used;
    }
    free(text);
    return err;
}

void allowance_use(struct allowance *allowance, int64_t bytes)
{
    turn_day(allowance, local_ms(stamp_now().wall_ms) / DAY_MS);
    allowance->used += bytes;
}

static int64_t quiet_ms(const struct quiet *quiet, int64_t of_day_ms)
{
    int64_t from = quiet->from * (int64_t)HOUR_MS;
    int64_t length = (quiet->to - quiet->from + 24) % 24 * (int64_t)HOUR_MS;
    int64_t since = (of_day_ms - from + DAY_MS) % DAY_MS;

    return since < length ? length - since : 0;
}

int64_t allowance_wait_ms(struct allowance *allowance)
{
    struct stamp now = stamp_now();
    int64_t local = local_ms(now.wall_ms);

    if (allowance->is_ignored)
        return 0;
    turn_day(allowance, local / DAY_MS);
    if (allowance->daily_bytes && allowance->used >= allowance->daily_bytes)
        return DAY_MS - local % DAY_MS;
    return now.quality == CLOCK_UNKNOWN
               ? 0
               : quiet_ms(&allowance->quiet, local % DAY_MS);
}

enum err allowance_note(struct allowance *allowance, struct db *db)
{
    char text[64];

    if (!allowance->daily_bytes ||
        allowance->used - allowance->noted < WORTH_NOTING)
        return ERR_NONE;
    snprintf(text, sizeof text, "%" PRId64 " %" PRId64, allowance->day,
             allowance->used);
    allowance->noted = allowance->used;
    return outbox_note(db, "bytes_used", text);
}
