#include "filter.h"

#include "archive.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/stamp.h"
#include "cells.h"
#include "hub.h"
#include "plan.h"
#include "projection.h"
#include "review.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_CONDITIONS = 16, LONGEST_NUMBER = 40 };

enum operator{ EQUAL, DIFFERENT, LESS, AT_MOST, MORE, AT_LEAST, CONTAINS };

/* Longer ones first: "<=" begins with "<". */
static const struct {
    const char *text;
    enum operator operator;
} OPERATORS[] = {{"!=", DIFFERENT}, {"<=", AT_MOST}, {">=", AT_LEAST},
                 {"=", EQUAL},      {"<", LESS},     {">", MORE},
                 {"~", CONTAINS}};

struct condition {
    const char *name;
    enum operator operator;
    const char *value;
    size_t size; /* of value */
    bool is_number;
    double number;
    size_t column;
    bool is_multiple;
};

struct filter {
    struct arena *arena;
    int64_t from_ms, until_ms;
    const char *station, *version;
    unsigned states, reviews; /* bits */
    struct condition conditions[MOST_CONDITIONS];
    size_t count;
};

static bool read_number(const char *text, size_t size, double *out)
{
    char copy[LONGEST_NUMBER + 1], *end;

    if (size == 0 || size > LONGEST_NUMBER ||
        strspn(text, "+-.0123456789eE") < size)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    *out = strtod(copy, &end);
    return *end == '\0' && isfinite(*out);
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* A name ends where a blank or an operator begins. */
static const char *read_name(struct filter *f, const char *at, const char **out)
{
    size_t size = strcspn(at, " \t\r\n=!<>~\"");

    *out = arena_strndup(f->arena, at, size);
    return size ? skip_blanks(at + size) : NULL;
}

static const char *read_operator(const char *at, enum operator* out)
{
    for (size_t i = 0; i < COUNT_OF(OPERATORS); i++) {
        size_t size = strlen(OPERATORS[i].text);
        if (strncmp(at, OPERATORS[i].text, size) == 0) {
            *out = OPERATORS[i].operator;
            return skip_blanks(at + size);
        }
    }
    return NULL;
}

static const char *read_quoted(struct filter *f, const char *at,
                               const char **out)
{
    char *copy = arena_alloc(f->arena, strlen(at) + 1), *to = copy;

    for (at++; *at; at++) {
        if (*at == '"' && at[1] != '"') {
            *out = copy;
            return skip_blanks(at + 1);
        }
        if (*at == '"')
            at++;
        *to++ = *at;
    }
    return NULL; /* it never ends */
}

static const char *read_value(struct filter *f, const char *at,
                              const char **out)
{
    if (*at == '"')
        return read_quoted(f, at, out);
    size_t size = strcspn(at, " \t\r\n\"");
    *out = arena_strndup(f->arena, at, size);
    return size ? skip_blanks(at + size) : NULL;
}

/* Past the word between two conditions; NULL when it is another. */
static const char *read_and(const char *at)
{
    bool is_and = strncmp(at, "and", 3) == 0 && strchr(" \t\r\n", at[3]);

    return is_and && at[3] ? skip_blanks(at + 3) : NULL;
}

static const char *read_condition(struct filter *f, const char *at)
{
    struct condition *c = &f->conditions[f->count];

    *c = (struct condition){.name = NULL};
    at = read_name(f, at, &c->name);
    if (at)
        at = read_operator(at, &c->operator);
    if (at)
        at = read_value(f, at, &c->value);
    if (!at)
        return NULL;
    c->size = strlen(c->value);
    c->is_number = read_number(c->value, c->size, &c->number);
    f->count++;
    return at;
}

static const char *read_where(struct filter *f, const char *text)
{
    static const char WHY[] = N_(
        "The condition cannot be read: write NAME = VALUE and NAME > VALUE.");
    const char *at = skip_blanks(text);

    while (*at) {
        if (f->count == MOST_CONDITIONS)
            return N_("The condition has more than 16 parts.");
        at = read_condition(f, at);
        if (at && *at)
            at = read_and(at);
        if (!at || (!*at && f->count == 0))
            return WHY;
    }
    return NULL;
}

static bool parse_state(const char *name, unsigned *bit)
{
    enum state state = STATE_ACCEPTED;
    bool is_one = state_parse(name, &state);

    *bit = 1U << state;
    return is_one;
}

static bool parse_review(const char *name, unsigned *bit)
{
    enum review review = REVIEW_RECEIVED;
    bool is_one = review_parse(name, &review);

    *bit = 1U << review;
    return is_one;
}

static bool is_any(const char *text)
{
    return !text || !*text || strcmp(text, "all") == 0;
}

static bool read_names(struct filter *f, const char *text,
                       bool (*parse)(const char *name, unsigned *bit),
                       unsigned *bits)
{
    char *rest = NULL;
    unsigned bit;

    for (char *name = strtok_r(arena_strdup(f->arena, text), ",", &rest); name;
         name = strtok_r(NULL, ",", &rest)) {
        if (!parse(name, &bit))
            return false;
        *bits |= bit;
    }
    return *bits != 0;
}

/* A day alone begins at midnight where the hub stands (TZ), as on its
 * pages. */
static bool read_day(const char *text, int64_t *out)
{
    struct tm day = {.tm_isdst = -1};
    int used = 0;

    if (sscanf(text, "%4d-%2d-%2d%n", &day.tm_year, &day.tm_mon, &day.tm_mday,
               &used) != 3 ||
        text[used] || day.tm_mon < 1 || day.tm_mon > 12 || day.tm_mday < 1 ||
        day.tm_mday > 31)
        return false;
    day.tm_year -= 1900;
    day.tm_mon -= 1;
    *out = (int64_t)mktime(&day) * 1000;
    return true;
}

static bool read_time(const char *text, int64_t fallback, int64_t *out)
{
    *out = fallback;
    return !text || !*text || stamp_parse(text, out) || read_day(text, out);
}

static const char *read_terms(struct filter *f, const struct filter_terms *t)
{
    if (!read_time(t->from, INT64_MIN, &f->from_ms) ||
        !read_time(t->until, INT64_MAX, &f->until_ms))
        return N_("A time is written like 2026-11-23 or 2026-11-23T10:31:07Z.");
    f->states = t->state && *t->state ? ~0U : 1U << STATE_ACCEPTED;
    f->reviews = ~0U;
    if (!is_any(t->state)) {
        f->states = 0;
        if (!read_names(f, t->state, parse_state, &f->states))
            return N_("A state is accepted, excluded, superseded or all.");
    }
    if (!is_any(t->review)) {
        f->reviews = 0;
        if (!read_names(f, t->review, parse_review, &f->reviews))
            return N_("A review is received, hasIssues, approved or rejected.");
    }
    if (t->station && *t->station)
        f->station = arena_strdup(f->arena, t->station);
    if (t->version && *t->version)
        f->version = arena_strdup(f->arena, t->version);
    return t->where ? read_where(f, t->where) : NULL;
}

enum err filter_new(struct filter **out, const struct filter_terms *terms,
                    const char **why)
{
    struct arena *arena = arena_new();
    struct filter *f = arena_alloc(arena, sizeof *f);

    f->arena = arena;
    *why = read_terms(f, terms);
    if (*why) {
        arena_free(arena);
        f = NULL;
    }
    *out = f;
    return f ? ERR_NONE : ERR_FORMAT;
}

void filter_free(struct filter *filter)
{
    if (filter)
        arena_free(filter->arena);
}

static bool is_called(const struct plan_column *column, const char *name)
{
    return strcmp(column->name, name) == 0 || strcmp(column->path, name) == 0;
}

enum err filter_bind(struct filter *filter, const struct plan *plan)
{
    for (size_t i = 0; i < filter->count; i++) {
        struct condition *c = &filter->conditions[i];
        size_t k = 0, count = plan_columns_count(plan);
        while (k < count && !is_called(plan_column(plan, k), c->name))
            k++;
        if (k == count) {
            log_error("the form has no question \"%s\"", c->name);
            return ERR_MISSING;
        }
        c->column = k;
        c->is_multiple = plan_column(plan, k)->is_multiple;
    }
    return ERR_NONE;
}

bool filter_asks_answers(const struct filter *filter)
{
    return filter->count > 0;
}

bool filter_takes(const struct filter *filter, const struct plan *plan,
                  const struct flat *flat)
{
    return flat->received_ms >= filter->from_ms &&
           flat->received_ms < filter->until_ms &&
           (filter->states & 1U << flat->state) &&
           (filter->reviews & 1U << flat->review) &&
           (!filter->station ||
            strcmp(filter->station, plan_station(plan, flat->station)) == 0) &&
           (!filter->version ||
            strcmp(filter->version, plan_version(plan, flat->form)) == 0);
}

static int compare(const struct condition *c, struct cell cell)
{
    double number;

    if (c->is_number && read_number(cell.text, cell.size, &number))
        return (number > c->number) - (number < c->number);
    size_t least = cell.size < c->size ? cell.size : c->size;
    int order = memcmp(cell.text, c->value, least);
    if (order)
        return order;
    return (cell.size > c->size) - (cell.size < c->size);
}

static bool contains(struct cell cell, const char *value, size_t size)
{
    for (size_t i = 0; i + size <= cell.size; i++) {
        if (memcmp(cell.text + i, value, size) == 0)
            return true;
    }
    return false;
}

static bool is_equal(const struct condition *c, struct cell cell)
{
    return c->is_multiple && c->size ? cell_has_word(cell, c->value)
                                     : compare(c, cell) == 0;
}

static bool holds(const struct condition *c, struct cell cell)
{
    bool is_empty = !cell.text || cell.size == 0;

    if (is_empty)
        cell = (struct cell){"", 0};
    switch (c->operator) {
    case EQUAL:
        return is_equal(c, cell);
    case DIFFERENT:
        return !is_equal(c, cell);
    case CONTAINS:
        return contains(cell, c->value, c->size);
    case LESS:
        return !is_empty && compare(c, cell) < 0;
    case AT_MOST:
        return !is_empty && compare(c, cell) <= 0;
    case MORE:
        return !is_empty && compare(c, cell) > 0;
    case AT_LEAST:
        return !is_empty && compare(c, cell) >= 0;
    }
    return false;
}

bool filter_takes_answers(const struct filter *filter, const struct cell *cells)
{
    for (size_t i = 0; i < filter->count; i++) {
        const struct condition *c = &filter->conditions[i];
        if (!holds(c, cells[c->column]))
            return false;
    }
    return true;
}
