#include "base/plural.h"

#include "base/attr.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_RULE = 400, DEEPEST_RULE = 40 };

struct plural {
    char rule[LONGEST_RULE + 1];
};

/* A rule is evaluated as it is read: rules are a line long and asked rarely,
 * so no tree is kept. */
struct reading {
    const char *at;
    unsigned long n;
    int depth;
    bool failed;
};

static const struct {
    const char *sign;
    int binds; /* larger binds tighter */
} OPERATORS[] = {
    {"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<=", 4}, {">=", 4}, {"<", 4},
    {">", 4},  {"+", 5},  {"-", 5},  {"*", 6},  {"/", 6},  {"%", 6},
};

static unsigned long read_choice(struct reading *r);

static void skip_blanks(struct reading *r)
{
    while (isspace((unsigned char)*r->at))
        r->at++;
}

static unsigned long read_operand(struct reading *r)
{
    unsigned long value = 0;

    skip_blanks(r);
    if (++r->depth > DEEPEST_RULE) {
        r->failed = true;
    } else if (*r->at == '!') {
        r->at++;
        value = !read_operand(r);
    } else if (*r->at == '(') {
        r->at++;
        value = read_choice(r);
        skip_blanks(r);
        r->failed = r->failed || *r->at != ')';
        r->at += !r->failed;
    } else if (*r->at == 'n') {
        r->at++;
        value = r->n;
    } else if (isdigit((unsigned char)*r->at)) {
        char *end;
        value = strtoul(r->at, &end, 10);
        r->at = end;
    } else {
        r->failed = true;
    }
    r->depth--;
    return value;
}

static unsigned long arithmetic(struct reading *r, char sign, unsigned long a,
                                unsigned long b)
{
    if ((sign == '/' || sign == '%') && b == 0) {
        r->failed = true;
        return 0;
    }
    switch (sign) {
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    case '/':
        return a / b;
    default:
        return a % b;
    }
}

static unsigned long apply(struct reading *r, const char *sign, unsigned long a,
                           unsigned long b)
{
    switch (sign[0]) {
    case '|':
        return a || b;
    case '&':
        return a && b;
    case '=':
        return a == b;
    case '!':
        return a != b;
    case '<':
        return sign[1] ? a <= b : a < b;
    case '>':
        return sign[1] ? a >= b : a > b;
    default:
        return arithmetic(r, sign[0], a, b);
    }
}

static int find_operator(struct reading *r)
{
    skip_blanks(r);
    for (size_t i = 0; i < COUNT_OF(OPERATORS); i++) {
        if (strncmp(r->at, OPERATORS[i].sign, strlen(OPERATORS[i].sign)) == 0)
            return (int)i;
    }
    return -1;
}

static unsigned long read_operation(struct reading *r, int binds)
{
    unsigned long left = read_operand(r);

    for (;;) {
        int i = find_operator(r);
        if (r->failed || i < 0 || OPERATORS[i].binds < binds)
            return left;
        r->at += strlen(OPERATORS[i].sign);
        unsigned long right = read_operation(r, OPERATORS[i].binds + 1);
        left = apply(r, OPERATORS[i].sign, left, right);
    }
}

static unsigned long read_choice(struct reading *r)
{
    unsigned long asked = read_operation(r, 1);

    skip_blanks(r);
    if (r->failed || *r->at != '?')
        return asked;
    r->at++;
    unsigned long yes = read_choice(r);
    skip_blanks(r);
    if (*r->at != ':') {
        r->failed = true;
        return 0;
    }
    r->at++;
    unsigned long no = read_choice(r);
    return asked ? yes : no;
}

static unsigned long evaluate(const char *rule, unsigned long n, bool *failed)
{
    struct reading r = {.at = rule, .n = n};
    unsigned long value = read_choice(&r);

    skip_blanks(&r);
    *failed = r.failed || *r.at != '\0';
    return value;
}

struct plural *plural_parse(const char *rule)
{
    size_t length = strcspn(rule, ";\n");
    bool failed = length > LONGEST_RULE;
    struct plural *plural = xcalloc(1, sizeof *plural);

    if (!failed) {
        memcpy(plural->rule, rule, length);
        evaluate(plural->rule, 1, &failed);
    }
    if (!failed)
        return plural;
    plural_free(plural);
    return NULL;
}

void plural_free(struct plural *plural)
{
    free(plural);
}

unsigned long plural_form(const struct plural *plural, unsigned long n)
{
    bool failed;
    unsigned long form = evaluate(plural->rule, n, &failed);

    return failed ? 0 : form;
}
