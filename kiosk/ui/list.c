#include "ui/letters.h"
#include "ui/light.h"
#include "ui/list_typed.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 7, PAGED_KEYS = 5, NARROWEST = 10 };

/* How one page is cut into slots. */
struct layout {
    int columns, rows; /* of slots */
    int height;        /* of a slot */
    int turn_height;   /* of the row of keys that turn the page */
    size_t page_size;
    int picture_width; /* of a slot; 0: none are shown */
    bool paged;
};

size_t list_chosen(const struct list *list)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->items[i].chosen;
    return count;
}

bool list_is_paged(const struct list *list)
{
    return list->page_size > 0 && list->page_size < list->count;
}

static const char *mark_of(const struct list *list, bool chosen)
{
    if (list->plain)
        return NULL;
    if (list->many)
        return chosen ? "[x]" : "[ ]";
    return chosen ? GLYPH_CHOSEN : GLYPH_OPEN;
}

static struct cap cap_of(const struct list *list, size_t index,
                         int picture_width)
{
    const struct list_item *item = &list->items[index];
    bool chosen = item->chosen && !list->plain;
    /* Of those that are shown some may lack theirs; their words then have
     * the whole slab. */
    bool has_picture = picture_width && picture_is_shown(item->picture);
    return (struct cap){
        .id = TARGET_LIST + (int)index,
        .key = "",
        .mark = item->mark ? item->mark : mark_of(list, chosen),
        .label = item->label,
        .said = item->said,
        .note = item->note,
        .state = chosen ? list->word_chosen : NULL,
        .room = list->plain ? NULL : list->word_chosen,
        .chosen = chosen,
        .picture = picture_is_shown(item->picture) ? item->picture : NULL,
        .picture_width = has_picture ? picture_width : 0,
        .blocks = list->blocks,
    };
}

static int measure(const struct list *list, int width, bool small,
                   int picture_width)
{
    int most = 1;
    for (size_t i = 0; i < list->count; i++) {
        struct cap cap = cap_of(list, i, picture_width);
        int rows = cap_rows(&cap, width, small);
        if (rows > most)
            most = rows;
    }
    return most;
}

static bool is_of(const struct list_measure *m, int width, bool small)
{
    return m->rows && m->width == width && m->small == small;
}

/* Rows that the longest item takes in a slab of that width. Room is kept for
 * "chosen", so that nothing moves when it appears. A key must not cost more
 * because ten thousand can be chosen. */
static int longest(struct list *list, int width, bool small)
{
    struct list_measure *m = list->measured;
    const struct list_measure *last = m + LIST_MEASURES - 1;
    if (!list->fixed)
        return measure(list, width, small, 0);
    while (m < last && m->rows && !is_of(m, width, small))
        m++;
    if (!is_of(m, width, small))
        *m =
            (struct list_measure){width, measure(list, width, small, 0), small};
    return m->rows;
}

/* Its letters can be shown: then one key less is left for items. */
static bool can_spell(const struct list *list)
{
    return list->narrows && list->word_search;
}

static struct layout with_columns(struct list *list, struct rect area,
                                  int slot_height, int columns)
{
    struct layout l = {.columns = columns, .turn_height = slot_height};
    int most = area.height - slot_height;
    l.height = longest(list, area.width / columns, slot_height < 3);
    if (l.height > most)
        l.height = most;
    if (l.height < slot_height)
        l.height = slot_height;
    size_t count = list_shown(list);
    size_t wanted = count + (list->extra != NULL);
    size_t slots = (size_t)(area.height / l.height) * (size_t)columns;
    l.paged = wanted > slots || count > KEYS_MAX;
    l.page_size = count;
    l.rows = (int)((wanted + (size_t)columns - 1) / (size_t)columns);
    if (l.paged) {
        /* The last rows hold the keys that turn the page. */
        l.rows = most >= l.height ? most / l.height : 1;
        l.page_size = (size_t)l.rows * (size_t)columns;
        size_t most_keys = can_spell(list) ? PAGED_KEYS - 1 : PAGED_KEYS;
        if (l.page_size > most_keys)
            l.page_size = most_keys;
    }
    return l;
}

/* As many columns as the form asks for and every word leaves room for on one
 * line; 0 when it asks for none or they do not. */
static int columns_asked(struct list *list, int width, bool small)
{
    int columns = list->columns;
    if (columns >= LIST_PACKED)
        columns = LIST_PACKED;
    if (columns == LIST_PACKED && list_shown(list) < LIST_PACKED)
        columns = (int)list_shown(list);
    while (columns > 1 && (width / columns < NARROWEST ||
                           longest(list, width / columns - 1, small) > 1))
        columns--;
    return columns > 1 ? columns : 0;
}

static bool has_pictures(const struct list *list)
{
    for (size_t i = 0; list->pictured && i < list->count; i++)
        if (picture_is_shown(list->items[i].picture))
            return true;
    return false;
}

