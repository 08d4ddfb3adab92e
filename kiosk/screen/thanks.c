#include "screen/screen.h"

static void enter(struct stage *s)
{
    rack_focus(&s->rack, '#');
}

/* The answers are durable before this is drawn. */
static void draw(struct stage *s)
{
    struct rect area;

    stage_page(
        s, "", stage_text(s, /* max 40 */ "Thank you! It is kept here now."),
        stage_text(s, /* max 76 */ "It goes to the city as soon as there is "
                                   "a network."));
    area = s->grid.body;
    area.x += 2;
    area.width -= 4;
    canvas_wrap(s->canvas, area, 0, ROLE_TEXT,
                stage_text(s, "Nothing of you stays on this screen. You may "
                              "go now, or let the next person begin."));
    const char *const labels[5] = {NULL, NULL, NULL, NULL,
                                   stage_text(s, /* max 6 */ "End")};
    stage_footer(s, labels, false);
}

static enum place act(struct stage *s, const struct act *act)
{
    (void)s;
    return act->kind == ACT_TARGET && act->id == '#' ? PLACE_ATTRACT
                                                     : PLACE_STAY;
}

const struct screen SCREEN_THANKS = {
    .name = "thanks",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
