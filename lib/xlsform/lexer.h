/* Expressions and texts with ${references}, cut into tokens: enough to know a
 * name, a reference, an instance path or a formula when one is seen. */
#ifndef XLSFORM_LEXER_H
#define XLSFORM_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_DATE, /* a date, a time or both */
    TOKEN_NUMBER,
    TOKEN_MATH, /* * + - mod div */
    TOKEN_UNION,
    TOKEN_TEXT, /* "..." or '...' */
    TOKEN_SPACE,
    TOKEN_REFERENCE, /* ${name} or ${last-saved#name} */
    TOKEN_CALL,      /* name( */
    TOKEN_PREDICATE, /* name[ */
    TOKEN_URI,       /* scheme:// */
    TOKEN_NAME,
    TOKEN_OTHER
};

struct token {
    enum token_kind kind;
    const char *start;
    size_t size;
};

/* The token at text; TOKEN_END at its end. */
struct token lexer_token(const char *text);

/* Bytes of the name (with one prefix and colon at most) at text; 0: none. */
size_t lexer_name_size(const char *text);
/* Whether text is a name for an XML element, blanks around it allowed. */
bool lexer_is_name(const char *text);

struct reference {
    const char *start; /* its '$' */
    size_t size;       /* to the '}' included */
    const char *name;
    size_t name_size;
    bool last_saved;
};

/* Whether a well-formed reference stands at text, and which. */
bool lexer_reference(const char *text, struct reference *out);
/* The next well-formed reference from text on; false when there is none. */
bool lexer_next_reference(const char *text, struct reference *out);
/* Whether text is one reference and nothing else, blanks allowed. */
bool lexer_is_reference(const char *text, struct reference *out);
/* The first "${" that begins no reference, or NULL. */
const char *lexer_broken_reference(const char *text);

/* Whether a default of that bind type is a formula rather than a value. */
bool lexer_is_formula(const char *text, const char *type);

#endif
