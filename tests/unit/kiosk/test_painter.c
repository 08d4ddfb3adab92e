#include "ui/painter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 20, HEIGHT = 6, NUMBERS = 16 };

/* A terminal of this test's own, as ECMA-48 and xterm's description have it:
 * a letter or half a wide one in each cell, and the paper it lies on. */
struct screen {
    char text[HEIGHT][WIDTH][TEXT_CLUSTER_SIZE];
    int paper[HEIGHT][WIDTH];
    int x, y, pen;
};

static void erase(struct screen *s, int y, int from, int to)
{
    for (int x = from; x < to && x < WIDTH; x++) {
        strcpy(s->text[y][x], " ");
        s->paper[y][x] = s->pen;
    }
}

static void clear(struct screen *s)
{
    for (int y = 0; y < HEIGHT; y++)
        erase(s, y, 0, WIDTH);
    s->x = s->y = 0;
}

static void colour(struct screen *s, const int *n, int count)
{
    for (int i = 0; i < count; i++) {
        if (n[i] == 0 || n[i] == 49)
            s->pen = 0;
        if (n[i] >= 40 && n[i] <= 47)
            s->pen = n[i];
        if (n[i] == 48 && count > i + 2) {
            s->pen = 1000 + n[i + 2];
            i += 2;
        }
    }
}

static void obey(struct screen *s, char final, const int *n, int count)
{
    int first = n[0] ? n[0] : 1;

    switch (final) {
    case 'H':
        s->y = first - 1;
        s->x = (count > 1 && n[1] ? n[1] : 1) - 1;
        break;
    case 'G':
        s->x = first - 1;
        break;
    case 'd':
        s->y = first - 1;
        break;
    case 'C':
        s->x += first;
        break;
    case 'A':
        s->y -= first;
        break;
    case 'J':
        clear(s);
        break;
    case 'K':
        erase(s, s->y, s->x, WIDTH);
        break;
    case 'X':
        erase(s, s->y, s->x, s->x + first);
        break;
    case 'm':
        colour(s, n, count);
        break;
    default: /* modes and cursors */
        break;
    }
}

static const char *sequence(struct screen *s, const char *at)
{
    int numbers[NUMBERS] = {0}, count = 1;

    if (*at == ']') /* the palette */
        return strchr(at, '\\') + 1;
    if (*at == 'M') /* one up */
        s->y--;
    if (*at++ != '[')
        return at;
    for (; *at < '@' || *at > '~'; at++) {
        if (*at == ';' && count < NUMBERS)
            count++;
        else if (*at >= '0' && *at <= '9')
            numbers[count - 1] = numbers[count - 1] * 10 + *at - '0';
    }
    obey(s, *at, numbers, count);
    return at + 1;
}

static const char *letter(struct screen *s, const char *at)
{
    size_t size = text_next(at, 0);
    int width = text_width_n(at, size);

    assert_true(s->x >= 0 && s->x + width <= WIDTH && s->y >= 0 &&
                s->y < HEIGHT);
    snprintf(s->text[s->y][s->x], TEXT_CLUSTER_SIZE, "%.*s", (int)size, at);
    s->paper[s->y][s->x] = s->pen;
    if (width == 2) {
        s->text[s->y][s->x + 1][0] = '\0';
        s->paper[s->y][s->x + 1] = s->pen;
    }
    s->x += width;
    return at + size;
}

static void feed(struct screen *s, const char *at)
{
    while (*at) {
        if (*at == '\033')
            at = sequence(s, at + 1);
        else if (*at == '\b')
            s->x--, at++;
        else if (*at == '\r')
            s->x = 0, at++;
        else if (*at == '\n')
            s->y++, at++;
        else
            at = letter(s, at);
    }
}

struct fixture {
    struct terminfo *terminfo;
    struct painter *painter;
    struct canvas *canvas;
    struct buf out;
    struct screen screen;
};

static void open_kind(struct fixture *f, const char *kind)
{
    struct theme theme;

    assert_int_equal(terminfo_open(&f->terminfo, kind), ERR_NONE);
    assert_int_equal(theme_load(&theme, "themes", "plaza"), ERR_NONE);
    f->painter = painter_new(f->terminfo, true, false);
    f->canvas = canvas_new(WIDTH, HEIGHT);
    buf_init(&f->out, 0);
    painter_resize(f->painter, WIDTH, HEIGHT);
    painter_set_theme(f->painter, &theme, &f->out);
    clear(&f->screen);
}

static void close_kind(struct fixture *f)
{
    buf_clear(&f->out);
    canvas_free(f->canvas);
    painter_free(f->painter);
    terminfo_close(f->terminfo);
    *f = (struct fixture){0};
}

/* Paints and returns how many bytes it took. */
static size_t paint(struct fixture *f)
{
    buf_reset(&f->out);
    painter_show(f->painter, f->canvas, &f->out);
    feed(&f->screen, buf_text(&f->out));
    return f->out.size;
}

static void assert_shows(const struct fixture *f)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            assert_string_equal(
                f->screen.text[y][x],
                canvas_cell_text(f->canvas, canvas_cell(f->canvas, x, y)));
}

/* Same styles lie on the same paper, different papers differ. */
static void assert_papers(const struct fixture *f)
{
    int slab = -1, page = -1;

    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int x = i % WIDTH, y = i / WIDTH;
        int style = canvas_cell(f->canvas, x, y)->style;
        int *known = style & STYLE_SURFACE ? &slab : &page;
        if ((style & STYLE_ROLE) > ROLE_ERROR || style & STYLE_REVERSE)
            continue;
        if (*known < 0)
            *known = f->screen.paper[y][x];
        assert_int_equal(*known, f->screen.paper[y][x]);
    }
    assert_true(slab < 0 || page < 0 || slab != page);
}

