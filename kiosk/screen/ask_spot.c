/* A point on earth, or several: from the satellites, by a place's name, or
 * typed. What is common to the three ways, and the choice between them. */
#include "screen/ask_list.h"

#include "screen/screen.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "form/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ODK Collect's own, where the form does not say: metres at which a position
 * is taken by itself, and beyond which one is asked whether it will do. */
enum { ENOUGH = 5, LIMIT = 100, LEAST_OF_LINE = 2, LEAST_OF_AREA = 3 };

enum { WAY_TAKE, WAY_PLACES, WAY_TYPE, WAY_DROP, WAYS };

bool ask_is_position(const struct question *q)
{
    return q->type == TYPE_GEOPOINT || q->type == TYPE_GEOTRACE ||
           q->type == TYPE_GEOSHAPE;
}

static bool has_places(const struct stage *s)
{
    return file_exists(s->kiosk->config.places);
}

static bool has_gps(const struct stage *s)
{
    return s->gps.host != NULL;
}

/* A resident chooses a place by name, where the station knows any. */
const struct asker *ask_position_way(const struct stage *s,
                                     const struct question *q)
{
    bool has_ways = q->type != TYPE_GEOPOINT || has_gps(s) ||
                    (s->kiosk->worker && has_places(s));

    if (has_ways)
        return &ASK_POSITION;
    return has_places(s) ? &ASK_PLACES : &ASK_PLACE;
}

static double metres(const char *text, double otherwise)
{
    return text ? strtod(text, NULL) : otherwise;
}

static void drop_last(struct spot *spot)
{
    const char *text = buf_text(&spot->points);
    const char *last = strrchr(text, ';');

    if (spot->count == 0)
        return;
    buf_truncate(&spot->points, last ? (size_t)(last - text) : 0);
    spot->count--;
}

/* Whether the last point is the first one again, as a kept area's is. */
static bool is_closed(const char *text)
{
    const char *last = strrchr(text, ';');
    size_t first = strcspn(text, ";");

    if (!last)
        return false;
    last += 1 + strspn(last + 1, " ");
    return strlen(last) == first && strncmp(text, last, first) == 0;
}

void ask_spot_begin(struct stage *s, const struct question *q,
                    const char *value)
{
    struct spot *spot = &s->ask.spot;

    *spot = (struct spot){
        .is_line = q->type == TYPE_GEOTRACE || q->type == TYPE_GEOSHAPE,
        .is_area = q->type == TYPE_GEOSHAPE,
        .has_menu = s->ask.asker == &ASK_POSITION,
        .enough = metres(q->accuracy, ENOUGH),
        .limit = metres(q->accuracy_limit, LIMIT),
    };
    buf_init(&spot->points, 0);
    if (!ask_is_position(q) || !*value)
        return;
    buf_puts(&spot->points, value);
    spot->count = 1;
    for (const char *at = value; (at = strchr(at, ';')); at++)
        spot->count += at[1 + strspn(at + 1, " ")] != '\0';
    /* It is closed again when it is kept: further points come before that. */
    if (spot->is_area && is_closed(value))
        drop_last(spot);
}

void ask_spot_take(struct stage *s, const char *point)
{
    struct spot *spot = &s->ask.spot;

    if (!spot->is_line) {
        buf_reset(&spot->points);
        spot->count = 0;
    }
    buf_printf(&spot->points, "%s%s", spot->count ? "; " : "", point);
    spot->count++;
    spot->sure = false;
}

const char *ask_spot_lift(struct stage *s, const char *value)
{
    struct spot *spot = &s->ask.spot;

    if (spot->is_line || !spot->count)
        return spot->is_line ? "" : value;
    value = arena_strdup(s->ask.arena, buf_text(&spot->points));
    buf_reset(&spot->points);
    spot->count = 0;
    return value;
}

/* An area ends where it began (ODK XForms, geoshape). */
static void close_area(struct buf *out)
{
    const char *text = buf_text(out);

    if (!strchr(text, ';') || is_closed(text))
        return;
    char *begin = xstrndup(text, strcspn(text, ";"));
    buf_printf(out, "; %s", begin);
    free(begin);
}

