/* What every page has: the table of places, its texts, header, prompt and
 * footer. */
#include "screen/screen.h"

#include "language.h"

#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The table of screens; the two last places are answers, not screens. */
static const struct screen *const SCREENS[PLACE_COUNT] = {
    [PLACE_ATTRACT] = &SCREEN_ATTRACT,     [PLACE_LANGUAGE] = &SCREEN_LANGUAGE,
    [PLACE_SWITCH] = &SCREEN_SWITCH,       [PLACE_CITY] = &SCREEN_CITY,
    [PLACE_ENTRY] = &SCREEN_ENTRY,         [PLACE_RATE] = &SCREEN_RATE,
    [PLACE_FIND] = &SCREEN_FIND,           [PLACE_FOUND] = &SCREEN_FOUND,
    [PLACE_TAKE_BACK] = &SCREEN_TAKE_BACK, [PLACE_FORMS] = &SCREEN_FORMS,
    [PLACE_CHARTER] = &SCREEN_CHARTER,     [PLACE_QUESTION] = &SCREEN_QUESTION,
    [PLACE_REPEAT] = &SCREEN_REPEAT,       [PLACE_REVIEW] = &SCREEN_REVIEW,
    [PLACE_SYMBOL] = &SCREEN_SYMBOL,       [PLACE_OPENED] = &SCREEN_OPENED,
    [PLACE_THANKS] = &SCREEN_THANKS,

    [PLACE_HELP] = &SCREEN_HELP,           [PLACE_VOICE] = &SCREEN_VOICE,
    [PLACE_LEAVE] = &SCREEN_LEAVE,         [PLACE_IDLE] = &SCREEN_IDLE,
    [PLACE_TROUBLE] = &SCREEN_TROUBLE,     [PLACE_PIN] = &SCREEN_PIN,
    [PLACE_OPERATOR] = &SCREEN_OPERATOR,   [PLACE_SELFTEST] = &SCREEN_SELFTEST,
    [PLACE_CALIBRATE] = &SCREEN_CALIBRATE, [PLACE_SIGN_IN] = &SCREEN_SIGN_IN,
    [PLACE_DESK] = &SCREEN_DESK,           [PLACE_RECORD] = &SCREEN_RECORD,
    [PLACE_SHEET] = &SCREEN_SHEET,         [PLACE_TALLY] = &SCREEN_TALLY,
    [PLACE_TABLE] = &SCREEN_TABLE,         [PLACE_OUTLINE] = &SCREEN_OUTLINE,
    [PLACE_REMARK] = &SCREEN_REMARK,       [PLACE_CLOSING] = &SCREEN_CLOSING,
    [PLACE_REASON] = &SCREEN_REASON,       [PLACE_KEYS] = &SCREEN_KEYS,
};

const struct screen *screen_of(enum place place)
{
    return SCREENS[place];
}

const char *stage_text(const struct stage *s, const char *english)
{
    return kiosk_text(s->kiosk, english);
}

const char *stage_print(struct stage *s, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buf_reset(&s->printed);
    buf_vprintf(&s->printed, format, args);
    va_end(args);
    return arena_memdup(s->frame, buf_text(&s->printed), s->printed.size + 1);
}

static void say_line(struct buf *out, const char *text)
{
    if (text && *text)
        buf_printf(out, "%s\n", text);
}

void stage_tell(struct stage *s, const char *text)
{
    say_line(&s->told, text);
}

int stage_write(struct stage *s, struct rect area, int style, const char *text)
{
    stage_tell(s, text);
    return canvas_wrap(s->canvas, area, 0, style, text);
}

const struct qr *stage_qr(struct stage *s, const char *text, int width,
                          int height)
{
    if (s->canvas == s->sheet) { /* what counts is the glass */
        width = s->code_width;
        height = s->code_height;
    }
    if (!*text || canvas_glyphs(s->canvas) == GLYPHS_ASCII ||
        s->is_colourless || width == 0)
        return NULL;
    bool is_it = s->qr && strcmp(qr_text(s->qr), text) == 0 &&
                 qr_width(s->qr) <= width && qr_height(s->qr) <= height;
    if (!is_it) {
        qr_free(s->qr);
        s->qr = qr_new(text, width, height);
    }
    s->shows_qr = s->qr != NULL;
    return s->qr;
}

