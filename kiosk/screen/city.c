/* Two lists: what the city answered, and ideas of neighbours. */
#include "screen/city.h"

#include "base/arena.h"

#include <stdio.h>
#include <string.h>

static const char BACKING[] = "backing", RATING[] = "rating";

const char *city_standing(struct stage *s, const struct entry *e)
{
    static const char *const WORDS[STANDINGS] = {
        [STANDING_KEPT] = WORD(/* max 20 */ "KEPT"),
        [STANDING_BROKEN] = WORD(/* max 20 */ "BROKEN"),
        [STANDING_DID] = WORD(/* max 20 */ "WE DID"),
        [STANDING_NOT_NOW] = WORD(/* max 20 */ "NOT NOW"),
        [STANDING_NO] = WORD(/* max 20 */ "NO"),
        [STANDING_DONT_KNOW] = WORD(/* max 20 */ "WE DO NOT KNOW YET"),
        [STANDING_WRONG] = WORD(/* max 20 */ "WE WERE WRONG"),
        [STANDING_MERGED] = WORD(/* max 20 */ "JOINED ANOTHER"),
        [STANDING_DECLINED] = WORD(/* max 20 */ "NOT SHOWN"),
    };
    static const char *const OPEN[ENTRY_KINDS] = {
        [ENTRY_PROBLEM] = WORD(/* max 20 */ "WE CANNOT SOLVE IT"),
        [ENTRY_PROMISE] = WORD(/* max 20 */ "PROMISED"),
        [ENTRY_REPLY] = WORD(/* max 20 */ "REPLY"),
        [ENTRY_IDEA] = WORD(/* max 20 */ "IDEA"),
        [ENTRY_RELEASE] = WORD(/* max 20 */ "FIGURES"),
        [ENTRY_ROLES] = WORD(/* max 20 */ "WHO DOES WHAT"),
    };
    int late = board_days_late(e);

    if (late && e->standing == STANDING_OPEN)
        return stage_print(s,
                           kiosk_plural(s->kiosk, /* max 20 */ "LATE by %d day",
                                        "LATE by %d days", (unsigned long)late),
                           late);
    const char *word = WORDS[e->standing];
    return stage_text(s, word ? word : OPEN[e->kind]);
}

const char *city_title(struct stage *s, const struct entry *e)
{
    if (e->kind == ENTRY_RELEASE)
        return stage_print(s,
                           stage_text(s, /* max 38 */ "Figures: release %ld"),
                           (long)e->number);
    return entry_text(e, s->kiosk->visit.language)->title;
}

static const char *station(const struct stage *s)
{
    return s->kiosk->config.station;
}

/* The last reply, or what was promised where there is none yet. */
static const struct entry *last_word(const struct stage *s)
{
    static const enum entry_kind KINDS[] = {ENTRY_REPLY, ENTRY_PROMISE,
                                            ENTRY_PROBLEM};
    const struct entry *found = NULL;

    for (size_t i = 0; !found && i < COUNT_OF(KINDS); i++)
        found = board_newest(&s->kiosk->board, KINDS[i], station(s));
    return found;
}

int city_news(struct stage *s, struct rect area)
{
    const struct entry *said = last_word(s);
    const struct entry *release =
        board_newest(&s->kiosk->board, ENTRY_RELEASE, station(s));
    int room = area.height, indent = s->grid.small ? 0 : 2;

    if (!said || room < 1)
        return 0;
    area = (struct rect){area.x + indent, area.y, area.width - indent, 1};
    int first = area.y;
    if (room >= 3) {
        stage_write(s, area, ROLE_ACCENT | STYLE_BOLD,
                    stage_text(s, /* max 76 */ "What the city answered"));
        area.y++;
    }
    stage_write(
        s, area, ROLE_TEXT,
        stage_print(s, "%s · %s", city_standing(s, said), city_title(s, said)));
    area.y++;
    if (room >= 2 && release) {
        stage_write(s, area, ROLE_MUTED,
                    stage_print(s,
                                stage_text(s, /* max 38 */
                                           "Heard: %ld people (release %ld)."),
                                (long)release->people, (long)release->number));
        area.y++;
    }
    return area.y - first;
}

