/* What the board tells of itself, where it does. */
#ifndef SYNC_MACHINE_H
#define SYNC_MACHINE_H

#include <stdint.h>

/* -1 where the board does not tell. */
struct machine {
    int64_t celsius;   /* the hottest of its thermal zones */
    int64_t low_power; /* 0 no, 1 too little voltage now, 2 since the start */
};

/* Reads a tree like /sys: class/thermal/thermal_zoneN/temp, and the Raspberry
 * Pi's get_throttled (bit 0: under-voltage now, bit 16: it has occurred) or
 * its rpi_volt sensor. */
struct machine machine_read(const char *sys);

#endif
