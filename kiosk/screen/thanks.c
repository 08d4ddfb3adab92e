/* Thanks, shown only once the answers are durable, with what finds them again
 * and takes them back. */
#include "screen/screen.h"

#include <string.h>

/* Columns that the words need beside the code. */
enum { WORDS_WIDTH = 32, GAP = 2 };
/* Rows of the withdrawal number with its words, on the small page. */
enum { WORDS_OF_NUMBER = 2 };

static void enter(struct stage *s)
{
    rack_focus(&s->rack, '#');
}

static const struct qr *code_beside_words(struct stage *s, const char *text)
{
    int page = grid_for(canvas_width(s->canvas), canvas_height(s->canvas), 2)
                   .page.width;

    return stage_qr(s, text, page - WORDS_WIDTH - GAP,
                    canvas_height(s->canvas) - 1);
}

/* The picture takes milliseconds and the page one more, so they are made while
 * the answers are read; nobody sees them before the answers are kept. */
void thanks_prepare(struct stage *s)
{
    struct visit *visit = &s->kiosk->visit;

    if (!visit_is_frozen(visit))
        return;
    visit->is_kept = true;
    stage_foresee(s, PLACE_THANKS);
    visit->is_kept = false;
}

/* Twenty digits in groups of four. */
static const char *grouped(struct stage *s, const char *digits)
{
    enum { DIGITS = 20, GROUP = 4 };
    const char *out = GLYPH_LEFT_TO_RIGHT;

    for (size_t i = 0; i < DIGITS && i < strlen(digits); i += GROUP)
        out = stage_print(s, "%s%s%.*s", out, i ? " " : "", GROUP, digits + i);
    return out;
}

static void write_on(struct stage *s, struct rect *place, int style,
                     const char *text, int blank)
{
    int rows = stage_write(s, *place, style, text) + blank;

    place->y += rows;
    place->height -= rows;
}

/* What the code is for, the code, and what it does not do. */
static void write_code(struct stage *s, struct rect *place, bool has_picture)
{
    const struct visit *visit = &s->kiosk->visit;
    const char *why =
        has_picture ? stage_text(s, "To find your answer later, point a camera "
                                    "at the drawing or copy this code:")
                    : stage_text(s, "To find your answer later, copy this "
                                    "code:");

    write_on(s, place, ROLE_TEXT, why, 0);
    write_on(s, place, ROLE_ACCENT | STYLE_BOLD,
             symbol_beside(s, visit_code(visit), symbol_picked_text(s)), 0);
    /* Where rows are few, the number is worth more than the reassurance. */
    if (place->height > WORDS_OF_NUMBER || !*visit_token(visit))
        write_on(s, place, ROLE_MUTED,
                 stage_text(s, "It does not say what you answered."),
                 !s->grid.small);
    if (!*visit_token(visit))
        return;
    write_on(s, place, ROLE_TEXT,
             s->grid.small
                 ? stage_text(s, /* max 38 */ "To take it back:")
                 : stage_text(s, "To take your answer back, show this number:"),
             0);
    write_on(s, place, ROLE_TEXT | STYLE_BOLD, grouped(s, visit_token(visit)),
             1);
}

static const char *const SIGNS[] = {NULL, NULL, NULL, NULL, GLYPH_HOME};

static void draw_end(struct stage *s)
{
    const char *const labels[5] = {NULL, NULL, NULL, NULL,
                                   stage_text(s, /* max 6 */ "End")};

    s->signs = SIGNS;
    stage_footer(s, labels, false);
}

/* Title and words in the column beside the picture, down to the footer. */
static void draw_with_picture(struct stage *s, const struct qr *qr,
                              const char *title, const char *onward)
{
    struct rect page = s->grid.page;
    int x = page.x + qr_width(qr) + GAP;
    struct rect place = {x, 2, page.x + page.width - x, s->grid.footer.y - 2};

    qr_draw(qr, s->canvas, page.x, 1);
    write_on(s, &place, ROLE_TEXT | STYLE_BOLD, title, 1);
    write_on(s, &place, ROLE_MUTED, onward, 1);
    write_code(s, &place, true);
    draw_end(s);
}

/* The answers are durable before this is drawn. */
static void draw(struct stage *s)
{
    const struct visit *visit = &s->kiosk->visit;
    const struct qr *qr = code_beside_words(s, visit_receipt(visit));
    const char *title =
        stage_text(s, /* max 40 */ "Thank you! It is kept here now.");
    const char *onward = stage_text(s, /* max 76 */
                                    "It goes to the city as soon as there is "
                                    "a network.");

    stage_page(s, "", qr ? "" : title, qr ? "" : onward);
    if (qr) {
        draw_with_picture(s, qr, title, onward);
        return;
    }
    struct rect place = s->grid.body;
    place.x += 2;
    place.width -= 4;
    if (*visit_code(visit))
        write_code(s, &place, false);
    if (!s->grid.small || !*visit_code(visit))
        write_on(s, &place, ROLE_TEXT,
                 stage_text(s, "Nothing of you stays on this screen. You may "
                               "go now, or let the next person begin."),
                 0);
    draw_end(s);
}

static bool work(struct stage *s)
{
    kiosk_ring(s->kiosk);
    return false;
}

static enum place act(struct stage *s, const struct act *act)
{
    (void)s;
    return act->kind == ACT_TARGET && act->id == '#' ? PLACE_ATTRACT
                                                     : PLACE_STAY;
}

const struct screen SCREEN_THANKS = {
    .name = "thanks",
    .idle = IDLE_ASKS,
    .enter = enter,
    .draw = draw,
    .act = act,
    .work = work,
};