static void draw_something(struct canvas *c, unsigned *seed)
{
    static const char *const TEXTS[] = {
        "a",
        "hola",
        "╭──╮",
        "日本",
        "é ñ",
        "  ",
        "      ",
        "x\xcc\x81y",
        "\u0928\u093f\u0928\u093f\u0902z",
        "o\u0301\u0323\u0330o\u0301\u0323\u0331"};
    static const int STYLES[] = {ROLE_TEXT, ROLE_TEXT | STYLE_SURFACE,
                                 ROLE_FOCUS, ROLE_ACCENT | STYLE_BOLD,
                                 ROLE_MUTED | STYLE_SURFACE | STYLE_REVERSE};
    int x = rand_r(seed) % WIDTH, y = rand_r(seed) % HEIGHT;
    int style = STYLES[(size_t)rand_r(seed) % COUNT_OF(STYLES)];

    switch (rand_r(seed) % 4) {
    case 0:
        canvas_fill(c, (struct rect){x, y, WIDTH, 2}, style);
        break;
    case 1:
        canvas_set_cursor(c, x, y);
        break;
    default:
        canvas_text(c, x, y, style,
                    TEXTS[(size_t)rand_r(seed) % COUNT_OF(TEXTS)]);
    }
}

static void any_page_follows_any_other_on_every_kind_of_terminal(void **state)
{
    static const char *const KINDS[] = {"xterm-256color", "screen-256color",
                                        "linux", "vt100"};

    (void)state;
    for (size_t k = 0; k < COUNT_OF(KINDS); k++) {
        struct fixture f = {0};
        unsigned seed = 7;
        open_kind(&f, KINDS[k]);
        for (int page = 0; page < 500; page++) {
            for (int i = rand_r(&seed) % 6; i > 0; i--)
                draw_something(f.canvas, &seed);
            paint(&f);
            assert_shows(&f);
            if (strcmp(KINDS[k], "vt100") != 0)
                assert_papers(&f);
        }
        close_kind(&f);
    }
}

static void a_page_foreseen_is_there_at_once_or_not_at_all(void **state)
{
    struct fixture f = {0};
    unsigned seed = 11;

    (void)state;
    open_kind(&f, "xterm-256color");
    for (int page = 0; page < 500; page++) {
        struct canvas *here = f.canvas, *ahead = canvas_new(WIDTH, HEIGHT);
        for (int i = rand_r(&seed) % 6; i >= 0; i--)
            draw_something(rand_r(&seed) % 2 ? here : ahead, &seed);
        paint(&f);
        painter_foresee(f.painter, ahead);
        assert_int_equal(paint(&f), 0);
        if (page % 3 == 0)
            draw_something(here, &seed);
        bool is_another = paint(&f) > 0;
        assert_shows(&f);
        buf_reset(&f.out);
        assert_int_equal(painter_turn(f.painter, &f.out), !is_another);
        feed(&f.screen, buf_text(&f.out));
        f.canvas = is_another ? here : ahead;
        assert_shows(&f);
        assert_int_equal(paint(&f), 0);
        canvas_free(is_another ? ahead : here);
    }
    close_kind(&f);
}

static void the_same_page_takes_no_byte(void **state)
{
    struct fixture f = {0};

    (void)state;
    open_kind(&f, "xterm-256color");
    canvas_text(f.canvas, 2, 2, ROLE_ACCENT, "hola");
    assert_true(paint(&f) > 0);
    assert_int_equal(paint(&f), 0);
    close_kind(&f);
}

static void a_letter_typed_at_the_caret_takes_one_byte(void **state)
{
    struct fixture f = {0};

    (void)state;
    open_kind(&f, "xterm-256color");
    canvas_text(f.canvas, 2, 2, ROLE_TEXT, "hol");
    canvas_set_caret(f.canvas, 5, 2);
    paint(&f);
    canvas_text(f.canvas, 5, 2, ROLE_TEXT, "a");
    canvas_set_caret(f.canvas, 6, 2);
    assert_int_equal(paint(&f), 1);
    close_kind(&f);
}

static void what_is_forgotten_is_sent_again(void **state)
{
    struct fixture f = {0};

    (void)state;
    open_kind(&f, "xterm-256color");
    canvas_text(f.canvas, 2, 2, ROLE_TEXT, "hola");
    paint(&f);
    memset(f.screen.text, 'z', sizeof f.screen.text);
    painter_forget(f.painter);
    paint(&f);
    assert_shows(&f);
    close_kind(&f);
}

static void a_terminal_without_utf8_gets_ascii(void **state)
{
    struct fixture f = {0};

    (void)state;
    open_kind(&f, "xterm");
    painter_free(f.painter);
    f.painter = painter_new(f.terminfo, false, false);
    painter_resize(f.painter, WIDTH, HEIGHT);
    canvas_text(f.canvas, 2, 2, ROLE_TEXT, "añ日");
    paint(&f);
    assert_non_null(strstr(buf_text(&f.out), "an??"));
    close_kind(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_page_follows_any_other_on_every_kind_of_terminal),
        cmocka_unit_test(a_page_foreseen_is_there_at_once_or_not_at_all),
        cmocka_unit_test(the_same_page_takes_no_byte),
        cmocka_unit_test(a_letter_typed_at_the_caret_takes_one_byte),
        cmocka_unit_test(what_is_forgotten_is_sent_again),
        cmocka_unit_test(a_terminal_without_utf8_gets_ascii),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
