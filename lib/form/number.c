#include "form/number.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The shortest decimal that reads back as the same double:
 * 0.d1d2d3... * 10^exponent. */
struct decimal {
    char digits[20];
    int count;
    int exponent;
};

enum { LONGEST = 400 }; /* characters of a number from outside */

static struct decimal shortest(double number)
{
    struct decimal d = {.count = 0};
    char text[40];

    number = fabs(number);
    for (int precision = 14; precision < 17; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, number);
        if (strtod(text, NULL) == number)
            break;
    }
    char *e = strchr(text, 'e');
    d.exponent = atoi(e + 1) + 1;
    for (char *c = text; c < e; c++) {
        if (*c != '.')
            d.digits[d.count++] = *c;
    }
    while (d.count > 1 && d.digits[d.count - 1] == '0')
        d.count--;
    return d;
}

/* Between 1e-3 and 1e7 Java writes no exponent. */
static void print_plain(const struct decimal *d, struct buf *out)
{
    int i = 0;

    if (d->exponent <= 0)
        buf_putc(out, '0');
    for (; i < d->exponent; i++)
        buf_putc(out, i < d->count ? d->digits[i] : '0');
    buf_putc(out, '.');
    for (int zeros = d->exponent; zeros < 0; zeros++)
        buf_putc(out, '0');
    if (i < d->count)
        buf_add(out, d->digits + i, (size_t)(d->count - i));
    else
        buf_putc(out, '0');
}

static void print_scientific(const struct decimal *d, struct buf *out)
{
    buf_printf(out, "%c.", d->digits[0]);
    if (d->count > 1)
        buf_add(out, d->digits + 1, (size_t)d->count - 1);
    else
        buf_putc(out, '0');
    buf_printf(out, "E%d", d->exponent - 1);
}

/* Java has words for these, C other ones. */
static bool print_special(double number, struct buf *out)
{
    if (isnan(number))
        buf_puts(out, "NaN");
    else if (isinf(number))
        buf_puts(out, number < 0 ? "-Infinity" : "Infinity");
    else
        return false;
    return true;
}

void number_print_double(double number, struct buf *out)
{
    if (print_special(number, out))
        return;
    if (signbit(number))
        buf_putc(out, '-');
    if (number == 0) {
        buf_puts(out, "0.0");
        return;
    }
    struct decimal d = shortest(number);
    if (d.exponent > -3 && d.exponent <= 7)
        print_plain(&d, out);
    else
        print_scientific(&d, out);
}

void number_print(double number, struct buf *out)
{
    if (print_special(number, out))
        return;
    if (fabs(number) < 1e-12)
        buf_putc(out, '0');
    else if (fabs(number) <= INT_MAX && fabs(number - trunc(number)) < 1e-12)
        buf_printf(out, "%d", (int)number);
    else
        number_print_double(number, out);
}

/* Keeps so many digits; the half of a negative number goes towards zero. */
static double round_digits(double number, const struct decimal *d, int keep)
{
    char text[40];
    bool up = d->digits[keep] >= '5';

    if (number < 0 && d->digits[keep] == '5' && keep + 1 == d->count)
        up = false;
    memcpy(text, d->digits, (size_t)keep);
    text[keep] = '\0';
    /* The kept digits as a whole number, put back in their place as text. */
    double kept = strtod(keep ? text : "0", NULL) + (up ? 1 : 0);
    snprintf(text, sizeof text, "%.0fe%d", kept, d->exponent - keep);
    double rounded = strtod(text, NULL);
    return number < 0 && rounded > 0 ? -rounded : rounded;
}

double number_round(double number, int places)
{
    if (isnan(number) || isinf(number))
        return number;
    if (places > 30 || places < -30)
        return NAN;
    if (number == 0)
        return 0;
    struct decimal d = shortest(number);
    if (places < 0) {
        double scaled = number / pow(10, -places);
        return trunc(scaled + 0.5) * pow(10, -places);
    }
    int keep = d.exponent + places;
    if (keep >= d.count)
        return number;
    return keep < 0 ? 0 : round_digits(number, &d, keep);
}

/* Whether text is what Java reads as a double once only digits, '-' and '.'
 * are left. */
static bool is_plain_decimal(const char *text)
{
    size_t digits = 0, points = 0;

    if (*text == '-')
        text++;
    for (; *text; text++) {
        if (*text == '.')
            points++;
        else if (*text >= '0' && *text <= '9')
            digits++;
        else
            return false;
    }
    return digits > 0 && points <= 1;
}

double number_read(const char *text)
{
    char copy[LONGEST];
    size_t length = 0;

    while (*text && (unsigned char)*text <= ' ')
        text++;
    for (; *text && length < sizeof copy - 1; text++)
        copy[length++] = *text == ',' ? '.' : *text;
    /* cppcheck-suppress uninitvar: as many are set as length says */
    while (length && (unsigned char)copy[length - 1] <= ' ')
        length--;
    copy[length] = '\0';
    return !*text && is_plain_decimal(copy) ? strtod(copy, NULL) : NAN;
}
