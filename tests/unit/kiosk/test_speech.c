#include "world.h"

#include <fcntl.h>
#include <signal.h>

enum { MOST = 16384 };

/* A stage whose voice is heard by this test. */
struct heard {
    struct world *world;
    int ear;
    char text[MOST];
};

static int open_heard(void **state)
{
    struct heard *h = xcalloc(1, sizeof *h);
    int ends[2], wrong = open_world((void **)&h->world);
    struct stage *s = &h->world->stage;

    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    set(&h->world->kiosk.config.voice, "/nowhere");
    s->speech.speaker = (struct speaker){.is_open = true, .to = ends[1]};
    s->ease.voice = true;
    h->ear = ends[0];
    *state = h;
    return wrong;
}

static int close_heard(void **state)
{
    struct heard *h = *state;

    close(h->ear);
    int wrong = close_world((void **)&h->world);
    free(h);
    return wrong;
}

/* What is said of these keys, without what was said before. */
static const char *hear(struct heard *h, const char *keys)
{
    char rest[512];
    struct stage *s = &h->world->stage;

    stage_draw(s);
    while (read(h->ear, rest, sizeof rest) > 0)
        continue;
    type(s, keys);
    ssize_t size = read(h->ear, h->text, MOST - 1);
    h->text[size > 0 ? size : 0] = '\0';
    return h->text;
}

static void a_page_is_read_with_its_keys(void **state)
{
    const char *text = hear(*state, "52#");

    assert_non_null(strstr(text, "say What does this street need first?\n"));
    assert_non_null(strstr(text, "say 3: Trees and shade\n"));
    assert_non_null(strstr(text, "say hash: Next\n"));
    assert_non_null(strstr(text, "language en\n"));
}

static void only_what_changed_is_said_of_the_same_page(void **state)
{
    struct heard *h = *state;

    hear(h, "52#");
    const char *text = hear(h, "3");
    assert_non_null(strstr(text, "stop\n"));
    assert_non_null(strstr(text, "say 3: Trees and shade, chosen\n"));
    assert_null(strstr(text, "What does this street need first?"));
}

static void what_is_wrong_comes_first(void **state)
{
    struct heard *h = *state;

    hear(h, "52#");
    const char *text = hear(h, "#");
    const char *wrong = strstr(text, "say We need an answer here.\n");
    const char *question = strstr(text, "say What does this street");
    assert_non_null(wrong);
    assert_true(question > wrong);
}

/* Help, voice, and what is found of an answer. */
static void sheets_over_a_page_are_read_as_well(void **state)
{
    struct heard *h = *state;

    hear(h, "52");
    assert_non_null(strstr(hear(h, "*"), "say Your answers are still here."));
    assert_non_null(strstr(hear(h, "4"), "say 7: Softer. "));
    hear(h, "**");
    assert_non_null(strstr(hear(h, "8"), "say Find your answer\n"));
    /* What is typed there is heard. */
    assert_non_null(strstr(hear(h, "7"), "7\n"));
}

/* The warning that the page was read with is replaced by the one that there is
 * no voice, while the page is still being read. */
static void a_voice_that_dies_over_a_warning_leaves_nothing_behind(void **state)
{
    struct heard *h = *state;
    struct stage *s = &h->world->stage;

    hear(h, "52#");
    stage_complain(s, "A warning that is longer than two words");
    s->speech.begun_ms = s->now_ms; /* so that none is begun again */
    close(h->ear);
    stage_draw(s);
    h->ear = open("/dev/null", O_RDONLY);
    assert_false(s->ease.voice);
    assert_string_equal(s->message, "There is no voice here.");
    assert_string_equal(s->speech.message,
                        "A warning that is longer than two words");
}

static void without_headphones_no_word_is_said(void **state)
{
    struct heard *h = *state;

    set(&h->world->kiosk.config.headphones, "/nowhere");
    assert_null(strstr(hear(h, "52#"), "say "));
}

static void a_voice_that_dies_at_once_is_not_tried_again(void **state)
{
    struct heard *h = *state;
    struct stage *s = &h->world->stage;

    hear(h, "52#");
    s->ease.blank = true;
    s->speech.begun_ms = s->now_ms + 60000;
    close(h->ear);
    type(s, "3");
    assert_false(s->ease.voice);
    /* Nobody is left in the dark without a voice. */
    assert_false(s->ease.blank);
    h->ear = -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_is_read_with_its_keys,
                                        open_heard, close_heard),
        cmocka_unit_test_setup_teardown(
            only_what_changed_is_said_of_the_same_page, open_heard,
            close_heard),
        cmocka_unit_test_setup_teardown(sheets_over_a_page_are_read_as_well,
                                        open_heard, close_heard),
        cmocka_unit_test_setup_teardown(what_is_wrong_comes_first, open_heard,
                                        close_heard),
        cmocka_unit_test_setup_teardown(
            a_voice_that_dies_over_a_warning_leaves_nothing_behind, open_heard,
            close_heard),
        cmocka_unit_test_setup_teardown(without_headphones_no_word_is_said,
                                        open_heard, close_heard),
        cmocka_unit_test_setup_teardown(
            a_voice_that_dies_at_once_is_not_tried_again, open_heard,
            close_heard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
