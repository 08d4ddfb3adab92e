/* Drawing the place where one is: the whole page anew as a rule, since the
 * terminal is sent only what differs (ui/painter.h), or what little a key
 * changed of it; and drawing ahead of time a page that is likely to come. */
#include "screen/screen.h"

#include "ui/light.h"

#include "base/arena.h"
#include "base/words.h"

static void draw_once(struct stage *s)
{
    int width = canvas_width(s->canvas), height = canvas_height(s->canvas);

    s->note = s->where = "";
    s->margin = NULL;
    s->signs = NULL;
    s->has_header = s->shows_qr = false;
    buf_reset(&s->told);
    canvas_wipe(s->canvas);
    canvas_set_mirrored(s->canvas, words_is_rtl(s->kiosk->visit.language));
    rack_begin(&s->rack, s->canvas);
    if (grid_fits(width, height))
        screen_of(s->place)->draw(s);
    else
        page_too_small(
            s->canvas,
            /* max 36 */ stage_text(s, "Please enlarge this window."));
    ease_hang_key(s);
}

static void draw_twice(struct stage *s)
{
    draw_once(s);
    if (rack_end(&s->rack))
        draw_once(s);
}

/* A page in large print is laid out first where there is room for all of it:
 * nothing is paged or cut there. */
static bool draw_large(struct stage *s)
{
    enum { WIDTH = 100, HEIGHT = 60 };
    struct canvas *glass = s->canvas;

    if (!ease_is_lines(s) || s->place == PLACE_CALIBRATE)
        return false;
    if (!s->sheet)
        s->sheet = canvas_new(WIDTH, HEIGHT);
    ease_measure(s);
    s->canvas = s->sheet;
    canvas_set_glyphs(s->sheet, canvas_glyphs(glass));
    draw_twice(s);
    s->canvas = glass;
    return ease_draw_large(s);
}

static void draw_page(struct stage *s)
{
    if (!draw_large(s))
        draw_twice(s);
    scan_mark(s);
}

/* Voice, scanning and pages of lines show more of what changes than eyes need,
 * and workers' pages have more that depends on it. */
static bool touch_up(struct stage *s)
{
    bool is_plain = !ease_is_lines(s) && !s->ease.scan && !s->ease.blank &&
                    !s->speech.speaker.is_open;
    bool by_widget = s->place == PLACE_QUESTION && !s->kiosk->worker &&
                     s->ask.asker->touch_up;

    if (!is_plain || s->news != 1)
        return false;
    if (s->change == CHANGE_FOCUS)
        return light_move(&s->rack, s->canvas, s->walked_from);
    return s->change == CHANGE_WIDGET && by_widget && s->ask.asker->touch_up(s);
}

void stage_draw(struct stage *s)
{
    bool is_drawn = touch_up(s);

    s->news = 0;
    if (is_drawn || s->place == PLACE_QUIT)
        return;
    arena_reset(s->frame);
    draw_page(s);
    speech_follow(s);
    if (s->ease.blank)
        canvas_wipe(s->canvas);
}

void stage_foresee(struct stage *s, enum place place)
{
    struct canvas *here = s->canvas;
    const struct prompt prompt = s->prompt;
    const struct large large = s->large;
    enum place before = s->place;
    int focus = s->rack.focus, pressed = s->rack.pressed;

    /* What is foreseen is sent before it is asked for: not to a dark glass. */
    if (s->ease.blank)
        return;
    canvas_resize(s->ahead, canvas_width(here), canvas_height(here));
    canvas_set_glyphs(s->ahead, canvas_glyphs(here));
    s->canvas = s->ahead;
    s->place = place;
    s->large = (struct large){0};
    if (screen_of(place)->enter)
        screen_of(place)->enter(s);
    draw_page(s);
    s->canvas = here;
    s->place = before;
    s->prompt = prompt;
    s->large = large;
    rack_focus(&s->rack, focus);
    s->rack.pressed = pressed;
    s->foreseen = place;
}
