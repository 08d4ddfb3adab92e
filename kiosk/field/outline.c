#include "field/outline.h"

#include "field/desk.h"

#include "base/arena.h"
#include "base/mem.h"
#include "form/session.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *sign;
    int role;
} SIGNS[] = {
    [MARK_HEADING] = {"", ROLE_ACCENT},
    [MARK_NOTE] = {" ", ROLE_MUTED},
    [MARK_EMPTY] = {GLYPH_TODO, ROLE_MUTED},
    [MARK_ANSWERED] = {GLYPH_CHECK, ROLE_SUCCESS},
    [MARK_MISSING] = {GLYPH_OPEN, ROLE_WARNING},
    [MARK_INVALID] = {GLYPH_TIMES, ROLE_ERROR},
};

const char *outline_sign(enum standing_mark mark, int *role)
{
    *role = SIGNS[mark].role;
    return SIGNS[mark].sign;
}

const char *outline_said(struct stage *s, const struct outline_item *item)
{
    const char *matter =
        item->mark == MARK_MISSING   ? stage_text(s, /* max 14 */ "missing")
        : item->mark == MARK_INVALID ? stage_text(s, /* max 14 */ "wrong")
                                     : "";

    return stage_print(s, "%s%s%s%s%s", item->label, *item->shown ? ". " : "",
                       item->shown, *matter ? ". " : "", matter);
}

void outline_clear(struct outline *o)
{
    arena_free(o->arena);
    free(o->items);
    free(o->shown);
    *o = (struct outline){0};
}

struct loading {
    struct stage *stage;
    struct outline *outline;
    const char *base;
    size_t size;
    bool headings;
    const char *group; /* of the last heading */
    size_t position;
};

static struct outline_item *add(struct outline *o)
{
    o->items = mem_grow(o->items, o->count, &o->capacity, sizeof *o->items);
    struct outline_item *item = &o->items[o->count++];
    *item = (struct outline_item){.label = "", .shown = "", .tail = ""};
    return item;
}

static enum standing_mark mark_of(const struct question *q)
{
    if (q->readonly)
        return MARK_NOTE;
    if (q->verdict == ANSWER_REQUIRED)
        return MARK_MISSING;
    if (q->verdict != ANSWER_TAKEN)
        return MARK_INVALID;
    return *q->value ? MARK_ANSWERED : MARK_EMPTY;
}

/* A group or an instance that the question before was not in. */
static void add_heading(struct loading *l, const struct question *q)
{
    struct arena *arena = l->outline->arena;
    bool same = strcmp(l->group, q->group_label) == 0 &&
                l->position == q->repeat_position;

    if (same || (!*q->group_label && !q->repeat_position))
        return;
    struct outline_item *item = add(l->outline);
    item->mark = MARK_HEADING;
    item->ref = arena_strdup(arena, q->ref);
    item->label =
        q->repeat_position
            ? arena_printf(arena, "%s %zu", q->group_label, q->repeat_position)
            : arena_strdup(arena, q->group_label);
    item->folded = "";
}

static const char *shown_value(const struct question *q)
{
    if (*q->value && ask_is_masked(q))
        return "•••";
    return *q->display ? q->display : q->value;
}

/* Which instance below "/data[1]/person", and what it is called in it. */
static void place_in_table(const struct loading *l, struct outline_item *item)
{
    const char *at = item->ref + l->size;

    if (*at != '[')
        return;
    item->instance = (size_t)strtoul(at + 1, NULL, 10);
    at = strchr(at, '/');
    item->tail = at ? at : "";
}

static bool take(void *context, const struct question *q)
{
    struct loading *l = context;
    struct outline *o = l->outline;
    const struct visit *visit = &l->stage->kiosk->visit;

    if (strncmp(q->ref, l->base, l->size) != 0 ||
        (l->size && q->ref[l->size] != '/' && q->ref[l->size] != '['))
        return true;
    if (l->headings)
        add_heading(l, q);
    l->group = arena_strdup(o->arena, q->group_label);
    l->position = q->repeat_position;
    struct outline_item *item = add(o);
    item->ref = arena_strdup(o->arena, q->ref);
    item->label = arena_strdup(o->arena, *q->label ? q->label : q->name);
    item->shown = arena_strdup(o->arena, shown_value(q));
    item->mark = mark_of(q);
    item->depth = l->headings && (*l->group || l->position);
    item->remarked = *visit_comment_of(visit, q->ref) != 0;
    place_in_table(l, item);
    o->counts[item->mark]++;
    return true;
}

void outline_load(struct stage *s, struct outline *out, const char *base,
                  bool headings)
{
    struct loading l = {
        .stage = s,
        .outline = out,
        .base = base,
        .size = strlen(base),
        .headings = headings,
        .group = "",
    };
    bool open_only = out->open_only;

    outline_clear(out);
    out->arena = arena_new();
    out->open_only = open_only;
    session_each_brief(s->kiosk->visit.session, take, &l);
    out->shown = xcalloc(out->count + 1, sizeof *out->shown);
    outline_filter(out, "");
}

static bool is_listed(const struct outline *o, struct outline_item *item,
                      const char *typed)
{
    bool is_open = item->mark == MARK_MISSING || item->mark == MARK_INVALID;

    if (o->open_only && !is_open)
        return false;
    if (!*typed)
        return true;
    if (!item->folded) {
        char *text = xasprintf("%s %s", item->label, item->shown);
        char *folded = fold_text(text);
        item->folded = arena_strdup(o->arena, folded);
        free(folded);
        free(text);
    }
    return fold_match(item->folded, typed);
}

void outline_filter(struct outline *o, const char *typed)
{
    char *folded = text_fold(typed);

    o->shown_count = 0;
    for (size_t i = 0; i < o->count; i++) {
        if (is_listed(o, &o->items[i], folded))
            o->shown[o->shown_count++] = i;
    }
    free(folded);
    o->rows.count = o->shown_count;
}
