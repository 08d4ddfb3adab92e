#include "screen/screen.h"

#include "language.h"

#include "form/catalog.h"

#include <stdio.h>
#include <string.h>

/* The hidden door of the operator: five knocks within ten seconds. */
enum { KNOCKS = 5, KNOCK_MS = 10000, CORNER_WIDTH = 8, CORNER_HEIGHT = 2 };
enum { TARGET_START = TARGET_FIRST, TARGET_CORNER };

/* A few roofs of the neighbourhood. */
static const char *const ROOFS[] = {
    "         ╭─╮",      " ╭──╮ ╭──╯·│ ╭──╮",  "─╯··│ │··│·╰─╯··│",
    "·│··╰─╯··│·│·│··│", "─┴──┴─┴──┴─┴─┴──┴─",
};
enum { ROOFS_WIDTH = 20 };

static void enter(struct stage *s)
{
    kiosk_reset(s->kiosk);
    kiosk_reload(s->kiosk);
    if (strcmp(s->theme.name, s->kiosk->config.theme) != 0 &&
        stage_set_theme(s, s->kiosk->config.theme))
        s->theme_is_new = true;
}

static const char *title(const struct stage *s)
{
    const struct catalog_entry *only = kiosk_form(s->kiosk, 0);

    if (kiosk_forms(s->kiosk) == 1 && *only->title)
        return only->title;
    return stage_text(s, /* max 76 */ "What do you say about this corner?");
}

static void draw_roofs(struct stage *s)
{
    struct rect page = s->grid.page;

    if (s->grid.small)
        return;
    for (size_t i = 0; i < COUNT_OF(ROOFS); i++)
        canvas_art(s->canvas, page.x + page.width - ROOFS_WIDTH,
                   page.y + 1 + (int)i, ROLE_MUTED, ROOFS[i]);
}

/* The invitation in every language that is offered, one a row. */
static void draw_invitation(struct stage *s, struct rect area)
{
    const char *list = s->kiosk->config.languages;
    const struct language *language;
    int pad = s->grid.small ? 0 : 2;
    int text = pad + (s->grid.small ? 5 : 6);
    struct target start = {.area = area,
                           .id = TARGET_START,
                           .key = '5',
                           .cursor_x = area.x + pad + 3,
                           .cursor_y = area.y + area.height / 2};
    int row = area.y + (s->grid.small ? 0 : 1);

    rack_add(&s->rack, &start, stage_text(s, "Tap here or press any key"));
    int style = rack_is_pressed(&s->rack, TARGET_START) ? STYLE_REVERSE : 0;
    canvas_fill(s->canvas, area, ROLE_TEXT | STYLE_SURFACE | style);
    if (!s->grid.small)
        canvas_box(s->canvas, area, ROLE_ACCENT | STYLE_SURFACE | style);
    canvas_text(s->canvas, area.x + pad, start.cursor_y,
                ROLE_FOCUS | STYLE_SURFACE, GLYPH_FOCUS " 5 ");
    for (size_t i = 0; (language = language_of_list(list, i)); i++) {
        struct rect line = {area.x + text, row++, area.width - text - pad, 1};
        if (line.y >= area.y + area.height)
            return;
        canvas_line(s->canvas, line, ALIGN_START,
                    ROLE_TEXT | STYLE_SURFACE | STYLE_BOLD | style,
                    kiosk_text_in(s->kiosk, language->tag,
                                  /* max 34 */ "Tap here or press any key"));
    }
}

static void hang_corner(struct stage *s)
{
    int width = canvas_width(s->canvas);
    struct target corner = {
        .area = {width - CORNER_WIDTH, 0, CORNER_WIDTH, CORNER_HEIGHT},
        .id = TARGET_CORNER,
        .key = '0',
        .counting = true,
    };

    if (*s->kiosk->config.pin)
        rack_add(&s->rack, &corner, NULL);
}

static void draw(struct stage *s)
{
    stage_page(s, "", title(s),
               stage_text(s, /* max 76 */
                          "One question a screen. No names."));
    draw_roofs(s);
    struct rect area = s->grid.body;
    int room = s->grid.footer.y + s->grid.footer.height - area.y;
    size_t languages = 0;

    while (language_of_list(s->kiosk->config.languages, languages))
        languages++;
    if (!s->grid.small) {
        area.x += 2;
        area.width -= 4;
    }
    area.height = (int)languages + (s->grid.small ? 0 : 2);
    if (area.height > room)
        area.height = room;
    area.y += (room - area.height) / 2;
    draw_invitation(s, area);
    hang_corner(s);
}

static enum place knock(struct stage *s)
{
    if (s->now_ms - s->knock_ms > KNOCK_MS) {
        s->knocks = 0;
        s->knock_ms = s->now_ms;
    }
    if (++s->knocks < KNOCKS)
        return PLACE_STAY;
    s->knocks = 0;
    return PLACE_PIN;
}

static enum place act(struct stage *s, const struct act *act)
{
    if (act->kind == ACT_TARGET && act->id == TARGET_CORNER)
        return knock(s);
    if (act->kind == ACT_TEXT && act->text[0] == '0')
        return PLACE_STAY;
    s->kiosk->trouble = kiosk_check(s->kiosk);
    return s->kiosk->trouble ? PLACE_TROUBLE : PLACE_LANGUAGE;
}

const struct screen SCREEN_ATTRACT = {
    .name = "attract",
    .any_key = true,
    .idle = IDLE_NEVER,
    .enter = enter,
    .draw = draw,
    .act = act,
};
