/* Location paths and their predicates (XPath 1.0, section 2). */
#include "parser.h"

#include "base/arena.h"
#include "base/mem.h"
#include "form/names.h"
#include "call.h"

#include <stdlib.h>
#include <string.h>

static void parse_predicates(struct parser *p, struct terms *list)
{
    while (!p->err && parser_accept(p, TOKEN_OPEN_BRACKET)) {
        parser_add(list, parser_inner(p));
        parser_expect(p, TOKEN_CLOSE_BRACKET, "']' is missing");
    }
}

static bool is_node_type(const char *name, enum test *test)
{
    static const struct {
        const char *name;
        enum test test;
    } TYPES[] = {{"node", TEST_NODE},
                 {"text", TEST_TEXT},
                 {"comment", TEST_COMMENT},
                 {"processing-instruction", TEST_INSTRUCTION}};

    for (size_t i = 0; i < COUNT_OF(TYPES); i++) {
        if (strcmp(TYPES[i].name, name) != 0)
            continue;
        *test = TYPES[i].test;
        return true;
    }
    return false;
}

/* "node(" begins a step, any other name with a bracket a call. */
static bool is_at_step(const struct parser *p)
{
    enum test test;

    switch (p->at->kind) {
    case TOKEN_ANY:
    case TOKEN_ANY_PREFIX:
    case TOKEN_AT:
    case TOKEN_DOT:
    case TOKEN_DOTS:
        return true;
    case TOKEN_NAME:
        return p->at[1].kind != TOKEN_OPEN || is_node_type(p->at->text, &test);
    default:
        return false;
    }
}

/* "node()" and its like; the name has been read. */
static void parse_node_type(struct parser *p, const char *name,
                            struct step *step)
{
    if (!is_node_type(name, &step->test))
        parser_fail(p, ERR_FORMAT, "no function may stand here");
    step->name = NULL;
    if (step->test == TEST_INSTRUCTION && parser_is_at(p, TOKEN_TEXT))
        step->name = p->at++->text;
    parser_expect(p, TOKEN_CLOSE, "')' is missing");
}

static void parse_test(struct parser *p, struct step *step)
{
    const char *name = p->at->text;
    const char *colon = name ? strchr(name, ':') : NULL;

    step->name = name;
    if (parser_accept(p, TOKEN_ANY)) {
        step->test = TEST_ANY;
    } else if (parser_accept(p, TOKEN_ANY_PREFIX)) {
        step->test = TEST_ANY_PREFIX;
    } else if (!parser_accept(p, TOKEN_NAME)) {
        parser_fail(p, ERR_FORMAT, "the name of a node is missing");
    } else if (parser_accept(p, TOKEN_OPEN)) {
        parse_node_type(p, name, step);
    } else {
        step->test = TEST_NAME;
        step->local = colon ? colon + 1 : name;
        step->hash = names_hash(step->local);
    }
}

static void parse_axis(struct parser *p, struct step *step)
{
    if (parser_accept(p, TOKEN_AT)) {
        step->axis = AXIS_ATTRIBUTE;
    } else if (parser_is_at(p, TOKEN_NAME) && p->at[1].kind == TOKEN_COLONS) {
        if (!axis_parse(p->at->text, &step->axis))
            parser_fail(p, ERR_FORMAT, "there is no such axis");
        p->at += 2;
    }
}

/* Depths of predicates count for the path that has them. */
static struct step parse_step(struct parser *p, struct term *path)
{
    struct step step = {.axis = AXIS_CHILD, .test = TEST_NODE};
    struct terms predicates = {0};

    if (parser_is_at(p, TOKEN_DOT) || parser_is_at(p, TOKEN_DOTS)) {
        step.axis = parser_is_at(p, TOKEN_DOT) ? AXIS_SELF : AXIS_PARENT;
        p->at++;
        return step;
    }
    parse_axis(p, &step);
    if (!p->err)
        parse_test(p, &step);
    parse_predicates(p, &predicates);
    if (predicates.count == 0)
        return step;
    const struct term *holder = parser_term(p, TERM_FILTER, &predicates);
    step.predicates = holder->args;
    step.predicates_count = holder->args_count;
    if (holder->depth > path->depth)
        path->depth = holder->depth;
    return step;
}

