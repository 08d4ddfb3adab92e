#include "lexer.h"

#include "base/attr.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

struct range {
    unsigned first, last;
};

/* https://www.w3.org/TR/REC-xml/#NT-NameStartChar, beyond ASCII. */
static const struct range STARTS[] = {
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
static const struct range CONTINUES[] = {
    {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

static bool is_within(unsigned c, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

static bool is_name_start(unsigned c)
{
    if (c < 0x80)
        return isalpha((int)c) || c == '_';
    return is_within(c, STARTS, COUNT_OF(STARTS));
}

static bool is_name_rest(unsigned c)
{
    if (c < 0x80)
        return isalnum((int)c) || c == '_' || c == '-' || c == '.';
    return is_name_start(c) || is_within(c, CONTINUES, COUNT_OF(CONTINUES));
}

static size_t plain_name_size(const char *text)
{
    unsigned c;
    size_t size = text_utf8(text, &c);
    if (!is_name_start(c))
        return 0;

    size_t total = size;
    while (text[total]) {
        size = text_utf8(text + total, &c);
        if (!is_name_rest(c))
            break;
        total += size;
    }
    return total;
}

size_t lexer_name_size(const char *text)
{
    size_t size = *text ? plain_name_size(text) : 0;
    if (size == 0 || text[size] != ':')
        return size;
    size_t local = text[size + 1] ? plain_name_size(text + size + 1) : 0;
    return local ? size + 1 + local : size;
}

static const char *skip_blanks(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

bool lexer_is_name(const char *text)
{
    text = skip_blanks(text);
    size_t size = lexer_name_size(text);
    return size > 0 && *skip_blanks(text + size) == '\0';
}

bool lexer_reference(const char *text, struct reference *out)
{
    static const char LAST_SAVED[] = "last-saved#";

    if (text[0] != '$' || text[1] != '{')
        return false;
    const char *name = text + 2;
    bool last_saved = text_begins_with(name, LAST_SAVED);
    if (last_saved)
        name += sizeof(LAST_SAVED) - 1;
    size_t size = lexer_name_size(name);
    if (size == 0 || name[size] != '}')
        return false;

    *out = (struct reference){
        .start = text,
        .size = (size_t)(name + size + 1 - text),
        .name = name,
        .name_size = size,
        .last_saved = last_saved,
    };
    return true;
}

bool lexer_next_reference(const char *text, struct reference *out)
{
    for (const char *p = text; (p = strstr(p, "${")); p += 2)
        if (lexer_reference(p, out))
            return true;
    return false;
}

bool lexer_is_reference(const char *text, struct reference *out)
{
    text = skip_blanks(text);
    return lexer_reference(text, out) && *skip_blanks(text + out->size) == '\0';
}

const char *lexer_broken_reference(const char *text)
{
    struct reference found;
    for (const char *p = text; (p = strstr(p, "${")); p += 2)
        if (!lexer_reference(p, &found))
            return p;
    return NULL;
}

/* Matches digits against a picture: '9' a digit, other bytes themselves. */
static size_t picture(const char *text, const char *shape)
{
    size_t i = 0;
    for (; shape[i]; i++)
        if (shape[i] == '9' ? !isdigit((unsigned char)text[i])
                            : text[i] != shape[i])
            return 0;
    return i;
}

static size_t time_size(const char *text)
{
    size_t size = picture(text, "99:99:99");
    if (size == 0)
        return 0;
    if (text[size] == 'Z')
        return size + 1;
    if (text[size] == '+' || text[size] == '-') {
        size_t zone = picture(text + size + 1, "99:99");
        size += zone ? 1 + zone : 0;
    }
    return size;
}

static size_t date_size(const char *text)
{
    size_t sign = *text == '-';
    size_t date = picture(text + sign, "9999-99-99");
    if (date == 0)
        return time_size(text);
    date += sign;
    size_t time = text[date] == 'T' ? time_size(text + date + 1) : 0;
    return time ? date + 1 + time : date;
}

static size_t number_size(const char *text)
{
    size_t i = *text == '-';
    size_t digits = strspn(text + i, "0123456789");
    size_t size = i + digits;
    if (text[size] == '.') {
        size_t after = strspn(text + size + 1, "0123456789");
        if (digits == 0 && after == 0)
            return 0;
        return size + 1 + after;
    }
    return digits ? size : 0;
}

static size_t math_size(const char *text)
{
    if (strchr("*+-", *text))
        return 1;
    return text_begins_with(text, " mod ") || text_begins_with(text, " div ")
               ? 5
               : 0;
}

static size_t quoted_size(const char *text)
{
    if (*text != '"' && *text != '\'')
        return 0;
    const char *end = strchr(text + 1, *text);
    return end ? (size_t)(end + 1 - text) : 0;
}

static struct token name_token(const char *text, size_t size)
{
    enum token_kind kind = TOKEN_NAME;
    size_t more = 0;
    if (text[size] == '(')
        kind = TOKEN_CALL, more = 1;
    else if (text[size] == '[')
        kind = TOKEN_PREDICATE, more = 1;
    else if (text_begins_with(text + size, "://"))
        kind = TOKEN_URI, more = 3;
    return (struct token){kind, text, size + more};
}

struct token lexer_token(const char *text)
{
    static const struct {
        enum token_kind kind;
        size_t (*size)(const char *);
    } RULES[] = {
        {TOKEN_DATE, date_size},
        {TOKEN_NUMBER, number_size},
        {TOKEN_MATH, math_size},
        {TOKEN_TEXT, quoted_size},
    };
    struct reference reference;

    if (!*text)
        return (struct token){TOKEN_END, text, 0};
    for (size_t i = 0; i < COUNT_OF(RULES); i++) {
        size_t size = RULES[i].size(text);
        if (size)
            return (struct token){RULES[i].kind, text, size};
    }
    if (*text == '|')
        return (struct token){TOKEN_UNION, text, 1};
    if (isspace((unsigned char)*text))
        return (struct token){TOKEN_SPACE, text, 1};
    if (lexer_reference(text, &reference))
        return (struct token){TOKEN_REFERENCE, text, reference.size};
    size_t size = lexer_name_size(text);
    if (size)
        return name_token(text, size);
    unsigned c;
    return (struct token){TOKEN_OTHER, text, text_utf8(text, &c)};
}

/* Values of these types hold hyphens that subtract nothing. */
static bool has_hyphens(const char *type)
{
    static const char *const TYPES[] = {"date", "dateTime", "geopoint",
                                        "geotrace", "geoshape"};
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (strcmp(type, TYPES[i]) == 0)
            return true;
    return false;
}

bool lexer_is_formula(const char *text, const char *type)
{
    bool hyphens = has_hyphens(type);
    struct token token;
    for (; (token = lexer_token(text)).kind != TOKEN_END; text += token.size) {
        if (hyphens && token.kind == TOKEN_MATH && *token.start == '-')
            return false;
        if (token.kind == TOKEN_MATH || token.kind == TOKEN_UNION ||
            token.kind == TOKEN_PREDICATE || token.kind == TOKEN_REFERENCE ||
            token.kind == TOKEN_CALL)
            return true;
    }
    return false;
}
