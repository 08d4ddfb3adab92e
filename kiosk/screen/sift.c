/* Keys that come as fast as a scanner's are held until it is clear whether they
 * are a code: letters of one would choose, count and command. */
#include "screen/screen.h"

static void give_held(struct stage *s)
{
    struct input held;

    while (burst_release(&s->burst, &held))
        stage_give(s, &held);
}

void sift(struct stage *s, const struct input *input)
{
    const int64_t gap_ms = s->kiosk->config.scanner_ms;
    bool was_held = true;

    while (was_held) {
        switch (burst_take(&s->burst, input, s->now_ms, gap_ms)) {
        case BURST_HOLDS:
            return;
        case BURST_CODE:
            stage_code(s);
            return;
        case BURST_ASIDE:
            was_held = false;
            break;
        case BURST_FREE:
            was_held = s->burst.size > 0;
            give_held(s);
            break;
        }
    }
    stage_give(s, input);
}
