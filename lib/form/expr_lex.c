#include "expr_lex.h"

#include "base/arena.h"
#include "base/attr.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Longest first where one is the beginning of another. */
static const struct {
    const char *text;
    enum token_kind kind;
} SIGNS[] = {
    {"!=", TOKEN_NE},          {"<=", TOKEN_LE},
    {">=", TOKEN_GE},          {"//", TOKEN_SLASHES},
    {"..", TOKEN_DOTS},        {"::", TOKEN_COLONS},
    {"=", TOKEN_EQ},           {"<", TOKEN_LT},
    {">", TOKEN_GT},           {"+", TOKEN_PLUS},
    {"-", TOKEN_MINUS},        {"|", TOKEN_PIPE},
    {"/", TOKEN_SLASH},        {".", TOKEN_DOT},
    {"@", TOKEN_AT},           {",", TOKEN_COMMA},
    {"(", TOKEN_OPEN},         {")", TOKEN_CLOSE},
    {"[", TOKEN_OPEN_BRACKET}, {"]", TOKEN_CLOSE_BRACKET},
};

/* Operators by name; only where an operator may stand, in any case, and
 * without a blank before what follows ("6andpath"). */
static const struct {
    const char *text;
    enum token_kind kind;
} WORDS[] = {
    {"and", TOKEN_AND},
    {"or", TOKEN_OR},
    {"div", TOKEN_DIV},
    {"mod", TOKEN_MOD},
};

struct lexer {
    struct arena *arena;
    const char *source;
    const char *at;
    bool after_operand; /* so that an operator may follow */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Beyond ASCII every character may be in a name: form designers write as they
 * speak. */
static size_t name_length(const char *text)
{
    size_t n = 0;

    if (!is_name_start(*text))
        return 0;
    while (is_name_start(text[n]) || is_digit(text[n]) || text[n] == '-' ||
           text[n] == '.')
        n++;
    return n;
}

/* "name" or "prefix:name". */
static size_t qname_length(const char *text)
{
    size_t n = name_length(text);

    if (n && text[n] == ':') {
        size_t rest = name_length(text + n + 1);
        if (rest)
            n += 1 + rest;
    }
    return n;
}

/* No exponents: "1e5" is an error, as in XPath 1.0. */
static size_t number_length(const char *text)
{
    size_t n = strspn(text, "0123456789");

    if (text[n] == '.')
        n += 1 + strspn(text + n + 1, "0123456789");
    return n;
}

/* Takes n bytes as a token without a text. */
static struct token take(struct lexer *lexer, enum token_kind kind, size_t n)
{
    struct token token = {
        .kind = kind,
        .offset = (size_t)(lexer->at - lexer->source),
    };

    lexer->at += n;
    return token;
}

/* Takes n bytes as a token; its text is `length` bytes from `from`. */
static struct token take_text(struct lexer *lexer, enum token_kind kind,
                              size_t n, size_t from, size_t length)
{
    const char *text = arena_strndup(lexer->arena, lexer->at + from, length);
    struct token token = take(lexer, kind, n);

    token.text = text;
    return token;
}

static bool lex_word(struct lexer *lexer, struct token *out)
{
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        size_t n = strlen(WORDS[i].text);
        if (strncasecmp(lexer->at, WORDS[i].text, n) != 0)
            continue;
        *out = take(lexer, WORDS[i].kind, n);
        return true;
    }
    return false;
}

static bool lex_name(struct lexer *lexer, struct token *out)
{
    const char *at = lexer->at;
    size_t n = qname_length(at);

    if (!n)
        return false;
    if (at[n] == ':' && at[n + 1] == '*' && !memchr(at, ':', n))
        *out = take_text(lexer, TOKEN_ANY_PREFIX, n + 2, 0, n);
    else
        *out = take_text(lexer, TOKEN_NAME, n, 0, n);
    return true;
}

static bool lex_literal(struct lexer *lexer, struct token *out)
{
    const char *at = lexer->at;
    const char *end;
    size_t n;

    if (*at == '\'' || *at == '"') {
        end = strchr(at + 1, *at);
        if (!end)
            return false;
        n = (size_t)(end - at);
        *out = take_text(lexer, TOKEN_TEXT, n + 1, 1, n - 1);
        return true;
    }
    if (*at == '$') {
        n = qname_length(at + 1);
        *out = take_text(lexer, TOKEN_VARIABLE, n + 1, 1, n);
        return n > 0;
    }
    if (!is_digit(*at) && !(*at == '.' && is_digit(at[1])))
        return false;
    n = number_length(at);
    *out = take_text(lexer, TOKEN_NUMBER, n, 0, n);
    out->number = strtod(out->text, NULL);
    return true;
}

static bool lex_sign(struct lexer *lexer, struct token *out)
{
    if (*lexer->at == '*') {
        *out = lexer->after_operand ? take(lexer, TOKEN_TIMES, 1)
                                    : take_text(lexer, TOKEN_ANY, 1, 0, 1);
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
        size_t n = strlen(SIGNS[i].text);
        if (*lexer->at != *SIGNS[i].text ||
            strncmp(lexer->at, SIGNS[i].text, n) != 0)
            continue;
        *out = take(lexer, SIGNS[i].kind, n);
        return true;
    }
    return false;
}

static bool lex_one(struct lexer *lexer, struct token *out)
{
    if (lex_literal(lexer, out) || lex_sign(lexer, out))
        return true;
    return lexer->after_operand ? lex_word(lexer, out) : lex_name(lexer, out);
}

static bool ends_operand(enum token_kind kind)
{
    static const enum token_kind ENDS[] = {
        TOKEN_ANY,    TOKEN_ANY_PREFIX,   TOKEN_NAME,  TOKEN_VARIABLE,
        TOKEN_NUMBER, TOKEN_TEXT,         TOKEN_CLOSE, TOKEN_DOT,
        TOKEN_DOTS,   TOKEN_CLOSE_BRACKET};

    for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
        if (ENDS[i] == kind)
            return true;
    }
    return false;
}

enum err expr_lex(struct token **out, struct arena *arena, const char *source,
                  struct expr_error *why)
{
    struct lexer lexer = {.arena = arena, .source = source, .at = source};
    struct token *tokens = NULL;
    size_t count = 0, capacity = 0;
    enum err err = ERR_NONE;

    for (;;) {
        tokens = mem_grow(tokens, count, &capacity, sizeof *tokens);
        lexer.at += strspn(lexer.at, " \n\t\f\r");
        if (!*lexer.at)
            break;
        if (!lex_one(&lexer, &tokens[count])) {
            why->offset = (size_t)(lexer.at - source);
            snprintf(why->reason, sizeof why->reason,
                     "cannot understand \"%.40s\"", lexer.at);
            err = ERR_FORMAT;
            break;
        }
        lexer.after_operand = ends_operand(tokens[count].kind);
        count++;
    }
    tokens[count] = take(&lexer, TOKEN_END, 0);
    *out = tokens;
    return err;
}
