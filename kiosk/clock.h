/* A stopwatch that can be stopped and go on, with an end or without. It knows
 * the boot clock only from who asks. */
#ifndef KIOSK_CLOCK_H
#define KIOSK_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct question;

/* Zeroed, it stands at nothing and has no end. */
struct clock {
    int64_t passed_ms; /* before it was stopped last */
    int64_t since_ms;  /* when it went on */
    int64_t end_ms;    /* 0: none */
    bool runs;
    bool rang; /* the end was told */
};

enum { CLOCK_TEXT_SIZE = 24 };

/* A clock that stands at so many seconds. */
void clock_init(struct clock *clock, int64_t seconds, int64_t end_seconds);
/* Lets it run, or stops it; beyond its end it does not run. */
void clock_toggle(struct clock *clock, int64_t now_ms);
/* Milliseconds on it, never more than its end. */
int64_t clock_passed_ms(const struct clock *clock, int64_t now_ms);
/* Whether its end has come. */
bool clock_is_over(const struct clock *clock, int64_t now_ms);
/* Milliseconds until it shows another second; -1: it stands. */
int clock_wait_ms(const struct clock *clock, int64_t now_ms);
/* What it shows: "4:59" that are left, or that have passed without an end. */
void clock_print(const struct clock *clock, int64_t now_ms,
                 char out[CLOCK_TEXT_SIZE]);

/* Whether an appearance asks for a clock ("stopwatch", "countdown-300"), and
 * for how many seconds; 0 without an end. */
bool clock_is_asked(const char *appearance, int64_t *end_seconds);

#endif
