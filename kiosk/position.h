/* A position as people type it: "19.4326 -99.1332", "19,4326 -99,1332",
 * "19.4326, -99.1332", "19 25.956 N 99 7.992 W", also with seconds, and with
 * the signs for degrees and minutes. Letters are those of English, Spanish,
 * French and Portuguese: N S, E L, W O. */
#ifndef KIOSK_POSITION_H
#define KIOSK_POSITION_H

#include "base/attr.h"
#include "base/buf.h"

struct position {
    double latitude, longitude, altitude, accuracy;
};

/* What is wrong with what was typed so far. */
enum position_fault {
    POSITION_GOOD,
    POSITION_SHORT,     /* a latitude and a longitude are two numbers */
    POSITION_SIGN,      /* something that is neither number nor N S E W */
    POSITION_LATITUDE,  /* beyond a pole */
    POSITION_LONGITUDE, /* beyond the half turn */
    POSITION_MINUTES,   /* minutes and seconds are below 60 */
    POSITION_FAULTS,
};

/* Reads what was typed; out is filled when it is good. */
MUST_USE enum position_fault position_read(const char *typed,
                                           struct position *out);
/* Appends it as forms write it: "19.4326 -99.1332 0 0". */
void position_print(const struct position *position, struct buf *out);

#endif
