#include "filling.h"

static void resume_brings_back_answers_and_edits_get_a_new_id(void **state)
{
    struct filling f = begin("household.xml", NULL);

    (void)state;
    take(&f, "/data/name", "Ana <&>");
    assert_int_equal(session_add_repeat(f.session, "/data/person[1]"),
                     ERR_NONE);
    assert_int_equal(session_add_repeat(f.session, "/data/person[2]"),
                     ERR_NONE);
    take(&f, "/data/person[2]/who", "Bea");
    char *text = body(&f);
    char *id = xstrdup(session_id(f.session));
    end(&f);

    struct session_start start = {
        .instance = text, .instance_size = strlen(text), .edit = true};
    f = begin("household.xml", &start);
    assert_string_equal(value(&f, "/data/name"), "Ana <&>");
    assert_string_equal(value(&f, "/data/person[2]/who"), "Bea");
    assert_string_not_equal(session_id(f.session), id);
    char *again = body(&f);
    char *deprecated = xasprintf("deprecatedID>%s<", id);
    assert_non_null(strstr(again, deprecated));
    free(deprecated);
    free(again);
    free(text);
    free(id);
    end(&f);
}

static void resume_asks_what_an_older_form_did_not(void **state)
{
    static const char OLD[] = "<data id=\"household\"><name>Ana</name>"
                              "<consent>no</consent></data>";
    struct session_start start = {.instance = OLD,
                                  .instance_size = sizeof OLD - 1};
    struct filling f = begin("household.xml", &start);

    (void)state;
    assert_string_equal(value(&f, "/data/name"), "Ana");
    take(&f, "/data/age", "40");
    assert_int_equal(session_answer(f.session, "/data/hidden/why", "x"),
                     ANSWER_UNKNOWN);
    take(&f, "/data/consent", "yes");
    take(&f, "/data/hidden/why", "x");
    end(&f);
}

static void resume_refuses_the_instance_of_another_form(void **state)
{
    static const char OTHER[] = "<data id=\"other\"/>";
    struct session_start start = {.instance = OTHER,
                                  .instance_size = sizeof OTHER - 1};
    struct xform *form;
    struct session *session;

    (void)state;
    assert_int_equal(xform_open(&form, FOLDER "household.xml"), ERR_NONE);
    assert_int_equal(session_new(&session, form, &start), ERR_FORMAT);
    assert_null(session);
    xform_free(form);
}

static bool is_written(const struct filling *f, const char *wanted)
{
    struct buf bytes;

    buf_init(&bytes, 0);
    session_write(f->session, &bytes);
    bool found = strstr(buf_text(&bytes), wanted) != NULL;
    buf_clear(&bytes);
    return found;
}

/* While a log is given again nothing is loaded but where the log says so. */
static void a_replayed_instance_is_loaded_when_it_is_said(void **state)
{
    static const char SAVED[] =
        "<data id=\"events\"><load>before</load></data>";
    struct session_start start = {.instance = SAVED,
                                  .instance_size = strlen(SAVED)};
    struct filling loaded = begin("../spec/events.xml", &start);
    start.is_replayed = true;
    struct filling f = begin("../spec/events.xml", &start);

    (void)state;
    assert_true(is_written(&loaded, "<load>l</load>"));
    assert_true(is_written(&f, "<load>before</load>"));
    assert_true(session_acts_on_load(f.session));
    session_load_again(f.session);
    assert_true(is_written(&f, "<load>l</load>"));
    end(&loaded);
    end(&f);
    f = begin("household.xml", NULL);
    assert_false(session_acts_on_load(f.session));
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resume_brings_back_answers_and_edits_get_a_new_id),
        cmocka_unit_test(resume_asks_what_an_older_form_did_not),
        cmocka_unit_test(resume_refuses_the_instance_of_another_form),
        cmocka_unit_test(a_replayed_instance_is_loaded_when_it_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