static size_t count(const struct stage *s)
{
    return board_count(&s->kiosk->board, s->board_list, station(s));
}

static const struct entry *entry_at(const struct stage *s, size_t i)
{
    return board_entry(&s->kiosk->board, s->board_list, station(s),
                       s->board_seed, i);
}

const struct entry *city_entry(struct stage *s)
{
    return entry_at(s, s->board_entry);
}

bool city_has_told(const struct stage *s, const struct entry *e)
{
    for (size_t i = 0; i < s->told_count; i++) {
        if (strcmp(s->told_ids[i], e->id) == 0)
            return true;
    }
    return false;
}

enum place city_tell(struct stage *s, const struct entry *e, const char *stars)
{
    const char *form = stars ? RATING : BACKING;

    if (city_has_told(s, e) || s->told_count == COUNT_OF(s->told_ids)) {
        stage_complain(s, stage_text(s, /* max 38 */
                                     "Once a visit. You did it already."));
        return PLACE_STAY;
    }
    s->kiosk->trouble = kiosk_tell(s->kiosk, form, e->id, stars);
    if (s->kiosk->trouble)
        return PLACE_TROUBLE;
    snprintf(s->told_ids[s->told_count++], sizeof *s->told_ids, "%s", e->id);
    return PLACE_STAY;
}

/* "41 backings": told in steps of ten, as the hub counted them. */
static const char *note_of(struct stage *s, const struct entry *e)
{
    if (e->kind != ENTRY_IDEA || e->standing != STANDING_OPEN)
        return city_standing(s, e);
    if (city_has_told(s, e))
        return stage_text(s, /* max 34 */ "Backed. Once a visit.");
    if (!e->people)
        return NULL;
    return stage_print(s,
                       kiosk_plural(s->kiosk, /* max 20 */ "%ld backing",
                                    "%ld backings", (unsigned long)e->people),
                       (long)e->people);
}

static void draw(struct stage *s)
{
    size_t n = count(s);
    struct list_item *items = arena_array(s->frame, n + 1, sizeof *items);
    bool is_ideas = s->board_list == BOARD_IDEAS;

    for (size_t i = 0; i < n; i++) {
        const struct entry *e = entry_at(s, i);
        items[i].label = city_title(s, e);
        items[i].note = note_of(s, e);
    }
    s->list.items = items;
    s->list.count = n;
    s->list.plain = true;
    s->list.word_chosen = "";
    s->list.word_back = stage_text(s, /* max 14 */ "Before");
    s->list.word_more = stage_text(s, /* max 14 */ "More");
    stage_page(s, "",
               is_ideas ? stage_text(s, /* max 76 */ "Ideas of neighbours")
                        : stage_text(s, /* max 76 */ "What the city answered"),
               n ? NULL
                 : stage_text(s, /* max 76 */
                              "Nothing yet. Come back another day."));
    list_draw(&s->list, s->canvas, &s->rack, s->grid.body, s->grid.slot_height);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"),
                                   stage_text(s, /* max 6 */ "Help"), NULL,
                                   NULL, NULL};
    stage_footer(s, labels, false);
}

/* Coming back from an entry, the same page of the list. */
static void enter(struct stage *s)
{
    s->list.first = s->board_first;
}

static enum place act(struct stage *s, const struct act *act)
{
    size_t picked;

    if (list_act(&s->list, &s->rack, act, s->now_ms, &picked) == LIST_PICKED) {
        s->board_entry = picked;
        s->board_first = s->list.first;
        return PLACE_ENTRY;
    }
    if (act->kind == ACT_TARGET && act->id == '0')
        return PLACE_FORMS;
    return act->kind == ACT_TARGET && act->id == '*' ? PLACE_HELP : PLACE_STAY;
}

const struct screen SCREEN_CITY = {
    .name = "city",
    .idle = IDLE_LEAVES,
    .enter = enter,
    .draw = draw,
    .act = act,
};
