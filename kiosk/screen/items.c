/* A drawn page as a list of what it says, in the order in which one reads: the
 * voice, large print and Braille need no page of their own. */
#include "screen/screen.h"

#include "base/arena.h"

#include <string.h>

/* A list of things to say that is being filled. */
struct items {
    struct item *out;
    size_t count, max;
};

static void add(struct items *items, enum item_kind kind, const char *text)
{
    if (text && *text && items->count < items->max)
        items->out[items->count++] = (struct item){.kind = kind, .text = text};
}

/* One thing a line. */
static void add_lines(struct stage *s, struct items *items, const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        add(items, ITEM_TEXT, arena_strndup(s->frame, text, size));
        text += size + (text[size] == '\n');
    }
}

/* Digits that the words begin with are not said twice. */
static const char *without_key(const char *words, char key)
{
    static const char PART[] = ", ";

    if (!key || words[0] != key || strncmp(words + 1, PART, 2) != 0)
        return words;
    return words + 1 + strlen(PART);
}

static void add_target(struct items *items, const struct stage *s, size_t i)
{
    const struct target *target = &s->rack.targets[i];
    const char *words = rack_said(&s->rack, i);

    if (!*words || items->count == items->max)
        return;
    struct item *item = &items->out[items->count++];
    *item = (struct item){
        .kind = target->typing ? ITEM_KEY : ITEM_TARGET,
        .text = without_key(words, target->key),
        .target = i,
        .picture = target->picture,
    };
    if (target->key && target->starred)
        item->key[0] = '*';
    item->key[strlen(item->key)] = target->key;
}

size_t stage_items(struct stage *s, struct item *out, size_t max)
{
    struct items items = {.out = out, .max = max};

    /* A copy: a voice that dies over it has the message replaced. */
    add(&items, ITEM_MESSAGE,
        s->message ? arena_strdup(s->frame, s->message) : NULL);
    add(&items, ITEM_WHERE, s->where);
    add(&items, ITEM_HEADING, s->prompt.question);
    add(&items, ITEM_HINT, s->prompt.hint);
    add_lines(s, &items, buf_text(&s->told));
    add(&items, ITEM_NOTE, s->note);
    for (size_t i = 0; i < s->rack.count; i++)
        add_target(&items, s, i);
    return items.count;
}

void stage_say(struct stage *s, struct buf *out)
{
    struct item items[ITEMS_MOST];
    size_t count = stage_items(s, items, COUNT_OF(items));

    for (size_t i = 0; i < count; i++) {
        const char *key = items[i].key;
        buf_printf(out, "%s%s%s\n", key, *key ? ", " : "", items[i].text);
    }
}
