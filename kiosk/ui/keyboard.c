#include "ui/keyboard.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 4, COLUMNS = 11 };

/* What a key does instead of typing what it says. */
enum command {
    COMMAND_NONE,
    COMMAND_ERASE,
    COMMAND_CAPITALS,
    COMMAND_SIGNS,
    COMMAND_UNDO,
    COMMAND_SPACE,
    COMMAND_LINE,
};

/* Each row ends with one command; the last row has space before it. */
static const enum command ROW_COMMAND[ROWS] = {COMMAND_ERASE, COMMAND_CAPITALS,
                                               COMMAND_SIGNS, COMMAND_UNDO};

/* A keyboard that is being drawn, or whose cells are there already. */
struct board {
    const struct keyboard *k;
    struct canvas *canvas;
    struct rack *rack;
    bool is_there;
};

struct layout {
    const char *language;
    const char *rows[ROWS]; /* keys parted by blanks, ten a row at most */
};

/* The last row ends with the space key, three places wide. */
static const struct layout LAYOUTS[] = {
    {"en",
     {"q w e r t y u i o p", "a s d f g h j k l '", "z x c v b n m , . ?",
      "! - ( ) : ; @"}},
    {"es",
     {"q w e r t y u i o p", "a s d f g h j k l ñ", "z x c v b n m , . ?",
      "á é í ó ú ü ¿"}},
    {"fr",
     {"a z e r t y u i o p", "q s d f g h j k l m", "w x c v b n ' , . ?",
      "é è ê à ç ù ô"}},
    {"pt",
     {"q w e r t y u i o p", "a s d f g h j k l ç", "z x c v b n m , . ?",
      "ã õ á é ó ê í"}},
    {"ar",
     {"ض ص ث ق ف غ ع ه خ ح", "ش س ي ب ل ا ت ن م ك", "ئ ء ؤ ر ى ة و ز ظ ط",
      "ج د ذ أ إ ، ؟"}},
};

/* Digits and signs are the same for all, but for a few that a language needs
 * more often. */
static const char *const SIGNS[ROWS] = {
    "1 2 3 4 5 6 7 8 9 0", "! ? . , : ; - + = %", "( ) \" ' / & @ # * _",
    "¡ ¿ « » € $ º"};
static const char *const MORE_LETTERS[][2] = {
    {"fr", "â î û ë ï œ «"},
    {"pt", "â ô ú à ü ¡ º"},
    {"ar", "آ ّ َ ُ ِ ْ ً"},
};

static const struct layout *layout_of(const char *language)
{
    for (size_t i = 0; i < COUNT_OF(LAYOUTS); i++)
        if (language && strncmp(language, LAYOUTS[i].language, 2) == 0)
            return &LAYOUTS[i];
    return &LAYOUTS[0];
}

static const char *row_of(const struct keyboard *k, int row)
{
    if (!k->signs)
        return layout_of(k->language)->rows[row];
    for (size_t i = 0; row == ROWS - 1 && i < COUNT_OF(MORE_LETTERS); i++)
        if (k->language && strncmp(k->language, MORE_LETTERS[i][0], 2) == 0)
            return MORE_LETTERS[i][1];
    return SIGNS[row];
}

enum { LETTER_SIZE = 16 };

/* The letter at a column, in capitals where shifted, for which there is that
 * room. False when the row has none there. */
static bool letter_at(const struct keyboard *k, int row, int column,
                      char out[LETTER_SIZE])
{
    const char *at = row_of(k, row);
    for (int i = 0; i < column && at; i++) {
        at = strchr(at, ' ');
        at = at ? at + 1 : NULL;
    }
    if (!at)
        return false;
    size_t size = strcspn(at, " ");
    assert(size < LETTER_SIZE);
    memcpy(out, at, size);
    out[size] = '\0';
    if (k->shift == SHIFT_NONE || k->signs)
        return true;
    char *upper = text_upper(out);
    snprintf(out, LETTER_SIZE, "%s", upper);
    free(upper);
    return true;
}

/* The space key gives the last of its three places to the line break's. */
static enum command command_at(const struct keyboard *k, int row, int column)
{
    if (column == COLUMNS - 1)
        return ROW_COMMAND[row];
    if (row < ROWS - 1)
        return COMMAND_NONE;
    if (k->lines && column == COLUMNS - 2)
        return COMMAND_LINE;
    return column == COLUMNS - 4 ? COMMAND_SPACE : COMMAND_NONE;
}

