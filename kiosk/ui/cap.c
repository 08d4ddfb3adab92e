#include "ui/cap.h"

#include "ui/light.h"

#include "base/buf.h"

#include <string.h>

/* From this width on a state stands beside the label, else above it. */
enum { WIDE = 50 };

/* Columns within a slab: focus mark, cap, mark of choice, label. */
struct columns {
    int cap_width, mark, label;
};

static struct columns columns_of(const struct cap *cap, bool small)
{
    struct columns c = {.cap_width = small ? 3 : 5};
    int focus = cap->bare ? 0 : 1;
    c.mark = focus + c.cap_width + (small && !cap->bare ? 0 : 1);
    c.label = c.mark;
    if (cap->mark)
        c.label += text_width(cap->mark) + (small ? 0 : 1);
    return c;
}

static bool is_small(struct rect area)
{
    return area.height < 3;
}

/* Where key, focus and cursor stand. */
static int middle_row(struct rect area)
{
    return is_small(area) ? 0 : (area.height - 1) / 2;
}

static int label_width(const struct cap *cap, int width, bool small)
{
    int end = small && !cap->bare ? 0 : 1;
    if (cap->bare)
        end = small ? 0 : 1;
    int rest = width - columns_of(cap, small).label - end;
    const char *state = cap->state ? cap->state : cap->room;
    if (state && width >= WIDE)
        rest -= text_width(state) + 3;
    return rest < 1 ? 1 : rest;
}

static int lines_of(const char *text, int width)
{
    return text && *text ? (int)text_wrap(text, width, NULL, 0) : 0;
}

int cap_rows(const struct cap *cap, int width, bool small)
{
    int columns = label_width(cap, width - cap->picture_width, small);
    return lines_of(cap->label, columns) + lines_of(cap->note, columns);
}

/* Bold only where the eye should go: each change of weight costs a slow line
 * as many bytes as a word. */
static int cap_style(const struct cap *cap)
{
    if (cap->chosen)
        return ROLE_CHOSEN;
    return cap->bare ? ROLE_ACCENT : ROLE_ACCENT | STYLE_SURFACE;
}

static int pressed_style(const struct rack *rack, const struct cap *cap,
                         int style)
{
    return rack_is_pressed(rack, cap->id) ? style ^ STYLE_REVERSE : style;
}

/* A box of five by three with the key in its middle. */
static void draw_box(struct canvas *canvas, const struct rack *rack, int x,
                     int y, const struct cap *cap)
{
    int style = pressed_style(rack, cap, cap_style(cap));
    struct rect box = {x, y, 5, 3};
    canvas_fill(canvas, box, style);
    canvas_box(canvas, box, style);
    struct rect inside = {x + 1, y + 1, 3, 1};
    canvas_line(canvas, inside, ALIGN_CENTRE, style, cap->key);
    if (cap->sign)
        canvas_text(canvas, x + 3, y + 1, style, cap->sign);
}

/* Three cells that look like a solid key: half blocks beside it. What it does
 * stands below, where there is a row. */
static void draw_key(struct canvas *canvas, const struct rack *rack, int x,
                     int y, const struct cap *cap, int rows)
{
    int style = cap_style(cap);
    bool accent = (style & STYLE_ROLE) == ROLE_ACCENT;
    int edge = accent ? style : style ^ STYLE_REVERSE;
    int middle = accent ? style ^ STYLE_REVERSE : style;
    canvas_line(canvas, (struct rect){x, y, 1, 1}, ALIGN_START, edge, "▐");
    canvas_line(canvas, (struct rect){x + 1, y, 1, 1}, ALIGN_START,
                pressed_style(rack, cap, middle), cap->key);
    canvas_line(canvas, (struct rect){x + 2, y, 1, 1}, ALIGN_START, edge, "▌");
    if (cap->sign && rows > 1)
        canvas_text(canvas, x + 1, y + 1,
                    ROLE_ACCENT | (cap->bare ? 0 : STYLE_SURFACE), cap->sign);
}

/* Texts stand beside the key's middle; what fills the slab begins on top. */
static int first_row(const struct cap *cap, int height, int rows)
{
    if (cap->detail || rows >= height || height < 3)
        return 0;
    if (cap->bare)
        return (height - rows) / 2;
    return rows ? (height - 1) / 2 - (rows - 1) / 2 : 0;
}

