#include "ui/scale.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NARROWEST = 3, CAP = 5, FACE_WIDTH = 11, FACE_ROWS = 5, FACES = 5 };

static const char *const MOUTHS[FACES] = {"╭───╮", "╭─╮", "───", "╰─╯",
                                          "╰───╯"};

static bool is_small(struct rect area)
{
    return area.height < 9 || area.width < 60;
}

static const char *label_of(const struct scale *s, int i)
{
    return s->label[i] ? s->label[i] : "";
}

static int label_rows(const struct scale *s, int width)
{
    int most = 0;
    for (int i = 0; i < s->count; i++) {
        int rows = (int)text_wrap(label_of(s, i), width, NULL, 0);
        if (rows > most)
            most = rows;
    }
    return most;
}

bool scale_fits(const struct scale *s, int width)
{
    enum { LABEL_ROWS = 3 };
    int narrowest = width < 60 ? NARROWEST + 1 : CAP + 2;
    if (s->count < 2 || s->count > SCALE_MAX || width / s->count < narrowest)
        return false;
    return label_rows(s, width / s->count - 1) <= LABEL_ROWS;
}

static int number_of(const struct scale *s, int i)
{
    return s->first + i * (s->step ? s->step : 1);
}

/* Columns of one width, so that the steps look equally far apart. */
static struct rect column(const struct scale *s, struct rect area, int i)
{
    int width = area.width / s->count;
    int rest = area.width - width * s->count + 1;
    return (struct rect){area.x + rest / 2 + i * width, area.y, width - 1,
                         area.height};
}

static void draw_face(struct canvas *canvas, struct rect place, int mood)
{
    int style = ROLE_TEXT | STYLE_SURFACE;
    struct rect box = {place.x + (place.width - FACE_WIDTH) / 2, place.y,
                       FACE_WIDTH, FACE_ROWS};
    canvas_box(canvas, box, style);
    /* Art: a mouth must not be turned round on a mirrored page. */
    canvas_art(canvas, box.x + 3, box.y + 1, style, "•   •");
    canvas_art(canvas, box.x + (box.width - text_width(MOUTHS[mood])) / 2,
               box.y + 3, style, MOUTHS[mood]);
}

static int cap_style(const struct scale *s, struct rack *rack, int i)
{
    int id = TARGET_SCALE + i;
    int style = ROLE_ACCENT | STYLE_SURFACE;
    if (s->chosen == i)
        style = ROLE_CHOSEN;
    if (rack_has_focus(rack, id))
        style = ROLE_FOCUS;
    return rack_is_pressed(rack, id) ? style ^ STYLE_REVERSE : style;
}

/* The key cap of a step; returns the row of its number. */
static int draw_cap(const struct scale *s, struct canvas *canvas,
                    struct rack *rack, struct rect place, bool small, int i)
{
    char number[16];
    snprintf(number, sizeof number, "%d", number_of(s, i));
    int style = cap_style(s, rack, i);
    int width = small ? NARROWEST : CAP;
    if (width > place.width)
        width = place.width;
    int x = place.x + (place.width - width) / 2;
    struct rect cap = {x, place.y, width, small ? 1 : 3};
    canvas_fill(canvas, cap, style);
    if (!small)
        canvas_box(canvas, cap, style);
    struct rect line = {small ? x : x + 1, place.y + !small,
                        small ? width : width - 2, 1};
    canvas_line(canvas, line, ALIGN_CENTRE, style, number);
    /* Where the cap fills its column, the gap before it takes the sign. */
    if (rack_has_focus(rack, TARGET_SCALE + i))
        canvas_text(canvas, x - 1, line.y,
                    x > place.x ? ROLE_ACCENT | STYLE_SURFACE : ROLE_ACCENT,
                    GLYPH_FOCUS);
    return line.y;
}

