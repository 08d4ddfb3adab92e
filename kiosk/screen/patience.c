/* What happens when nothing does: work that waits, clocks that move on, and
 * people who left. */
#include "screen/screen.h"

#include "worker.h"

static int64_t idle_ms(const struct stage *s)
{
    return s->now_ms - s->awake_ms;
}

/* How long nothing may happen. */
static int64_t patience_ms(const struct stage *s)
{
    const struct config *config = &s->kiosk->config;

    if (s->kiosk->worker)
        return 60000 * config->field_lock_minutes;
    return 1000 * stage_slowness(s) *
           (s->place == PLACE_THANKS ? config->thanks_seconds
                                     : config->idle_seconds);
}

void stage_take_time(struct stage *s)
{
    const struct screen *screen = screen_of(s->place);

    scan_move(s);
    if (s->has_work) {
        s->has_work = screen->work(s);
        return;
    }
    if (screen->tick) {
        stage_go(s, screen->tick(s));
        return;
    }
    if (screen->idle == IDLE_NEVER || idle_ms(s) < patience_ms(s))
        return;
    if (s->kiosk->worker) { /* what was answered is a draft already */
        worker_sign_out(s->kiosk);
        stage_go(s, PLACE_SIGN_IN);
        return;
    }
    if (screen->idle == IDLE_ASKS) {
        stage_go(s, PLACE_IDLE);
        return;
    }
    kiosk_abandon(s->kiosk);
    stage_go(s, PLACE_ATTRACT);
}

/* What the screen itself waits for. */
static int own_wait_ms(const struct stage *s)
{
    const struct screen *screen = screen_of(s->place);
    int64_t idle = patience_ms(s) - idle_ms(s);

    if (s->has_work)
        return 0;
    if (screen->idle == IDLE_NEVER)
        return -1;
    if (s->place == PLACE_ATTRACT)
        return kiosk_opens(s->kiosk) ? CLOSED_MS : -1;
    if (screen->idle == IDLE_TICKS)
        return s->place == PLACE_TROUBLE ? RETRY_MS : 1000;
    return idle > 0 ? (int)idle : 0;
}

int stage_wait_ms(const struct stage *s)
{
    int own = watch_sooner(own_wait_ms(s), scan_wait_ms(s));

    return watch_sooner(own, watch_wait_ms(s));
}
