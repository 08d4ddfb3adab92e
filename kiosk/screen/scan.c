/* One switch: the focus goes from one thing to the next by itself, and the
 * switch chooses what it is on. A switch is whatever sends a blank or Enter;
 * its first press begins the scanning, for this person only. */
#include "screen/screen.h"

#include <string.h>

/* What is spoken takes longer than what is seen. */
enum { SPOKEN = 2 };

static int64_t rest_ms(const struct stage *s)
{
    return s->kiosk->config.scan_ms * (s->ease.voice ? SPOKEN : 1);
}

static bool is_switch(const struct input *input)
{
    return (input->kind == INPUT_TEXT && strcmp(input->text, " ") == 0) ||
           (input->kind == INPUT_KEY && input->key == NAV_ENTER);
}

bool scan_takes(struct stage *s, struct input *input)
{
    bool begins = !s->ease.scan && s->place == PLACE_ATTRACT;

    if (!s->kiosk->config.scan_ms || !is_switch(input) ||
        !(s->ease.scan || begins))
        return false;
    s->ease.scan_ms = s->now_ms;
    s->ease.scan = true;
    *input = (struct input){.kind = INPUT_NONE};
    if (!begins)
        *input = (struct input){.kind = INPUT_KEY, .key = NAV_ENTER};
    return true;
}

int scan_wait_ms(const struct stage *s)
{
    int64_t left = s->ease.scan_ms + rest_ms(s) - s->now_ms;

    if (!s->ease.scan)
        return -1;
    return left > 0 ? (int)left : 0;
}

void scan_move(struct stage *s)
{
    const struct input onward = {.kind = INPUT_KEY, .key = NAV_NEXT};

    if (!s->ease.scan || scan_wait_ms(s) > 0)
        return;
    s->ease.scan_ms = s->now_ms;
    rack_input(&s->rack, &onward, s->now_ms);
}
