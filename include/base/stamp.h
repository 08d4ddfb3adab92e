/* Time, with how far it can be trusted: boards without a battery wake up in
 * 1970, so a wall clock is set, guessed or unknown. Intervals use
 * CLOCK_BOOTTIME, which no correction moves. */
#ifndef BASE_STAMP_H
#define BASE_STAMP_H

#include "base/attr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum clock_quality { CLOCK_UNKNOWN, CLOCK_GUESSED, CLOCK_SET };

/* Milliseconds since the epoch, and since the machine started. */
struct stamp {
    int64_t wall_ms;
    int64_t boot_ms;
    enum clock_quality quality;
};

/* Now. CLOCK_UNKNOWN before the day this program was built, CLOCK_SET when
 * the kernel says that the clock is disciplined, CLOCK_GUESSED otherwise.
 * BARRIO_NOW (ISO 8601) replaces the wall clock in tests. */
struct stamp stamp_now(void);
/* Milliseconds since the epoch, where nobody asks how far they can be trusted:
 * what a clock's quality costs is a system call. */
int64_t stamp_wall_ms(void);
/* Whether a wall clock was ever set: stamp_now's quality is not CLOCK_UNKNOWN.
 */
bool stamp_is_known(int64_t wall_ms);
/* Milliseconds since the machine started. */
int64_t stamp_boot_ms(void);
/* "set", "guessed" or "unknown". */
const char *clock_quality_name(enum clock_quality quality);

/* Longest text of the printers below, with its NUL. */
enum { STAMP_TEXT_SIZE = 40 };
/* 2026-11-23T10:31:07.120Z */
void stamp_print_utc(int64_t wall_ms, char out[STAMP_TEXT_SIZE]);
/* The same instant in the zone of TZ: 2026-11-23T04:31:07.120-06:00 */
void stamp_print_local(int64_t wall_ms, char out[STAMP_TEXT_SIZE]);
/* Reads both forms, seconds' fraction and zone optional (then UTC). */
MUST_USE bool stamp_parse(const char *text, int64_t *wall_ms);
/* Reads a moment on the clocks of TZ, 2026-11-23T10:31, as browsers write it.
 * One that a change of the clocks leaves out is the hour after it. */
MUST_USE bool stamp_parse_local(const char *text, int64_t *wall_ms);

#endif