static void draw_label(struct canvas *canvas, struct rect area,
                       const struct cap *cap, int rows)
{
    bool small = is_small(area);
    int surface = cap->bare ? 0 : STYLE_SURFACE;
    int x = area.x + columns_of(cap, small).label;
    int width = label_width(cap, area.width, small);
    int top = first_row(cap, area.height, rows);
    struct rect place = {x, area.y + top, width, area.height - top};
    int used = 0;
    if (cap->label && *cap->label)
        used = canvas_wrap(canvas, place, 0, ROLE_TEXT | surface, cap->label);
    place.y += used;
    place.height -= used;
    if (cap->note && *cap->note && place.height > 0)
        canvas_wrap(canvas, place, 0, ROLE_MUTED | surface, cap->note);
    /* What did not fit is at least seen to be missing. */
    if (rows > area.height)
        canvas_text(canvas, x + width - 1, area.y + area.height - 1,
                    ROLE_TEXT | surface, GLYPH_ELLIPSIS);
}

static void draw_end(struct canvas *canvas, struct rect area,
                     const struct cap *cap, int row, int rows)
{
    int surface = cap->bare ? 0 : STYLE_SURFACE;
    struct rect end = {area.x, area.y, area.width - 1, 1};
    if (cap->detail)
        canvas_line(canvas, end, ALIGN_END, ROLE_MUTED | surface, cap->detail);
    bool wide = area.width >= WIDE;
    if (!cap->state || is_small(area) || (!wide && rows >= area.height))
        return;
    end.y += wide ? row : 0;
    /* In a narrow slab the mark alone says it: the key stays whole. */
    if (text_width(cap->state) + columns_of(cap, false).mark + 2 >= area.width)
        return;
    struct buf text;
    buf_init(&text, 0);
    buf_printf(&text, GLYPH_CHECK " %s", cap->state);
    canvas_line(canvas, end, ALIGN_END, ROLE_SUCCESS | surface,
                buf_text(&text));
    buf_clear(&text);
}

/* A box with the sign in it, or in the slab before it. */
static struct glow glow_of_box(const struct rack *rack, struct rect area,
                               const struct cap *cap)
{
    int row = area.y + middle_row(area), style = ROLE_FOCUS;
    struct rect box = {area.x + !cap->bare, row - 1, 5, 3};
    struct rect all = {area.x, box.y, box.width + !cap->bare, box.height};

    if (rack_is_pressed(rack, cap->id))
        style ^= STYLE_REVERSE;
    return (struct glow){
        .area = all,
        .cap = box,
        .style = (uint8_t)style,
        .has_sign = true,
        .sign_x = area.x + cap->bare,
        .sign_y = row,
        .sign_style =
            (uint8_t)(cap->bare ? style : ROLE_ACCENT | STYLE_SURFACE),
    };
}

/* The edges of a small key are half blocks: its ground is their ink. */
static struct glow glow_of_key(const struct rack *rack, struct rect area,
                               const struct cap *cap)
{
    int style = ROLE_FOCUS, surface = cap->bare ? 0 : STYLE_SURFACE;
    struct rect key = {area.x + !cap->bare, area.y, 3, 1};

    if (rack_is_pressed(rack, cap->id))
        style ^= STYLE_REVERSE;
    return (struct glow){
        .area = {area.x, area.y, 4, 1},
        .cap = key,
        .style = ROLE_FOCUS ^ STYLE_REVERSE,
        .key = {key.x + 1, key.y, 1, 1},
        .key_style = (uint8_t)style,
        .has_sign = true,
        .sign_x = area.x + (cap->bare ? 3 : 0),
        .sign_y = area.y,
        .sign_style = (uint8_t)(ROLE_ACCENT | surface),
    };
}

static struct glow glow_of(const struct rack *rack, struct rect area,
                           const struct cap *cap)
{
    return is_small(area) ? glow_of_key(rack, area, cap)
                          : glow_of_box(rack, area, cap);
}

