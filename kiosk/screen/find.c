/* "Find your answer": the digits of a receipt are typed, and what this station
 * knows of them is said; with the withdrawal number it is taken back. */
#include "screen/city.h"

#include "inquiry.h"

#include "proof/symbol.h"

#include <string.h>

enum { PAD_WIDTH = 36, CODE_LENGTH = 16, MOST_DIGITS = TOKEN_DIGITS };

static const char *typed(const struct stage *s)
{
    return s->ask.field.text ? s->ask.field.text : "";
}

static void begin_typing(struct stage *s)
{
    ask_clear(&s->ask);
    field_init(&s->ask.field, MOST_DIGITS);
    s->ask.pad = (struct pad){
        .word_erase = stage_text(s, /* max 7 */ "erase"),
        .word_clear = stage_text(s, /* max 7 */ "clear"),
    };
}

/* What was typed in groups of four, as it stands on the receipt. */
static const char *grouped(struct stage *s)
{
    const char *out = GLYPH_LEFT_TO_RIGHT, *text = typed(s);

    for (size_t i = 0; text[i]; i++)
        out =
            stage_print(s, "%s%s%c", out, i && i % 4 == 0 ? " " : "", text[i]);
    return out;
}

/* The pad's digits have no place for a second use of theirs. */
static void draw_typing(struct stage *s, const char *title, const char *hint)
{
    struct rect field, pad;

    /* The small page has room for one of both. */
    bool small = stage_is_small(s);
    stage_page(s, "", small ? hint : title, small ? "" : hint);
    field = pad = s->grid.body;
    s->note = grouped(s);
    if (s->grid.small) {
        field.height = 2;
        pad.y += field.height;
        pad.height -= field.height;
    } else {
        field.x += 2;
        field.width = s->grid.body.width - PAD_WIDTH - 6;
        field.height = 3;
        pad.x += s->grid.body.width - PAD_WIDTH - 2;
        pad.width = PAD_WIDTH;
    }
    pad_draw(&s->ask.pad, s->canvas, &s->rack, pad);
    field_draw(&s->ask.field, s->canvas, field, field_caret(&s->rack));
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL,
                                   stage_text(s, /* max 6 */ "Next")};
    stage_footer(s, labels, true);
}

/* Types; true when what was typed is to be taken. */
static bool has_typed(struct stage *s, const struct act *act, bool *back)
{
    bool refused;

    *back = (act->kind == ACT_TARGET && act->id == '0') ||
            (act->kind == ACT_NAV && act->nav == NAV_ESCAPE);
    if (*back)
        return false;
    if (act->kind == ACT_TARGET && act->id == '#')
        return true;
    pad_act(&s->ask.pad, act, &s->ask.field, &refused);
    return false;
}

static const char *wrong_digits(struct stage *s)
{
    return stage_text(s, /* max 38 */ "A digit is wrong or missing.");
}

enum place find_begin(struct stage *s)
{
    visit_clear(&s->kiosk->visit, s->kiosk->visit.language);
    s->found_tag[0] = '\0';
    return PLACE_FIND;
}

static void find_enter(struct stage *s)
{
    begin_typing(s);
}

static void find_draw(struct stage *s)
{
    draw_typing(s, stage_text(s, /* max 38 */ "Find your answer"),
                stage_text(s, /* max 38 */
                           "Type its 16 digits (an idea's: 20)."));
}

static enum place find_act(struct stage *s, const struct act *act)
{
    bool back;

    if (!has_typed(s, act, &back))
        return back ? language_back(s) : PLACE_STAY;
    enum err err = inquiry_look(s->kiosk, typed(s), &s->found);
    inquiry_tag(typed(s), s->found_tag);
    if (!err)
        return PLACE_FOUND;
    stage_complain(s, err == ERR_FORMAT
                          ? wrong_digits(s)
                          : stage_text(s, /* max 38 */ "Not now. Try later."));
    return PLACE_STAY;
}

const struct screen SCREEN_FIND = {
    .name = "find",
    .idle = IDLE_LEAVES,
    .enter = find_enter,
    .draw = find_draw,
    .act = find_act,
};

static const char *state_of(struct stage *s)
{
    const struct found *f = &s->found;

    switch (f->what) {
    case FINDING_WAITS:
        return stage_print(
            s, stage_text(s, "It has waited here for a network since %s."),
            stage_day(s, f->day));
    case FINDING_ARRIVED:
        return stage_text(s, "The city has it. The proof that it is in the "
                             "public log has not come back yet.");
    case FINDING_PROVED:
        return stage_text(s, "The city has it, and has proved that it is in "
                             "the public log, unchanged.");
    case FINDING_REFUSED:
        return stage_text(s, "The city did not take it. It is kept here: "
                             "please tell the staff.");
    case FINDING_OPENED:
        return stage_text(s, "It was opened to check the machine, and is never "
                             "counted.");
    case FINDING_NONE:
        break;
    }
    return *f->code ? stage_text(s, "This station did not give this code. "
                                    "Another may have, or its board was "
                                    "replaced.")
                    : stage_text(s, "This station does not know this number. "
                                    "Go back and type the 16 digits.");
}

static const char *wish_of(struct stage *s)
{
    switch (s->found.withdrawal) {
    case WITHDRAWAL_TAKEN:
    case WITHDRAWAL_GONE:
        return stage_text(s, "It was taken back. The city has deleted it.");
    case WITHDRAWAL_DENIED:
        return stage_text(s, "It was not taken back: the number was another "
                             "answer's.");
    case WITHDRAWAL_WAITS:
    case WITHDRAWAL_ASKED:
        return stage_text(s, "It will be taken back as soon as there is a "
                             "network.");
    default:
        return "";
    }
}

