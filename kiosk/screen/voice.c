/* How the voice speaks: over the help, for whoever listens. */
#include "screen/screen.h"

enum { SLOWER = -20, FASTER = 20, SOFTER = -25, LOUDER = 25 };

static const char *const SIGNS[] = {NULL, GLYPH_TIMES, NULL, NULL, NULL};

static void draw(struct stage *s)
{
    const char *rate = stage_print(s, "%d", s->ease.rate);
    const char *volume = stage_print(s, "%d", s->ease.volume);
    const char *on = stage_text(s, /* max 9 */ "chosen");
    struct cap caps[] = {
        {.key = "1", .label = stage_text(s, /* max 15 */ "Say it again")},
        {.key = "2",
         .sign = GLYPH_SLOWER,
         .label = stage_text(s, /* max 15 */ "Slower"),
         .note = rate},
        {.key = "3",
         .sign = GLYPH_FASTER,
         .label = stage_text(s, /* max 15 */ "Faster"),
         .note = rate},
        {.key = "4",
         .sign = GLYPH_TIMES,
         .label = stage_text(s, /* max 15 */ "Voice off")},
        {.key = "5",
         .sign = GLYPH_UP,
         .label = stage_text(s, /* max 15 */ "Louder"),
         .note = volume},
        {.key = "6",
         .sign = GLYPH_DONE,
         .label = stage_text(s, /* max 15 */ "Dark screen"),
         .state = s->ease.blank ? on : NULL,
         .chosen = s->ease.blank},
        {.key = "7",
         .sign = GLYPH_DOWN,
         .label = stage_text(s, /* max 15 */ "Softer"),
         .note = volume},
    };

    for (size_t i = 0; i < COUNT_OF(caps); i++)
        caps[i].id = caps[i].press = (unsigned char)*caps[i].key;
    stage_page(s, stage_text(s, /* max 20 */ "Voice"),
               stage_text(s, /* max 38 */ "Any key stops the voice."),
               stage_text(s, /* max 76 */
                          "What you change here is for this visit only."));
    stage_caps(s, caps, COUNT_OF(caps));
    const char *const labels[5] = {NULL, stage_text(s, /* max 6 */ "Close"),
                                   NULL, NULL, NULL};
    s->signs = SIGNS;
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
        ease_change_volume(s, LOUDER);
        return PLACE_STAY;
    case '6':
        s->ease.blank = !s->ease.blank;
        return PLACE_STAY;
    case '7':
        ease_change_volume(s, SOFTER);
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
