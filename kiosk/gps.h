/* The position, live from gpsd: connected to while somebody
 * needs it, read without ever waiting, tried again when it is gone. Its socket
 * is one of those that the kiosk's loop watches. */
#ifndef KIOSK_GPS_H
#define KIOSK_GPS_H

#include "base/attr.h"
#include "base/buf.h"
#include "wire/gpsd.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

enum gps_state {
    GPS_NONE,   /* the settings name none */
    GPS_ABSENT, /* nobody answers there, or not as gpsd does */
    GPS_SILENT, /* connected, but it says nothing for a while */
    GPS_BLIND,  /* the receiver sees no position yet */
    GPS_FIX,    /* it does, see gps_fix */
};

/* Zeroed, there is none. */
struct gps {
    char *host; /* IPv4 in digits */
    int port;
    bool is_open, is_connected;
    int fd;
    struct buf in; /* the line that has begun */
    bool is_wanted, has_fix, is_blind;
    bool is_lost; /* and that was said */
    struct gpsd_fix fix;
    int64_t fix_ms, heard_ms, tried_ms; /* boot clock */
};

/* Reads "localhost:2947" or "127.0.0.1:2947"; false when it is no such
 * address. host may be NULL. */
MUST_USE bool gps_address(const char *text, char **host, int *port);
/* Names the daemon of the settings, "" for none. */
void gps_init(struct gps *gps, const char *address);
/* Frees what it holds. */
void gps_clear(struct gps *gps);
/* Whether anybody needs the position now: connects, or hangs up. */
void gps_want(struct gps *gps, bool is_wanted, int64_t now_ms);
/* What the loop is to watch; fd -1: nothing. */
struct pollfd gps_watch(const struct gps *gps);
/* Reads what came, if anything, and tries again what failed. True when there
 * is something new to show. */
bool gps_hear(struct gps *gps, int64_t now_ms);
/* Milliseconds until gps_hear wants to be called without anything to read; -1:
 * never. */
int gps_wait_ms(const struct gps *gps, int64_t now_ms);

/* How it stands now. */
enum gps_state gps_state(const struct gps *gps, int64_t now_ms);
/* The position, NULL when none is known of now. */
const struct gpsd_fix *gps_fix(const struct gps *gps, int64_t now_ms);
/* Appends it as forms write it, "19.4326 -99.1332 2240.1 4.5". */
void gps_print(const struct gpsd_fix *fix, struct buf *out);

#endif