static const char *word_of(const struct keyboard *k, enum command command)
{
    const struct keyboard_words *w = k->words;
    switch (command) {
    case COMMAND_ERASE:
        return w->erase;
    case COMMAND_CAPITALS:
        return w->capitals;
    case COMMAND_SIGNS:
        return k->signs ? w->letters : w->signs;
    case COMMAND_UNDO:
        return w->undo;
    case COMMAND_SPACE:
        return w->space;
    case COMMAND_LINE:
        return GLYPH_RETURN;
    default:
        return "";
    }
}

/* Where a word does not fit a narrow key, a mark stands for it. */
static const char *sign_of(enum command command)
{
    static const char *const SIGNS_OF[] = {
        [COMMAND_NONE] = "",           [COMMAND_ERASE] = GLYPH_LEFT,
        [COMMAND_CAPITALS] = GLYPH_UP, [COMMAND_SIGNS] = "#",
        [COMMAND_UNDO] = "◀",          [COMMAND_SPACE] = "",
        [COMMAND_LINE] = GLYPH_RETURN,
    };
    return SIGNS_OF[command];
}

static struct rect key_area(struct rect area, int row, int column, int span)
{
    int x = area.width * column / COLUMNS;
    int end = area.width * (column + span) / COLUMNS;
    int height = area.height / ROWS > 3 ? 3 : area.height / ROWS;
    /* The last key of a row has words to hold, and no neighbour. */
    bool last = column + span == COLUMNS;
    return (struct rect){area.x + x, area.y + row * height, end - x - !last,
                         height};
}

static bool is_held(const struct keyboard *k, enum command command)
{
    return (command == COMMAND_CAPITALS && k->shift != SHIFT_NONE) ||
           (command == COMMAND_SIGNS && k->signs);
}

static int style_of(const struct keyboard *k, struct rack *rack, int id,
                    enum command command)
{
    int style =
        command ? ROLE_ACCENT | STYLE_SURFACE : ROLE_TEXT | STYLE_SURFACE;
    if (is_held(k, command))
        style = ROLE_CHOSEN;
    if (rack_has_focus(rack, id))
        style = ROLE_FOCUS;
    return rack_is_pressed(rack, id) ? style ^ STYLE_REVERSE : style;
}

/* A word as wide as its key leaves no room for a frame. */
static void write_key(struct canvas *canvas, struct rect area, int style,
                      const char *text)
{
    bool framed = area.height >= 3 && text_width(text) <= area.width - 2;
    struct rect line = {area.x, area.y + area.height / 2, area.width, 1};
    canvas_fill(canvas, area, style);
    if (framed)
        canvas_box(canvas, area, style);
    canvas_line(canvas, line, ALIGN_CENTRE, style, text);
}

static void draw_cells(const struct board *b, struct rect area, int id,
                       enum command command, const char *text)
{
    int middle = area.y + area.height / 2;
    int style = style_of(b->k, b->rack, id, command);
    bool narrow = command && text_width(text) > area.width;

    write_key(b->canvas, area, style, narrow ? sign_of(command) : text);
    if (rack_has_focus(b->rack, id) && area.width >= 4 && !command)
        canvas_text(b->canvas, area.x + (area.height >= 3), middle, style,
                    GLYPH_FOCUS);
}

static void draw_key(const struct board *b, struct rect area, int id,
                     enum command command, const char *text)
{
    int middle = area.y + area.height / 2;
    struct target target = {
        .area = area,
        .id = id,
        .typing = true,
        .cursor_x = area.x + (area.width - 1) / 2,
        .cursor_y = middle,
    };
    if (!b->is_there)
        draw_cells(b, area, id, command, text);
    if (rack_has_focus(b->rack, id))
        canvas_set_cursor(b->canvas, target.cursor_x, middle);
    rack_add(b->rack, &target, text);
}

static void draw_row(const struct board *b, struct rect area, int row)
{
    const struct keyboard *k = b->k;
    /* Keyboards run from left to right in every script; on a mirrored page
     * they are hung from the other end, so that arrows still go along. */
    bool mirrored = canvas_is_mirrored(b->canvas);
    for (int i = 0; i < COLUMNS; i++) {
        int column = mirrored ? COLUMNS - 1 - i : i;
        enum command command = command_at(k, row, column);
        int span = command == COMMAND_SPACE ? 3 - k->lines : 1;
        int id = TARGET_KEYBOARD + row * COLUMNS + column;
        struct rect place = key_area(area, row, column, span);
        if (mirrored)
            place.x = 2 * area.x + area.width - place.x - place.width;
        char letter[LETTER_SIZE];
        const char *text = command ? word_of(k, command) : letter;
        if (!command && !letter_at(k, row, column, letter))
            text = NULL;
        if (text)
            draw_key(b, place, id, command, text);
    }
}

