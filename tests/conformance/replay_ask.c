/* Lines that ask: places, prompts, choices, values. */
#include "replay.h"

#include "base/arena.h"
#include "form/node_path.h"

#include <stdio.h>
#include <string.h>

static const char *const EVENTS[] = {
    [KIND_QUESTION] = "question",
    [KIND_GROUP] = "group",
    [KIND_REPEAT] = "repeat",
};

static const char *event_of(const struct place *place)
{
    if (place->kind != PLACE_AT)
        return place->kind == PLACE_BEGIN ? "beginning" : "end";
    if (place->element->kind == KIND_REPEAT && !place->node)
        return "prompt-new-repeat";
    return EVENTS[place->element->kind];
}

static void print_place(const struct case_run *run, const struct place *place,
                        struct buf *out)
{
    if (place->kind != PLACE_AT)
        return;
    if (place->node) {
        node_path(place->node, out);
        return;
    }
    const struct field *field = place->element->field;
    node_path(near_node(run->session, field->parent, place->around), out);
    buf_printf(out, "/%s[%zu]", field->name->local,
               repeat_count(run->session, place->element, place->around) + 1);
}

static bool is_at(struct case_run *run, const char *path)
{
    struct buf at;

    buf_init(&at, 0);
    print_place(run, &run->cursor, &at);
    bool same = !strcmp(buf_text(&at), path);
    buf_clear(&at);
    return same;
}

/* Two places may print alike; the one where the cursor stands is meant. */
void move_cursor(struct case_run *run, const char *path)
{
    if (!*path)
        run->cursor = (struct place){.kind = PLACE_BEGIN};
    else if (!is_at(run, path))
        run->cursor = walk_find(run->session, path);
}

static bool same_text(struct case_run *run, const char *what, const char *mine,
                      const char *theirs)
{
    return !strcmp(mine, theirs) ||
           case_fail(run, "%s is \"%s\", should be \"%s\"", what, mine, theirs);
}

/* The recorder loses blanks between the outputs of a translation; XML keeps
 * them, and so do we (deviations.txt). */
static bool same_but_blanks(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " \t\r\n");
        b += strspn(b, " \t\r\n");
        if (*a != *b || !*a)
            return *a == *b;
    }
}

static bool same_caption(struct case_run *run, const char *what,
                         const struct caption *caption, const char *theirs)
{
    struct arena *arena = arena_new();
    const char *mine = show_caption(run->session, caption, FORM_PLAIN,
                                    walk_context(&run->cursor), arena);
    bool same = (caption->itext && same_but_blanks(mine, theirs)) ||
                same_text(run, what, mine, theirs);

    arena_free(arena);
    return same;
}

static bool same_flag(struct case_run *run, const struct json *prompt,
                      const char *name, enum node_flag flag)
{
    return node_has(walk_context(&run->cursor), flag) ==
               json_bool(json_member(prompt, name), false) ||
           case_fail(run, "%s differs", name);
}

static bool same_prompt(struct case_run *run, const struct json *prompt)
{
    const struct element *e = run->cursor.element;

    /* label_error: the recorder asked before there was a language. */
    if (!json_member(prompt, "label_error") &&
        !same_caption(run, "label", &e->label, line_text(prompt, "label")))
        return false;
    return same_caption(run, "hint", &e->hint, line_text(prompt, "hint")) &&
           same_text(run, "appearance", e->appearance,
                     line_text(prompt, "appearance")) &&
           (e->kind != KIND_QUESTION ||
            (same_flag(run, prompt, "required", NODE_REQUIRED) &&
             same_flag(run, prompt, "readonly", NODE_READONLY)));
}

static bool same_place(struct case_run *run, const struct json *line)
{
    struct buf at;

    buf_init(&at, 0);
    print_place(run, &run->cursor, &at);
    bool same = same_text(run, "event", event_of(&run->cursor),
                          line_text(line, "event")) &&
                same_text(run, "place", buf_text(&at), line_text(line, "at"));
    buf_clear(&at);
    const struct json *prompt = json_member(line, "prompt");
    if (same && prompt && run->cursor.kind == PLACE_AT)
        return same_prompt(run, prompt);
    return same;
}

bool perform_step(struct case_run *run, const struct json *line)
{
    bool forward = !strcmp(line_text(line, "dir"), "next");

    if (*line_text(line, "from") || forward)
        move_cursor(run, line_text(line, "from"));
    else if (run->cursor.kind == PLACE_AT)
        run->cursor = (struct place){.kind = PLACE_END};
    run->cursor = walk_step(run->session, run->cursor, forward);
    return same_place(run, line);
}