/* Whether it is counted only the whole log knows, which a phone can read. */
static const char *address(struct stage *s)
{
    const char *hub = s->kiosk->config.hub;
    const char *out;

    if (!*hub || !*s->found.code)
        return "";
    out = stage_print(s, "%s/r#", hub);
    for (const char *c = s->found.code; *c; c++)
        out = *c == ' ' ? out : stage_print(s, "%s%c", out, *c);
    return out;
}

/* The picture, where there is room, at the right of the words. */
static struct rect draw_address(struct stage *s)
{
    struct rect area = s->grid.body;
    const struct qr *qr =
        s->grid.small ? NULL
                      : stage_qr(s, address(s), area.width / 2, area.height);

    area.x += s->grid.small ? 0 : 2;
    area.width -= s->grid.small ? 0 : 4;
    if (!qr)
        return area;
    qr_draw(qr, s->canvas, area.x + area.width - qr_width(qr), area.y);
    area.width -= qr_width(qr) + 2;
    return area;
}

static void write_on(struct stage *s, struct rect *area, int style,
                     const char *text)
{
    int rows = *text ? stage_write(s, *area, style, text) : 0;

    rows += rows && !s->grid.small;
    area->y += rows;
    area->height -= rows;
}

/* What became of an idea is told to whoever has its number. */
static void write_idea(struct stage *s, struct rect *area,
                       const struct entry *idea)
{
    const struct entry_text *t = entry_text(idea, s->kiosk->visit.language);

    write_on(s, area, ROLE_TEXT | STYLE_BOLD,
             stage_print(s, stage_text(s, "Your idea: %s"), t->title));
    write_on(s, area, ROLE_ACCENT | STYLE_BOLD, city_standing(s, idea));
    if (*t->reason)
        write_on(s, area, ROLE_TEXT,
                 stage_print(s, stage_text(s, "Why: %s"), t->reason));
}

/* Every code has one, picked or not. */
static const char *sign_of(struct stage *s)
{
    return symbol_text(s, symbol_of_code(s->found.code));
}

static const char *const SIGNS[] = {GLYPH_LEFT, NULL, NULL, GLYPH_TIMES,
                                    GLYPH_HOME};

static void found_draw(struct stage *s)
{
    const struct found *f = &s->found;
    const struct entry *idea = board_idea(&s->kiosk->board, s->found_tag);

    stage_page(s, "", stage_text(s, /* max 38 */ "Find your answer"),
               *f->code ? symbol_beside(s, f->code, sign_of(s)) : "");
    struct rect area = draw_address(s);
    if (idea)
        write_idea(s, &area, idea);
    if (!idea || *f->code)
        write_on(s, &area, idea ? ROLE_TEXT : ROLE_TEXT | STYLE_BOLD,
                 state_of(s));
    write_on(s, &area, ROLE_ACCENT | STYLE_BOLD, wish_of(s));
    if (*f->code && !s->grid.small)
        write_on(s, &area, ROLE_MUTED,
                 stage_print(s,
                             stage_text(s, "Its sign: %s. If you picked "
                                           "another, it is not yours."),
                             sign_of(s)));
    if (*address(s))
        write_on(s, &area, ROLE_MUTED,
                 stage_text(s, "Whether it is counted, and in which figures, "
                               "your phone finds out:"));
    if (*address(s))
        write_on(s, &area, ROLE_TEXT,
                 stage_print(s, "%s/r", s->kiosk->config.hub));
    const char *const labels[5] = {
        stage_text(s, /* max 6 */ "Back"), NULL, NULL,
        inquiry_can_withdraw(f)
            ? stage_text(s, /* max 12, words 6 */ "Take back")
            : NULL,
        stage_text(s, /* max 6 */ "End")};
    s->signs = SIGNS;
    stage_footer(s, labels, false);
}

static enum place found_act(struct stage *s, const struct act *act)
{
    if (act->kind != ACT_TARGET)
        return PLACE_STAY;
    switch (act->id) {
    case '0':
        return PLACE_FIND;
    case '9':
        return inquiry_can_withdraw(&s->found) ? PLACE_TAKE_BACK : PLACE_STAY;
    case '#':
        return PLACE_ATTRACT;
    default:
        return PLACE_STAY;
    }
}

const struct screen SCREEN_FOUND = {
    .name = "found",
    .idle = IDLE_LEAVES,
    .draw = found_draw,
    .act = found_act,
};

static void take_back_draw(struct stage *s)
{
    draw_typing(s, stage_text(s, /* max 38 */ "Take your answer back"),
                stage_text(s, /* max 38 */
                           "Type the withdrawal number, 20 digits."));
}

static enum place take_back_act(struct stage *s, const struct act *act)
{
    bool back;

    if (!has_typed(s, act, &back))
        return back ? PLACE_FOUND : PLACE_STAY;
    switch (inquiry_withdraw(s->kiosk, &s->found, typed(s))) {
    case ERR_NONE:
        inquiry_tag(typed(s), s->found_tag);
        return PLACE_FOUND;
    case ERR_FORMAT:
        stage_complain(s, wrong_digits(s));
        break;
    case ERR_DENIED:
        field_erase_all(&s->ask.field);
        stage_complain(s, stage_text(s, /* max 38 */
                                     "It is another answer's number."));
        break;
    default:
        stage_complain(s, stage_text(s, /* max 38 */ "Not now. Try later."));
    }
    return PLACE_STAY;
}

const struct screen SCREEN_TAKE_BACK = {
    .name = "take-back",
    .idle = IDLE_LEAVES,
    .enter = find_enter,
    .draw = take_back_draw,
    .act = take_back_act,
};
