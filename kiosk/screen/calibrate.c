/* Adjusting a touch panel that lies turned or short of its ends: four crosses
 * are touched, and where they were hit makes the map (ui/touch_map.h). */
#include "screen/screen.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

/* Crosses near the corners, in hundredths of the glass. */
static const struct {
    int x, y;
} PLACES[CROSSES] = {{10, 15}, {90, 15}, {90, 85}, {10, 85}};

static char *path_of(const struct stage *s)
{
    return file_join(s->kiosk->config.data, "touch.map");
}

void calibrate_recall(struct stage *s)
{
    struct buf text;
    char *path = path_of(s);

    s->touch = touch_map_plain();
    buf_init(&text, TOUCH_MAP_TEXT);
    if (file_exists(path) && (file_read(path, &text) ||
                              !touch_map_parse(&s->touch, buf_text(&text))))
        log_warn("%s: no calibration; make it anew in the operator's menu",
                 path);
    s->touch_is_new = true;
    buf_clear(&text);
    free(path);
}

static void keep(struct stage *s)
{
    char text[TOUCH_MAP_TEXT], *path = path_of(s);

    touch_map_print(&s->touch, text);
    if (file_write(path, text, strlen(text)))
        log_warn("%s: the calibration holds until the next start only", path);
    free(path);
}

static void enter(struct stage *s)
{
    s->crosses_count = 0;
}

/* The cell that a cross stands in. */
static void cell_of(const struct stage *s, size_t i, int *x, int *y)
{
    *x = canvas_width(s->canvas) * PLACES[i].x / 100;
    *y = canvas_height(s->canvas) * PLACES[i].y / 100;
}

static void draw(struct stage *s)
{
    bool is_done = s->crosses_count == CROSSES;
    const char *what =
        is_done ? stage_text(s, /* max 38 */ "The touch screen is adjusted.")
                : stage_text(s, /* max 38 */ "Touch the middle of the cross.");
    int width = canvas_width(s->canvas), height = canvas_height(s->canvas), x,
        y;

    s->prompt.question = what;
    s->prompt.hint = stage_text(s, /* max 38 */ "0 leaves this as it was.");
    canvas_wrap(s->canvas, (struct rect){width / 4, height / 2, width / 2, 2},
                0, ROLE_TEXT | STYLE_BOLD, what);
    canvas_wrap(s->canvas,
                (struct rect){width / 4, height / 2 + 2, width / 2, 2}, 0,
                ROLE_MUTED,
                s->message ? s->message
                : is_done  ? ""
                           : s->prompt.hint);
    const struct target back = {.area = {0, 0, 1, 1}, .id = '0', .key = '0'};
    rack_add(&s->rack, &back, stage_text(s, /* max 6 */ "Back"));
    if (is_done)
        return;
    cell_of(s, s->crosses_count, &x, &y);
    canvas_set_mirrored(s->canvas, false);
    canvas_art(s->canvas, x - 1, y, ROLE_FOCUS, " + ");
}

/* The middle of the cross's cell is where the finger meant to be. */
static enum place touch(struct stage *s, const struct input *input)
{
    int x, y;

    if (s->crosses_count == CROSSES)
        return PLACE_OPERATOR;
    cell_of(s, s->crosses_count, &x, &y);
    s->crosses[s->crosses_count++] = (struct touch_pair){
        input->touch_x, input->touch_y, (x + 0.5) / canvas_width(s->canvas),
        (y + 0.5) / canvas_height(s->canvas)};
    if (s->crosses_count < CROSSES)
        return PLACE_STAY;
    if (!touch_map_fit(&s->touch, s->crosses, s->crosses_count)) {
        stage_complain(s, stage_text(s, /* max 38 */
                                     "These did not fit. Once more."));
        s->crosses_count = 0;
        return PLACE_STAY;
    }
    s->touch_is_new = true;
    keep(s);
    return PLACE_STAY;
}

static enum place act(struct stage *s, const struct act *act)
{
    (void)s;
    bool leaves = (act->kind == ACT_TARGET && act->id == '0') ||
                  (act->kind == ACT_NAV && act->nav == NAV_ESCAPE);

    return leaves ? PLACE_OPERATOR : PLACE_STAY;
}

const struct screen SCREEN_CALIBRATE = {
    .name = "calibrate",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
    .touch = touch,
};
