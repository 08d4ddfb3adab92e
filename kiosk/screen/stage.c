/* The stage: where the resident is, and what an input does there. Drawing is in
 * view.c, time in patience.c, scanners' codes in sift.c. */
#include "screen/screen.h"

#include "colours.h"
#include "field/desk.h"
#include "worker.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/session.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Text art of at most ten rows, each ended by a line break. */
static char *read_logo(const char *path)
{
    enum { MOST_BYTES = 4096, MOST_ROWS = 10 };
    struct buf art;
    int rows = 0;

    buf_init(&art, MOST_BYTES);
    if (*path && file_read(path, &art)) {
        log_warn("%s: the picture of the first screen cannot be read, or has "
                 "more than %d bytes",
                 path, MOST_BYTES);
        buf_reset(&art);
    }
    if (art.size && art.data[art.size - 1] != '\n')
        buf_putc(&art, '\n');
    for (size_t i = 0; i < art.size; i++) {
        if (art.data[i] == '\n' && ++rows == MOST_ROWS)
            buf_truncate(&art, i + 1);
    }
    return buf_steal(&art);
}

void stage_init(struct stage *s, struct kiosk *kiosk, const struct theme *theme,
                int width, int height)
{
    *s = (struct stage){.kiosk = kiosk, .theme = *theme};
    s->canvas = canvas_new(width, height);
    canvas_set_bidi(s->canvas,
                    kiosk->config.bidi ? BIDI_HERE : BIDI_BY_TERMINAL);
    s->ahead = canvas_new(width, height);
    canvas_set_bidi(s->ahead,
                    kiosk->config.bidi ? BIDI_HERE : BIDI_BY_TERMINAL);
    s->frame = arena_new();
    s->now_ms = s->awake_ms = stamp_boot_ms();
    buf_init(&s->told, 0);
    buf_init(&s->printed, 0);
    gps_init(&s->gps, kiosk->config.gpsd);
    s->logo = read_logo(kiosk->config.logo);
    rack_init(&s->rack);
    s->rack.guard_ms = (int)kiosk->config.guard_ms;
    s->rack.repeat_ms = (int)kiosk->config.repeat_ms;
    if (s->rack.typing_guard_ms > s->rack.guard_ms)
        s->rack.typing_guard_ms = s->rack.guard_ms;
    stage_go(s, PLACE_ATTRACT);
}

void stage_begin_field(struct stage *s)
{
    s->for_field = true;
    kiosk_reload(s->kiosk);
    stage_go(s, PLACE_SIGN_IN);
}

void stage_clear(struct stage *s)
{
    desk_free(s->desk);
    gps_clear(&s->gps);
    device_stop(&s->device);
    pictures_stop(&s->pictures);
    ask_clear(&s->ask);
    speech_end(s);
    free(s->message);
    arena_free(s->frame);
    rack_clear(&s->rack);
    buf_clear(&s->told);
    buf_clear(&s->printed);
    qr_free(s->qr);
    free(s->logo);
    canvas_free(s->canvas);
    canvas_free(s->sheet);
    canvas_free(s->ahead);
    prints_free(s->prints);
    *s = (struct stage){0};
}

void stage_fresh(struct stage *s)
{
    s->prompt = (struct prompt){0};
    s->list = (struct list){0};
    s->large = (struct large){0};
    s->text_first = 0;
    s->sure = false;
    rack_focus(&s->rack, TARGET_NONE);
}

/* Leaving an overlay: what lies beneath comes back as it was. */
static void back(struct stage *s)
{
    assert(s->depth > 0);
    s->depth--;
    s->place = s->under[s->depth].place;
    s->prompt.first = 0;
    s->large = (struct large){0};
    s->has_work = screen_of(s->place)->work != NULL;
    rack_focus(&s->rack, s->under[s->depth].focus);
}

static void cover(struct stage *s)
{
    assert(s->depth < STAGE_DEPTH);
    s->under[s->depth].place = s->place;
    s->under[s->depth].focus = s->rack.focus;
    s->depth++;
}

void stage_go(struct stage *s, enum place place)
{
    if (place == PLACE_STAY)
        return;
    s->change = CHANGE_PAGE;
    if (place != s->foreseen)
        s->foreseen = PLACE_STAY;
    if (place == PLACE_BACK) {
        back(s);
        return;
    }
    if (place == PLACE_QUIT) {
        s->place = place;
        return;
    }
    if (screen_of(place)->is_overlay)
        cover(s);
    else
        s->depth = 0;
    s->place = place;
    s->entered_ms = s->now_ms;
    s->has_work = screen_of(place)->work != NULL;
    stage_fresh(s);
    if (screen_of(place)->enter)
        screen_of(place)->enter(s);
}

static void count_hand(struct stage *s, const struct input *input)
{
    struct visit *visit = &s->kiosk->visit;

    if (input->kind == INPUT_PRESS)
        s->is_touched = ++visit->taps > 0;
    else if (input->kind == INPUT_TEXT &&
             strchr("0123456789*#", input->text[0]))
        visit->digits++;
    else
        visit->keys++;
}

static void clear_message(struct stage *s)
{
    free(s->message);
    s->message = NULL;
}

/* Where any key counts, what the rack has no use for is one; but not the
 * tremor of the key that led here. */
