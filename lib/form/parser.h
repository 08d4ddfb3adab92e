/* The state of a parse, shared by the two halves of the parser: operators
 * (parser.c) and paths (parser_path.c). */
#ifndef FORM_PARSER_H
#define FORM_PARSER_H

#include "expr_lex.h"
#include "expr_tree.h"

enum {
    BRACKETS_MOST = 200, /* within brackets */
    CHAIN_MOST = 2000,   /* operands of one chain of operators */
    DEPTH_MOST = 3000    /* of the whole tree, for those who walk it */
};

struct parser {
    struct arena *arena;
    const char *source;
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
/* Whether the next token is of that kind. */
bool parser_is_at(const struct parser *p, enum token_kind kind);
/* Passes the next token if it is of that kind. */
bool parser_accept(struct parser *p, enum token_kind kind);
/* Passes it, or fails with what is missing. */
void parser_expect(struct parser *p, enum token_kind kind, const char *what);

/* Appends to the list. */
void parser_add(struct terms *list, struct term *term);
/* A new term that takes the terms of the list over. */
struct term *parser_term(struct parser *p, enum term_kind kind,
                         struct terms *args);

/* A whole expression inside brackets of some kind. */
struct term *parser_inner(struct parser *p);
/* A path, or a value with what may follow it. */
struct term *parser_path(struct parser *p);

#endif
