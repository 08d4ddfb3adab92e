/* The state that the recording shows, kept by its deltas. */
#include "replay.h"

#include "base/mem.h"
#include "form/node_path.h"

#include <stdlib.h>
#include <string.h>

void state_init(struct state *state)
{
    *state = (struct state){.paths = lookup_new()};
}

void state_clear(struct state *state)
{
    for (size_t i = 0; i < state->count; i++) {
        free(state->items[i]->path);
        free(state->items[i]->value);
        free(state->items[i]->flags);
        free(state->items[i]);
    }
    free(state->items);
    lookup_free(state->paths);
    *state = (struct state){.paths = NULL};
}

static struct expected *find(struct state *state, const char *path)
{
    struct expected *item = lookup_get(state->paths, path);

    if (item)
        return item;
    item = xcalloc(1, sizeof *item);
    item->path = xstrdup(path);
    state->items = mem_grow(state->items, state->count, &state->capacity,
                            sizeof *state->items);
    state->items[state->count++] = item;
    lookup_put(state->paths, item->path, item);
    return item;
}

static void set_one(struct state *state, const struct json *triple)
{
    const char *value = json_text(json_element(triple, 1), NULL);
    struct expected *item = find(state, json_text(json_element(triple, 0), ""));

    free(item->value);
    free(item->flags);
    item->value = value ? xstrdup(value) : NULL;
    item->flags = xstrdup(json_text(json_element(triple, 2), ""));
    item->is_there = true;
}

void state_apply(struct state *state, const struct json *line)
{
    const struct json *all = json_member(line, "state");
    const struct json *set = json_member(line, "set");
    const struct json *del = json_member(line, "del");

    for (size_t i = 0; all && i < state->count; i++)
        state->items[i]->is_there = false;
    if (all)
        state->is_known = true;
    if (json_member(line, "state_error"))
        state->is_known = false;
    for (size_t i = 0; i < json_length(del); i++)
        find(state, json_text(json_element(del, i), ""))->is_there = false;
    for (size_t i = 0; i < json_length(all); i++)
        set_one(state, json_element(all, i));
    for (size_t i = 0; i < json_length(set); i++)
        set_one(state, json_element(set, i));
}

static void flags_of(const struct node *node, char out[4])
{
    size_t n = 0;

    if (node_has(node, NODE_ATTRIBUTE)) {
        out[n++] = 'A';
    } else {
        if (!node_has(node, NODE_IRRELEVANT))
            out[n++] = 'R';
        if (node_has(node, NODE_REQUIRED))
            out[n++] = 'Q';
        if (node_has(node, NODE_READONLY))
            out[n++] = 'O';
    }
    out[n] = '\0';
}

static bool matches_one(struct case_run *run, const struct node *node)
{
    struct buf path;
    char flags[4];
    bool good = true;

    buf_init(&path, 0);
    node_path(node, &path);
    struct expected *item = lookup_get(run->expected.paths, buf_text(&path));
    flags_of(node, flags);
    if (!item || !item->is_there) {
        good = case_fail(run, "%s should not be there", buf_text(&path));
    } else {
        const char *value = item->value ? item->value : "";
        item->is_seen = true;
        if (strcmp(value, node_text(node)) != 0 &&
            !case_is_volatile(run, item->path))
            good = case_fail(run, "%s is \"%s\", should be \"%s\"", item->path,
                             node_text(node), value);
        else if (strcmp(flags, item->flags) != 0)
            good = case_fail(run, "%s has the flags \"%s\", should be \"%s\"",
                             item->path, flags, item->flags);
    }
    buf_clear(&path);
    return good;
}

static bool matches_tree(struct case_run *run, const struct node *node)
{
    bool good = matches_one(run, node);

    for (const struct node *a = node->attributes; a && good; a = a->next)
        good = matches_one(run, a);
    for (const struct node *n = node->first; n && good; n = n->next)
        good = matches_tree(run, n);
    return good;
}

bool state_matches(struct case_run *run, struct node *root)
{
    struct state *state = &run->expected;

    if (!state->is_known)
        return true;
    for (size_t i = 0; i < state->count; i++)
        state->items[i]->is_seen = false;
    if (!matches_tree(run, root))
        return false;
    for (size_t i = 0; i < state->count; i++) {
        const struct expected *item = state->items[i];
        if (item->is_there && !item->is_seen && !strstr(item->path, "~dup"))
            return case_fail(run, "%s is missing", item->path);
    }
    return true;
}
