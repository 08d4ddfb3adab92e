/* Functions of numbers. */
#include "call.h"

#include "form/number.h"

#include <math.h>
#include <string.h>

static enum err run_number(struct call *call)
{
    return call_return_number(call, call_number(call, 0));
}

/* Towards zero, also below it. */
static enum err run_int(struct call *call)
{
    return call_return_number(call, trunc(call_number(call, 0)));
}

static enum err run_round(struct call *call)
{
    int places = call->count > 1 ? call_int(call, 1) : 0;

    return call_return_number(call, number_round(call_number(call, 0), places));
}

static enum err run_pi(struct call *call)
{
    return call_return_number(call, 3.14159265358979323846);
}

static double exp10_of(double x)
{
    return pow(10, x);
}

/* One table for what C already has. */
static enum err run_math1(struct call *call)
{
    static const struct {
        const char *name;
        double (*of)(double);
    } MATH[] = {
        {"abs", fabs},    {"acos", acos}, {"asin", asin},      {"atan", atan},
        {"cos", cos},     {"exp", exp},   {"exp10", exp10_of}, {"log", log},
        {"log10", log10}, {"sin", sin},   {"sqrt", sqrt},      {"tan", tan},
    };
    double x = call_number(call, 0);

    for (size_t i = 0; i < COUNT_OF(MATH); i++) {
        if (!strcmp(MATH[i].name, call->term->text))
            return call_return_number(call, MATH[i].of(x));
    }
    return eval_fail(call->eval, "there is no function %s()", call->term->text);
}

static enum err run_pow(struct call *call)
{
    return call_return_number(call,
                              pow(call_number(call, 0), call_number(call, 1)));
}

static enum err run_atan2(struct call *call)
{
    return call_return_number(
        call, atan2(call_number(call, 0), call_number(call, 1)));
}

/* Recomputed whenever its rule is: forms keep it with once(). */
static enum err run_random(struct call *call)
{
    return call_return_number(call, eval_random(call->eval));
}

const struct function FUNCTIONS_NUMBERS[] = {
    {"number", 1, 1, run_number, 0, 0},
    {"int", 1, 1, run_int, 0, 0},
    {"round", 1, 2, run_round, 0, 0},
    {"pi", 0, 0, run_pi, 0, 0},
    {"abs", 1, 1, run_math1, 0, 0},
    {"acos", 1, 1, run_math1, 0, 0},
    {"asin", 1, 1, run_math1, 0, 0},
    {"atan", 1, 1, run_math1, 0, 0},
    {"cos", 1, 1, run_math1, 0, 0},
    {"exp", 1, 1, run_math1, 0, 0},
    {"exp10", 1, 1, run_math1, 0, 0},
    {"log", 1, 1, run_math1, 0, 0},
    {"log10", 1, 1, run_math1, 0, 0},
    {"sin", 1, 1, run_math1, 0, 0},
    {"sqrt", 1, 1, run_math1, 0, 0},
    {"tan", 1, 1, run_math1, 0, 0},
    {"pow", 2, 2, run_pow, 0, 0},
    {"atan2", 2, 2, run_atan2, 0, 0},
    {"random", 0, 0, run_random, 0, EXPR_USES_RANDOM},
    {0},
};
