/* What the machine had sealed, in parts that a camera reads; where there is no
 * room for a picture, as text. */
#include "screen/screen.h"

#include "challenge.h"

#include "proof/pieces.h"

#include <string.h>

enum { WORDS_WIDTH = 32, GAP = 2 };

enum place opened_begin(struct stage *s)
{
    if (!challenge_open(s->kiosk))
        return PLACE_OPENED;
    stage_complain(s, stage_text(s, /* max 38 */
                                 "Not now. Send, or wait."));
    return PLACE_STAY;
}

static void enter(struct stage *s)
{
    rack_focus(&s->rack, '9');
}

static const char *opened(const struct stage *s)
{
    return s->kiosk->visit.opened;
}

static size_t parts(const struct stage *s)
{
    return pieces_count(strlen(opened(s)));
}

/* Its number is where the text is read on; the window may have changed. */
static size_t part_here(const struct stage *s)
{
    return (size_t)s->text_first % parts(s);
}

static bool is_inside_a_letter(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* A part as a person reads it: letters stay whole. */
static const char *part_text(struct stage *s)
{
    const char *text = opened(s);
    size_t from = part_here(s) * PIECE_SIZE, to = from + PIECE_SIZE;

    if (to > strlen(text))
        to = strlen(text);
    while (is_inside_a_letter(text[from]))
        from++;
    while (is_inside_a_letter(text[to]))
        to++;
    return stage_print(s, GLYPH_LEFT_TO_RIGHT "%.*s", (int)(to - from),
                       text + from);
}

/* The part for a camera. */
static const struct qr *picture(struct stage *s)
{
    struct rect page =
        grid_for(canvas_width(s->canvas), canvas_height(s->canvas), 2).page;
    struct buf piece;

    if (stage_is_small(s))
        return NULL;
    buf_init(&piece, 0);
    pieces_write(opened(s), strlen(opened(s)), part_here(s), &piece);
    const struct qr *qr =
        stage_qr(s, buf_text(&piece), page.width - WORDS_WIDTH - GAP,
                 canvas_height(s->canvas) - 1);
    buf_clear(&piece);
    return qr;
}

static const char *title(struct stage *s)
{
    return stage_text(s, /* max 38 */ "Opened. This one never counts.");
}

static const char *code(struct stage *s)
{
    return stage_print(
        s, stage_text(s, /* max 38 */ "Its code: %s"),
        stage_print(s, GLYPH_LEFT_TO_RIGHT "%s", s->kiosk->visit.opened_code));
}

static void write_on(struct stage *s, struct rect *place, int style,
                     const char *text)
{
    int rows = stage_write(s, *place, style, text) + 1;

    place->y += rows;
    place->height -= rows;
}

static void draw_parts(struct stage *s, const struct qr *qr)
{
    struct rect page = s->grid.page;
    int x = page.x + qr_width(qr) + GAP;
    struct rect place = {x, 2, page.x + page.width - x, s->grid.footer.y - 2};

    s->text_rows = 1;
    s->text_lines = (int)parts(s);
    qr_draw(qr, s->canvas, page.x, 1);
    write_on(s, &place, ROLE_TEXT | STYLE_BOLD, title(s));
    write_on(s, &place, ROLE_ACCENT | STYLE_BOLD, code(s));
    write_on(s, &place, ROLE_TEXT,
             stage_text(s, "Read every part with a camera: barrio-verify "
                           "shows whether what was sealed is what you said."));
    write_on(s, &place, ROLE_MUTED,
             stage_print(s, stage_text(s, /* max 30 */ "Part %d of %d"),
                         (int)part_here(s) + 1, s->text_lines));
    stage_write(s, place, ROLE_TEXT, part_text(s));
}

static void draw_text(struct stage *s)
{
    const char *all = stage_print(s, GLYPH_LEFT_TO_RIGHT "%s", opened(s));

    s->text_rows = s->grid.body.height;
    stage_tell(s, all);
    s->text_lines =
        canvas_wrap(s->canvas, s->grid.body, s->text_first, ROLE_TEXT, all);
}

static const char *const SIGNS[] = {NULL, NULL, NULL, GLYPH_DOWN, GLYPH_TIMES};

static void draw(struct stage *s)
{
    const struct qr *qr = picture(s);

    stage_page(s, "", qr ? "" : title(s), qr ? "" : code(s));
    if (qr)
        draw_parts(s, qr);
    else
        draw_text(s);
    const char *labels[5] = {NULL, NULL, NULL, NULL,
                             stage_text(s, /* max 6 */ "Close")};
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
    if (act->id == '9')
        turn(s);
    return act->id == '#' ? PLACE_REVIEW : PLACE_STAY;
}

const struct screen SCREEN_OPENED = {
    .name = "opened",
    .idle = IDLE_ASKS,
    .enter = enter,
    .draw = draw,
    .act = act,
};
