#include "screen/ask.h"

#include "screen/screen.h"

#include "base/arena.h"
#include "form/session.h"
#include "form/xform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a resident may write, and how long a number may be. */
enum { LETTERS = 280, DIGITS = 12, PAGE = 7 };

static size_t room_for(const struct ask *ask, const struct question *q)
{
    if (q->type == TYPE_BARCODE)
        return BURST_MOST;
    return ask->asker == &ASK_NUMBER ? DIGITS : LETTERS;
}

bool ask_looks(const struct question *q, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = q->appearance; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        if (n == size && strncmp(at, word, n) == 0)
            return true;
        at += n;
    }
    return false;
}

bool ask_is_masked(const struct question *q)
{
    return q->control == CONTROL_SECRET || ask_looks(q, "masked");
}

static bool whole(const char *text, long *out)
{
    char *end;

    if (!text || !*text)
        return false;
    double value = strtod(text, &end);
    if (*end || value != floor(value) || fabs(value) > 1e9)
        return false;
    *out = (long)value;
    return true;
}

static bool range_of(const struct question *q, long *start, long *end,
                     long *step)
{
    if (!whole(q->range_start, start) || !whole(q->range_end, end))
        return false;
    if (!whole(q->range_step, step) || *step == 0)
        *step = q->range_step ? 0 : 1;
    *step = labs(*step);
    return *step && *end > *start;
}

bool ask_range_is_whole(const struct question *q)
{
    long start, end, step;

    return range_of(q, &start, &end, &step);
}

bool ask_range_is_scale(const struct question *q, struct scale *out)
{
    long start, end, step;

    if (!range_of(q, &start, &end, &step))
        return false;
    long count = (end - start) / step + 1;
    if (count < 2 || count > SCALE_MAX)
        return false;
    *out = (struct scale){
        .count = (int)count,
        .first = (int)start,
        .step = (int)step,
        .faces = count == 5 && ask_looks(q, "faces"),
        .stars = ask_looks(q, "rating"),
        .chosen = -1,
    };
    return true;
}

static const struct asker *by_type(const struct question *q)
{
    switch (q->type) {
    case TYPE_INT:
        if (clock_is_asked(q->appearance, &(int64_t){0}))
            return &ASK_TIMER;
        return ask_looks(q, "counter") ? &ASK_COUNTER : &ASK_NUMBER;
    case TYPE_DECIMAL:
        return &ASK_NUMBER;
    case TYPE_DATE:
        return ask_looks(q, "month-year") || ask_looks(q, "year") ? &ASK_MONTH
                                                                  : &ASK_DATE;
    case TYPE_TIME:
        return &ASK_TIME;
    case TYPE_DATETIME:
        return &ASK_MOMENT;
    case TYPE_GEOPOINT:
    case TYPE_GEOTRACE:
    case TYPE_GEOSHAPE:
        return &ASK_POSITION;
    default:
        return ask_looks(q, "numbers") ? &ASK_NUMBER : &ASK_TEXT;
    }
}

static const struct asker *for_range(const struct question *q)
{
    struct scale scale;
    /* A wheel is what turns up and down. */
    bool turns = ask_looks(q, "picker") || ask_looks(q, "vertical");

    if (!turns && ask_range_is_scale(q, &scale))
        return &ASK_SCALE;
    return ask_range_is_whole(q) ? &ASK_RANGE : &ASK_NUMBER;
}

static const struct asker *asker_for(const struct question *q)
{
    if (q->readonly)
        return &ASK_NOTE;
    switch (q->control) {
    case CONTROL_SELECT1:
        return ask_looks(q, "likert") ? &ASK_LIKERT : &ASK_ONE;
    case CONTROL_SELECT:
        return &ASK_MANY;
    case CONTROL_RANK:
        return &ASK_RANK;
    case CONTROL_RANGE:
        return for_range(q);
    case CONTROL_TRIGGER:
        return &ASK_TRIGGER;
    case CONTROL_UPLOAD:
        return &ASK_FILE;
    case CONTROL_SECRET:
        return &ASK_TEXT;
    case CONTROL_INPUT:
        break;
    }
    return by_type(q);
}

bool ask_has_pad_only(const struct stage *s)
{
    const struct visit *visit = &s->kiosk->visit;

    return visit->digits > 0 && visit->taps + visit->keys == 0;
}

void ask_load(struct stage *s, const struct question *q, const char *value)
{
    struct ask *ask = &s->ask;
    /* value may point into what is cleared. */
    struct arena *arena = arena_new();
    const char *kept = arena_strdup(arena, value);

    device_stop(&s->device);
    ask_clear(ask);
    ask->arena = arena;
    ask->asker = asker_for(q);
    /* More than a page of them is searched by typing, with a keyboard. */
    if (ask->asker == &ASK_ONE && s->kiosk->worker && q->choices_count > PAGE)
        ask->asker = &ASK_PICK;
    if (ask->asker == &ASK_POSITION)
        ask->asker = ask_position_way(s, q);
    ask_spot_begin(s, q, kept);
    field_init(&ask->field, room_for(ask, q));
    ask->field.secret = ask_is_masked(q);
    ask->asker->load(s, q, kept);
}

void ask_clear(struct ask *ask)
{
    field_clear(&ask->field);
    buf_clear(&ask->spot.points);
    arena_free(ask->arena);
    *ask = (struct ask){0};
}

/* "2026-11-09", "2026-11-09T12:30:00.000" and "12:30:00.000" as people say
 * them. */
static const char *spoken(struct stage *s, const char *value)
{
    enum { DAY = 10, CLOCK = 5 };
    const char *clock = strchr(value, ':') ? strchr(value, ':') - 2 : NULL;
    bool has_day = strlen(value) >= DAY && value[4] == '-';
    const char *day =
        has_day ? stage_day(s, stage_print(s, "%.*s", DAY, value)) : "";

    if (!has_day && !clock)
        return value;
    return stage_print(s, "%s%s%.*s", day, has_day && clock ? ", " : "", CLOCK,
                       clock ? clock : "");
}

void ask_tell(struct stage *s)
{
    struct buf value;

    if (!s->ask.asker->tells)
        return;
    buf_init(&value, 0);
    if (s->ask.field.secret)
        for (size_t i = field_count(&s->ask.field); i > 0; i--)
            buf_putc(&value, '*');
    else
        s->ask.asker->value(s, &value);
    if (value.size)
        stage_tell(
            s, stage_print(s, stage_text(s, /* max 38 */ "Your answer: %s"),
                           s->ask.asker->digits ? buf_text(&value)
                                                : spoken(s, buf_text(&value))));
    buf_clear(&value);
}
