/* What a station tells a hub of ours about itself, for those who look after
 * it. Nothing in it is about a person: times of use are whole hours.
 *
 *   POST <base>/heartbeat   application/json, one object; 204, and in the
 *                           header X-Barrio-Log the name and the size of the
 *                           hub's log, "city.example.7f3a/1 1200"
 *
 * A member that a station does not know is left out; a reader passes over
 * members that it does not know. */
#ifndef WIRE_HEARTBEAT_H
#define WIRE_HEARTBEAT_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct buf;

#define HEARTBEAT_LOG_HEADER "X-Barrio-Log"
#define HEARTBEAT_TYPE "application/json"
enum { HEARTBEAT_LARGEST = 4096, HEARTBEAT_TEXT = 64, HEARTBEAT_FAULTS = 256 };

/* -1 where a number is not known, "" where a text is not. */
struct heartbeat {
    int64_t waiting;    /* answers that the hub has not got */
    int64_t oldest_s;   /* age of the oldest of them */
    int64_t parked;     /* refused ones, kept on the station */
    int64_t free_mb;    /* on its disk */
    int64_t celsius;    /* of its processor */
    int64_t low_power;  /* 1: too little voltage now, 2: since the start */
    int64_t last_use_h; /* hours since the epoch of the last answer */
    int64_t up_h;       /* hours since the machine started */
    int64_t edition;    /* of the hub's publications that is in place */
    int64_t kiosk;      /* 1: its program runs */
    char clock[HEARTBEAT_TEXT];    /* set, guessed or unknown */
    char version[HEARTBEAT_TEXT];  /* of the agent */
    char forms[HEARTBEAT_FAULTS];  /* "id version, id version" */
    char faults[HEARTBEAT_FAULTS]; /* names of troubles, parted by blanks */
};

/* Appends the object. */
void heartbeat_write(struct buf *out, const struct heartbeat *heartbeat);
/* Reads it; ERR_FORMAT when it is no JSON object, ERR_LIMIT beyond
 * HEARTBEAT_LARGEST. Texts are cut to their size, control characters become
 * blanks. */
MUST_USE enum err heartbeat_read(const char *data, size_t size,
                                 struct heartbeat *out);

#endif