/* Slabs as high as the page allows, half of each for its picture; none when the
 * words do not fit beside it or nobody could tell what it shows. */
static struct layout with_pictures(struct list *list, struct rect area,
                                   int slot_height, int columns)
{
    enum { LOWEST = 4, GOOD = 5, NARROWEST_SLAB = 30 };
    struct layout l = {.columns = columns, .turn_height = slot_height};
    size_t count = list_shown(list), wanted = count + (list->extra != NULL);
    int width = area.width / columns - 1;
    l.rows = (int)((wanted + (size_t)columns - 1) / (size_t)columns);
    l.page_size = count;
    l.paged = count > KEYS_MAX || area.height < l.rows * LOWEST;
    if (l.paged) {
        area.height -= slot_height;
        l.rows = area.height / GOOD;
        l.page_size = (size_t)l.rows * (size_t)columns;
        if (l.page_size > PAGED_KEYS - 1)
            l.page_size = PAGED_KEYS - 1;
        l.rows = (int)((l.page_size + (size_t)columns - 1) / (size_t)columns);
    }
    if (l.rows == 0 || slot_height < 3 || width < NARROWEST_SLAB)
        return (struct layout){0};
    l.height = area.height / l.rows;
    l.height -= l.height > GOOD; /* a row between them, where there is one */
    l.picture_width = l.height < width / 4 ? 2 * l.height : width / 2;
    if (measure(list, width, false, l.picture_width) > l.height)
        return (struct layout){0};
    return l;
}

/* The columns that leave the largest pictures. */
static struct layout pictured(struct list *list, struct rect area,
                              int slot_height)
{
    enum { MOST_COLUMNS = 3 };
    struct layout best = {0};
    if (!has_pictures(list))
        return best;
    for (int columns = 1; columns <= MOST_COLUMNS; columns++) {
        struct layout l = with_pictures(list, area, slot_height, columns);
        if (list->crowded && l.paged)
            continue;
        bool better = l.paged == best.paged || !best.picture_width
                          ? l.picture_width > best.picture_width
                          : l.picture_width && !l.paged;
        if (better)
            best = l;
    }
    return best;
}

bool list_shows_pictures(struct list *list, struct rect area, int slot_height)
{
    return pictured(list, area, slot_height).picture_width > 0;
}

/* One column reads best; two where one does not hold all. */
static struct layout layout_of(struct list *list, struct rect area,
                               int slot_height)
{
    struct layout large = pictured(list, area, slot_height);
    if (large.picture_width)
        return large;
    int asked = columns_asked(list, area.width, slot_height < 3);
    if (asked)
        return with_columns(list, area, slot_height, asked);
    struct layout one = with_columns(list, area, slot_height, 1);
    if (!one.paged || list->columns == 1)
        return one;
    struct layout two = with_columns(list, area, slot_height, 2);
    bool fits = two.height == slot_height && !two.paged;
    bool denser =
        two.height == slot_height && two.page_size > one.page_size + 1;
    return fits || denser ? two : one;
}

static struct rect place(struct rect area, int column, int columns)
{
    int x = area.width * column / columns;
    int end = area.width * (column + 1) / columns;
    return (struct rect){area.x + x, area.y, end - x - (column + 1 < columns),
                         area.height};
}

static struct rect slot(const struct layout *l, struct rect area, int index)
{
    /* A row left over goes between two slots. */
    int room = area.height - (l->paged ? l->turn_height : 0);
    int gap = room >= l->rows * (l->height + 1) - !l->paged;
    area.y += index / l->columns * (l->height + gap);
    area.height = l->height;
    return place(area, index % l->columns, l->columns);
}

static void draw_turn(const struct list *list, struct canvas *canvas,
                      struct rack *rack, struct rect area,
                      const struct layout *l)
{
    size_t count = list_shown(list);
    size_t end = list->first + list->page_size;
    if (end > count)
        end = count;
    char *where = xasprintf("%zu-%zu / %zu", list->first + 1, end, count);
    struct cap back = {
        .id = TARGET_LIST_BACK,
        .key = GLYPH_UP,
        .press = '6',
        .label = list->word_back,
    };
    struct cap more = {
        .id = TARGET_LIST_MORE,
        .key = GLYPH_DOWN,
        .press = '7',
        .label = list->word_more,
        .note = where,
    };
    struct cap search = {
        .id = TARGET_LIST_SEARCH,
        .key = "5",
        .press = '5',
        .label = list->word_search,
    };
    int columns = can_spell(list) ? 3 : 2;
    area.y += area.height - l->turn_height;
    area.height = l->turn_height;
    if (can_spell(list))
        cap_draw(canvas, rack, place(area, 0, columns), &search);
    if (list->first > 0)
        cap_draw(canvas, rack, place(area, columns - 2, columns), &back);
    if (end < count)
        cap_draw(canvas, rack, place(area, columns - 1, columns), &more);
    else
        canvas_line(canvas, place(area, columns - 1, columns), ALIGN_END,
                    ROLE_MUTED, where);
    free(where);
}

