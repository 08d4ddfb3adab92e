#include "ui/letters.h"

#include "ui/list_typed.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* As many as any alphabet has, with digits for Latin ones; what begins
 * otherwise is found by turning pages. */
enum { LETTERS_MAX = 40, COLUMNS = 10, TALLEST = 3, BOXED = 5 };
enum { TARGET_ERASE = TARGET_LETTERS + LETTERS_MAX, TARGET_SHOW };

struct letters {
    char *letter[LETTERS_MAX]; /* without accents, in small letters */
    size_t count;
};

static void clear(struct letters *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->letter[i]);
    l->count = 0;
}

/* Keeps them in order, each once. */
static void add(struct letters *l, const char *text, size_t size)
{
    size_t at = 0;
    int order = 1;
    char *letter = xstrndup(text, size);
    while (at < l->count && (order = strcmp(l->letter[at], letter)) < 0)
        at++;
    if ((at < l->count && order == 0) || l->count == LETTERS_MAX) {
        free(letter);
        return;
    }
    memmove(l->letter + at + 1, l->letter + at,
            (l->count - at) * sizeof *l->letter);
    l->letter[at] = letter;
    l->count++;
}

/* What follows the typed letters in the words of one item. */
static void add_item(struct letters *l, const char *label, const char *typed)
{
    char *folded = text_fold(label);
    size_t size = strlen(typed);
    for (const char *at = folded; *at; at += strspn(at, LIST_GAPS)) {
        if (strncmp(at, typed, size) == 0 && at[size])
            add(l, at + size, text_next(at + size, 0));
        at += strcspn(at, LIST_GAPS);
    }
    free(folded);
}

static void find(struct letters *l, const struct list *list)
{
    char *typed = text_fold(list->typed);
    l->count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].hidden)
            add_item(l, list->items[i].label, typed);
    free(typed);
}

static void draw_key(struct canvas *canvas, struct rack *rack, struct rect area,
                     int id, const char *label)
{
    int middle = area.y + (area.height - 1) / 2;
    /* A frame must leave room for the letter and for the sign of focus. */
    bool boxed = area.height >= TALLEST && area.width >= BOXED;
    struct target target = {
        .area = area,
        .id = id,
        .typing = true,
        .cursor_x = area.x + (area.width - 1) / 2,
        .cursor_y = middle,
    };
    int style = ROLE_ACCENT | STYLE_SURFACE;
    if (rack_has_focus(rack, id))
        style = ROLE_FOCUS;
    if (rack_is_pressed(rack, id))
        style ^= STYLE_REVERSE;
    canvas_fill(canvas, area, style);
    if (boxed)
        canvas_box(canvas, area, style);
    struct rect line = {area.x + 1, middle, area.width - 2, 1};
    canvas_line(canvas, line, ALIGN_CENTRE, style, label);
    if (rack_has_focus(rack, id)) {
        canvas_text(canvas, area.x + boxed, middle, style, GLYPH_FOCUS);
        canvas_set_cursor(canvas, target.cursor_x, middle);
    }
    rack_add(rack, &target, label);
}

static struct rect place(struct rect area, int row, int height, int column,
                         int columns)
{
    int x = area.width * column / columns;
    int end = area.width * (column + 1) / columns;
    return (struct rect){area.x + x, area.y + row * height, end - x - 1,
                         height};
}

void letters_draw(const struct list *list, struct canvas *canvas,
                  struct rack *rack, struct rect area)
{
    struct letters letters;
    find(&letters, list);
    int rows = ((int)letters.count + COLUMNS - 1) / COLUMNS + 1;
    int height = area.height / rows;
    if (height > TALLEST)
        height = TALLEST;
    for (size_t i = 0; height > 0 && i < letters.count; i++) {
        char *label = text_upper(letters.letter[i]);
        draw_key(
            canvas, rack,
            place(area, (int)i / COLUMNS, height, (int)i % COLUMNS, COLUMNS),
            TARGET_LETTERS + (int)i, label);
        free(label);
    }
    if (height > 0 && *list->typed)
        draw_key(canvas, rack, place(area, rows - 1, height, 0, 2),
                 TARGET_ERASE, list->word_erase);
    if (height > 0)
        draw_key(canvas, rack, place(area, rows - 1, height, 1, 2), TARGET_SHOW,
                 list->word_show);
    rack->pad_moves = list->pad;
    clear(&letters);
}

static enum list_outcome take(struct list *list, struct rack *rack, size_t i)
{
    enum { FEW = 7 };
    enum list_outcome outcome = LIST_UNUSED;
    struct letters letters;
    find(&letters, list);
    if (i < letters.count)
        outcome = list_type(list, rack, letters.letter[i]);
    list->spells = list_shown(list) > FEW;
    clear(&letters);
    return outcome;
}

enum list_outcome letters_act(struct list *list, struct rack *rack,
                              const struct act *act)
{
    if (act->kind != ACT_TARGET)
        return LIST_UNUSED;
    if (act->id == TARGET_ERASE)
        return list_erase(list, rack);
    if (act->id == TARGET_SHOW) {
        list->spells = false;
        return LIST_MOVED;
    }
    if (act->id < TARGET_LETTERS || act->id >= TARGET_ERASE)
        return LIST_UNUSED;
    return take(list, rack, (size_t)(act->id - TARGET_LETTERS));
}
