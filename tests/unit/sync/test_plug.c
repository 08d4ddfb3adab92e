#include "plug.h"
#include "stand.h"

static void assert_said(struct stand *s, const char *part)
{
    char *said;

    assert_int_equal(outbox_recall(s->db, "stick_said", &said), ERR_NONE);
    if (*part)
        assert_non_null(strstr(said, part));
    else
        assert_string_equal(said, "");
    free(said);
    assert_int_equal(outbox_note(s->db, "stick_said", ""), ERR_NONE);
}

static void look(struct stand *s, struct plug *plug, bool asked)
{
    assert_int_equal(plug_look(plug, &s->config, s->db, asked), ERR_NONE);
}

static void sticks_at(struct stand *s, const char *name)
{
    free(s->config.sticks);
    s->config.sticks = xstrdup(path_of(s, name));
}

static void the_table_of_mounts_is_listened_to(void **state)
{
    struct plug plug;

    (void)state;
    plug_open(&plug);
    assert_true(plug.fd >= 0);
    plug_close(&plug);
    plug_close(&plug);
    assert_int_equal(plug.fd, -1);
}

static void a_stick_nobody_permits_is_served_only_when_asked(void **state)
{
    struct stand *s = *state;
    struct plug plug = {.fd = -1};

    sticks_at(s, "media");
    put(path_of(s, "media/ana/STICK/barrio/x"), "");
    look(s, &plug, false);
    assert_said(s, "");
    assert_int_equal(plug.served_count, 0);
    /* Without a hub's key nothing can be sealed: it is tried, and said. */
    look(s, &plug, true);
    assert_said(s, "could not be used");
    assert_int_equal(plug.served_count, 1);
    look(s, &plug, false);
    assert_said(s, "");
    assert_int_equal(plug.served_count, 1);
}

static void one_that_was_pulled_out_is_forgotten(void **state)
{
    struct stand *s = *state;
    struct plug plug = {.fd = -1};

    sticks_at(s, "media");
    put(path_of(s, "media/STICK/barrio/x"), "");
    look(s, &plug, true);
    assert_said(s, "could not be used");
    assert_int_equal(plug.served_count, 1);
    sticks_at(s, "elsewhere");
    look(s, &plug, false);
    assert_int_equal(plug.served_count, 0);
}

static void no_stick_is_said_when_asked(void **state)
{
    struct stand *s = *state;
    struct plug plug = {.fd = -1};

    sticks_at(s, "media");
    put(path_of(s, "media/STICK/photos/x"), "");
    put(path_of(s, "media/a/b/c/barrio/x"), "too deep");
    put(path_of(s, "media/FILE/barrio"), "no folder");
    look(s, &plug, false);
    assert_said(s, "");
    look(s, &plug, true);
    assert_said(s, "no stick with a folder barrio");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_table_of_mounts_is_listened_to),
        CASE(a_stick_nobody_permits_is_served_only_when_asked),
        CASE(one_that_was_pulled_out_is_forgotten),
        CASE(no_stick_is_said_when_asked),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
