/* One entry of the bulletin: how it stands, what the city says, and why. */
#include "screen/city.h"

#include "base/arena.h"

static const char *days(struct stage *s, const struct entry *e)
{
    const char *text = "";
    int late = board_days_late(e);

    if (late && e->standing == STANDING_KEPT)
        text = stage_print(s,
                           kiosk_plural(s->kiosk, "%d day late.",
                                        "%d days late.", (unsigned long)late),
                           late);
    if (*e->due)
        text = stage_print(s, "%s%s%s", text, *text ? " " : "",
                           stage_print(s, stage_text(s, "Promised for %s."),
                                       stage_day(s, e->due)));
    if (*e->due_now)
        text = stage_print(s, "%s %s", text,
                           stage_print(s, stage_text(s, "Now for %s."),
                                       stage_day(s, e->due_now)));
    if (*e->done)
        text = stage_print(s, "%s %s", text,
                           stage_print(s, stage_text(s, "Done on %s."),
                                       stage_day(s, e->done)));
    return text;
}

static const char *people(struct stage *s, const struct entry *e)
{
    if (!e->people)
        return "";
    if (e->kind == ENTRY_RELEASE)
        return stage_print(s,
                           stage_text(s, "%ld people answered. It is no "
                                         "sample: whoever wanted did."),
                           (long)e->people);
    if (e->kind == ENTRY_REPLY && e->score)
        return stage_print(
            s, stage_text(s, "%ld people rated it: %ld.%ld of 5."),
            (long)e->people, (long)(e->score / 10), (long)(e->score % 10));
    if (e->kind == ENTRY_IDEA)
        return stage_print(s,
                           kiosk_plural(s->kiosk, /* max 20 */ "%ld backing",
                                        "%ld backings",
                                        (unsigned long)e->people),
                           (long)e->people);
    return stage_print(s,
                       kiosk_plural(s->kiosk, "%ld person asked for it.",
                                    "%ld people asked for it.",
                                    (unsigned long)e->people),
                       (long)e->people);
}

static const char *who(struct stage *s, const struct entry *e)
{
    if (e->kind == ENTRY_IDEA)
        return "";
    return stage_print(s, "%s%s%s", e->office,
                       *e->office && *e->signer ? ", " : "", e->signer);
}

static const char *text_of(struct stage *s, const struct entry *e)
{
    const struct entry_text *t = entry_text(e, s->kiosk->visit.language);
    const char *const parts[] = {
        t->body,
        *t->reason ? stage_print(s, stage_text(s, "Why: %s"), t->reason) : "",
        days(s, e),
        people(s, e),
        who(s, e),
    };
    const char *all = "";

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (*parts[i])
            all = arena_printf(s->frame, "%s%s%s", all, *all ? "\n" : "",
                               parts[i]);
    }
    return all;
}

static bool can_be_backed(const struct entry *e)
{
    return e->kind == ENTRY_IDEA && e->standing == STANDING_OPEN;
}

/* What one may do with it: back an idea, rate a reply. */
static const char *next_word(struct stage *s, const struct entry *e)
{
    if (city_has_told(s, e))
        return NULL;
    if (can_be_backed(e))
        return stage_text(s, /* max 9, words 6 */ "Like it");
    return e->kind == ENTRY_REPLY ? stage_text(s, /* max 6 */ "Rate") : NULL;
}

static enum role role_of(const struct entry *e)
{
    if (board_days_late(e) && e->standing == STANDING_OPEN)
        return ROLE_WARNING;
    bool is_good = e->standing == STANDING_DID || e->standing == STANDING_KEPT;
    return is_good ? ROLE_SUCCESS : ROLE_ACCENT;
}

static void draw_body(struct stage *s, const struct entry *e)
{
    struct rect area = s->grid.body;
    const char *standing = city_standing(s, e);

    canvas_text(s->canvas, area.x + (s->grid.small ? 0 : 2), area.y,
                (int)role_of(e) | STYLE_BOLD, standing);
    area.x += s->grid.small ? 0 : 2;
    area.width -= s->grid.small ? 0 : 4;
    area.y += s->grid.small ? 1 : 2;
    area.height -= s->grid.small ? 1 : 2;
    s->text_rows = area.height;
    s->text_lines =
        canvas_wrap(s->canvas, area, s->text_first, ROLE_TEXT, text_of(s, e));
}

