/* What all field screens have in common: the line of keys, a narrow head. */
#include "field/desk.h"

#include "interview.h"
#include "language.h"

#include "form/session.h"
#include "form/xform.h"

#include <string.h>

struct rect desk_bar_area(const struct stage *s)
{
    enum { ROWS = 2 };
    struct rect foot = s->grid.footer;
    int gap = s->grid.small ? 0 : 1;

    return (struct rect){foot.x + gap, foot.y + foot.height - ROWS,
                         foot.width - gap, ROWS};
}

struct rect desk_page(struct stage *s, const char *middle, const char *title)
{
    const struct language *language = language_find(s->kiosk->visit.language);
    const struct header header = {
        .left = s->kiosk->config.place,
        .middle = middle ? middle : "",
        .right = language && stage_has_languages(s) ? language->name : "",
    };

    s->grid = grid_for(canvas_width(s->canvas), canvas_height(s->canvas), 2);
    s->prompt.question = title;
    s->prompt.hint = "";
    header_draw(s->canvas, &s->rack, s->grid.header, &header);
    int gap = s->grid.small ? 0 : 1;
    struct rect line = {s->grid.page.x + gap, s->grid.header.y + 1 + gap,
                        s->grid.page.width - 2 * gap, 1};
    canvas_line(s->canvas, line, ALIGN_START, ROLE_TEXT | STYLE_BOLD, title);
    line.y += 1;
    line.height = desk_bar_area(s).y - line.y;
    return line;
}

const struct field *desk_field(const struct stage *s)
{
    const struct desk *d = s->desk;

    if (!d)
        return NULL;
    switch (s->place) {
    case PLACE_SIGN_IN:
        return d->asks_pin ? &s->ask.field : NULL;
    case PLACE_DESK:
    case PLACE_OUTLINE:
        return &d->search;
    case PLACE_REMARK:
    case PLACE_REASON:
        return &d->remark;
    case PLACE_SHEET:
        return s->ask.asker && s->ask.asker->digits ? &s->ask.field : NULL;
    default:
        return NULL;
    }
}

void desk_message(struct stage *s, struct rect *area, const char *note)
{
    struct rect line = {area->x, area->y + area->height - 1, area->width, 1};

    area->height--;
    message_draw(s->canvas, line, s->message ? s->message_kind : MESSAGE_HINT,
                 s->message ? s->message : note);
}

struct bar_key desk_language_key(struct stage *s)
{
    const struct session *session = s->kiosk->visit.session;
    bool has_others =
        stage_has_languages(s) &&
        (!session || xform_languages_count(session_form(session)) > 1);

    return (struct bar_key){
        .id = 'l',
        .label = has_others ? stage_text(s, /* max 9 */ "Language") : NULL,
    };
}

struct bar_key desk_voice_key(struct stage *s)
{
    return (struct bar_key){
        .id = 'v',
        .label = ease_has_voice(s) ? stage_text(s, /* max 9 */ "Voice") : NULL,
    };
}

/* Signs that act beside the keys shown, where none of them is typed. */
static void hang_signs(struct stage *s)
{
    static const char SIGNS[] = "0#89*?";

    for (const char *at = SIGNS; *at; at++)
        rack_add(&s->rack, &(struct target){.id = *at, .key = *at}, NULL);
}

/* Where letters are typed, all signs are letters. */
static bool types_text(const struct stage *s)
{
    const struct asker *asker = s->ask.asker;

    return asker == &ASK_TEXT || asker == &ASK_PICK || asker == &ASK_PLACE;
}

