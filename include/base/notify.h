/* Tells systemd that the program is ready and alive (sd_notify(3), the
 * protocol under "Notes": datagrams to $NOTIFY_SOCKET). Nothing happens when
 * the program was started by anybody else. */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

#include "base/attr.h"

#include <stdint.h>

/* The program serves from now on. */
void notify_ready(void);

/* It is ending by itself. */
void notify_stopping(void);

/* When the watchdog wants the next sign of life, as a wait for poll(): a sign
 * is given whenever half of its time ($WATCHDOG_USEC) is over since the one in
 * *last_ms (boot milliseconds, 0 at first), so that a loop need only pass its
 * own wait through here in each turn. wait_ms and the result: -1 for ever. */
MUST_USE int notify_wait(int wait_ms, int64_t *last_ms);

#endif
