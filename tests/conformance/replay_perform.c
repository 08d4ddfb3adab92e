/* Lines that change something. */
#include "base/mem.h"
#include "replay.h"
#include "form/node_path.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    enum datatype type;
} TYPES[] = {
    {"string", TYPE_STRING},     {"int", TYPE_INT},
    {"long", TYPE_LONG},         {"decimal", TYPE_DECIMAL},
    {"boolean", TYPE_BOOLEAN},   {"select1", TYPE_SELECT1},
    {"select", TYPE_SELECT},     {"date", TYPE_DATE},
    {"time", TYPE_TIME},         {"dateTime", TYPE_DATETIME},
    {"geopoint", TYPE_GEOPOINT}, {"geotrace", TYPE_GEOTRACE},
    {"geoshape", TYPE_GEOSHAPE},
};

static enum datatype type_of(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(TYPES); i++) {
        if (!strcmp(TYPES[i].name, name))
            return TYPES[i].type;
    }
    return TYPE_STRING;
}

static const char *const RESULTS[] = {
    [ANSWER_TAKEN] = "ok",
    [ANSWER_REQUIRED] = "required",
    [ANSWER_CONSTRAINT] = "constraint",
};

static bool perform_answer(struct case_run *run, const struct json *line)
{
    const char *ref = line_text(line, "ref");
    struct node *node = node_find(run->session->root, ref);
    const char *wanted = line_text(line, "result");

    if (!node)
        return case_fail(run, "no node %s", ref);
    move_cursor(run, ref);
    /* A text without characters is an answer to the recorder. */
    if (json_text(json_member(line, "value"), NULL) &&
        !*line_text(line, "value")) {
        store_value(run->session, node, "", TYPE_STRING);
        run->has_blank = true;
        return true;
    }
    if (!strcmp(line_text(line, "expect"), "error") &&
        run->cursor.kind == PLACE_AT &&
        !answer_is_offered(run->session, run->cursor.element, node,
                           line_text(line, "value")))
        compute_fault(run->session, node, "answer", "not offered");
    enum answer answer =
        answer_node(run->session, node, line_text(line, "value"),
                    type_of(line_text(line, "type")));
    return !*wanted || !strcmp(RESULTS[answer], wanted) ||
           *line_text(line, "expect") ||
           case_fail(run, "the answer is %s, should be %s", RESULTS[answer],
                     wanted);
}

static bool perform_save(struct case_run *run, const struct json *line)
{
    struct node *node = node_find(run->session->root, line_text(line, "ref"));

    if (!node)
        return case_fail(run, "no node %s", line_text(line, "ref"));
    store_value(run->session, node, line_text(line, "value"),
                type_of(line_text(line, "type")));
    return true;
}

/* With auto the engine itself must want the instance. */
static bool perform_create(struct case_run *run, const struct json *line)
{
    const char *ref = line_text(line, "ref");
    bool is_auto = json_bool(json_member(line, "auto"), false);

    if (is_auto && node_find(run->session->root, ref))
        return true;
    struct place place = walk_find(run->session, ref);
    if (place.kind != PLACE_AT || place.node)
        return case_fail(run, "%s is no repeat to add to", ref);
    if (is_auto && repeat_wanted(run->session, place.element, place.around) <=
                       repeat_count(run->session, place.element, place.around))
        return case_fail(run, "jr:count does not ask for %s", ref);
    place.node = repeat_add(run->session, place.element, place.around);
    if (!place.node)
        return case_fail(run, "%s could not be added", ref);
    if (!is_auto)
        run->cursor = place;
    return true;
}

static bool perform_delete(struct case_run *run, const struct json *line)
{
    const char *ref = line_text(line, "ref");
    struct node *node = node_find(run->session->root, ref);

    if (!node || !node_has(node, NODE_REPEAT))
        return case_fail(run, "%s is no instance of a repeat", ref);
    run->cursor = (struct place){.kind = PLACE_BEGIN};
    repeat_remove(run->session, node);
    return true;
}

static bool perform_language(struct case_run *run, const struct json *line)
{
    return !session_set_language(run->session, line_text(line, "language")) ||
           case_fail(run, "no language \"%s\"", line_text(line, "language"));
}

