/* The help sheet over any page, by *: what is hard to see, hear or understand
 * can be changed there, and the question waits beneath it as it was. */
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

static bool on_review(const struct stage *s)
{
    return s->depth && s->under[s->depth - 1].place == PLACE_REVIEW;
}

/* Answers that are sealed and may be opened to check the machine. */
static const char *promise(const struct stage *s)
{
    return on_review(s) ? visit_promise(&s->kiosk->visit) : "";
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

enum { CAPS_MOST = 10 };

/* The caps of one sheet, as they are gathered. */
struct caps {
    struct cap cap[CAPS_MOST];
    size_t count;
};

static struct cap *add_cap(struct caps *caps, const char *key, const char *sign,
                           const char *label)
{
    struct cap *cap = &caps->cap[caps->count++];

    *cap = (struct cap){
        .id = *key, .key = key, .press = *key, .sign = sign, .label = label};
    return cap;
}

/* What the person who is here changed. */
static void add_settings(struct stage *s, struct caps *caps)
{
    const struct language *language = language_find(s->kiosk->visit.language);
    const char *on = stage_text(s, /* max 9 */ "chosen");

    add_cap(caps, "5", GLYPH_UP, stage_text(s, /* max 15 */ "Larger print"))
        ->note = stage_print(s, "%d/%d", s->ease.print, PRINT_LARGEST);
    add_cap(caps, "6", GLYPH_LIGHT, stage_text(s, /* max 15 */ "Colours"))
        ->note = s->theme.name;
    if (stage_has_languages(s))
        add_cap(caps, "7", NULL, stage_text(s, /* max 15 */ "Language"))->note =
            language ? language->name : "";
    if (ease_has_voice(s)) {
        struct cap *voice = add_cap(caps, "4", GLYPH_SOUND,
                                    stage_text(s, /* max 15 */ "Voice"));
        voice->state = s->ease.voice ? on : NULL;
        voice->chosen = s->ease.voice;
    }
    if (s->ease.scan) {
        long tenths = scan_pace_ms(s) / 100;
        add_cap(caps, "3", NULL, stage_text(s, /* max 15 */ "Pace"))->note =
            stage_print(s, "%ld.%ld s", tenths / 10, tenths % 10);
    }
    if (ease_is_changed(s))
        add_cap(caps, "2", NULL, stage_text(s, /* max 15 */ "As at first"));
}

/* What there is to do with what lies under the sheet. */
static void add_ways(struct stage *s, struct caps *caps)
{
    if (question_of(s)) {
        add_cap(caps, "8", GLYPH_ELLIPSIS,
                stage_text(s, /* max 15 */ "I don't know"));
        add_cap(caps, "9", GLYPH_TIMES,
                stage_text(s, /* max 20 */ "I'd rather not say"));
    }
    if (on_question(s) && s->ask.asker->digits)
        add_cap(caps, "1", GLYPH_ERASE,
                stage_text(s, /* max 15 */ "Erase one"));
    if (on_notice(s))
        add_cap(caps, "8", NULL,
                stage_text(s, /* max 20 */ "Find your answer"));
    else if (*promise(s))
        add_cap(caps, "8", NULL,
                stage_text(s, /* max 20 */ "Check this machine"));
    if (on_review(s) && symbol_is_offered(s))
        add_cap(caps, "9", NULL, stage_text(s, /* max 20 */ "Pick a sign"))
            ->note = symbol_picked_text(s);
}

static void draw_caps(struct stage *s)
{
    struct caps caps = {.count = 0};

    add_settings(s, &caps);
    add_ways(s, &caps);
    stage_caps(s, caps.cap, caps.count);
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
        return stage_print(s, stage_text(s, /* max 38 */ "Its code: %s"),
                           symbol_beside(s, promise(s), symbol_picked_text(s)));
    return stage_text(s, /* max 76 */
                      "What you change here is for this visit only.");
}

static const char *const SIGNS[] = {GLYPH_LEFT, GLYPH_TIMES, NULL, NULL,
                                    GLYPH_HOME};

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
    s->signs = SIGNS;
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
    case '2':
        ease_undo_all(s);
        return PLACE_STAY;
    case '3':
        scan_change_pace(s);
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
        return stage_has_languages(s) ? PLACE_SWITCH : PLACE_STAY;
    case '8':
        if (*promise(s))
            return opened_begin(s);
        if (on_notice(s))
            return find_begin(s);
        return refuse(s, NO_ANSWER_DONT_KNOW);
    case '9':
        if (on_review(s) && symbol_is_offered(s))
            return PLACE_SYMBOL;
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
