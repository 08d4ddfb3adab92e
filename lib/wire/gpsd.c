#include "wire/gpsd.h"

#include "base/json.h"
#include "base/log.h"

#include <math.h>
#include <string.h>

/* "mode" of a TPV report: 0 and 1 are no position, 2 and 3 are one. */
enum { MODE_2D = 2, MODE_3D = 3 };

/* Metres beyond which a report is nonsense: up, and around. */
static const double HIGHEST = 100e3, FARTHEST = 20e6;

/* "eph" is the error on the ground; receivers that do not tell it may tell
 * that of each axis. */
static double accuracy_of(const struct json *report)
{
    double eph = json_number(json_member(report, "eph"), NAN);
    double epx = json_number(json_member(report, "epx"), NAN);
    double epy = json_number(json_member(report, "epy"), NAN);
    double metres = isfinite(eph) ? eph : hypot(epx, epy);

    return metres >= 0 && metres <= FARTHEST ? metres : -1;
}

/* Above the ellipsoid, as phones tell it; "alt" is what older daemons say. */
static double altitude_of(const struct json *report)
{
    double old = json_number(json_member(report, "alt"), 0);
    double metres = json_number(json_member(report, "altHAE"), old);

    return fabs(metres) <= HIGHEST ? metres : 0;
}

static enum gpsd_report read_position(const struct json *report,
                                      struct gpsd_fix *out)
{
    double mode = json_number(json_member(report, "mode"), 0);
    double latitude = json_number(json_member(report, "lat"), NAN);
    double longitude = json_number(json_member(report, "lon"), NAN);

    if (mode != MODE_2D && mode != MODE_3D)
        return GPSD_BLIND;
    /* Also refuses what is no number. */
    if (!(fabs(latitude) <= 90) || !(fabs(longitude) <= 180))
        return GPSD_BLIND;
    *out = (struct gpsd_fix){
        .latitude = latitude,
        .longitude = longitude,
        .altitude = mode == MODE_3D ? altitude_of(report) : 0,
        .accuracy = accuracy_of(report),
    };
    return GPSD_FIX;
}

enum gpsd_report gpsd_read(const char *line, size_t size, struct gpsd_fix *out)
{
    struct json *report;

    if (size > GPSD_LONGEST_LINE) {
        log_warn("a line of %zu bytes, longer than gpsd's are", size);
        return GPSD_BROKEN;
    }
    if (json_read(line, size, &report))
        return GPSD_BROKEN;
    const char *class = json_text(json_member(report, "class"), "");
    enum gpsd_report found = GPSD_OTHER;
    if (!*class)
        found = GPSD_BROKEN;
    else if (strcmp(class, "TPV") == 0)
        found = read_position(report, out);
    json_free(report);
    return found;
}