void ask_spot_print(const struct stage *s, const char *more, struct buf *out)
{
    const struct spot *spot = &s->ask.spot;
    bool joins = spot->is_line && spot->count && *more;

    if (spot->is_line || !*more)
        buf_puts(out, buf_text(&spot->points));
    buf_printf(out, "%s%s", joins ? "; " : "", more);
    if (spot->is_area)
        close_area(out);
}

void ask_turn(struct stage *s, const struct asker *asker)
{
    const struct question *q = session_question(s->kiosk->visit.session);

    s->ask.asker = asker;
    asker->load(s, q, "");
    rack_focus(&s->rack, TARGET_NONE);
    /* A worker types at once; Enter then goes on. */
    s->rack.types = s->kiosk->worker && asker->digits;
}

/* Ways that this station has, in their order; the labels speak the language of
 * now. */
static const char *way_label(const struct stage *s, int way)
{
    const struct spot *spot = &s->ask.spot;

    switch (way) {
    case WAY_TAKE:
        return has_gps(s) ? stage_text(s, /* max 30 */ "Take where I am")
                          : NULL;
    case WAY_PLACES:
        return has_places(s) ? stage_text(s, /* max 30 */ "Choose a place")
                             : NULL;
    case WAY_TYPE:
        return stage_text(s, /* max 30 */ "Type the position");
    default:
        return spot->count ? stage_text(s, /* max 30 */ "Take it away again")
                           : NULL;
    }
}

static void load(struct stage *s, const struct question *q, const char *value)
{
    (void)q;
    (void)value;
    ask_list_begin(s, WAYS, false);
    s->ask.list.plain = true;
    s->ask.list.fixed = false; /* the last way comes and goes */
}

/* Values outlive the frame that they are drawn in. */
static void fill(struct stage *s)
{
    static const char *const NAMES[WAYS] = {"0", "1", "2", "3"};
    struct list *list = &s->ask.list;

    list->count = 0;
    for (int way = 0; way < WAYS; way++) {
        const char *label = way_label(s, way);
        if (!label)
            continue;
        s->ask.values[list->count] = NAMES[way];
        list->items[list->count++] = (struct list_item){.label = label};
    }
}

/* Whole metres, upwards; what lies beyond the earth is as good as that. */
static long whole_metres(double metres)
{
    return lround(fmin(ceil(metres), 1e8));
}

/* "within 4 m", as exact as anybody reads it. */
static const char *exactness(struct stage *s, double metres_around)
{
    if (metres_around < 0)
        return stage_text(s, /* max 38 */ "how exactly is not known");
    return stage_print(s, stage_text(s, /* max 38 */ "within %ld m"),
                       whole_metres(metres_around));
}

/* What the receiver knows now. */
static const char *heard(struct stage *s)
{
    const struct gpsd_fix *fix = gps_fix(&s->gps, s->now_ms);

    if (fix)
        return stage_print(
            s, GLYPH_LEFT_TO_RIGHT "%.5f %.5f" GLYPH_LEFT_TO_RIGHT ", %s",
            fix->latitude, fix->longitude, exactness(s, fix->accuracy));
    switch (gps_state(&s->gps, s->now_ms)) {
    case GPS_NONE:
        return "";
    case GPS_ABSENT:
        return stage_text(s, /* max 38 */ "The receiver does not answer.");
    case GPS_SILENT:
        return stage_text(s, /* max 38 */ "The receiver says nothing.");
    default:
        return stage_text(s,
                          /* max 38 */ "No satellites yet. Is the sky free?");
    }
}

/* A point as the form keeps it, in degrees that run from left to right in every
 * script. */
static const char *in_degrees(struct stage *s, const char *point)
{
    char *end;
    double latitude = strtod(point, &end), longitude = strtod(end, NULL);

    return stage_print(s, GLYPH_LEFT_TO_RIGHT "%.5f %.5f" GLYPH_LEFT_TO_RIGHT,
                       latitude, longitude);
}

/* How many points, and the last of them: what was typed unseen is heard again
 * as it was understood. The small page has no room to show it. */
static const char *taken_of_line(struct stage *s)
{
    const char *text = buf_text(&s->ask.spot.points);
    const char *last = strrchr(text, ';');
    const char *count = stage_print(
        s, stage_text(s, /* max 30 */ "Points so far: %zu"), s->ask.spot.count);

    if (!s->ask.spot.count)
        return count;
    const char *degrees = in_degrees(s, last ? last + 1 : text);
    if (!s->grid.small)
        return stage_print(s, "%s. %s", count, degrees);
    stage_tell(s, degrees);
    return count;
}

