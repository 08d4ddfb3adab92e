/* How the voice speaks: over the help, for whoever listens. */
#include "screen/screen.h"

enum { SLOWER = -20, FASTER = 20, PLACES = 6 };

static void place_cap(struct stage *s, int place, const struct cap *cap)
{
    struct rect body = s->grid.body;
    int columns = 2, height = s->grid.slot_height;
    struct rect area = {
        body.x + place % columns * (body.width / columns),
        body.y + place / columns * height,
        body.width / columns,
        height,
    };

    cap_draw(s->canvas, &s->rack, area, cap);
}

static void draw(struct stage *s)
{
    const char *rate = stage_print(s, "%d", s->ease.rate);
    const char *on = stage_text(s, /* max 9 */ "chosen");
    const struct cap caps[PLACES] = {
        {.label = stage_text(s, /* max 15 */ "Say it again")},
        {.label = stage_text(s, /* max 15 */ "Slower"), .note = rate},
        {.label = stage_text(s, /* max 15 */ "Faster"), .note = rate},
        {.label = stage_text(s, /* max 15 */ "Voice off")},
        {.label = stage_text(s, /* max 15 */ "Louder"),
         .note = stage_print(s, "%d", s->ease.volume)},
        {.label = stage_text(s, /* max 15 */ "Dark screen"),
         .state = s->ease.blank ? on : NULL,
         .chosen = s->ease.blank},
    };

    stage_page(s, stage_text(s, /* max 20 */ "Voice"),
               stage_text(s, /* max 38 */ "Any key stops the voice."),
               stage_text(s, /* max 76 */
                          "What you change here is for this visit only."));
    for (int i = 0; i < PLACES; i++) {
        char key[2] = {(char)('1' + i), '\0'};
        struct cap cap = caps[i];
        cap.id = '1' + i;
        cap.press = key[0];
        cap.key = key;
        place_cap(s, i, &cap);
    }
    const char *const labels[5] = {NULL, stage_text(s, /* max 6 */ "Close"),
                                   NULL, NULL, NULL};
    stage_footer(s, labels, false);
}

static enum place act(struct stage *s, const struct act *act)
{
    if (act->kind == ACT_NAV && act->nav == NAV_ESCAPE)
        return PLACE_BACK;
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    switch (act->id) {
    case '1':
        return PLACE_BACK;
    case '2':
        ease_change_rate(s, SLOWER);
        return PLACE_STAY;
    case '3':
        ease_change_rate(s, FASTER);
        return PLACE_STAY;
    case '4':
        ease_toggle_voice(s);
        return PLACE_BACK;
    case '5':
        ease_change_volume(s);
        return PLACE_STAY;
    case '6':
        s->ease.blank = !s->ease.blank;
        return PLACE_STAY;
    case '*':
        return PLACE_BACK;
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_VOICE = {
    .name = "voice",
    .idle = IDLE_ASKS,
    .is_overlay = true,
    .draw = draw,
    .act = act,
};
