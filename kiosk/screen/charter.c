/* The notice before the first question: who asks and why, who reads it, what is
 * published and kept, and what one may do. Nothing is asked before it. */
#include "screen/screen.h"

#include "terms.h"

#include "base/arena.h"

#include <string.h>

enum { HEADING_WIDTH = 16 };

struct line {
    const char *heading, *text;
};

enum { MOST_LINES = 9 };

/* What the city owes for an answer. */
static const char *what_happens(struct stage *s)
{
    const char *day = terms_reply_by(s->kiosk);

    if (!*day)
        return stage_text(s,
                          "We keep your answer here and send it to the city.");
    return stage_print(s,
                       stage_text(s, "We answer here, on this screen, by %s."),
                       stage_day(s, day));
}

static const char *what_we_keep(struct stage *s)
{
    const char *days = terms_keep_days(s->kiosk);
    const char *what =
        stage_text(s, "Your answers, the hour and this station. No name, no "
                      "telephone, unless you write it.");

    if (!*days)
        return what;
    return stage_print(
        s, "%s %s", what,
        stage_print(s, stage_text(s, "Single answers: %s days."), days));
}

/* Who asks and why, what happens, who reads, what is published and kept, what
 * one may do. */
static size_t notice(struct stage *s, struct line out[MOST_LINES])
{
    const struct config *c = &s->kiosk->config;
    long seconds = c->idle_seconds + c->warning_seconds;
    size_t n = 0;

    if (*terms_asks(s->kiosk))
        out[n++] = (struct line){stage_text(s, /* max 15 */ "Who asks"),
                                 terms_asks(s->kiosk)};
    out[n++] = (struct line){stage_text(s, /* max 15 */ "About"),
                             kiosk_title(s->kiosk, s->kiosk->visit.entry)};
    if (*terms_why(s->kiosk))
        out[n++] = (struct line){stage_text(s, /* max 15 */ "Why"),
                                 terms_why(s->kiosk)};
    out[n++] = (struct line){stage_text(s, /* max 15 */ "What happens"),
                             what_happens(s)};
    out[n++] = (struct line){
        stage_text(s, /* max 15 */ "Who reads it"),
        *terms_reader(s->kiosk)
            ? terms_reader(s->kiosk)
            : stage_text(s, "Only the people in charge of this "
                            "survey. Figures come later, as counts.")};
    out[n++] = (struct line){
        stage_text(s, /* max 15 */ "Published"),
        stage_text(s, "Choices as counts, never of fewer than 10 people. What "
                      "you write is not published, unless it says so.")};
    out[n++] = (struct line){stage_text(s, /* max 15 */ "What we keep"),
                             what_we_keep(s)};
    out[n++] = (struct line){stage_text(s, /* max 15 */ "Your choice"),
                             stage_text(s, "Skip any question. Leave when you "
                                           "like. The number on your receipt "
                                           "takes your answer back.")};
    const char *leave =
        terms_keep_partial(s->kiosk)
            ? stage_print(s,
                          stage_text(s, "After %ld s without a tap we keep "
                                        "it, marked unfinished."),
                          seconds)
            : stage_print(s,
                          stage_text(s, "After %ld s without a tap we erase "
                                        "what you answered."),
                          seconds);
    out[n++] = (struct line){stage_text(s, /* max 15 */ "If you leave"), leave};
    return n;
}

/* Headings beside the texts. */
static void draw_wide(struct stage *s, const struct line *lines, size_t n)
{
    struct rect area = s->grid.body;
    int y = area.y - s->text_first;

    canvas_set_clip(s->canvas, &area);
    for (size_t i = 0; i < n; i++) {
        struct rect text = {area.x + 2 + HEADING_WIDTH, y,
                            area.width - HEADING_WIDTH - 4, 4};
        canvas_text(s->canvas, area.x + 2, y, ROLE_ACCENT | STYLE_BOLD,
                    lines[i].heading);
        stage_tell(s,
                   stage_print(s, "%s: %s", lines[i].heading, lines[i].text));
        y += canvas_wrap(s->canvas, text, 0, ROLE_TEXT, lines[i].text);
        if (area.height >= 2 * (int)n + 2)
            y++;
    }
    canvas_set_clip(s->canvas, NULL);
    s->text_lines = y - area.y + s->text_first;
}

static void draw_narrow(struct stage *s, const struct line *lines, size_t n)
{
    const char *all = "";

    for (size_t i = 0; i < n; i++)
        all = arena_printf(s->frame, "%s%s%s: %s", all, i ? "\n" : "",
                           lines[i].heading, lines[i].text);
    stage_tell(s, all);
    s->text_lines =
        canvas_wrap(s->canvas, s->grid.body, s->text_first, ROLE_TEXT, all);
}

static void enter(struct stage *s)
{
    rack_focus(&s->rack, '#');
}

static const char *const SIGNS[] = {GLYPH_LEFT, "?", NULL, GLYPH_DOWN,
                                    GLYPH_RIGHT};

static void draw(struct stage *s)
{
    struct line lines[MOST_LINES];
    size_t n = notice(s, lines);

    stage_page(s, "", stage_text(s, /* max 24 */ "Before you start"), NULL);
    s->text_rows = s->grid.body.height;
    if (s->grid.small)
        draw_narrow(s, lines, n);
    else
        draw_wide(s, lines, n);
    const char *labels[5] = {
        stage_text(s, /* max 6 */ "Back"), stage_text(s, /* max 6 */ "Help"),
        stage_text(s, /* max 9 */ "My answer"), NULL,
        s->grid.small ? stage_text(s, /* max 6 */ "Next")
                      : stage_text(s, /* max 9 */ "Start")};
    if (s->text_lines > s->text_rows)
        labels[3] = stage_text(s, /* max 13, words 6 */ "Read on");
    s->signs = SIGNS;
    stage_footer(s, labels, false);
}

static void turn(struct stage *s)
{
    s->text_first += s->text_rows;
    if (s->text_first >= s->text_lines)
        s->text_first = 0;
}

static enum place act(struct stage *s, const struct act *act)
{
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    switch (act->id) {
    case '0':
        visit_clear(&s->kiosk->visit, s->kiosk->visit.language);
        return kiosk_forms(s->kiosk) > 1 || s->kiosk->board.bulletin
                   ? PLACE_FORMS
                   : language_back(s);
    case '*':
        return PLACE_HELP;
    case '8':
        return find_begin(s);
    case '9':
        turn(s);
        return PLACE_STAY;
    case '#':
        return question_here(s);
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_CHARTER = {
    .name = "charter",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