/* Digits and hyphens alone would be turned round among right-to-left words. */
const char *stage_day(struct stage *s, const char *iso)
{
    static const char *const MONTHS[] = {
        WORD(/* max 10 */ "Jan"), WORD(/* max 10 */ "Feb"),
        WORD(/* max 10 */ "Mar"), WORD(/* max 10 */ "Apr"),
        WORD(/* max 10 */ "May"), WORD(/* max 10 */ "Jun"),
        WORD(/* max 10 */ "Jul"), WORD(/* max 10 */ "Aug"),
        WORD(/* max 10 */ "Sep"), WORD(/* max 10 */ "Oct"),
        WORD(/* max 10 */ "Nov"), WORD(/* max 10 */ "Dec"),
    };
    int year, month, of_month;

    if (sscanf(iso, "%4d-%2d-%2d", &year, &month, &of_month) != 3 ||
        month < 1 || month > 12)
        return iso;
    return stage_print(s, "%d %s %d", of_month,
                       stage_text(s, MONTHS[month - 1]), year);
}

bool stage_is_small(const struct stage *s)
{
    return grid_for(canvas_width(s->canvas), canvas_height(s->canvas), 2).small;
}

void stage_page_step(struct stage *s, const char *middle, size_t step,
                     size_t steps, const char *question, const char *hint)
{
    int width = canvas_width(s->canvas), height = canvas_height(s->canvas);
    const struct language *language = language_find(s->kiosk->visit.language);
    /* The key for larger print stands at the page's edge in every script: the
     * marks keep its sign in one piece, and the place apart from it. */
    const char *parts = canvas_is_mirrored(s->canvas)
                            ? GLYPH_LEFT_TO_RIGHT GLYPH_RIGHT_TO_LEFT
                            : "";
    const struct header header = {
        .left = stage_print(s, "A+%s %s", parts, s->kiosk->config.place),
        .middle = middle,
        .step = (int)step,
        .steps = (int)steps,
        .right = language && stage_has_languages(s) ? language->name : "",
    };

    s->prompt.question = question;
    s->prompt.hint = hint;
    s->where = middle;
    s->has_header = true;
    s->grid = grid_for(width, height, 2);
    s->grid =
        grid_for(width, height, prompt_rows(&s->prompt, s->grid.prompt.width));
    header_draw(s->canvas, &s->rack, s->grid.header, &header);
    prompt_draw(s->canvas, &s->rack, s->grid.prompt, &s->prompt);
}

void stage_page(struct stage *s, const char *middle, const char *question,
                const char *hint)
{
    stage_page_step(s, middle, 0, 0, question, hint);
}

void stage_footer(struct stage *s, const char *const labels[5], bool starred)
{
    static const char KEYS[] = "0*89#";
    static const char *const USUAL[] = {GLYPH_LEFT, "?", NULL, NULL,
                                        GLYPH_RIGHT};
    const char *const *signs = s->signs ? s->signs : USUAL;
    struct footer_key keys[5];
    int count = 0;

    for (int i = 0; i < 5; i++) {
        /* The small page has no place for 8; it is in the help sheet. */
        if (KEYS[i] == '8' && s->grid.footer_slots < 5)
            continue;
        /* Where a pad's digits walk, none is typed, and 0 is free. */
        const char *busy = s->rack.pad_moves ? "89" : "089";
        bool later = starred && strchr(busy, KEYS[i]);
        bool says_how = later && labels[i] && !s->grid.small;
        keys[count++] = (struct footer_key){
            .key = KEYS[i],
            .label = says_how
                         ? stage_print(s, "%s (*\u00a0%c)", labels[i], KEYS[i])
                         : labels[i],
            .sign = signs[i],
            .starred = later,
        };
    }
    if (scan_note(s) && !s->ease.voice) /* which says it by itself */
        s->note = scan_note(s);
    footer_draw(s->canvas, &s->rack, s->grid.footer, keys, count);
    message_draw(s->canvas, s->grid.message,
                 s->message ? s->message_kind : MESSAGE_HINT,
                 s->message ? s->message : s->note);
}

void stage_caps(struct stage *s, const struct cap *caps, size_t count)
{
    enum { COLUMNS = 2 };
    struct rect body = s->grid.body;
    int rows = (int)(count + COLUMNS - 1) / COLUMNS;
    int width = body.width / COLUMNS, height = s->grid.slot_height;

    if (rows * height > body.height)
        height = body.height / rows;
    for (int i = 0; i < (int)count; i++) {
        struct rect area = {body.x + i % COLUMNS * width,
                            body.y + i / COLUMNS * height, width, height};
        cap_draw(s->canvas, &s->rack, area, &caps[i]);
    }
}