static struct act any_key(const struct stage *s, struct act act,
                          const struct input *input)
{
    bool is_free = act.kind == ACT_NONE || act.kind == ACT_REDRAW;
    /* Whoever has few keys walks to the voice. */
    bool walks = s->place == PLACE_ATTRACT && ease_has_voice(s) &&
                 act.kind == ACT_REDRAW && input->kind == INPUT_KEY;

    if (!screen_of(s->place)->any_key || !is_free || walks ||
        input->kind == INPUT_PRESS ||
        s->now_ms - s->entered_ms < s->rack.guard_ms)
        return act;
    return (struct act){.kind = ACT_TEXT};
}

/* What is the same on every screen: the size of the print, and scrolling
 * where it is large. */
static bool ease_takes(struct stage *s, const struct act *act)
{
    bool is_page = act->kind == ACT_NAV && ease_is_lines(s) &&
                   (act->nav == NAV_PAGE_UP || act->nav == NAV_PAGE_DOWN);
    bool is_arrow = act->kind == ACT_TARGET && (act->id == TARGET_LARGE_UP ||
                                                act->id == TARGET_LARGE_DOWN);

    if (is_page || is_arrow) {
        large_turn(&s->large, is_page ? act->nav == NAV_PAGE_DOWN
                                      : act->id == TARGET_LARGE_DOWN);
        return true;
    }
    if (act->kind != ACT_TARGET || act->id != TARGET_PRINT)
        return false;
    ease_next_print(s);
    return true;
}

static void take_act(struct stage *s, const struct input *input)
{
    int focus = s->rack.focus;
    bool had_message = s->message != NULL;
    struct act act = rack_input(&s->rack, input, s->now_ms);

    if (ease_walks(s, input, focus, &act))
        return;
    act = any_key(s, act, input);
    if (act.kind == ACT_REDRAW && input->kind == INPUT_KEY) {
        s->change = CHANGE_FOCUS;
        s->walked_from = focus;
    }
    if (act.kind == ACT_NONE || act.kind == ACT_REDRAW)
        return;
    clear_message(s);
    if (act.kind == ACT_TARGET && act.id == TARGET_PROMPT_MORE) {
        prompt_more(&s->prompt, s->grid.prompt);
        return;
    }
    if (ease_takes(s, &act)) {
        rack_focus(&s->rack, focus);
        return;
    }
    if (act.kind == ACT_TARGET && s->kiosk->worker && act.id < TARGET_FIRST) {
        enum place place = desk_chord(s, act.id);
        if (place != PLACE_COUNT) {
            stage_go(s, place);
            return;
        }
    }
    stage_go(s, screen_of(s->place)->act(s, &act));
    if (had_message)
        s->change = CHANGE_PAGE;
}

/* Chords are for workers; residents have no such keys. */
static bool is_hand(const struct stage *s, enum input_kind kind)
{
    if (kind == INPUT_CHORD)
        return s->kiosk->worker || s->place == PLACE_SIGN_IN;
    return kind == INPUT_TEXT || kind == INPUT_KEY || kind == INPUT_PRESS ||
           kind == INPUT_RELEASE;
}

/* What a worker sees on the screen is in the log. */
static void commit(struct stage *s)
{
    if (!journal_commit(s->kiosk))
        stage_complain(s, stage_text(s, /* max 38 */
                                     "NOT KEPT. The disk takes nothing."));
}

static void take(struct stage *s, const struct input *input)
{
    s->news++;
    s->change = CHANGE_PAGE;
    if (input->kind == INPUT_RESIZE) {
        canvas_resize(s->canvas, input->x, input->y);
        return;
    }
    if (!is_hand(s, input->kind)) {
        if (input->kind == INPUT_CHORD)
            return;
        watch_hear(s);
        commit(s);
        stage_take_time(s);
        return;
    }
    s->awake_ms = s->now_ms;
    if (input->kind != INPUT_RELEASE)
        speech_hush(s);
    if (!grid_fits(canvas_width(s->canvas), canvas_height(s->canvas)))
        return;
    if (input->kind != INPUT_RELEASE)
        count_hand(s, input);
    if (screen_of(s->place)->touch && input->is_touch) {
        if (input->kind == INPUT_RELEASE)
            stage_go(s, screen_of(s->place)->touch(s, input));
        return;
    }
    take_act(s, input);
    commit(s);
}

void stage_give(struct stage *s, const struct input *input)
{
    struct input meant = *input;

    if (!scan_takes(s, &meant) || meant.kind != INPUT_NONE)
        take(s, &meant);
    else
        s->awake_ms = s->now_ms;
}

/* Only the question that asks for a code takes one; elsewhere its letters
 * would choose, count and command. */
void stage_code(struct stage *s)
{
    const struct screen *screen = screen_of(s->place);

    s->news++;
    s->change = CHANGE_PAGE;
    s->awake_ms = s->now_ms;
    clear_message(s);
    if (screen->code)
        stage_go(s, screen->code(s, s->burst.text));
    else
        stage_complain(s, stage_text(s, /* max 38 */
                                     "No code is asked for here."));
    burst_clear(&s->burst);
    commit(s);
}

void stage_take(struct stage *s, const struct input *input)
{
    s->now_ms = stamp_boot_ms();
    sift(s, input);
    watch_want(s);
}

void stage_complain(struct stage *s, const char *text)
{
    clear_message(s);
    s->change = CHANGE_PAGE;
    s->message = xstrdup(text);
    s->message_kind = MESSAGE_REFUSAL;
    s->wants_bell = true;
}

enum err stage_set_theme(struct stage *s, const char *name)
{
    struct theme theme;
    enum err err = colours_load(&theme, &s->kiosk->config, name);

    if (err)
        return err;
    s->theme = theme;
    s->theme_is_new = true;
    return ERR_NONE;
}