static void hang(struct canvas *canvas, struct rack *rack, struct rect area,
                 const struct cap *cap)
{
    struct target target = {
        .area = area,
        .id = cap->id,
        .key = cap->press,
        .starred = cap->starred,
        .chosen = cap->chosen,
        .cursor_x = area.x + !cap->bare + (is_small(area) ? 1 : 2),
        .cursor_y = area.y + middle_row(area),
        .picture = cap->picture,
        .glow = glow_of(rack, area, cap),
    };
    rack_add(rack, &target, cap->said ? cap->said : cap->label);
    rack_say_also(rack, ". ", cap->note);
    rack_say_also(rack, ", ", cap->state);
    if (light_is_on(rack, cap->id))
        light_put(rack, canvas, &target);
}

/* The picture's end of the slab; what is left is for the words. */
static struct rect draw_picture(struct canvas *canvas, struct rect area,
                                const struct cap *cap)
{
    struct rect end = {area.x + area.width - cap->picture_width, area.y,
                       cap->picture_width, area.height};

    if (cap->picture_width)
        picture_draw(cap->picture, canvas, end, cap->blocks);
    area.width -= cap->picture_width;
    return area;
}

static void draw_cells(struct canvas *canvas, const struct rack *rack,
                       struct rect area, const struct cap *cap)
{
    bool small = is_small(area);
    int x = area.x + (cap->bare ? 0 : 1);
    int row = middle_row(area);
    int rows = cap_rows(cap, area.width, small);
    if (!cap->bare)
        canvas_fill(canvas, area, ROLE_TEXT | STYLE_SURFACE);
    area = draw_picture(canvas, area, cap);
    if (small)
        draw_key(canvas, rack, x, area.y, cap, area.height);
    else
        draw_box(canvas, rack, x, area.y + row - 1, cap);
    draw_label(canvas, area, cap, rows);
    if (cap->mark)
        canvas_text(canvas, area.x + columns_of(cap, small).mark, area.y + row,
                    ROLE_ACCENT | (cap->bare ? 0 : STYLE_SURFACE), cap->mark);
    draw_end(canvas, area, cap, row, rows);
}

static uint64_t key_of(const struct canvas *canvas, const struct rack *rack,
                       struct rect area, const struct cap *cap)
{
    const char *const texts[] = {cap->key,  cap->mark,  cap->label,
                                 cap->note, cap->state, cap->room,
                                 cap->sign, cap->detail};
    unsigned looks = (unsigned)rack_is_pressed(rack, cap->id) |
                     (unsigned)cap->chosen << 1 | (unsigned)cap->bare << 2;
    uint64_t key = patch_key_number(patch_key(canvas, area), looks);

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        key = patch_key_text(key, texts[i]);
    if (cap->picture_width) { /* another one, or the same once it came */
        key = patch_key_number(key, (uintptr_t)cap->picture);
        key = patch_key_number(key, (uintptr_t)cap->picture->grey);
    }
    return key;
}

void cap_draw(struct canvas *canvas, struct rack *rack, struct rect area,
              const struct cap *cap)
{
    uint64_t key = key_of(canvas, rack, area, cap);

    if (!patches_put(&rack->patches, canvas, area, key)) {
        draw_cells(canvas, rack, area, cap);
        patches_keep(&rack->patches, canvas, area, key);
    }
    hang(canvas, rack, area, cap);
}

void cap_draw_again(struct canvas *canvas, const struct rack *rack,
                    struct target *target, const struct cap *cap)
{
    draw_cells(canvas, rack, target->area, cap);
    target->chosen = cap->chosen;
    target->glow = glow_of(rack, target->area, cap);
}

void footer_draw(struct canvas *canvas, struct rack *rack, struct rect area,
                 const struct footer_key *keys, int count)
{
    for (int i = 0; i < count; i++) {
        const struct footer_key *k = &keys[i];
        if (!k->label)
            continue;
        int x = area.width * i / count;
        int end = area.width * (i + 1) / count;
        char written[2] = {k->key, '\0'};
        struct cap cap = {
            .id = k->key,
            .key = k->shown ? k->shown : written,
            .press = k->key,
            .starred = k->starred,
            .sign = k->sign,
            .label = k->label,
            .bare = true,
        };
        struct rect place = {area.x + x, area.y, end - x, area.height};
        cap_draw(canvas, rack, place, &cap);
    }
}
