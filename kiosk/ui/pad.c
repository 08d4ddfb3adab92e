#include "ui/pad.h"

#include <stdlib.h>
#include <string.h>

/* The pad of digits: three columns, four rows, and a fifth where numbers
 * need a point. Whole numbers on a street count things: their sign can be
 * typed on a keyboard, and its key takes no room from fingers. */
enum { PAD_COLUMNS = 3, PAD_ROWS = 4, PAD_KEYS = 14 };

static const char KEYS[PAD_KEYS + 1] = "123456789e0c.-";

static bool is_shown(const struct pad *pad, char key)
{
    if (key == '-')
        return pad->negative && pad->decimal;
    return key != '.' || pad->decimal;
}

static int rows_of(const struct pad *pad)
{
    return PAD_ROWS + pad->decimal;
}

static const char *label_of(const struct pad *pad, char key, char out[2])
{
    if (key == 'e')
        return pad->word_erase && *pad->word_erase ? pad->word_erase
                                                   : GLYPH_LEFT;
    if (key == 'c')
        return pad->word_clear && *pad->word_clear ? pad->word_clear : "C";
    out[0] = key;
    out[1] = '\0';
    return out;
}

static void draw_key(const struct pad *pad, struct canvas *canvas,
                     struct rack *rack, struct rect area, int index)
{
    char key = KEYS[index];
    char digit[2];
    int id = TARGET_PAD + index;
    const char *text = label_of(pad, key, digit);
    int middle = area.y + area.height / 2;
    struct target target = {.area = area,
                            .id = id,
                            .typing = true,
                            .cursor_x = area.x + (area.width - 1) / 2,
                            .cursor_y = middle};
    if (key == 'e') {
        target.key = '1';
        target.starred = true;
    }
    int style = ROLE_ACCENT | STYLE_SURFACE;
    if (rack_has_focus(rack, id))
        style = ROLE_FOCUS;
    if (rack_is_pressed(rack, id))
        style ^= STYLE_REVERSE;
    canvas_fill(canvas, area, style);
    if (area.height >= 3)
        canvas_box(canvas, area, style);
    struct rect line = {area.x + 1, middle, area.width - 2, 1};
    canvas_line(canvas, line, ALIGN_CENTRE, style, text);
    if (rack_has_focus(rack, id)) {
        canvas_text(canvas, area.x + 1, middle, style, GLYPH_FOCUS);
        canvas_set_cursor(canvas, target.cursor_x, middle);
    }
    rack_add(rack, &target, text);
}

/* Where a key stands: below the others, or where there is no row for it, in a
 * fourth column beside them. */
static struct rect place_of(int key, int rows, int columns, bool mirrored,
                            struct rect area)
{
    int height = area.height / rows;
    int row = key / PAD_COLUMNS, column = key % PAD_COLUMNS;

    if (height > 3)
        height = 3;
    if (row >= rows) {
        row = key - PAD_ROWS * PAD_COLUMNS;
        column = PAD_COLUMNS;
    }
    if (mirrored)
        column = columns - 1 - column;
    int x = area.width * column / columns;
    int end = area.width * (column + 1) / columns;
    return (struct rect){area.x + x, area.y + row * height, end - x - 1,
                         height};
}

void pad_draw(const struct pad *pad, struct canvas *canvas, struct rack *rack,
              struct rect area)
{
    bool is_low = area.height < rows_of(pad);
    int rows = is_low ? PAD_ROWS : rows_of(pad);
    int columns = is_low ? PAD_COLUMNS + 1 : PAD_COLUMNS;
    /* 1 2 3 run from left to right in every script. */
    bool mirrored = canvas_is_mirrored(canvas);

    for (int key = 0; key < PAD_KEYS; key++) {
        if (!is_shown(pad, KEYS[key]))
            continue;
        draw_key(pad, canvas, rack,
                 place_of(key, rows, columns, mirrored, area), key);
    }
}

/* A sign stands first, a point stands once. */
static bool may_type(const struct pad *pad, const struct field *field, char key)
{
    if (key >= '0' && key <= '9')
        return true;
    if (key == '-')
        return pad->negative && !strchr(field->text, '-');
    return key == '.' && pad->decimal && !strchr(field->text, '.');
}

static void type(const struct pad *pad, struct field *field, char key,
                 bool *refused)
{
    char text[2] = {key, '\0'};
    if (!may_type(pad, field, key)) {
        *refused = true;
        return;
    }
    if (key == '-')
        field->cursor = 0;
    *refused = !field_insert(field, text);
    field->cursor = strlen(field->text);
}

bool pad_act(const struct pad *pad, const struct act *act, struct field *field,
             bool *refused)
{
    *refused = false;
    if (act->kind == ACT_NAV)
        return field_key(field, act->nav);
    if (act->kind == ACT_TEXT) {
        char key = act->text[0] == ',' ? '.' : act->text[0];
        if (act->text[1] || !strchr("0123456789.-", key))
            return false;
        type(pad, field, key, refused);
        return true;
    }
    int index = act->id - TARGET_PAD;
    if (act->kind != ACT_TARGET || index < 0 || index >= PAD_KEYS)
        return false;
    if (KEYS[index] == 'e')
        field_erase(field);
    else if (KEYS[index] == 'c')
        field_erase_all(field);
    else
        type(pad, field, KEYS[index], refused);
    return true;
}
