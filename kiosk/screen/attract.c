/* The first screen: it invites, in every language at once, and is what the next
 * person finds. Being here means that nothing is left of whoever was before. */
#include "screen/city.h"

#include "language.h"

#include "base/digest.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* The hidden door of the operator: five knocks within ten seconds. */
enum { KNOCKS = 5, KNOCK_MS = 10000, CORNER_WIDTH = 8, CORNER_HEIGHT = 2 };
enum { TARGET_START = TARGET_FIRST, TARGET_CORNER };

/* A street of the neighbourhood, repeated along the page. */
static const char *const STREET[] = {
    "         ╭─╮                  ╭──╮      ",
    " ╭──╮ ╭──╯·│ ╭──╮   ╭───╮ ╭───╯··│ ╭──╮ ",
    "─╯··│ │··│·╰─╯··│ ╭─╯·│·╰─╯·│·│··╰─╯··╰─",
    "·│··╰─╯··│·│·│··│ │·│·│·│·│·│·│··│·│··│·",
    "─┴──┴─┴──┴─┴─┴──┴─┴─┴─┴─┴─┴─┴─┴──┴─┴──┴─",
};
enum { STREET_WIDTH = 40, STREET_HEIGHT = COUNT_OF(STREET), FRAME_ROWS = 4 };

static void enter(struct stage *s)
{
    kiosk_reset(s->kiosk);
    kiosk_reload(s->kiosk);
    s->told_count = 0;
    s->found = (struct found){.what = FINDING_NONE};
    ease_reset(s);
    digest_random(&s->board_seed, sizeof s->board_seed);
}

/* The weekday, the day and the hour at which the station opens again. */
static const char *opening(struct stage *s, int64_t wall_ms)
{
    static const char *const DAYS[] = {
        WORD(/* max 10 */ "Sunday"),   WORD(/* max 10 */ "Monday"),
        WORD(/* max 10 */ "Tuesday"),  WORD(/* max 10 */ "Wednesday"),
        WORD(/* max 10 */ "Thursday"), WORD(/* max 10 */ "Friday"),
        WORD(/* max 10 */ "Saturday"),
    };
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm at;

    if (!localtime_r(&seconds, &at))
        return "";
    return stage_print(s, "%s %d, %02d:%02d", stage_text(s, DAYS[at.tm_wday]),
                       at.tm_mday, at.tm_hour, at.tm_min);
}

static bool is_closed(const struct stage *s)
{
    return kiosk_opens(s->kiosk) != 0;
}

static const char *title(struct stage *s)
{
    int64_t opens = kiosk_opens(s->kiosk);

    if (opens)
        return stage_print(s, stage_text(s, /* max 42 */ "Closed. Opens %s."),
                           opening(s, opens));
    if (kiosk_forms(s->kiosk) == 1)
        return kiosk_title(s->kiosk, kiosk_form(s->kiosk, 0));
    return stage_text(s, /* max 76 */ "What do you say about this corner?");
}

static void draw_street(struct stage *s, int width)
{
    struct rect page = s->grid.page;
    int top = page.y + page.height - STREET_HEIGHT;

    page.width = width;
    canvas_set_clip(s->canvas, &page);
    for (int x = 0; x < page.width; x += STREET_WIDTH)
        for (int row = 0; row < STREET_HEIGHT; row++)
            canvas_art(s->canvas, page.x + x, top + row, ROLE_MUTED,
                       STREET[row]);
    canvas_set_clip(s->canvas, NULL);
}

/* The invitation in every language that is offered, one a row; returns the
 * rows that it takes. */
static int draw_invitation(struct stage *s, struct rect area)
{
    const char *list = s->kiosk->config.languages;
    const struct language *language;
    struct buf words;

    buf_init(&words, 0);
    for (size_t i = 0; (language = language_of_list(list, i)); i++)
        buf_printf(&words, "%s%s", i ? "\n" : "",
                   kiosk_text_in(s->kiosk, language->tag,
                                 /* max 31 */ "Tap here or press any key"));
    const struct cap start = {
        .id = TARGET_START,
        .key = "5",
        .press = '5',
        .label = buf_text(&words),
    };
    int rows = cap_rows(&start, area.width, s->grid.small);
    rows += s->grid.small ? 0 : FRAME_ROWS;
    if (rows < area.height)
        area.height = rows;
    cap_draw(s->canvas, &s->rack, area, &start);
    buf_clear(&words);
    return area.height;
}

/* The way to answer on one's own phone: a picture for its camera at the
 * right; returns the columns that it takes. */
static int draw_phone(struct stage *s)
{
    struct rect page = s->grid.page;
    int top = s->grid.body.y;
    const struct qr *qr =
        s->grid.small ? NULL
                      : stage_qr(s, s->kiosk->config.phone, page.width / 2,
                                 page.y + page.height - top);

    if (!qr)
        return 0;
    int x = page.x + page.width - qr_width(qr);
    struct rect words = {x, top - 1, qr_width(qr), 1};
    qr_draw(qr, s->canvas, x, page.y + page.height - qr_height(qr));
    words.y = page.y + page.height - qr_height(qr) - 1;
    stage_write(s, words, ROLE_ACCENT | STYLE_BOLD,
                stage_text(s, /* max 33 */ "Or answer on your phone:"));
    return qr_width(qr) + 2;
}