/* What is taken: the point, or how many. */
static const char *taken(struct stage *s)
{
    const struct spot *spot = &s->ask.spot;
    char *end;

    if (spot->is_line)
        return taken_of_line(s);
    if (!spot->count)
        return stage_text(s, /* max 38 */ "Nothing is taken yet.");
    strtod(buf_text(&spot->points), &end);
    strtod(end, &end);
    strtod(end, &end); /* altitude */
    double around = strtod(end, NULL);
    const char *exact =
        around > 0 ? stage_print(s, " (%ld m)", whole_metres(around)) : "";
    return stage_print(s, "%s %s%s", stage_text(s, /* max 8 */ "Taken:"),
                       in_degrees(s, buf_text(&spot->points)), exact);
}

static void draw(struct stage *s, const struct question *q)
{
    struct rect area = s->grid.body, line = s->grid.body;
    const char *now = heard(s);

    (void)q;
    line.x += 2;
    line.width -= 4;
    line.height = 1;
    if (*now) {
        stage_write(s, line, ROLE_ACCENT, now);
        line.y++;
    }
    stage_write(s, line, s->ask.spot.count ? ROLE_SUCCESS : ROLE_TEXT,
                taken(s));
    line.y += s->grid.small ? 1 : 2;
    area.height -= line.y - area.y;
    area.y = line.y;
    fill(s);
    list_draw(&s->ask.list, s->canvas, &s->rack, area, s->grid.slot_height);
}

static void take_fix(struct stage *s, const struct gpsd_fix *fix)
{
    struct buf point;

    buf_init(&point, 0);
    gps_print(fix, &point);
    ask_spot_take(s, buf_text(&point));
    buf_clear(&point);
}

static void take_here(struct stage *s)
{
    const struct gpsd_fix *fix = gps_fix(&s->gps, s->now_ms);
    struct spot *spot = &s->ask.spot;

    if (!fix) {
        stage_complain(s, heard(s));
    } else if (!spot->sure &&
               (fix->accuracy < 0 || fix->accuracy > spot->limit)) {
        spot->sure = true;
        stage_complain(s, stage_text(s, /* max 38 */
                                     "Not exact. Once more takes it anyway."));
    } else {
        take_fix(s, fix);
    }
}

static enum asked act(struct stage *s, const struct act *act)
{
    size_t picked = 0;
    enum list_outcome outcome =
        list_act(&s->ask.list, &s->rack, act, s->now_ms, &picked);

    if (outcome != LIST_PICKED)
        return ask_list_outcome(outcome);
    switch (atoi(s->ask.values[picked])) {
    case WAY_TAKE:
        take_here(s);
        break;
    case WAY_PLACES:
        ask_turn(s, &ASK_PLACES);
        break;
    case WAY_TYPE:
        ask_turn(s, &ASK_PLACE);
        break;
    default:
        drop_last(&s->ask.spot);
        break;
    }
    return ASKED_USED;
}

/* As exact as the form asks for, a point is taken by itself, once; points of a
 * line are where the worker says. */
static void hear(struct stage *s)
{
    const struct gpsd_fix *fix = gps_fix(&s->gps, s->now_ms);
    struct spot *spot = &s->ask.spot;

    if (!fix || spot->is_line || spot->count || spot->was_taken ||
        fix->accuracy < 0 || fix->accuracy > spot->enough)
        return;
    spot->was_taken = true;
    take_fix(s, fix);
    s->wants_bell = true;
}

static const char *hold(struct stage *s)
{
    const struct spot *spot = &s->ask.spot;
    size_t least = spot->is_area ? LEAST_OF_AREA : LEAST_OF_LINE;

    if (!spot->is_line || spot->count == 0 || spot->count >= least)
        return NULL;
    return spot->is_area
               ? stage_text(s, /* max 38 */ "An area has three points or more.")
               : stage_text(s, /* max 38 */ "A line has two points or more.");
}

static void value(const struct stage *s, struct buf *out)
{
    ask_spot_print(s, "", out);
}

const struct asker ASK_POSITION = {
    .name = "position",
    .hint = WORD(/* max 38 */ "Where is it?"),
    .load = load,
    .draw = draw,
    .act = act,
    .value = value,
    .hear = hear,
    .hold = hold,
};