void list_draw(struct list *list, struct canvas *canvas, struct rack *rack,
               struct rect area, int slot_height)
{
    if (list->spells) {
        letters_draw(list, canvas, rack, area);
        return;
    }
    struct layout l = layout_of(list, area, slot_height);
    if (area.height < slot_height || list->count == 0)
        return;
    list->page_size = l.page_size;
    list->first -= list->first % l.page_size;
    size_t at = list_shown_at(list, list->first);
    for (int n = 0; n < (int)l.page_size && at < list->count; at++) {
        if (list->items[at].hidden)
            continue;
        char key[2] = {(char)('1' + n), '\0'};
        struct cap cap = cap_of(list, at, l.picture_width);
        cap.key = key;
        cap.press = key[0];
        cap_draw(canvas, rack, slot(&l, area, n++), &cap);
    }
    if (l.paged)
        draw_turn(list, canvas, rack, area, &l);
    else if (list->extra)
        cap_draw(canvas, rack, slot(&l, area, (int)list->count), list->extra);
}

/* The item whose cap a target is, NULL for none: other targets may have the ids
 * of items that are not on the page. */
static const struct list_item *item_of(const struct list *list,
                                       const struct target *t)
{
    size_t index = (size_t)(t->id - TARGET_LIST);
    bool is_cap = t->glow.has_sign && t->id >= TARGET_LIST;
    return is_cap && index < list->count ? &list->items[index] : NULL;
}

bool list_touch_up(const struct list *list, struct canvas *canvas,
                   struct rack *rack)
{
    if (list->spells || list->pictured || !light_take(rack, canvas))
        return false;
    for (size_t i = 0; i < rack->count; i++) {
        struct target *t = &rack->targets[i];
        const struct list_item *item = item_of(list, t);
        if (!item || item->chosen == t->chosen)
            continue;
        const char key[2] = {t->key, '\0'};
        struct cap cap = cap_of(list, (size_t)(item - list->items), 0);
        cap.key = key;
        cap_draw_again(canvas, rack, t, &cap);
    }
    light_put(rack, canvas, rack_find(rack, rack->focus));
    return true;
}

void list_reveal(struct list *list, size_t index)
{
    if (list->page_size > 0 && index < list->count)
        list->first = index - index % list->page_size;
}

static enum list_outcome turn(struct list *list, struct rack *rack, bool on)
{
    size_t step = list->page_size;
    if (on && list->first + step < list_shown(list))
        list->first += step;
    else if (!on && list->first >= step)
        list->first -= step;
    else
        return LIST_UNUSED;
    rack_focus(rack, TARGET_LIST + (int)list_shown_at(list, list->first));
    return LIST_MOVED;
}

static enum list_outcome choose(struct list *list, size_t index, size_t *picked)
{
    struct list_item *item = &list->items[index];
    *picked = index;
    if (list->plain)
        return LIST_PICKED;
    bool chosen = !item->chosen;
    if (!list->many)
        for (size_t i = 0; i < list->count; i++)
            list->items[i].chosen = false;
    else if (chosen && list->limit && list_chosen(list) >= list->limit)
        return LIST_TOO_MANY;
    item->chosen = chosen;
    return LIST_CHANGED;
}

enum list_outcome list_act(struct list *list, struct rack *rack,
                           const struct act *act, int64_t now_ms,
                           size_t *picked)
{
    if (list->narrows && act->kind == ACT_TEXT)
        return list_type(list, rack, act->text);
    if (list->narrows && act->kind == ACT_NAV && act->nav == NAV_ERASE)
        return list_erase(list, rack);
    if (act->kind == ACT_TEXT)
        return list_find(list, rack, act->text, now_ms);
    if (act->kind == ACT_NAV && act->nav == NAV_PAGE_DOWN)
        return turn(list, rack, true);
    if (act->kind == ACT_NAV && act->nav == NAV_PAGE_UP)
        return turn(list, rack, false);
    if (act->kind != ACT_TARGET)
        return LIST_UNUSED;
    if (list->spells)
        return letters_act(list, rack, act);
    if (act->id == TARGET_LIST_SEARCH) {
        list->spells = true;
        rack_focus(rack, TARGET_LETTERS);
        return LIST_MOVED;
    }
    if (act->id == TARGET_LIST_MORE || act->id == TARGET_LIST_BACK)
        return turn(list, rack, act->id == TARGET_LIST_MORE);
    size_t index = (size_t)(act->id - TARGET_LIST);
    if (act->id < TARGET_LIST || index >= list->count)
        return LIST_UNUSED;
    return choose(list, index, picked);
}