/* Where no picture fits, the address to type. */
static void write_phone(struct stage *s, struct rect area)
{
    static const char SCHEME[] = "https://";
    const char *address = s->kiosk->config.phone;

    if (!*address || area.height < 1)
        return;
    if (strncmp(address, SCHEME, strlen(SCHEME)) == 0)
        address += strlen(SCHEME);
    const char *words = stage_text(s, /* max 33 */ "Or answer on your phone:");
    bool fits = text_width(words) + 1 + text_width(address) <= area.width;
    stage_write(s, area, ROLE_TEXT,
                stage_print(s, "%s%s%s", words, fits ? " " : "\n", address));
}

/* Rows of the picture at the lower edge: the city's or the street. */
static int picture_height(const struct stage *s)
{
    int rows = 0;

    for (const char *at = s->logo; *at; at++)
        rows += *at == '\n';
    return rows ? rows : (int)STREET_HEIGHT;
}

/* The city's own picture in letters, its first rows above the lower edge. */
static void draw_logo(struct stage *s, int width)
{
    struct rect page = s->grid.page;
    const char *line = s->logo;
    int rows = picture_height(s);

    page.width = width;
    canvas_set_clip(s->canvas, &page);
    for (int y = page.y + page.height - rows; rows-- > 0; y++) {
        size_t size = strcspn(line, "\n");
        canvas_art(s->canvas, page.x, y, ROLE_ACCENT,
                   stage_print(s, "%.*s", (int)size, line));
        line += size + 1;
    }
    canvas_set_clip(s->canvas, NULL);
}

static void hang_corner(struct stage *s)
{
    int width = canvas_width(s->canvas);
    struct target corner = {
        .area = {width - CORNER_WIDTH, 0, CORNER_WIDTH, CORNER_HEIGHT},
        .id = TARGET_CORNER,
        .key = '0',
        .counting = true,
        .aside = true,
    };

    if (*s->kiosk->config.pin)
        rack_add(&s->rack, &corner, NULL);
}

/* The voice's key is one of the things to walk to; it stands in the line
 * below the title. */
static void hang_voice(struct stage *s)
{
    struct rect line = s->grid.prompt;

    line.y += line.height - 1;
    line.height = 1;
    if (!ease_has_voice(s))
        return;
    rack_add(&s->rack,
             &(struct target){.area = line,
                              .id = '*',
                              .key = '*',
                              .chosen = s->ease.voice,
                              .cursor_x = line.x,
                              .cursor_y = line.y},
             stage_text(s, /* max 15 */ "Voice"));
    if (!rack_has_focus(&s->rack, '*'))
        return;
    canvas_restyle(s->canvas, line, ROLE_FOCUS);
    canvas_set_cursor(s->canvas, line.x, line.y);
}

static const char *promise(struct stage *s)
{
    const char *text = stage_text(s, /* max 76 */
                                  "One question a screen. No names.");

    if (!ease_has_voice(s))
        return text;
    return stage_print(s, "%s %s", text,
                       stage_text(s, /* max 30 */ "Voice: press *."));
}

static void draw(struct stage *s)
{
    bool closed = is_closed(s);

    stage_page(s,
               kiosk_is_weekly(s->kiosk)
                   ? stage_text(s, /* max 24 */ "Question of the week")
                   : "",
               title(s), closed ? "" : promise(s));
    struct rect area = s->grid.body;
    area.height = s->grid.footer.y + s->grid.footer.height - area.y;
    int used = closed ? 0 : draw_phone(s);
    area.width -= used;
    if (!s->grid.small) {
        area.y++;
        area.height -= picture_height(s) + 2;
        if (*s->logo)
            draw_logo(s, s->grid.page.width - used);
        else
            draw_street(s, s->grid.page.width - used);
    }
    if (!closed) {
        int rows = draw_invitation(s, area) + 1;
        area.y += rows;
        area.height -= rows;
    }
    int news = city_news(s, area);
    area.y += news;
    area.height -= news;
    if (!closed && used == 0)
        write_phone(s, area);
    hang_voice(s);
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
    if (act->kind == ACT_TARGET && act->id == '*') {
        ease_toggle_voice(s);
        return PLACE_STAY;
    }
    if (is_closed(s))
        return PLACE_STAY;
    s->kiosk->trouble = kiosk_check(s->kiosk);
    return s->kiosk->trouble ? PLACE_TROUBLE : language_begin(s);
}

/* Only to be drawn again: the hour may have come. */
static enum place tick(struct stage *s)
{
    (void)s;
    return PLACE_STAY;
}

/* Nobody waits for the log while there is this to look at. */
static bool work(struct stage *s)
{
    kiosk_settle(s->kiosk);
    return false;
}

const struct screen SCREEN_ATTRACT = {
    .name = "attract",
    .any_key = true,
    .idle = IDLE_TICKS,
    .tick = tick,
    .enter = enter,
    .draw = draw,
    .act = act,
    .work = work,
};