void desk_question_keys(struct stage *s, const struct question *q)
{
    bool digits = s->ask.asker->digits;
    bool may_refuse = !q->required && !q->readonly;
    struct bar_key keys[] = {
        {.id = '#',
         .shown = digits ? "↵" : "#",
         .label = stage_text(s, /* max 6 */ "Next")},
        {.id = '0', .shown = "Esc", .label = stage_text(s, /* max 6 */ "Back")},
        {.id = 'o', .label = stage_text(s, /* max 9 */ "Outline")},
        {.id = 'z', .label = stage_text(s, /* max 9 */ "Undo")},
        {.id = 'x', .label = stage_text(s, /* max 9 */ "Leave")},
        {.id = 'k', .label = stage_text(s, /* max 7 */ "Keys")},
        {.id = 'n', .label = stage_text(s, /* max 9 */ "Note")},
        {.id = 'y', .label = stage_text(s, /* max 9 */ "Redo")},
        desk_language_key(s),
        {.id = may_refuse ? 'd' : '\0',
         .label = stage_text(s, /* max 15 */ "I don't know")},
        {.id = 'r', .label = stage_text(s, /* max 15 */ "Rather not")},
        {0},
    };

    bar_draw(keys, s->canvas, &s->rack, desk_bar_area(s));
    s->rack.all_typed = types_text(s);
    if (digits)
        s->rack.enter = '#';
    else
        hang_signs(s);
    message_draw(s->canvas, s->grid.message,
                 s->message ? s->message_kind : MESSAGE_HINT,
                 s->message  ? s->message
                 : s->margin ? s->margin
                             : s->note);
}

/* What is closed without being kept is gone: that is said first. */
enum place desk_leave(struct stage *s)
{
    if (!journal_commit(s->kiosk) && !s->sure) {
        s->sure = true;
        stage_complain(s, stage_text(s, /* max 38 */
                                     "NOT KEPT. The disk takes nothing."));
        return PLACE_STAY;
    }
    interview_close(s->kiosk);
    return PLACE_DESK;
}

/* A letter typed and not yet taken is the first thing that is undone. */
static bool forget_typed(struct stage *s)
{
    struct buf value;
    const struct question *q = session_question(s->kiosk->visit.session);

    if (s->place != PLACE_QUESTION || !q)
        return false;
    buf_init(&value, 0);
    s->ask.asker->value(s, &value);
    bool differs = strcmp(buf_text(&value), q->value) != 0;
    buf_clear(&value);
    return differs;
}

static enum place undo(struct stage *s)
{
    if (forget_typed(s))
        return question_show(s);
    if (journal_undo(s->kiosk))
        return desk_here(s);
    stage_complain(s, stage_text(s, /* max 38 */ "Nothing left to undo."));
    return PLACE_STAY;
}

static enum place redo(struct stage *s)
{
    if (journal_redo(s->kiosk))
        return desk_here(s);
    stage_complain(s, stage_text(s, /* max 38 */ "Nothing to do again."));
    return PLACE_STAY;
}

static bool in_interview(const struct stage *s)
{
    return s->kiosk->journal.draft &&
           (s->place == PLACE_QUESTION || s->place == PLACE_SHEET ||
            s->place == PLACE_TALLY || s->place == PLACE_TABLE ||
            s->place == PLACE_CLOSING);
}

/* What was typed is kept before the screen goes, where the form takes it. */
static void keep_typed(struct stage *s)
{
    if (s->place == PLACE_QUESTION || s->place == PLACE_SHEET)
        question_keep(s);
    desk_rest_clock(s);
}

/* A question keeps what is typed in any language; the other pages are made
 * anew. */
static enum place switch_language(struct stage *s)
{
    if (s->place != PLACE_QUESTION)
        keep_typed(s);
    return PLACE_SWITCH;
}

enum place desk_after_switch(struct stage *s)
{
    enum place beneath = s->under[s->depth - 1].place;

    if (beneath == PLACE_DESK)
        return PLACE_DESK;
    return s->kiosk->journal.draft && beneath != PLACE_QUESTION ? desk_here(s)
                                                                : PLACE_BACK;
}

enum place desk_chord(struct stage *s, int id)
{
    if (id == '?' || id == 'k') {
        desk_rest_clock(s);
        return PLACE_KEYS;
    }
    if (id == 'v') {
        ease_toggle_voice(s);
        return PLACE_STAY;
    }
    if (!in_interview(s))
        return PLACE_COUNT;
    switch (id) {
    case 'z':
        return undo(s);
    case 'y':
        return redo(s);
    case 'o':
        keep_typed(s);
        return PLACE_OUTLINE;
    case 'n':
        keep_typed(s);
        return PLACE_REMARK;
    case 'l':
        return switch_language(s);
    case '*':
        return PLACE_KEYS;
    case 'd':
    case 'r':
        return question_refuse(s, id == 'd' ? NO_ANSWER_DONT_KNOW
                                            : NO_ANSWER_NOT_SAY);
    case 'x':
        keep_typed(s);
        return desk_leave(s);
    default:
        return PLACE_COUNT;
    }
}