static const char *const SIGNS[] = {GLYPH_LEFT, "?", NULL, GLYPH_DOWN, NULL};

static void draw(struct stage *s)
{
    const struct entry *e = city_entry(s);

    if (!e)
        return;
    stage_page(s, "", city_title(s, e), NULL);
    draw_body(s, e);
    const char *labels[5] = {stage_text(s, /* max 6 */ "Back"),
                             stage_text(s, /* max 6 */ "Help"), NULL, NULL,
                             next_word(s, e)};
    if (s->text_lines > s->text_rows)
        labels[3] = stage_text(s, /* max 13, words 6 */ "Read on");
    s->note =
        city_has_told(s, e)
            ? stage_text(s, /* max 40 */ "Thank you! It is kept here now.")
        : can_be_backed(e) ? stage_text(s, /* max 38 */
                                        "A backing says: I like it. No vote.")
                           : "";
    s->signs = SIGNS;
    stage_footer(s, labels, false);
}

static void turn(struct stage *s)
{
    s->text_first += s->text_rows;
    if (s->text_first >= s->text_lines)
        s->text_first = 0;
}

static enum place act(struct stage *s, const struct act *act)
{
    const struct entry *e = city_entry(s);

    if (!e || act->kind != ACT_TARGET)
        return PLACE_STAY;
    switch (act->id) {
    case '0':
        return PLACE_CITY;
    case '*':
        return PLACE_HELP;
    case '9':
        turn(s);
        return PLACE_STAY;
    case '#':
        if (!next_word(s, e))
            return PLACE_STAY;
        return can_be_backed(e) ? city_tell(s, e, NULL) : PLACE_RATE;
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_ENTRY = {
    .name = "entry",
    .idle = IDLE_LEAVES,
    .draw = draw,
    .act = act,
};

/* Five answers, as on every scale here: 1 is very bad, 5 is very good. */
static void draw_rate(struct stage *s)
{
    static const char *const WORDS[] = {
        WORD(/* max 15 */ "Very bad"),  WORD(/* max 15 */ "Bad"),
        WORD(/* max 15 */ "So-so"),     WORD(/* max 15 */ "Good"),
        WORD(/* max 15 */ "Very good"),
    };
    struct list_item *items =
        arena_array(s->frame, COUNT_OF(WORDS), sizeof *items);
    const struct entry *e = city_entry(s);

    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        items[i].label = stage_text(s, WORDS[i]);
    s->list.items = items;
    s->list.count = COUNT_OF(WORDS);
    s->list.plain = true;
    s->list.word_chosen = "";
    s->list.word_back = s->list.word_more = "";
    stage_page(s, "",
               stage_text(s, /* max 76 */ "What do you think of this reply?"),
               e ? city_title(s, e) : NULL);
    list_draw(&s->list, s->canvas, &s->rack, s->grid.body, s->grid.slot_height);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL, NULL};
    stage_footer(s, labels, false);
}

static enum place act_rate(struct stage *s, const struct act *act)
{
    static const char *const STARS[] = {"1", "2", "3", "4", "5"};
    const struct entry *e = city_entry(s);
    size_t picked;

    if (e &&
        list_act(&s->list, &s->rack, act, s->now_ms, &picked) == LIST_PICKED) {
        enum place place = city_tell(s, e, STARS[picked]);
        return place == PLACE_STAY ? PLACE_ENTRY : place;
    }
    return act->kind == ACT_TARGET && act->id == '0' ? PLACE_ENTRY : PLACE_STAY;
}

const struct screen SCREEN_RATE = {
    .name = "rate",
    .idle = IDLE_LEAVES,
    .draw = draw_rate,
    .act = act_rate,
};