static bool perform_validate(struct case_run *run, const struct json *line)
{
    struct place place = {.kind = PLACE_END};
    const char *wanted = line_text(line, "result");
    enum answer answer = answer_validate(run->session, &place);
    struct buf at;

    if (answer == ANSWER_REQUIRED && run->has_blank)
        run->is_over = true; /* deviations.txt: no characters, no answer */
    if (run->is_over)
        return true;
    if (*wanted && strcmp(RESULTS[answer], wanted) != 0)
        return case_fail(run, "valid: %s, should be %s", RESULTS[answer],
                         wanted);
    if (answer == ANSWER_TAKEN)
        return true;
    buf_init(&at, 0);
    node_path(place.node, &at);
    bool same = !strcmp(buf_text(&at), line_text(line, "ref")) ||
                case_fail(run, "refused at %s, should be %s", buf_text(&at),
                          line_text(line, "ref"));
    buf_clear(&at);
    return same;
}

static bool perform_finalize(struct case_run *run, const struct json *line)
{
    (void)line;
    events_revalidate(run->session);
    preload_end(run->session, run->session->root);
    return true;
}

/* The test wrote into the model behind the interface, and so does this. */
static bool perform_mutation(struct case_run *run, const struct json *line)
{
    const struct json *set = json_member(line, "set");

    for (size_t i = 0; i < json_length(set); i++) {
        const struct json *triple = json_element(set, i);
        const char *path = json_text(json_element(triple, 0), "");
        struct node *node = node_find(run->session->root, path);
        if (!node)
            return case_fail(run, "no node %s", path);
        node_set_text(node, json_text(json_element(triple, 1), ""));
    }
    return true;
}

static bool perform_nothing(struct case_run *run, const struct json *line)
{
    (void)run, (void)line;
    return true;
}

static const struct {
    const char *op;
    bool (*perform)(struct case_run *run, const struct json *line);
    bool begins; /* applies the state by itself */
} OPS[] = {
    {"load", perform_load, false},
    {"init", perform_init, false},
    {"new-instance", perform_new_instance, false},
    {"choices", perform_choices, true},
    {"answer", perform_answer, false},
    {"external-mutation", perform_mutation, false},
    {"save", perform_save, false},
    {"set-value", perform_save, false},
    {"create-repeat", perform_create, false},
    {"delete-repeat", perform_delete, false},
    {"set-language", perform_language, false},
    {"reload-form", perform_nothing, false},
    {"validate", perform_validate, false},
    {"finalize", perform_finalize, false},
    {"end", perform_nothing, false},
    {"step", perform_step, false},
    {"jump", perform_jump, false},
    {"peek-next", perform_peek, false},
    {"get", perform_get, false},
    {"node", perform_node, false},
    {"count-repeats", perform_count, false},
};

static bool same_xml(struct case_run *run, const struct json *line)
{
    const char *xml = json_text(json_member(line, "xml"), NULL);
    struct buf mine;

    if (!xml)
        return true;
    buf_init(&mine, 0);
    write_instance(run->session, &mine);
    bool same = infoset_equal(run, buf_text(&mine), xml, &run->why);
    buf_clear(&mine);
    return same;
}

static bool compare(struct case_run *run, const struct json *line)
{
    const char *fault = run->session ? session_fault(run->session) : "";

    if (!strcmp(line_text(line, "expect"), "error")) {
        run->is_over = true;
        return *fault || case_fail(run, "an error is wanted: %s",
                                   line_text(line, "message"));
    }
    if (*fault)
        return case_fail(run, "%s", fault);
    if (!run->session)
        return true;
    return state_matches(run, run->session->root) && same_xml(run, line);
}

bool perform(struct case_run *run, const struct json *line)
{
    const char *op = line_text(line, "op");
    size_t i = 0;

    while (i < COUNT_OF(OPS) && strcmp(OPS[i].op, op) != 0)
        i++;
    if (i == COUNT_OF(OPS))
        return case_fail(run, "the op \"%s\" is not known", op);
    if (run->session)
        buf_reset(&run->session->fault);
    if (!OPS[i].perform(run, line))
        return false;
    if (run->is_over)
        return true;
    if (!OPS[i].begins)
        state_apply(&run->expected, line);
    return compare(run, line);
}