static void draw_mark(const struct scale *s, struct canvas *canvas,
                      struct rect place, int i)
{
    bool chosen = s->chosen == i;
    const char *mark = chosen ? GLYPH_CHOSEN : GLYPH_OPEN;
    if (s->stars)
        mark = i <= s->chosen ? GLYPH_STAR : GLYPH_NO_STAR;
    canvas_line(canvas, place, ALIGN_CENTRE, ROLE_ACCENT | STYLE_SURFACE, mark);
    place.y++;
    if (!chosen || !s->word_chosen || place.width < 9)
        return;
    char *text = xasprintf(GLYPH_CHECK " %s", s->word_chosen);
    canvas_line(canvas, place, ALIGN_CENTRE, ROLE_SUCCESS | STYLE_SURFACE,
                text);
    free(text);
}

static void hang(const struct scale *s, struct canvas *canvas,
                 struct rack *rack, struct rect place, int row, int i)
{
    int number = number_of(s, i);
    char *say =
        xasprintf("%d%s%s%s%s", number, *label_of(s, i) ? ", " : "",
                  label_of(s, i), s->chosen == i ? ", " : "",
                  s->chosen == i && s->word_chosen ? s->word_chosen : "");
    struct target target = {
        .area = place,
        .id = TARGET_SCALE + i,
        .key = number >= 0 && number <= 9 ? (char)('0' + number) : '\0',
        .chosen = s->chosen == i,
        .cursor_x = place.x + (place.width - 1) / 2,
        .cursor_y = row,
    };
    /* 0, 8 and 9 are the footer's keys on every screen. */
    if (target.key == '0' || target.key == '8' || target.key == '9')
        target.key = '\0';
    rack_add(rack, &target, say);
    free(say);
    if (rack_has_focus(rack, target.id))
        canvas_set_cursor(canvas, target.cursor_x, target.cursor_y);
}

static void draw_label(const struct scale *s, struct canvas *canvas,
                       struct rect place, int i)
{
    struct text_line lines[4];
    size_t count =
        text_wrap(label_of(s, i), place.width, lines, COUNT_OF(lines));
    for (size_t n = 0; n < count && n < COUNT_OF(lines); n++, place.y++) {
        char *line = xstrndup(lines[n].start, lines[n].size);
        canvas_line(canvas, place, ALIGN_CENTRE, ROLE_TEXT | STYLE_SURFACE,
                    line);
        free(line);
    }
}

void scale_draw(const struct scale *s, struct canvas *canvas, struct rack *rack,
                struct rect area)
{
    bool small = is_small(area);
    int rows = label_rows(s, column(s, area, 0).width);
    bool faces = s->faces && s->count == FACES && !small &&
                 column(s, area, 0).width >= FACE_WIDTH &&
                 area.height >= FACE_ROWS + rows + 5;
    int spare = area.height - rows - 5 - (faces ? FACE_ROWS : 0);
    for (int i = 0; i < s->count; i++) {
        struct rect place = column(s, area, i);
        struct rect line = {place.x, place.y, place.width, 1};
        line.y += small || spare < 0 ? 0 : spare / 2;
        canvas_fill(canvas, place, ROLE_TEXT | STYLE_SURFACE);
        if (faces) {
            draw_face(canvas, line, i);
            line.y += FACE_ROWS;
        }
        if (!small || rows + 2 <= area.height)
            draw_label(s, canvas, line, i);
        line.y += small && rows + 2 > area.height ? 0 : rows;
        int row = draw_cap(s, canvas, rack, line, small, i);
        line.y += small ? 1 : 3;
        draw_mark(s, canvas, line, i);
        hang(s, canvas, rack, place, row, i);
    }
}

bool scale_act(struct scale *s, const struct act *act)
{
    int index = act->id - TARGET_SCALE;
    if (act->kind != ACT_TARGET || index < 0 || index >= s->count)
        return false;
    s->chosen = s->chosen == index ? -1 : index;
    return true;
}