/* The steps of a path from here; is_deep when "//" stood before. */
static void parse_steps(struct parser *p, struct term *path, bool is_deep)
{
    static const struct step ANY_DEPTH = {.axis = AXIS_DESCENDANT_OR_SELF,
                                          .test = TEST_NODE};
    struct step *steps = NULL;
    size_t count = 0, capacity = 0;

    for (bool more = true; more && !p->err;) {
        steps = mem_grow(steps, count, &capacity, sizeof *steps);
        if (is_deep) {
            steps[count++] = ANY_DEPTH;
            is_deep = false;
            continue;
        }
        if (!is_at_step(p)) {
            parser_fail(p, ERR_FORMAT, "a step of a path is missing");
            break;
        }
        steps[count++] = parse_step(p, path);
        is_deep = parser_is_at(p, TOKEN_SLASHES);
        more = parser_accept(p, TOKEN_SLASH) || parser_accept(p, TOKEN_SLASHES);
    }
    if (count)
        path->steps = arena_memdup(p->arena, steps, count * sizeof *steps);
    path->steps_count = count;
    free(steps);
}

static struct term *parse_absolute(struct parser *p)
{
    struct term *path = parser_term(p, TERM_PATH, NULL);
    bool is_deep = parser_is_at(p, TOKEN_SLASHES);

    path->start = START_ROOT;
    p->at++;
    if (is_deep || is_at_step(p))
        parse_steps(p, path, is_deep);
    return path;
}

static struct term *parse_call(struct parser *p)
{
    const char *name = p->at->text;
    struct terms args = {0};

    p->at++;
    parser_expect(p, TOKEN_OPEN, "'(' is missing");
    if (!p->err && !parser_is_at(p, TOKEN_CLOSE)) {
        do {
            parser_add(&args, parser_inner(p));
        } while (!p->err && parser_accept(p, TOKEN_COMMA));
    }
    parser_expect(p, TOKEN_CLOSE, "')' or ',' is missing");
    struct term *call = parser_term(p, TERM_CALL, &args);
    call->text = name;
    call->function = function_find(name);
    return call;
}

static struct term *parse_literal(struct parser *p, enum term_kind kind)
{
    struct term *term = parser_term(p, kind, NULL);

    term->number = p->at->number;
    term->text = p->at->text;
    p->at++;
    return term;
}

/* A call is the only value that begins with a name here: steps are taken
 * before. */
static struct term *parse_primary(struct parser *p)
{
    struct term *term;

    switch (p->at->kind) {
    case TOKEN_NUMBER:
        return parse_literal(p, TERM_NUMBER);
    case TOKEN_TEXT:
        return parse_literal(p, TERM_TEXT);
    case TOKEN_VARIABLE:
        return parse_literal(p, TERM_VARIABLE);
    case TOKEN_NAME:
        return parse_call(p);
    case TOKEN_OPEN:
        p->at++;
        term = parser_inner(p);
        parser_expect(p, TOKEN_CLOSE, "')' is missing");
        return term;
    default:
        return parser_fail(p, ERR_FORMAT, "a value is missing");
    }
}

/* A value, with predicates or with the steps of a path behind it. */
static struct term *parse_filter(struct parser *p)
{
    struct terms args = {0};
    struct term *term = parse_primary(p);

    parser_add(&args, term);
    parse_predicates(p, &args);
    bool is_deep = parser_is_at(p, TOKEN_SLASHES);
    bool has_steps = is_deep || parser_is_at(p, TOKEN_SLASH);
    if (p->err || (args.count == 1 && !has_steps)) {
        free(args.items);
        return term;
    }
    term = parser_term(p, TERM_FILTER, &args);
    if (!has_steps)
        return term;
    parser_add(&args, term);
    struct term *path = parser_term(p, TERM_PATH, &args);
    path->start = START_TERM;
    p->at++;
    parse_steps(p, path, is_deep);
    return path;
}

struct term *parser_path(struct parser *p)
{
    if (parser_is_at(p, TOKEN_SLASH) || parser_is_at(p, TOKEN_SLASHES))
        return parse_absolute(p);
    if (!is_at_step(p))
        return parse_filter(p);
    struct term *path = parser_term(p, TERM_PATH, NULL);
    path->start = START_CONTEXT;
    parse_steps(p, path, false);
    return path;
}
