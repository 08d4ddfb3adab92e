#include "history.h"

#include "base/mem.h"
#include "store/draft.h"

#include <stdlib.h>
#include <string.h>

static const char *const WORDS[STEPS][2] = {
    [STEP_ANSWER] = {"answer", "answer+"},
    [STEP_ADD] = {"add", "add+"},
    [STEP_REMOVE] = {"remove", "remove+"},
    [STEP_LOCATION] = {"location", "location+"},
    [STEP_SERIES] = {"series", "series+"},
    [STEP_WHY] = {"why", "why+"},
    [STEP_COMMENT] = {"comment", "comment+"},
    [STEP_LOAD] = {"load", "load+"},
    [STEP_MOVE] = {"move", "move+"},
    [STEP_LANGUAGE] = {"language", "language+"},
    [STEP_AUDIT] = {"audit", "audit+"},
    [STEP_UNDO] = {"undo", "undo+"},
    [STEP_REDO] = {"redo", "redo+"},
};

const char *history_word(enum step kind, bool joined)
{
    return WORDS[kind][joined];
}

enum step history_kind(const struct draft_step *step)
{
    for (enum step kind = 0; kind < STEPS; kind++) {
        if (strcmp(step->kind, WORDS[kind][0]) == 0 ||
            strcmp(step->kind, WORDS[kind][1]) == 0)
            return kind;
    }
    return STEP_MOVE;
}

bool history_is_joined(const struct draft_step *step)
{
    size_t size = strlen(step->kind);

    return size > 0 && step->kind[size - 1] == '+';
}

static bool is_change(enum step kind)
{
    return kind <= STEP_COMMENT;
}

/* The changes as two stacks in one array: those that stand grow from its
 * beginning, those undone from its end. */
struct stacks {
    size_t *items;
    size_t done, undone, room;
};

/* From the first stack to the second, a group at a time. */
static void undo(struct stacks *k, const struct draft_step *steps)
{
    bool joined = true;

    while (joined && k->done > 0) {
        size_t at = k->items[--k->done];
        joined = history_is_joined(&steps[at]);
        k->items[k->room - ++k->undone] = at;
    }
}

static void redo(struct stacks *k, const struct draft_step *steps)
{
    bool more = k->undone > 0;

    while (more) {
        k->items[k->done++] = k->items[k->room - k->undone--];
        more = k->undone > 0 &&
               history_is_joined(&steps[k->items[k->room - k->undone]]);
    }
}

static struct stacks read_all(const struct draft_step *steps, size_t count)
{
    struct stacks k = {xcalloc(count + 1, sizeof *k.items), 0, 0, count};

    for (size_t i = 0; i < count; i++) {
        enum step kind = history_kind(&steps[i]);
        if (kind == STEP_UNDO) {
            undo(&k, steps);
        } else if (kind == STEP_REDO) {
            redo(&k, steps);
        } else if (is_change(kind)) {
            k.undone = 0;
            k.items[k.done++] = i;
        }
    }
    return k;
}

static int by_size(const void *a, const void *b)
{
    const size_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* That a draft was taken up is nobody's change: it stands whatever is undone.
 * What can be done again has no use for its room here. */
size_t *history_stands(const struct draft_step *steps, size_t count,
                       size_t *stand)
{
    struct stacks k = read_all(steps, count);
    size_t changes = k.done;

    for (size_t i = 0; i < count; i++) {
        if (history_kind(&steps[i]) == STEP_LOAD)
            k.items[k.done++] = i;
    }
    if (k.done > changes)
        qsort(k.items, k.done, sizeof *k.items, by_size);
    *stand = k.done;
    return k.items;
}

const struct draft_step *history_next(const struct draft_step *steps,
                                      size_t count, bool forward)
{
    struct stacks k = read_all(steps, count);
    const struct draft_step *found = NULL;

    if (forward && k.undone > 0)
        found = &steps[k.items[k.room - k.undone]];
    while (!forward && k.done > 0 && !found) {
        const struct draft_step *step = &steps[k.items[--k.done]];
        if (!history_is_joined(step) || k.done == 0)
            found = step;
    }
    free(k.items);
    return found;
}

const char *history_language(const struct draft_step *steps, size_t count)
{
    const char *language = NULL;

    for (size_t i = 0; i < count; i++) {
        if (history_kind(&steps[i]) == STEP_LANGUAGE)
            language = steps[i].value;
    }
    return language;
}
