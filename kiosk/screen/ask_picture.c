/* The pictures that a form gives to a question and to its choices. Those of
 * choices stand in their slabs, all to be compared, where the page has room;
 * else the one of the choice in focus stands beside the list, as the
 * question's own does. */
#include "screen/screen.h"

#include "base/arena.h"
#include "base/attr.h"
#include "form/catalog.h"
#include "form/session.h"
#include "form/xform.h"

#include <stdlib.h>

/* The files that are wanted, and the pictures that they become. */
struct wanted {
    struct stage *stage;
    char *paths[PICTURES_MOST];
    size_t count;
};

static struct picture *want(struct wanted *wanted, const char *uri)
{
    struct stage *s = wanted->stage;
    char *path = NULL;

    if (!uri || wanted->count == COUNT_OF(wanted->paths))
        return NULL;
    path = xform_media_path(s->kiosk->visit.entry->path, uri);
    if (!path)
        return NULL;
    wanted->paths[wanted->count] = path;
    return &s->pictures.list[wanted->count++];
}

void ask_pictures(struct stage *s, const struct question *q)
{
    struct wanted wanted = {.stage = s};
    struct list *list = &s->ask.list;

    s->ask.picture = want(&wanted, q->image);
    for (size_t i = 0; i < list->count && i < q->choices_count; i++)
        list->items[i].picture = want(&wanted, q->choices[i].image);
    list->pictured = wanted.count > (s->ask.picture != NULL);
    list->blocks = ease_blocks(s);
    s->ask.ranking.list.pictured = list->pictured; /* of the same items */
    s->ask.ranking.list.blocks = list->blocks;
    /* What the loop watched for the question before ends in any case. */
    pictures_begin(&s->pictures, (const char *const *)wanted.paths,
                   wanted.count, s->now_ms);
    for (size_t i = 0; i < wanted.count; i++)
        free(wanted.paths[i]);
}

/* Columns that the widget needs beside a picture. */
static int needed(const struct stage *s)
{
    enum { SMALL = 24, WORDS = 36, WIDGET = 60, KEYBOARD = 76 };
    bool is_words = s->ask.list.count || s->ask.asker == &ASK_NOTE;

    /* Twelve keys stand closer together, as a pad's do. */
    if (s->grid.small && (is_words || s->ask.asker == &ASK_NUMBER))
        return SMALL;
    if (is_words)
        return WORDS;
    return s->ask.asker->writes ? KEYBOARD : WIDGET;
}

static const struct picture *in_focus(struct stage *s)
{
    const struct list *list = &s->ask.list;
    int at = s->rack.focus - TARGET_LIST;

    s->rack.is_tied = true;
    return at >= 0 && (size_t)at < list->count ? list->items[at].picture : NULL;
}

/* The end of a body, as far as what needs so many columns can spare it. */
static struct rect end_of(const struct rect *body, int needed)
{
    enum { LEAST_WIDTH = 8 };
    int width = body->width * 2 / 5, spare = body->width - needed - 1;

    if (width > 2 * body->height)
        width = 2 * body->height;
    if (width > spare)
        width = spare;
    if (width < LEAST_WIDTH)
        return (struct rect){0};
    return (struct rect){body->x + body->width - width, body->y, width,
                         body->height};
}

/* Whether choices show theirs one at a time, for lack of room. */
static bool takes_turns(struct stage *s)
{
    struct list *list = &s->ask.list;
    bool has_any = false;

    for (size_t i = 0; list->pictured && i < list->count && !has_any; i++)
        has_any = picture_is_shown(list->items[i].picture);
    return has_any &&
           !list_shows_pictures(list, s->grid.body, s->grid.slot_height);
}

/* The question's above, the choice's below; one alone where that is too low
 * for two. */
static void draw_beside(struct stage *s, struct rect area,
                        const struct picture *own, const struct picture *focus)
{
    enum { LOW = 10 };
    bool has_own = picture_is_shown(own), has_focus = picture_is_shown(focus);
    bool both = has_own && has_focus && area.height >= LOW;
    struct rect below = area;

    if (both) {
        area.height /= 2;
        below.y += area.height;
        below.height -= area.height;
    }
    if (has_own && (both || !has_focus))
        picture_draw(own, s->canvas, area, ease_blocks(s));
    if (has_focus)
        picture_draw(focus, s->canvas, below, ease_blocks(s));
}

void ask_picture_draw(struct stage *s)
{
    const struct picture *own = s->ask.picture;
    struct rect area = end_of(&s->grid.body, needed(s));

    if (!s->pictures.count || !area.width)
        return;
    s->ask.list.crowded = picture_is_shown(own);
    s->ask.ranking.list.crowded = s->ask.list.crowded;
    if (!picture_is_shown(own) && !takes_turns(s))
        return;
    s->grid.body.width -= area.width + 1;
    draw_beside(s, area, own, takes_turns(s) ? in_focus(s) : NULL);
}

void ask_picture_draw_beside(struct stage *s, struct rect *rows)
{
    enum { ROWS_WIDTH = 24 };
    struct rect area = end_of(rows, ROWS_WIDTH);

    if (!picture_is_shown(s->ask.picture) || !area.width)
        return;
    picture_draw(s->ask.picture, s->canvas, area, ease_blocks(s));
    rows->width -= area.width + 1;
}
