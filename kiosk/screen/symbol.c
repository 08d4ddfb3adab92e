/* The sign of the receipt, for whoever wants to pick one: a receipt that shows
 * another was not given to them. */
#include "screen/screen.h"

#include "base/arena.h"
#include "proof/symbol.h"

#include <string.h>

enum { NO_SIGN = SYMBOL_COUNT, CHOICES };

const char *symbol_text(const struct stage *s, size_t symbol)
{
    const char *const words[SYMBOL_COUNT] = {
        stage_text(s, /* max 10 */ "sun"),   stage_text(s, /* max 10 */ "moon"),
        stage_text(s, /* max 10 */ "tree"),  stage_text(s, /* max 10 */ "fish"),
        stage_text(s, /* max 10 */ "house"),
    };

    return words[symbol];
}

static size_t picked(const struct stage *s)
{
    size_t symbol;

    return symbol_read(visit_symbol(&s->kiosk->visit), &symbol) ? symbol
                                                                : NO_SIGN;
}

const char *symbol_picked_text(const struct stage *s)
{
    size_t symbol = picked(s);

    return symbol == NO_SIGN ? "" : symbol_text(s, symbol);
}

bool symbol_is_offered(const struct stage *s)
{
    return s->kiosk->ledger.epoch && !s->kiosk->visit.worker;
}

const char *symbol_beside(struct stage *s, const char *code, const char *sign)
{
    return stage_print(s, GLYPH_LEFT_TO_RIGHT "%s%s%s", code,
                       *sign ? " " GLYPH_TODO " " : "", sign);
}

static void draw(struct stage *s)
{
    struct list_item *items = arena_array(s->frame, CHOICES, sizeof *items);

    for (size_t i = 0; i < SYMBOL_COUNT; i++)
        items[i].label = symbol_text(s, i);
    items[NO_SIGN].label = stage_text(s, /* max 10 */ "none");
    items[picked(s)].chosen = true;
    s->list.items = items;
    s->list.count = CHOICES;
    s->list.plain = true;
    s->list.columns = LIST_PACKED;
    s->list.word_chosen = "";
    s->list.word_back = stage_text(s, /* max 14 */ "Before");
    s->list.word_more = stage_text(s, /* max 14 */ "More");
    stage_page(s, "", stage_text(s, /* max 38 */ "A sign for your receipt"),
               stage_text(s, /* max 76 */
                          "It will show your sign. With another it is not "
                          "yours."));
    list_draw(&s->list, s->canvas, &s->rack, s->grid.body, s->grid.slot_height);
    const char *const labels[5] = {stage_text(s, /* max 6 */ "Back"), NULL,
                                   NULL, NULL, NULL};
    stage_footer(s, labels, false);
}

static enum place act(struct stage *s, const struct act *act)
{
    size_t i;

    if (list_act(&s->list, &s->rack, act, s->now_ms, &i) == LIST_PICKED) {
        visit_pick(&s->kiosk->visit, i == NO_SIGN ? "" : symbol_word(i));
        return PLACE_REVIEW;
    }
    bool back = (act->kind == ACT_TARGET && act->id == '0') ||
                (act->kind == ACT_NAV && act->nav == NAV_ESCAPE);
    return back ? PLACE_REVIEW : PLACE_STAY;
}

const struct screen SCREEN_SYMBOL = {
    .name = "symbol",
    .idle = IDLE_ASKS,
    .draw = draw,
    .act = act,
};
