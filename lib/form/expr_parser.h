/* The state of a parse, shared by the two halves of the parser: operators
 * (expr_parse.c) and paths (expr_parse_path.c). */
#ifndef FORM_EXPR_PARSER_H
#define FORM_EXPR_PARSER_H

#include "expr_lex.h"
#include "expr_tree.h"

enum {
    BRACKETS_MOST = 200, /* within brackets */
    CHAIN_MOST = 2000,   /* operands of one chain of operators */
    DEPTH_MOST = 3000    /* of the whole tree, for those who walk it */
};

struct parser {
    struct arena *arena;
    const struct token *at;
    struct expr_error *why;
    enum err err; /* the first that happened; parsing then unwinds */
    int depth;
};

/* A growing list of terms, on the heap until it is complete. */
struct terms {
    struct term **items;
    size_t count, capacity;
};

/* Notes the first error with the place; always NULL. */
void *parser_fail(struct parser *p, enum err err, const char *reason);
bool parser_is_at(const struct parser *p, enum token_kind kind);
bool parser_accept(struct parser *p, enum token_kind kind);
void parser_expect(struct parser *p, enum token_kind kind, const char *what);

void terms_add(struct terms *list, struct term *term);
/* A new term that takes the terms of the list over. */
struct term *parser_term(struct parser *p, enum term_kind kind,
                         struct terms *args);

/* A whole expression inside brackets of some kind. */
struct term *parse_inner(struct parser *p);
/* A path, or a value with what may follow it. */
struct term *parse_path(struct parser *p);

#endif
