/* What is said to a speech server, and what it answers: SSIP, the protocol of
 * speech-dispatcher (its manual, "SSIP Documentation"): lines ended by CR LF,
 * replies of three digits, a text ended by a line of one dot. */
#ifndef WIRE_SSIP_H
#define WIRE_SSIP_H

#include "base/attr.h"
#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum ssip_reply {
    SSIP_WAITS,   /* not all of it is there yet */
    SSIP_DONE,    /* 2xx: it does as it was told */
    SSIP_REFUSED, /* any other number */
    SSIP_BROKEN,  /* this is no SSIP */
};

/* The longest line that a server may answer with. */
enum { SSIP_LONGEST = 1024 };

/* The reply that the bytes begin with; *used is how many it takes. Events,
 * which nobody asked for (7xx), are passed over with it. */
enum ssip_reply ssip_read_reply(const char *bytes, size_t size, size_t *used);

/* Appends one command: the words, without what would end their line. */
void ssip_put_command(struct buf *out, const char *command,
                      const char *argument);
/* Appends a text as it follows SPEAK, with the line that ends it. */
void ssip_put_text(struct buf *out, const char *text);

#endif
