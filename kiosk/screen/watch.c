/* What the stage watches besides hands: the receiver of positions, the camera's
 * command, clocks that run. */
#include "field/desk.h"

#include <stdio.h>

/* Where one is, for forms that note it without asking (odk:setgeopoint). */
static void note_location(struct stage *s)
{
    const struct gpsd_fix *fix = gps_fix(&s->gps, s->now_ms);
    struct buf text;

    buf_init(&text, 0);
    if (fix)
        gps_print(fix, &text);
    snprintf(s->kiosk->location, sizeof s->kiosk->location, "%s",
             buf_text(&text));
    buf_clear(&text);
}

/* The clock of the page, NULL when it has none. */
static struct clock *clock_of(struct stage *s)
{
    if (s->place == PLACE_QUESTION && s->ask.asker == &ASK_TIMER)
        return &s->ask.timer;
    return s->place == PLACE_TALLY ? &s->desk->clock : NULL;
}

/* Whoever watches a street touches nothing for a while: as long as the clock
 * runs somebody is there. */
static void hear_clock(struct stage *s, struct clock *clock)
{
    if (!clock || !clock->runs)
        return;
    s->awake_ms = s->now_ms;
    if (!clock_is_over(clock, s->now_ms))
        return;
    clock_toggle(clock, s->now_ms);
    s->wants_bell = !clock->rang;
    clock->rang = true;
}

void watch_hear(struct stage *s)
{
    const struct asker *asker = s->ask.asker;

    gps_hear(&s->gps, s->now_ms);
    note_location(s);
    device_hear(&s->device, s->now_ms);
    pictures_hear(&s->pictures, s->now_ms);
    hear_clock(s, clock_of(s));
    if (s->place == PLACE_QUESTION && asker && asker->hear)
        asker->hear(s);
}

/* A worker's receiver warms up while the form is chosen; a resident's is asked
 * for the question alone. */
static bool wants_position(const struct stage *s)
{
    return s->kiosk->worker ||
           (s->place == PLACE_QUESTION && s->ask.spot.has_menu);
}

void watch_want(struct stage *s)
{
    gps_want(&s->gps, wants_position(s), s->now_ms);
    /* Whoever left the question waits for no picture. */
    if (s->ask.asker != &ASK_FILE && s->device.state != DEVICE_RESTS)
        device_stop(&s->device);
}

int watch_sooner(int one, int other)
{
    if (one < 0 || other < 0)
        return one < 0 ? other : one;
    return one < other ? one : other;
}

int watch_wait_ms(const struct stage *s)
{
    const struct clock *clock = clock_of((struct stage *)s);
    int wait = watch_sooner(gps_wait_ms(&s->gps, s->now_ms),
                            device_wait_ms(&s->device));
    int keys = burst_wait_ms(&s->burst, s->now_ms, s->kiosk->config.scanner_ms);

    wait = watch_sooner(wait, keys);
    wait = watch_sooner(wait, pictures_wait_ms(&s->pictures, s->now_ms));
    return clock ? watch_sooner(wait, clock_wait_ms(clock, s->now_ms)) : wait;
}

void stage_watch(const struct stage *s, struct pollfd *out)
{
    out[0] = gps_watch(&s->gps);
    out[1] = device_watch(&s->device);
    out[2] = pictures_watch(&s->pictures);
}