bool perform_jump(struct case_run *run, const struct json *line)
{
    const char *event = line_text(line, "event");

    if (!strcmp(event, "end"))
        run->cursor = (struct place){.kind = PLACE_END};
    else
        move_cursor(run, line_text(line, "at"));
    return same_place(run, line);
}

bool perform_peek(struct case_run *run, const struct json *line)
{
    struct place next = walk_peek(run->session, run->cursor, true);
    struct buf at;

    buf_init(&at, 0);
    print_place(run, &next, &at);
    bool same =
        same_text(run, "next place", buf_text(&at), line_text(line, "at"));
    buf_clear(&at);
    return same;
}

static bool same_choice(struct case_run *run, const struct choice *choice,
                        const struct json *pair)
{
    return same_text(run, "value of a choice", choice->value,
                     json_text(json_element(pair, 0), "")) &&
           same_text(run, "label of a choice", choice->label,
                     json_text(json_element(pair, 1), ""));
}

/* In the recorded order; of an order by lot, only that each is there. */
static bool same_choices(struct case_run *run, const struct choice *choices,
                         size_t count, const struct json *pairs)
{
    for (size_t i = 0; i < json_length(pairs); i++) {
        const struct json *pair = json_element(pairs, i);
        const char *value = json_text(json_element(pair, 0), "");
        size_t at = i;
        for (size_t j = 0; case_is_random(run) && j < count; j++)
            at = strcmp(choices[j].value, value) ? at : j;
        if (!same_choice(run, &choices[at], pair))
            return false;
    }
    return true;
}

bool perform_choices(struct case_run *run, const struct json *line)
{
    struct place place = walk_find(run->session, line_text(line, "ref"));
    const struct json *pairs = json_member(line, "choices");
    size_t wanted = (size_t)json_number(json_member(line, "count"), 0);
    struct choice *choices = NULL;
    size_t count = 0;

    if (place.kind != PLACE_AT)
        return case_fail(run, "no question %s", line_text(line, "ref"));
    struct view view = {.arena = arena_new(), .stock.arena = arena_new()};
    choices_show(run->session, place.element, place.node, &view, &choices,
                 &count);
    bool same = count == wanted || *line_text(line, "expect") ||
                case_fail(run, "%zu choices, should be %zu", count, wanted);
    same = same && same_choices(run, choices, count, pairs);
    arena_free(view.arena);
    arena_free(view.stock.arena);
    state_apply(&run->expected, line);
    return same;
}

static bool is_volatile(const struct case_run *run, const struct node *node)
{
    struct buf path;

    if (!node)
        return false;
    buf_init(&path, 0);
    node_path(node, &path);
    bool is = case_is_volatile(run, buf_text(&path));
    buf_clear(&path);
    return is;
}

bool perform_get(struct case_run *run, const struct json *line)
{
    const char *path = line_text(line, "xpath");
    const struct node *node = node_find(run->session->root, path);
    char mask[1024];

    snprintf(mask, sizeof mask, "?%s", path);
    if (case_is_volatile(run, mask) || is_volatile(run, node))
        return true;
    return same_text(run, path, node ? node_text(node) : "",
                     line_text(line, "value"));
}

bool perform_node(struct case_run *run, const struct json *line)
{
    const struct node *node =
        node_find(run->session->root, line_text(line, "ref"));
    static const struct {
        const char *name;
        enum node_flag flag;
        bool inverse;
    } FLAGS[] = {{"relevant", NODE_IRRELEVANT, true},
                 {"required", NODE_REQUIRED, false},
                 {"readonly", NODE_READONLY, false}};

    if (!node)
        return case_fail(run, "no node %s", line_text(line, "ref"));
    for (size_t i = 0; i < COUNT_OF(FLAGS); i++) {
        bool mine = node_has(node, FLAGS[i].flag) != FLAGS[i].inverse;
        if (mine != json_bool(json_member(line, FLAGS[i].name), mine))
            return case_fail(run, "%s differs", FLAGS[i].name);
    }
    return true;
}

bool perform_count(struct case_run *run, const struct json *line)
{
    const char *path = line_text(line, "xpath");
    const char *slash = strrchr(path, '/');
    size_t wanted = (size_t)json_number(json_member(line, "count"), 0);
    struct buf parent;

    if (!slash)
        return case_fail(run, "no path \"%s\"", path);
    buf_init(&parent, 0);
    buf_add(&parent, path, (size_t)(slash - path));
    const struct node *node = node_find(run->session->root, buf_text(&parent));
    size_t count = node ? node_count(node, slash + 1) : 0;
    buf_clear(&parent);
    return count == wanted ||
           case_fail(run, "%zu instances, should be %zu", count, wanted);
}
