/* What gpsd, the receiver's daemon, says to its clients: one JSON object a
 * line (gpsd_json(5)). Only the position is read. */
#ifndef WIRE_GPSD_H
#define WIRE_GPSD_H

#include "base/attr.h"

#include <stddef.h>

/* What a client says first, to be told of every position. */
#define GPSD_WATCH "?WATCH={\"enable\":true,\"json\":true};\n"

/* No object of the protocol is longer ("at most 10240 bytes"). */
enum { GPSD_LONGEST_LINE = 10240 };

enum gpsd_report {
    GPSD_OTHER,  /* an object of another class */
    GPSD_BLIND,  /* the receiver sees no position */
    GPSD_FIX,    /* it does: out is filled */
    GPSD_BROKEN, /* not this protocol (logged) */
};

/* A position on WGS 84. */
struct gpsd_fix {
    double latitude, longitude; /* degrees */
    double altitude;            /* metres; 0 when it is not known */
    double accuracy;            /* metres around it; below 0: not known */
};

/* Reads one line, without its end. */
MUST_USE enum gpsd_report gpsd_read(const char *line, size_t size,
                                    struct gpsd_fix *out);

#endif
