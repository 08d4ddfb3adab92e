#include "world.h"

#include "status.h"

#include "form/session.h"

static void the_way_goes_from_attract_to_thanks(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    assert_int_equal(s->place, PLACE_ATTRACT);
    type(s, "5");
    assert_int_equal(s->place, PLACE_LANGUAGE);
    type(s, "2");
    assert_int_equal(s->place, PLACE_CHARTER);
    type(s, "#");
    assert_int_equal(s->place, PLACE_QUESTION);
    type(s, "1#9999");
    assert_int_equal(s->place, PLACE_QUESTION);
    type(s, "*9*9");
    assert_int_equal(s->place, PLACE_REVIEW);
    type(s, "#");
    assert_int_equal(s->place, PLACE_THANKS);
    assert_true(s->kiosk->visit.is_packed);
    type(s, "#");
    assert_int_equal(s->place, PLACE_ATTRACT);
    assert_null(s->kiosk->visit.session);
}

static void
the_smallest_page_of_thanks_has_the_number_in_each_language(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;
    char keys[] = "5?#1#9999*9*9#";

    canvas_resize(s->canvas, 40, 11);
    for (keys[1] = '1'; keys[1] <= '5'; keys[1]++) {
        type(s, keys);
        assert_int_equal(s->place, PLACE_THANKS);
        const char *t = visit_token(&s->kiosk->visit);
        assert_int_equal(strlen(t), TOKEN_DIGITS);
        char *page = canvas_dump(s->canvas);
        char *shown = xasprintf("%.4s %.4s %.4s %.4s %.4s", t, t + 4, t + 8,
                                t + 12, t + 16);
        assert_non_null(strstr(page, shown));
        free(shown);
        free(page);
        type(s, "#");
    }
}

static void a_station_of_one_language_does_not_ask_for_it(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    set(&s->kiosk->config.languages, "fr");
    type(s, "5");
    assert_int_equal(s->place, PLACE_CHARTER);
    assert_string_equal(s->kiosk->visit.language, "fr");
    stage_draw(s);
    char *page = canvas_dump(s->canvas);
    assert_null(strstr(page, "Français"));
    free(page);
    type(s, "*7");
    assert_int_equal(s->place, PLACE_HELP);
    type(s, "*0");
    assert_int_equal(s->place, PLACE_ATTRACT);
}

static void rest(struct stage *s)
{
    struct input nothing = {.kind = INPUT_TIMEOUT};

    for (int i = 0; i < 9 && stage_wait_ms(s) == 0; i++)
        stage_take(s, &nothing);
}

/* Takes an input and draws what it changed; then draws all of the page, which
 * must look the same. Whether no more than a part was to be drawn. */
static bool take_both_ways(struct stage *s, const struct input *input)
{
    int x, y, as_x, as_y;

    stage_take(s, input);
    bool is_part = s->change != CHANGE_PAGE;
    stage_draw(s);
    bool one_shows = canvas_cursor(s->canvas, &x, &y);
    bool one_writes = canvas_has_caret(s->canvas);
    char *one = canvas_dump_styles(s->canvas);
    stage_draw(s);
    assert_int_equal(canvas_cursor(s->canvas, &as_x, &as_y), one_shows);
    assert_true(!one_shows || (x == as_x && y == as_y));
    assert_int_equal(canvas_has_caret(s->canvas), one_writes);
    char *two = canvas_dump_styles(s->canvas);
    assert_string_equal(one, two);
    free(one);
    free(two);
    return is_part;
}

static int walk_about(struct stage *s)
{
    static const enum nav WAYS[] = {NAV_DOWN, NAV_RIGHT,   NAV_DOWN,
                                    NAV_UP,   NAV_LEFT,    NAV_NEXT,
                                    NAV_UP,   NAV_PREVIOUS};
    int parts = 0;

    for (size_t i = 0; i < 3 * COUNT_OF(WAYS); i++) {
        const struct input input = {.kind = INPUT_KEY,
                                    .key = WAYS[i % COUNT_OF(WAYS)]};
        parts += take_both_ways(s, &input);
    }
    return parts;
}

/* Chooses, types, walks in between, taps: whatever stays on the page. */
static int answer_about(struct stage *s)
{
    static const char *const KEYS[] = {"1", "2", "2", "a", "ñ", "5",
                                       " ", "1", "e", "3", "3", "s"};
    static const enum nav WAYS[] = {NAV_ERASE, NAV_DOWN, NAV_ERASE, NAV_DELETE,
                                    NAV_HOME,  NAV_UP,   NAV_END};
    int parts = 0;

    for (size_t i = 0; i < 5 * COUNT_OF(KEYS); i++) {
        struct input input = {.kind = INPUT_TEXT};
        strcpy(input.text, KEYS[i % COUNT_OF(KEYS)]);
        parts += take_both_ways(s, &input);
        if (i % 3 == 0) {
            input = (struct input){.kind = INPUT_KEY,
                                   .key = WAYS[i / 3 % COUNT_OF(WAYS)]};
            parts += take_both_ways(s, &input);
        }
        if (i % 5 == 0 && s->rack.count > 0) {
            const struct target *t = &s->rack.targets[i % s->rack.count];
            if (t->id < TARGET_FIRST || t->id == TARGET_PRINT)
                continue;
            input = (struct input){
                .kind = INPUT_PRESS, .x = t->area.x, .y = t->area.y};
            take_both_ways(s, &input);
            input.kind = INPUT_RELEASE;
            parts += take_both_ways(s, &input);
        }
    }
    return parts;
}

