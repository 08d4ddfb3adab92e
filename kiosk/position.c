#include "position.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NUMBERS = 6, PER_DEGREE = 60, PARTS = 3, AXES = 2 };

/* What was typed, number by number. */
struct reading {
    double numbers[MOST_NUMBERS];
    bool has_fraction[MOST_NUMBERS], is_negative[MOST_NUMBERS];
    size_t count;
    struct {
        char letter;
        size_t before; /* numbers that stand before it */
    } marks[AXES];
    size_t marks_count;
};

/* "19,4326 -99,1332": a comma between digits is a decimal point where a blank
 * parts the two numbers; otherwise it parts them itself. */
static void settle_commas(char *text)
{
    size_t inside = 0, commas = 0;
    bool has_gap = strchr(text, ' ') != NULL;

    for (const char *at = text; *at; at++) {
        commas += *at == ',';
        inside += *at == ',' && at > text && strchr("0123456789", at[-1]) &&
                  at[1] >= '0' && at[1] <= '9';
    }
    bool is_point = has_gap && inside == commas && !strchr(text, '.');
    for (char *at = text; *at; at++)
        if (*at == ',')
            *at = is_point ? '.' : ' ';
}

/* The sign of the letter's half of the earth, 0 for no such letter. */
static int sign_of(char letter)
{
    static const char POSITIVE[] = "NnEeLl", NEGATIVE[] = "SsWwOo";

    if (strchr(POSITIVE, letter))
        return 1;
    return strchr(NEGATIVE, letter) ? -1 : 0;
}

static bool is_latitude(char letter)
{
    return strchr("NnSs", letter) != NULL;
}

/* Signs of degrees, minutes and seconds, which only part numbers; the typed
 * ones and those that are printed. */
static size_t skip_sign(const char *at)
{
    static const char *const SIGNS[] = {" ", "'", "\"", ";", "°",
                                        "′", "″", "º",  "’"};

    for (size_t i = 0; i < COUNT_OF(SIGNS); i++)
        if (strncmp(at, SIGNS[i], strlen(SIGNS[i])) == 0)
            return strlen(SIGNS[i]);
    return 0;
}

/* strtod would also take "inf", "nan" and numbers of base 16. */
static size_t take_number(struct reading *r, const char *at)
{
    size_t sign = *at == '-' || *at == '+';
    size_t whole = strspn(at + sign, "0123456789"), size = sign + whole;
    bool has_fraction = at[size] == '.';

    if (has_fraction)
        size += 1 + strspn(at + size + 1, "0123456789");
    if (whole == 0 || r->count == MOST_NUMBERS)
        return 0;
    r->numbers[r->count] = strtod(at, NULL);
    r->has_fraction[r->count] = has_fraction;
    r->is_negative[r->count] = *at == '-';
    r->count++;
    return size;
}

static bool take_letter(struct reading *r, char letter)
{
    if (!sign_of(letter) || r->marks_count == AXES)
        return false;
    r->marks[r->marks_count].letter = letter;
    r->marks[r->marks_count++].before = r->count;
    return true;
}

static bool split(const char *text, struct reading *r)
{
    for (const char *at = text; *at;) {
        size_t size = skip_sign(at);
        if (!size)
            size = take_number(r, at);
        if (!size && take_letter(r, *at))
            size = 1;
        if (!size)
            return false;
        at += size;
    }
    return true;
}

/* Degrees, minutes and seconds of one axis. */
static enum position_fault join(const struct reading *r, size_t from,
                                size_t count, double *out)
{
    double value = 0, unit = 1;

    for (size_t i = 0; i < count; i++, unit /= PER_DEGREE) {
        double part = fabs(r->numbers[from + i]);
        if (i > 0 && (part >= PER_DEGREE || r->is_negative[from + i]))
            return POSITION_MINUTES;
        value += part * unit;
    }
    *out = r->is_negative[from] ? -value : value;
    return POSITION_GOOD;
}

/* Four numbers may be what a form keeps, with altitude and accuracy, or
 * degrees and minutes twice: these have no fractions in their degrees, and
 * minutes without a sign. */
static bool is_kept_form(const struct reading *r)
{
    return r->marks_count == 0 && (r->count == 3 || r->count == 4) &&
           (r->count == 3 || r->has_fraction[0] || r->is_negative[1] ||
            r->has_fraction[2]);
}

static enum position_fault bounded(const struct position *p)
{
    if (!(fabs(p->latitude) <= 90))
        return POSITION_LATITUDE;
    return fabs(p->longitude) <= 180 ? POSITION_GOOD : POSITION_LONGITUDE;
}

/* Where the second axis begins: at its letter when letters stand before their
 * numbers, behind the first's when they stand behind. */
static size_t second_axis(const struct reading *r)
{
    if (r->marks_count < AXES)
        return r->count / AXES;
    return r->marks[0].before == 0 ? r->marks[1].before : r->marks[0].before;
}

static enum position_fault place_axes(const struct reading *r,
                                      const double value[AXES],
                                      struct position *out)
{
    double axis[AXES] = {value[0], value[1]};
    /* "99 8 W 19 26 N": the letters say which is which. */
    size_t first = r->marks_count && !is_latitude(r->marks[0].letter);

    for (size_t i = 0; i < r->marks_count; i++)
        if (sign_of(r->marks[i].letter) < 0)
            axis[i] = -fabs(axis[i]);
    out->latitude = axis[first];
    out->longitude = axis[1 - first];
    return bounded(out);
}

static enum position_fault as_degrees(const struct reading *r,
                                      struct position *out)
{
    size_t second = second_axis(r), rest = r->count - second;
    double value[AXES];

    if (r->count < AXES || second == 0 || rest == 0 || r->marks_count == 1)
        return POSITION_SHORT;
    if (r->marks_count == AXES &&
        is_latitude(r->marks[0].letter) == is_latitude(r->marks[1].letter))
        return POSITION_SIGN;
    if (second > PARTS || rest > PARTS || (second != rest && !r->marks_count))
        return POSITION_SHORT;
    enum position_fault fault = join(r, 0, second, &value[0]);
    if (!fault)
        fault = join(r, second, rest, &value[1]);
    return fault ? fault : place_axes(r, value, out);
}

enum position_fault position_read(const char *typed, struct position *out)
{
    struct reading r = {.count = 0};
    char *text = xstrdup(typed);

    *out = (struct position){0};
    settle_commas(text);
    bool is_read = split(text, &r);
    free(text);
    if (!is_read)
        return POSITION_SIGN;
    if (!is_kept_form(&r))
        return as_degrees(&r, out);
    *out = (struct position){r.numbers[0], r.numbers[1], r.numbers[2],
                             r.count > 3 ? r.numbers[3] : 0};
    return bounded(out);
}

void position_print(const struct position *p, struct buf *out)
{
    buf_printf(out, "%.9g %.9g %.6g %.6g", p->latitude, p->longitude,
               p->altitude, p->accuracy);
}
