#include "screen/screen.h"

#include "language.h"

#include "base/arena.h"
#include "form/session.h"

#include <string.h>

/* Every key is where it is on the pad, and stays free when it has nothing to
 * do here: 1 to 5 belong to voice and print. */
static const char *const THEMES[] = {"plaza", "noche", "contraste"};

static bool on_question(const struct stage *s)
{
    return s->depth && s->under[s->depth - 1].place == PLACE_QUESTION;
}

/* Answers that are sealed and may be opened to check the machine. */
static const char *promise(const struct stage *s)
{
    bool is_review = s->depth && s->under[s->depth - 1].place == PLACE_REVIEW;

    return is_review ? visit_promise(&s->kiosk->visit) : "";
}

static bool on_notice(const struct stage *s)
{
    return s->depth && s->under[s->depth - 1].place == PLACE_CHARTER;
}

static const struct question *question_of(const struct stage *s)
{
    const struct question *q =
        on_question(s) ? session_question(s->kiosk->visit.session) : NULL;

    return q && !q->required && !q->readonly ? q : NULL;
}

static void place_cap(struct stage *s, int place, const struct cap *cap)
{
    struct rect body = s->grid.body;
    int columns = 2, height = s->grid.slot_height;
    struct rect area = {
        body.x + place % columns * (body.width / columns),
        body.y + place / columns * height,
        body.width / columns,
        height,
    };

    cap_draw(s->canvas, &s->rack, area, cap);
}

static void draw_caps(struct stage *s)
{
    const struct language *language = language_find(s->kiosk->visit.language);
    struct cap caps[] = {
        {.id = '5', .key = "5", .press = '5'},
        {.id = '6', .key = "6", .press = '6'},
        {.id = '7', .key = "7", .press = '7'},
        {.id = '8', .key = "8", .press = '8'},
        {.id = '9', .key = "9", .press = '9'},
        {.id = '1', .key = "1", .press = '1'},
    };
    const struct cap voice = {
        .id = '4',
        .key = "4",
        .press = '4',
        .label = stage_text(s, /* max 15 */ "Voice"),
        .state = s->ease.voice ? stage_text(s, /* max 9 */ "chosen") : NULL,
        .chosen = s->ease.voice,
    };
    int place = 0;

    caps[0].label = stage_text(s, /* max 15 */ "Larger print");
    caps[0].note = stage_print(s, "%d/%d", s->ease.print, PRINT_LARGEST);
    caps[1].label = stage_text(s, /* max 15 */ "Colours");
    caps[1].note = s->theme.name;
    caps[2].label = stage_text(s, /* max 15 */ "Language");
    caps[2].note = language ? language->name : "";
    caps[3].label = stage_text(s, /* max 15 */ "I don't know");
    caps[4].label = stage_text(s, /* max 20 */ "I'd rather not say");
    caps[5].label = stage_text(s, /* max 15 */ "Erase one");
    place_cap(s, place++, &caps[0]);
    place_cap(s, place++, &caps[1]);
    place_cap(s, place++, &caps[2]);
    if (ease_has_voice(s))
        place_cap(s, place++, &voice);
    if (question_of(s))
        place_cap(s, place++, &caps[3]);
    /* The small page's footer has that key, and the sheet no more room. */
    if (question_of(s) && !(s->grid.small && ease_has_voice(s)))
        place_cap(s, place++, &caps[4]);
    if (on_question(s) && s->ask.asker->digits)
        place_cap(s, place++, &caps[5]);
    if (*promise(s) || on_notice(s)) {
        caps[3].label = on_notice(s)
                            ? stage_text(s, /* max 20 */ "Find your answer")
                            : stage_text(s, /* max 20 */ "Check this machine");
        place_cap(s, place++, &caps[3]);
    }
}

/* What the form says of the question, which a small page may not show. */
static const char *hint(struct stage *s)
{
    const struct question *q =
        on_question(s) ? session_question(s->kiosk->visit.session) : NULL;

    /* An easier wording comes first, where the form has one. */
    if (q && (*q->guidance || *q->hint))
        return *q->guidance ? q->guidance : q->hint;
    if (*promise(s))
        return stage_print(
            s, stage_text(s, /* max 38 */ "Its code: %s"),
            stage_print(s, GLYPH_LEFT_TO_RIGHT "%s", promise(s)));
    return stage_text(s, /* max 76 */
                      "What you change here is for this visit only.");
}

static void draw(struct stage *s)
{
    stage_page(s, stage_text(s, /* max 20 */ "Help"),
               stage_text(s, /* max 38 */ "Your answers are still here."),
               hint(s));
    draw_caps(s);
    const char *const labels[5] = {
        on_question(s) ? stage_text(s, /* max 6 */ "Back") : NULL,
        stage_text(s, /* max 6 */ "Close"), NULL, NULL,
        stage_text(s, /* max 6 */ "Leave")};
    stage_footer(s, labels, false);
}

static void next_theme(struct stage *s)
{
    size_t i = 0;

    while (i < COUNT_OF(THEMES) && strcmp(THEMES[i], s->theme.name) != 0)
        i++;
    const char *name = THEMES[(i + 1) % COUNT_OF(THEMES)];
    if (stage_set_theme(s, name))
        stage_complain(s, stage_text(s, /* max 38 */
                                     "These colours are not here."));
}

static void erase_one(struct stage *s)
{
    if (on_question(s) && s->ask.asker->digits)
        field_erase(&s->ask.field);
}

/* A question that keeps its place comes back from under the sheet. */
static enum place refuse(struct stage *s, enum no_answer why)
{
    if (!question_of(s))
        return PLACE_STAY;
    enum place place = question_refuse(s, why);
    return place == PLACE_STAY ? PLACE_BACK : place;
}

static enum place act(struct stage *s, const struct act *act)
{
    if (act->kind == ACT_NAV && act->nav == NAV_ESCAPE)
        return PLACE_BACK;
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    switch (act->id) {
    case '0':
        return on_question(s) ? question_back(s) : PLACE_BACK;
    case '1':
        erase_one(s);
        return PLACE_STAY;
    case '4':
        if (s->ease.voice)
            return PLACE_VOICE;
        ease_toggle_voice(s);
        return PLACE_STAY;
    case '5':
        ease_next_print(s);
        return PLACE_STAY;
    case '6':
        next_theme(s);
        return PLACE_STAY;
    case '7':
        return PLACE_SWITCH;
    case '8':
        if (*promise(s))
            return opened_begin(s);
        if (on_notice(s))
            return find_begin(s);
        return refuse(s, NO_ANSWER_DONT_KNOW);
    case '9':
        return refuse(s, NO_ANSWER_NOT_SAY);
    case '*':
        return PLACE_BACK;
    case '#':
        return PLACE_LEAVE;
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_HELP = {
    .name = "help",
    .idle = IDLE_ASKS,
    .is_overlay = true,
    .draw = draw,
    .act = act,
};
