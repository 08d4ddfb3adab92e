#include "parser.h"

#include "base/arena.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_MOST = 64 * 1024 };

void *parser_fail(struct parser *p, enum err err, const char *reason)
{
    if (p->err)
        return NULL;
    p->err = err;
    p->why->offset = p->at->offset;
    const char *rest = p->source + p->at->offset;
    snprintf(p->why->reason, sizeof p->why->reason, "%s%s%.40s", reason,
             *rest ? " before " : "", rest);
    return NULL;
}

bool parser_is_at(const struct parser *p, enum token_kind kind)
{
    return p->at->kind == kind;
}

/* The end token is never passed: it is of no other kind. */
bool parser_accept(struct parser *p, enum token_kind kind)
{
    if (!parser_is_at(p, kind))
        return false;
    p->at++;
    return true;
}

void parser_expect(struct parser *p, enum token_kind kind, const char *what)
{
    if (!p->err && !parser_accept(p, kind))
        parser_fail(p, ERR_FORMAT, what);
}

void parser_add(struct terms *list, struct term *term)
{
    list->items = mem_grow(list->items, list->count, &list->capacity,
                           sizeof(struct term *));
    list->items[list->count++] = term;
}

struct term *parser_term(struct parser *p, enum term_kind kind,
                         struct terms *args)
{
    struct term *term = arena_alloc(p->arena, sizeof *term);

    term->kind = kind;
    if (!args)
        return term;
    for (size_t i = 0; i < args->count; i++) {
        if (args->items[i] && args->items[i]->depth >= term->depth)
            term->depth = args->items[i]->depth + 1;
    }
    if (term->depth > DEPTH_MOST)
        parser_fail(p, ERR_LIMIT, "the expression is nested too deeply");
    if (args->count)
        term->args = arena_memdup(p->arena, args->items,
                                  args->count * sizeof(struct term *));
    term->args_count = args->count;
    free(args->items);
    *args = (struct terms){0};
    return term;
}

/* Both operands count towards the depth that evaluation will need. */
static struct term *new_binary(struct parser *p, enum op op, struct term *a,
                               struct term *b)
{
    struct terms args = {0};

    parser_add(&args, a);
    parser_add(&args, b);
    struct term *term = parser_term(p, TERM_BINARY, &args);
    term->op = op;
    return term;
}

static struct term *parse_union(struct parser *p)
{
    struct term *term = parser_path(p);

    while (!p->err && parser_accept(p, TOKEN_PIPE))
        term = new_binary(p, OP_UNION, term, parser_path(p));
    return term;
}

/* Signs are counted first: recursion over them would need a bound of its own.
 */
static struct term *parse_negation(struct parser *p)
{
    int count = 0;

    while (parser_accept(p, TOKEN_MINUS))
        count++;
    struct term *term = parse_union(p);
    for (; count && !p->err; count--) {
        struct terms args = {0};
        parser_add(&args, term);
        term = parser_term(p, TERM_NEGATE, &args);
    }
    return term;
}

/* Operators of equal rank, from the weakest; each level's operands are of
 * the next. */
static const struct level {
    enum token_kind tokens[5]; /* ended by TOKEN_END */
    enum op ops[4];
} LEVELS[] = {
    {{TOKEN_OR}, {OP_OR}},
    {{TOKEN_AND}, {OP_AND}},
    {{TOKEN_EQ, TOKEN_NE}, {OP_EQ, OP_NE}},
    {{TOKEN_LT, TOKEN_LE, TOKEN_GT, TOKEN_GE}, {OP_LT, OP_LE, OP_GT, OP_GE}},
    {{TOKEN_PLUS, TOKEN_MINUS}, {OP_ADD, OP_SUB}},
    {{TOKEN_TIMES, TOKEN_DIV, TOKEN_MOD}, {OP_MUL, OP_DIV, OP_MOD}},
};

static bool accept_operator(struct parser *p, const struct level *level,
                            enum op *op)
{
    for (size_t i = 0; level->tokens[i] != TOKEN_END; i++) {
        if (!parser_accept(p, level->tokens[i]))
            continue;
        *op = level->ops[i];
        return true;
    }
    return false;
}

static struct term *parse_level(struct parser *p, size_t i);

/* "or" and "and" group to the right, so that the first operand decides. */
static struct term *parse_right(struct parser *p, size_t i)
{
    struct terms list = {0};
    enum op op = OP_OR;

    do {
        parser_add(&list, parse_level(p, i + 1));
        if (list.count > CHAIN_MOST)
            parser_fail(p, ERR_LIMIT, "too many operands");
    } while (!p->err && accept_operator(p, &LEVELS[i], &op));
    struct term *term = list.items[--list.count];
    while (list.count && !p->err)
        term = new_binary(p, op, list.items[--list.count], term);
    free(list.items);
    return term;
}

static struct term *parse_left(struct parser *p, size_t i)
{
    struct term *term = parse_level(p, i + 1);
    enum op op;

    for (int n = 0; !p->err && accept_operator(p, &LEVELS[i], &op); n++) {
        if (n == CHAIN_MOST)
            return parser_fail(p, ERR_LIMIT, "too many operands");
        term = new_binary(p, op, term, parse_level(p, i + 1));
    }
    return term;
}

static struct term *parse_level(struct parser *p, size_t i)
{
    if (i == COUNT_OF(LEVELS))
        return parse_negation(p);
    return i < 2 ? parse_right(p, i) : parse_left(p, i);
}

struct term *parser_inner(struct parser *p)
{
    if (++p->depth > BRACKETS_MOST)
        return parser_fail(p, ERR_LIMIT, "too many brackets within brackets");
    struct term *term = parse_level(p, 0);
    p->depth--;
    return term;
}

enum err parser_run(struct term **out, struct arena *arena, const char *source,
                    struct expr_error *why)
{
    struct token *tokens;

    if (strlen(source) > SOURCE_MOST) {
        snprintf(why->reason, sizeof why->reason,
                 "an expression may have %d bytes", SOURCE_MOST);
        return ERR_LIMIT;
    }
    enum err err = expr_lex(&tokens, arena, source, why);
    struct parser p = {
        .arena = arena, .source = source, .at = tokens, .why = why};
    if (!err) {
        *out = parser_inner(&p);
        parser_expect(&p, TOKEN_END, "an operator is missing");
        err = p.err;
    }
    free(tokens);
    return err;
}
