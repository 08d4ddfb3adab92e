/* The tokens of an expression, private to the parser. */
#ifndef FORM_EXPR_LEX_H
#define FORM_EXPR_LEX_H

#include "form/expr.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_TEXT,
    TOKEN_NAME,
    TOKEN_ANY,        /* * as a name */
    TOKEN_ANY_PREFIX, /* ns:* */
    TOKEN_VARIABLE,
    TOKEN_OR,
    TOKEN_AND,
    TOKEN_EQ,
    TOKEN_NE,
    TOKEN_LT,
    TOKEN_LE,
    TOKEN_GT,
    TOKEN_GE,
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_DIV,
    TOKEN_MOD,
    TOKEN_PIPE,
    TOKEN_SLASH,
    TOKEN_SLASHES,
    TOKEN_DOT,
    TOKEN_DOTS,
    TOKEN_AT,
    TOKEN_COLONS,
    TOKEN_COMMA,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_OPEN_BRACKET,
    TOKEN_CLOSE_BRACKET
};

struct token {
    enum token_kind kind;
    size_t offset;    /* of its first byte in the source */
    const char *text; /* of names and literals, in the arena; else NULL */
    double number;
};

/* Cuts a source into tokens, ended by TOKEN_END. The caller frees *out, also
 * after an error; a form keeps their texts only. */
MUST_USE enum err expr_lex(struct token **out, struct arena *arena,
                           const char *source, struct expr_error *why);

#endif
