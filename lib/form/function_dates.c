/* Functions of dates and times. */
#include "call.h"

#include "base/buf.h"
#include "form/calendar.h"

#include <limits.h>
#include <math.h>

static const double DAY_MS = 86400000;

/* The start of the local day, so that differences of days are whole. */
static enum err run_today(struct call *call)
{
    int64_t day = calendar_day(eval_now(call->eval));

    *call->out = value_date(calendar_day_start(day));
    return ERR_NONE;
}

static enum err run_now(struct call *call)
{
    *call->out = value_date(eval_now(call->eval));
    return ERR_NONE;
}

/* Beyond these bounds there is no calendar to speak of. */
static enum err check_days(struct call *call, double days)
{
    if (isinf(days) || days > INT_MAX || days < INT_MIN)
        return eval_fail(call->eval,
                         "%s() was given a number of days beyond any calendar",
                         call->term->text);
    return ERR_NONE;
}

static enum err date_of_number(struct call *call, double days, bool with_time,
                               struct value *out)
{
    enum err err = check_days(call, days);

    *out = value_number(days);
    if (err || isnan(days))
        return err;
    *out = with_time ? value_date((int64_t)(days * DAY_MS))
                     : value_date(calendar_day_start((int64_t)trunc(days)));
    return ERR_NONE;
}

/* A date stays what it is, numbers are days, texts are read; nothing stays
 * nothing. */
static enum err to_date(struct call *call, bool with_time, struct value *out)
{
    const struct value *value = &call->args[0];
    int64_t ms;

    *out = *value;
    if (value->kind == VALUE_NUMBER)
        return date_of_number(call, value->as.number, with_time, out);
    if (value->kind == VALUE_DATE) {
        if (!with_time)
            *out =
                value_date(calendar_day_start(calendar_day(value->as.date_ms)));
        return ERR_NONE;
    }
    if (value->kind != VALUE_TEXT)
        return eval_fail(call->eval, "a boolean is no date");
    if (!*value->as.text)
        return ERR_NONE;
    if (!calendar_read(value->as.text, &ms))
        return eval_fail(call->eval, "%s() was given a text that is no date",
                         call->term->text);
    *out = value_date(ms);
    return ERR_NONE;
}

static enum err run_date(struct call *call)
{
    return to_date(call, false, call->out);
}

static enum err run_date_time(struct call *call)
{
    return to_date(call, true, call->out);
}

static enum err run_decimal_date_time(struct call *call)
{
    struct value date;

    if (call->args[0].kind == VALUE_NUMBER) {
        *call->out = call->args[0];
        return check_days(call, call->out->as.number);
    }
    enum err err = to_date(call, true, &date);
    if (err)
        return err;
    if (date.kind == VALUE_DATE)
        date = value_number((double)date.as.date_ms / DAY_MS);
    *call->out = date;
    return ERR_NONE;
}

/* The part of the local day that has gone by. */
static enum err run_decimal_time(struct call *call)
{
    struct calendar_fields f;
    struct value date;

    if (call->args[0].kind == VALUE_NUMBER) {
        double days = call->args[0].as.number;
        *call->out = value_number(days - floor(days));
        return check_days(call, days);
    }
    enum err err = to_date(call, true, &date);
    if (err)
        return err;
    if (date.kind == VALUE_DATE) {
        calendar_split(date.as.date_ms, &f);
        int ms = ((f.hour * 60 + f.minute) * 60 + f.second) * 1000 + f.ms;
        date = value_number(ms / DAY_MS);
    }
    *call->out = date;
    return ERR_NONE;
}

static enum err run_format(struct call *call)
{
    const char *format = call_text(call, 1);
    struct value date;
    struct buf buf;
    enum err err = to_date(call, true, &date);

    if (err)
        return err;
    if (date.kind != VALUE_DATE)
        return call_return_text(call, "");
    buf_init(&buf, 0);
    if (calendar_format(date.as.date_ms, format, &buf))
        return call_return_buf(call, &buf);
    buf_clear(&buf);
    return eval_fail(call->eval, "'%.40s' is no format of dates", format);
}

const struct function FUNCTIONS_DATES[] = {
    {"today", 0, 0, run_today, 0, EXPR_USES_TIME},
    {"now", 0, 0, run_now, 0, EXPR_USES_TIME},
    {"date", 1, 1, run_date, 0, 0},
    {"date-time", 1, 1, run_date_time, 0, 0},
    {"decimal-date-time", 1, 1, run_decimal_date_time, 0, 0},
    {"decimal-time", 1, 1, run_decimal_time, 0, 0},
    {"format-date", 2, 2, run_format, 0, 0},
    {"format-date-time", 2, 2, run_format, 0, 0},
    {0},
};
