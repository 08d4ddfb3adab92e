/* What the stage watches besides hands: the receiver of positions. */
#include "screen/screen.h"

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

void watch_hear(struct stage *s)
{
    const struct asker *asker = s->ask.asker;

    gps_hear(&s->gps, s->now_ms);
    note_location(s);
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
}

int watch_wait_ms(const struct stage *s)
{
    return gps_wait_ms(&s->gps, s->now_ms);
}

void stage_watch(const struct stage *s, struct pollfd *out)
{
    out[0] = gps_watch(&s->gps);
}