static void a_page_touched_up_looks_as_one_drawn_anew(void **state)
{
    static const char *const WAYS[] = {
        "",     "5",      "52",      "52#",         "52#1#",
        "52#*", "52#1#9", "52#1#99", "52#1#999",    "52#1#9999*9*9",
        "51#",  "#",      "#52#*#",  "52#1#9999*9", "55#"};
    struct stage *s = &((struct world *)*state)->stage;
    int parts = 0;

    for (int small = 0; small < 2; small++) {
        canvas_resize(s->canvas, small ? 40 : 80, small ? 11 : 24);
        for (size_t i = 0; i < 2 * COUNT_OF(WAYS); i++) {
            stage_go(s, PLACE_ATTRACT);
            kiosk_abandon(s->kiosk);
            type(s, WAYS[i / 2]);
            parts += i % 2 ? answer_about(s) : walk_about(s);
        }
    }
    assert_true(parts > 500);
}

/* Two walks before one drawing, or a letter and a walk: all of it is drawn. */
static void a_walk_behind_other_news_is_drawn_with_them(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;
    const struct input chosen = {.kind = INPUT_TEXT, .text = "3"};
    const struct input down = {.kind = INPUT_KEY, .key = NAV_DOWN};

    type(s, "52#");
    stage_take(s, &chosen);
    stage_take(s, &down);
    stage_draw(s);
    char *page = canvas_dump(s->canvas);
    assert_non_null(strstr(page, GLYPH_CHOSEN));
    free(page);
}

static void the_answers_freeze_while_they_are_read_once_more(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;
    struct visit *visit = &s->kiosk->visit;

    type(s, "52#1#9999*9*9");
    assert_int_equal(s->place, PLACE_REVIEW);
    assert_false(visit_is_frozen(visit));
    rest(s);
    assert_int_equal(s->place, PLACE_REVIEW);
    assert_true(visit_is_frozen(visit));
    assert_true(stage_wait_ms(s) > 0);
    char *first = xstrdup(visit->response.body);
    type(s, "1");
    assert_false(visit_is_frozen(visit));
    type(s, "2#");
    rest(s);
    assert_int_equal(s->place, PLACE_REVIEW);
    assert_true(visit_is_frozen(visit));
    assert_string_not_equal(visit->response.body, first);
    free(first);
    char *second = xstrdup(visit->response.body);
    type(s, "#");
    assert_int_equal(s->place, PLACE_THANKS);
    assert_string_equal(visit->response.body, second);
    assert_int_equal(strlen(visit_code(visit)), SLIP_CODE_SIZE - 1);
    assert_int_equal(strlen(visit_token(visit)), TOKEN_DIGITS);
    free(second);
}

static void the_thanks_are_drawn_before_they_are_due(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;
    struct visit *visit = &s->kiosk->visit;

    type(s, "52#1#9999*9*9");
    assert_int_equal(s->foreseen, PLACE_STAY);
    char *review = canvas_dump(s->canvas);
    rest(s);
    assert_int_equal(s->foreseen, PLACE_THANKS);
    assert_string_equal(visit_receipt(visit), "");
    stage_draw(s);
    char *again = canvas_dump(s->canvas);
    assert_int_equal(strncmp(again, review, strcspn(review, "\n")), 0);
    char *ahead = canvas_dump(s->ahead);
    type(s, "#");
    char *thanks = canvas_dump(s->canvas);
    assert_string_equal(thanks, ahead);
    type(s, "#52#1");
    assert_int_equal(s->foreseen, PLACE_STAY);
    free(review);
    free(again);
    free(ahead);
    free(thanks);
}

static void a_review_that_is_left_keeps_nothing(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    type(s, "52#1#9999*9*9");
    rest(s);
    assert_true(visit_is_frozen(&s->kiosk->visit));
    type(s, "9#");
    assert_int_equal(s->place, PLACE_ATTRACT);
    struct status status;
    assert_int_equal(status_read(s->kiosk, &status), ERR_NONE);
    assert_int_equal(status.waiting, 0);
}

static void the_screen_knows_what_it_would_say(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    type(s, "52#");
    char *text = said(s);
    assert_non_null(strstr(text, "What does this street need first?"));
    assert_non_null(strstr(text, "Trees and shade"));
    assert_non_null(strstr(text, "Next"));
    assert_null(strstr(text, "chosen"));
    free(text);
    type(s, "3");
    text = said(s);
    assert_non_null(strstr(text, "chosen"));
    free(text);
}

static void another_language_loses_no_draft(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    type(s, "52#3*71*");
    assert_int_equal(s->place, PLACE_QUESTION);
    char *text = said(s);
    assert_non_null(strstr(text, "Árboles y sombra"));
    assert_non_null(strstr(text, "elegida"));
    free(text);
}