/* All that the keys' cells depend on. */
static uint64_t key_of(const struct board *b, struct rect place)
{
    const struct keyboard *k = b->k;
    const int looks[] = {(int)k->shift, k->lines, k->signs, b->rack->focus,
                         b->rack->pressed};
    uint64_t key = patch_key(b->canvas, place);

    for (size_t i = 0; i < COUNT_OF(looks); i++)
        key = patch_key_number(key, (unsigned)looks[i]);
    key = patch_key_text(key, k->language);
    for (int command = COMMAND_NONE; command <= COMMAND_LINE; command++)
        key = patch_key_text(key, word_of(k, (enum command)command));
    return key;
}

void keyboard_draw(const struct keyboard *k, struct canvas *canvas,
                   struct rack *rack, struct rect area)
{
    struct rect place = {area.x, area.y, area.width,
                         ROWS * key_area(area, 0, 0, 1).height};
    struct board board = {k, canvas, rack, false};
    uint64_t key = key_of(&board, place);

    board.is_there = patches_put(&rack->patches, canvas, place, key);
    /* Frames part the keys; a change of colour between them as well would
     * cost a slow line half of all bytes. */
    if (area.height >= 3 * ROWS && !board.is_there)
        canvas_fill(canvas, place, ROLE_TEXT | STYLE_SURFACE);
    for (int row = 0; row < ROWS; row++)
        draw_row(&board, area, row);
    if (!board.is_there)
        patches_keep(&rack->patches, canvas, place, key);
}

static void toggle_shift(struct keyboard *k)
{
    static const enum shift NEXT[] = {[SHIFT_NONE] = SHIFT_ONCE,
                                      [SHIFT_ONCE] = SHIFT_LOCK,
                                      [SHIFT_LOCK] = SHIFT_NONE};
    k->shift = NEXT[k->shift];
}

static bool type(struct keyboard *k, struct field *field, const char *text)
{
    if (k->shift == SHIFT_ONCE)
        k->shift = SHIFT_NONE;
    return field_insert(field, text);
}

static void command_act(struct keyboard *k, enum command command,
                        struct field *field, bool *refused)
{
    switch (command) {
    case COMMAND_ERASE:
        field_erase(field);
        break;
    case COMMAND_CAPITALS:
        toggle_shift(k);
        break;
    case COMMAND_SIGNS:
        k->signs = !k->signs;
        break;
    case COMMAND_UNDO:
        field_undo(field);
        break;
    case COMMAND_SPACE:
        *refused = !type(k, field, " ");
        break;
    case COMMAND_LINE:
        *refused = !type(k, field, "\n");
        break;
    default:
        break;
    }
}

static enum command pad_command(const struct keyboard *k, const char *text)
{
    static const enum command COMMANDS[] = {
        ['1'] = COMMAND_ERASE,
        ['3'] = COMMAND_SPACE,
        ['7'] = COMMAND_CAPITALS,
        ['9'] = COMMAND_SIGNS,
    };
    size_t index = (unsigned char)text[0];
    return k->pad && index < COUNT_OF(COMMANDS) ? COMMANDS[index]
                                                : COMMAND_NONE;
}

bool keyboard_act(struct keyboard *k, const struct act *act,
                  struct field *field, bool *refused)
{
    *refused = false;
    if (act->kind == ACT_NAV && act->nav == NAV_ENTER && k->lines) {
        *refused = !field_insert(field, "\n");
        return true;
    }
    if (act->kind == ACT_NAV)
        return field_key(field, act->nav);
    if (act->kind == ACT_TEXT && pad_command(k, act->text)) {
        command_act(k, pad_command(k, act->text), field, refused);
        return true;
    }
    if (act->kind == ACT_TEXT) {
        k->pad = false; /* there are other keys, then */
        *refused = !field_insert(field, act->text);
        return true;
    }
    int index = act->id - TARGET_KEYBOARD;
    if (act->kind != ACT_TARGET || index < 0 || index >= ROWS * COLUMNS)
        return false;
    enum command command = command_at(k, index / COLUMNS, index % COLUMNS);
    if (command) {
        command_act(k, command, field, refused);
        return true;
    }
    char letter[LETTER_SIZE];
    if (letter_at(k, index / COLUMNS, index % COLUMNS, letter))
        *refused = !type(k, field, letter);
    return true;
}
