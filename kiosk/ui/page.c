#include "ui/page.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* One square a step while there are few, else a bar of as many squares. */
static void add_squares(struct buf *out, const struct header *h, int most)
{
    if (h->steps <= 0)
        return;
    int squares = h->steps <= most ? h->steps : most;
    int done = h->step * squares / h->steps;
    if (h->step > 0 && done == 0)
        done = 1;
    for (int i = 0; i < squares; i++)
        buf_puts(out, i < done ? GLYPH_DONE : GLYPH_TODO);
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

/* In the middle, moved to the right where the left part needs the room. */
static int middle_column(const struct header *h, int all, int width,
                         int right_width, bool narrow)
{
    int last = all - width - right_width - (narrow ? 0 : 2);
    int at = (all - width) / 2;
    int left = text_width(or_empty(h->left)) + 2;
    if (at < left)
        at = left;
    return narrow || at > last ? last : at;
}

static void draw_header(struct canvas *canvas, struct rect area,
                        const struct header *h)
{
    enum { NARROW = 60, MOST = 10, MOST_NARROW = 5 };
    bool narrow = area.width < NARROW - 2;
    struct buf middle;
    buf_init(&middle, 0);
    buf_puts(&middle, or_empty(h->middle));
    if (h->steps > 0)
        buf_puts(&middle, narrow ? " " : "  ");
    add_squares(&middle, h, narrow ? MOST_NARROW : MOST);

    const char *right = narrow && middle.size ? "" : or_empty(h->right);
    int right_width = text_width(right);
    int width = text_width(buf_text(&middle));
    int at = middle_column(h, area.width, width, right_width, narrow);
    int left = width ? at - 1 : area.width - right_width - 1;
    canvas_line(canvas, (struct rect){area.x, area.y, left, 1}, ALIGN_START,
                ROLE_MUTED, or_empty(h->left));
    canvas_text(canvas, area.x + at, area.y, ROLE_ACCENT | STYLE_BOLD,
                buf_text(&middle));
    canvas_line(canvas, area, ALIGN_END, ROLE_MUTED, right);
    buf_clear(&middle);
}

void header_draw(struct canvas *canvas, struct rack *rack, struct rect area,
                 const struct header *h)
{
    uint64_t key = patch_key_number(patch_key(canvas, area), (unsigned)h->step);

    key = patch_key_number(key, (unsigned)h->steps);
    key = patch_key_text(patch_key_text(key, h->left), h->middle);
    key = patch_key_text(key, h->right);
    if (patches_put(&rack->patches, canvas, area, key))
        return;
    draw_header(canvas, area, h);
    patches_keep(&rack->patches, canvas, area, key);
}

static int lines_of(const char *text, int width)
{
    return text && *text ? (int)text_wrap(text, width, NULL, 0) : 0;
}

int prompt_rows(const struct prompt *p, int width)
{
    return lines_of(p->question, width) + lines_of(p->hint, width);
}

static bool is_paged(const struct prompt *p, struct rect area)
{
    return prompt_rows(p, area.width) > area.height;
}

static void draw_more(struct canvas *canvas, struct rack *rack,
                      struct rect area)
{
    int y = area.y + area.height - 1;
    int x = area.x + area.width - 5;
    int style = ROLE_ACCENT | STYLE_BOLD;
    if (rack_has_focus(rack, TARGET_PROMPT_MORE)) {
        style = ROLE_FOCUS;
        canvas_text(canvas, x - 1, y, ROLE_ACCENT, GLYPH_FOCUS);
        canvas_set_cursor(canvas, x + 2, y);
    }
    if (rack_is_pressed(rack, TARGET_PROMPT_MORE))
        style ^= STYLE_REVERSE;
    canvas_text(canvas, x, y, style, "  " GLYPH_DOWN "  ");
    rack_add(rack,
             &(struct target){.area = area,
                              .id = TARGET_PROMPT_MORE,
                              .cursor_x = x + 2,
                              .cursor_y = y},
             GLYPH_DOWN);
}

static void draw_prompt(struct canvas *canvas, struct rect place,
                        const struct prompt *p)
{
    int question = lines_of(p->question, place.width);
    if (p->first < question) {
        canvas_wrap(canvas, place, p->first, ROLE_TEXT | STYLE_BOLD,
                    or_empty(p->question));
        place.y += question - p->first;
        place.height -= question - p->first;
    }
    int skipped = p->first > question ? p->first - question : 0;
    if (place.height > 0 && p->hint && *p->hint)
        canvas_wrap(canvas, place, skipped, ROLE_MUTED, p->hint);
}

void prompt_draw(struct canvas *canvas, struct rack *rack, struct rect area,
                 const struct prompt *p)
{
    uint64_t key =
        patch_key_number(patch_key(canvas, area), (unsigned)p->first);
    struct rect place = area;

    key = patch_key_text(patch_key_text(key, p->question), p->hint);
    if (patches_put(&rack->patches, canvas, area, key))
        return;
    bool paged = is_paged(p, area);
    place.height -= paged;
    draw_prompt(canvas, place, p);
    /* The arrow of a paged one takes the focus: that one is drawn anew. */
    if (paged)
        draw_more(canvas, rack, area);
    else
        patches_keep(&rack->patches, canvas, area, key);
}

void prompt_more(struct prompt *p, struct rect area)
{
    int step = area.height > 1 ? area.height - 1 : 1;
    p->first += step;
    if (p->first >= prompt_rows(p, area.width))
        p->first = 0;
}

void message_draw(struct canvas *canvas, struct rect area,
                  enum message_kind kind, const char *text)
{
    static const struct {
        int style;
        const char *sign;
    } KINDS[] = {
        [MESSAGE_HINT] = {ROLE_MUTED, ""},
        [MESSAGE_WARNING] = {ROLE_WARNING | STYLE_BOLD, "! "},
        [MESSAGE_REFUSAL] = {ROLE_ERROR | STYLE_BOLD, "!! "},
    };
    if (!text || !*text)
        return;
    char *line = xasprintf("%s%s", KINDS[kind].sign, text);
    canvas_fill(canvas, area, ROLE_TEXT);
    canvas_line(canvas, area, ALIGN_START, KINDS[kind].style, line);
    free(line);
}

void page_too_small(struct canvas *canvas, const char *text)
{
    struct rect all = {0, 0, canvas_width(canvas), canvas_height(canvas)};
    canvas_wrap(canvas, all, 0, ROLE_TEXT | STYLE_BOLD, text);
}