static void a_changed_answer_asks_what_it_uncovers(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    type(s, "52#1#999*9*9");
    assert_int_equal(s->place, PLACE_REVIEW);
    type(s, "1");
    assert_int_equal(s->place, PLACE_QUESTION);
    type(s, "5#");
    assert_int_equal(s->place, PLACE_QUESTION);
    assert_string_equal(session_question(s->kiosk->visit.session)->name,
                        "otra_cosa");
    type(s, "x#");
    assert_int_equal(s->place, PLACE_REVIEW);
}

static void leaving_is_asked_once_and_forgets_all(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    type(s, "52#3*#");
    assert_int_equal(s->place, PLACE_LEAVE);
    type(s, "0");
    assert_int_equal(s->place, PLACE_HELP);
    type(s, "#");
    assert_int_equal(s->place, PLACE_LEAVE);
    type(s, "#");
    assert_int_equal(s->place, PLACE_ATTRACT);
    assert_string_equal(s->kiosk->visit.language, "es");
}

/* Another form in place of the first one, with settings beside it. */
static void offer_instead(struct world *w, const char *form, const char *conf)
{
    char *path = xasprintf("%s/forms/form.conf", w->folder);

    copy_form(form, w->folder);
    assert_int_equal(file_write(path, conf, strlen(conf)), ERR_NONE);
    free(path);
    kiosk_reload(&w->kiosk);
}

static const char SENSITIVE[] = "tests/forms/kiosk/sensitive.xml";

static void a_sensitive_question_is_not_asked_without_a_reason(void **state)
{
    struct world *w = *state;
    struct stage *s = &w->stage;

    offer_instead(w, SENSITIVE, "asks = Ana\n");
    type(s, "52#");
    assert_int_equal(s->place, PLACE_QUESTION);
    type(s, "x#");
    assert_int_equal(s->place, PLACE_REVIEW);
    type(s, "#");
    assert_int_equal(s->place, PLACE_THANKS);
}

static void a_sensitive_question_is_asked_with_its_reason(void **state)
{
    struct world *w = *state;
    struct stage *s = &w->stage;

    offer_instead(w, SENSITIVE, "sensitive = The clinic must know.\n");
    type(s, "52#x#");
    assert_int_equal(s->place, PLACE_QUESTION);
    char *speech = said(s);
    assert_non_null(strstr(speech, "papers"));
    assert_non_null(strstr(speech, "The clinic must know."));
    free(speech);
}

static void arabic_is_mirrored(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    type(s, "55#");
    assert_true(canvas_is_mirrored(s->canvas));
    char *dump = canvas_dump(s->canvas);
    const char *cap = strstr(dump, "│ 2 │");
    assert_non_null(cap);
    const char *line = cap;
    while (line > dump && line[-1] != '\n')
        line--;
    char *before = xstrndup(line, (size_t)(cap - line));
    assert_true(text_width(before) > 60);
    free(before);
    free(dump);
}

static void every_size_can_be_drawn(void **state)
{
    struct stage *s = &((struct world *)*state)->stage;

    type(s, "52#");
    for (int width = 1; width <= 130; width += 3) {
        for (int height = 1; height <= 40; height += 3) {
            struct input size = {.kind = INPUT_RESIZE, .x = width, .y = height};
            stage_take(s, &size);
            stage_draw(s);
            assert_int_equal(canvas_width(s->canvas), width);
        }
    }
    assert_int_equal(s->place, PLACE_QUESTION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_smallest_page_of_thanks_has_the_number_in_each_language,
            open_world, close_world),
        cmocka_unit_test_setup_teardown(the_way_goes_from_attract_to_thanks,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(
            a_station_of_one_language_does_not_ask_for_it, open_world,
            close_world),
        cmocka_unit_test_setup_teardown(
            a_page_touched_up_looks_as_one_drawn_anew, open_world, close_world),
        cmocka_unit_test_setup_teardown(
            a_walk_behind_other_news_is_drawn_with_them, open_world,
            close_world),
        cmocka_unit_test_setup_teardown(
            the_answers_freeze_while_they_are_read_once_more, open_world,
            close_world),
        cmocka_unit_test_setup_teardown(
            the_thanks_are_drawn_before_they_are_due, open_world, close_world),
        cmocka_unit_test_setup_teardown(a_review_that_is_left_keeps_nothing,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(the_screen_knows_what_it_would_say,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(another_language_loses_no_draft,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(a_changed_answer_asks_what_it_uncovers,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(leaving_is_asked_once_and_forgets_all,
                                        open_world, close_world),
        cmocka_unit_test_setup_teardown(
            a_sensitive_question_is_not_asked_without_a_reason, open_world,
            close_world),
        cmocka_unit_test_setup_teardown(
            a_sensitive_question_is_asked_with_its_reason, open_world,
            close_world),
        cmocka_unit_test_setup_teardown(arabic_is_mirrored, open_world,
                                        close_world),
        cmocka_unit_test_setup_teardown(every_size_can_be_drawn, open_world,
                                        close_world),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
