#include "filling.h"

static void next_visits_what_is_relevant_in_order(void **state)
{
    struct filling f = begin("household.xml", NULL);
    struct session *s = f.session;

    (void)state;
    assert_int_equal(session_event(s), EVENT_BEGIN);
    assert_int_equal(session_next(s), EVENT_QUESTION);
    assert_string_equal(session_ref(s), "/data[1]/name[1]");
    session_next(s);
    session_next(s);
    session_next(s);
    assert_int_equal(session_next(s), EVENT_NEW_REPEAT);
    assert_string_equal(session_question(s)->label, "Person");
    assert_int_equal(session_next(s), EVENT_QUESTION);
    assert_string_equal(session_question(s)->name, "note");
    assert_int_equal(session_next(s), EVENT_END);
    assert_int_equal(session_previous(s), EVENT_QUESTION);
    take(&f, "/data/consent", "yes");
    assert_int_equal(session_previous(s), EVENT_QUESTION);
    assert_string_equal(session_question(s)->name, "why");
    assert_string_equal(session_question(s)->group_label, "Reasons");
    end(&f);
}

static void question_shows_texts_in_the_language_of_the_session(void **state)
{
    struct session_start start = {.language = "es"};
    struct filling f = begin("household.xml", &start);
    const struct question *q;

    (void)state;
    assert_string_equal(session_language(f.session), "Español (es)");
    session_next(f.session);
    q = session_question(f.session);
    assert_string_equal(q->label, "Su nombre");
    assert_string_equal(q->hint, "As on your papers");
    assert_string_equal(q->guidance, "Spell it");
    assert_string_equal(q->image, "jr://images/name.png");
    assert_true(q->required);
    assert_string_equal(q->required_message, "We need a name");
    take(&f, NULL, "Zoë");
    session_next(f.session);
    assert_string_equal(session_question(f.session)->label, "How old is Zoë?");
    take(&f, "/data/food", "rice bread");
    q = session_question_at(f.session, "/data/food");
    assert_string_equal(q->display, "Pan, Rice");
    assert_int_equal(session_set_language(f.session, "en"), ERR_NONE);
    assert_string_equal(session_question_at(f.session, "/data/food")->display,
                        "Bread, Rice");
    assert_int_equal(session_set_language(f.session, "xx"), ERR_MISSING);
    end(&f);
}

static void answer_refuses_and_keeps_the_old_value(void **state)
{
    struct filling f = begin("household.xml", NULL);
    struct session *s = f.session;

    (void)state;
    take(&f, "/data/age", "18");
    assert_int_equal(session_answer(s, "/data/age", "17"), ANSWER_CONSTRAINT);
    assert_string_equal(session_message(s), "Adults only");
    assert_int_equal(session_answer(s, "/data/age", "old"), ANSWER_TYPE);
    assert_int_equal(session_answer(s, "/data/food", "cake"), ANSWER_TYPE);
    assert_int_equal(session_answer(s, "/data/note", "x"), ANSWER_READONLY);
    assert_int_equal(session_answer(s, "/data/hidden/why", "x"),
                     ANSWER_UNKNOWN);
    assert_int_equal(session_answer(s, "/data/nothing", "x"), ANSWER_UNKNOWN);
    assert_string_equal(value(&f, "/data/age"), "18");
    assert_int_equal(session_answer(s, "/data/name", ""), ANSWER_REQUIRED);
    assert_string_equal(session_message(s), "We need a name");
    end(&f);
}

static void repeats_grow_shrink_and_are_counted(void **state)
{
    struct filling f = begin("household.xml", NULL);
    struct session *s = f.session;

    (void)state;
    while (session_next(s) != EVENT_NEW_REPEAT)
        continue;
    assert_int_equal(session_add_repeat(s, NULL), ERR_NONE);
    assert_string_equal(session_ref(s), "/data[1]/person[1]/who[1]");
    take(&f, "/data/person[1]/years", "30");
    assert_int_equal(session_add_repeat(s, "/data/person[2]"), ERR_NONE);
    take(&f, "/data/person[2]/years", "5");
    assert_int_equal(session_question(s)->repeat_position, 2);
    assert_int_equal(session_question(s)->repeat_count, 2);
    assert_int_equal(session_remove_repeat(s, "/data/person[1]"), ERR_NONE);
    assert_string_equal(value(&f, "/data/person[1]/years"), "5");
    char *text = body(&f);
    assert_non_null(strstr(text, "<person><who/><years>5</years><nth>1</nth>"
                                 "<adult>n</adult></person><count>1</count>"
                                 "<sum>5</sum>"));
    free(text);
    end(&f);
}

static void progress_counts_anew_after_an_answer(void **state)
{
    struct filling f = begin("household.xml", NULL);
    struct session *s = f.session;
    size_t number, total, before;

    (void)state;
    session_next(s);
    assert_non_null(session_question(s));
    session_progress(s, &number, &before);
    session_progress(s, &number, &total);
    assert_int_equal(total, before);
    take(&f, "/data/consent", "yes");
    session_progress(s, &number, &total);
    assert_int_equal(number, 1);
    assert_int_equal(total, before + 1);
    assert_non_null(session_question(s));
    session_next(s);
    session_progress(s, &number, &total);
    assert_int_equal(number, 2);
    end(&f);
}

static void jr_count_makes_instances_when_they_are_reached(void **state)
{
    struct filling f = begin("counted.xml", NULL);
    struct session *s = f.session;
    size_t number, total;

    (void)state;
    session_next(s);
    take(&f, NULL, "2");
    assert_int_equal(session_next(s), EVENT_REPEAT);
    assert_int_equal(session_next(s), EVENT_QUESTION);
    assert_int_equal(session_next(s), EVENT_REPEAT);
    assert_int_equal(session_next(s), EVENT_QUESTION);
    session_progress(s, &number, &total);
    assert_int_equal(number, 3);
    assert_int_equal(total, 3);
    assert_int_equal(session_next(s), EVENT_END);
    assert_int_equal(session_add_repeat(s, "/data/r[3]"), ERR_DENIED);
    assert_int_equal(session_remove_repeat(s, "/data/r[1]"), ERR_DENIED);
    end(&f);
}

/* Without an answer the walk ends; each answer lets it go on. */
static void a_count_that_grows_by_itself_ends(void **state)
{
    struct filling f = begin("growing.xml", NULL);
    const char *last = "/data/thing[101]/name", *more = "/data/thing[102]/name";

    (void)state;
    assert_true(session_is_valid(f.session));
    assert_string_equal(value(&f, last), "");
    assert_string_equal(value(&f, more), "(none)");
    take(&f, last, "a");
    assert_true(session_is_valid(f.session));
    assert_string_equal(value(&f, more), "");
    end(&f);
}

static void choices_follow_their_filter(void **state)
{
    struct session_start start = {.location = "19.43 -99.13 0 0",
                                  .now_ms = 1700000000000};
    struct filling f = begin("cascade.xml", &start);
    const struct question *q;

    (void)state;
    assert_int_equal(
        session_question_at(f.session, "/data/city")->choices_count, 0);
    take(&f, "/data/state", "n");
    q = session_question_at(f.session, "/data/city");
    assert_int_equal(q->choices_count, 2);
    assert_string_equal(q->choices[1].label, "Beta");
    take(&f, "/data/city", "b");
    take(&f, "/data/state", "s");
    q = session_question_at(f.session, "/data/city");
    assert_int_equal(q->choices_count, 1);
    assert_string_equal(q->value, "");
    char *text = body(&f);
    assert_non_null(strstr(text, "<copy>state s</copy>"));
    assert_non_null(strstr(text, "<loc>19.43 -99.13 0.0 0.0</loc>"));
    assert_non_null(strstr(text, "<when>2023-11-14</when>"));
    free(text);
    end(&f);
}

/* The list is read once; what is chosen of it belongs to each question. */
static void
a_list_that_never_changes_knows_what_each_question_chose(void **state)
{
    struct filling f = begin("list.xml", NULL);
    struct session *s = f.session;

    (void)state;
    assert_int_equal(session_add_repeat(s, "/data[1]/r[1]"), ERR_NONE);
    take(&f, NULL, "a");
    assert_true(session_question(s)->choices[0].selected);
    session_next(s);
    assert_int_equal(session_add_repeat(s, NULL), ERR_NONE);
    const struct question *q = session_question(s);
    assert_int_equal(q->choices_count, 3);
    assert_false(q->choices[0].selected);
    take(&f, NULL, "c");
    q = session_question(s);
    assert_true(q->choices[2].selected);
    const struct question *first =
        session_question_at(s, "/data[1]/r[1]/place[1]");
    assert_true(first->choices[0].selected);
    assert_false(first->choices[2].selected);
    assert_string_equal(first->display, "Alameda");
    assert_true(q->choices[2].selected);
    assert_string_equal(q->display, "Condesa");
    assert_int_equal(session_answer(s, NULL, "x"), ANSWER_TYPE);
    assert_string_equal(session_value(s, "/data[1]/r[2]/place[1]"), "c");
    assert_null(session_value(s, "/data[1]/r[3]/place[1]"));
    end(&f);
}

static void search_finds_choices_in_a_file(void **state)
{
    struct filling f = begin("searched.xml", NULL);
    const struct question *q;

    (void)state;
    take(&f, "/data/part", "second");
    q = session_question_at(f.session, "/data/ward");
    assert_int_equal(q->choices_count, 1);
    assert_string_equal(q->choices[0].value, "w2");
    assert_string_equal(q->choices[0].label, "The \"second\"");
    take(&f, "/data/part", "w");
    q = session_question_at(f.session, "/data/ward");
    assert_int_equal(q->choices_count, 2);
    end(&f);
}

/* Numbers are choices of the form's own, before and behind what is found; the
 * columns of the label are named in each language. */
static void search_leaves_the_forms_own_choices_in_place(void **state)
{
    struct filling f = begin("searched_beside.xml", NULL);
    const struct question *q = session_question_at(f.session, "/data/wards");
    size_t last = q->choices_count - 1;

    (void)state;
    assert_int_equal(q->choices_count, 4);
    assert_string_equal(q->choices[0].label, "None of them");
    assert_string_equal(q->choices[2].value, "w2");
    assert_string_equal(q->choices[2].label, "The \"second\"");
    assert_string_equal(q->choices[last].value, "-99");
    take(&f, "/data/wards", "0 w2 -99");
    assert_string_equal(value(&f, "/data/wards"), "0 w2 -99");
    assert_int_equal(session_answer(f.session, "/data/wards", "name"),
                     ANSWER_TYPE);
    assert_int_equal(session_set_language(f.session, "es"), ERR_NONE);
    q = session_question_at(f.session, "/data/wards");
    assert_string_equal(q->choices[0].label, "Ninguno");
    assert_string_equal(q->choices[2].label, "The \"second\" w2");
    char *text = body(&f);
    assert_non_null(strstr(text, "<said>The \"second\"</said>"));
    free(text);
    end(&f);
}

static size_t asked(struct filling *f, const char *name, bool *is_conditional)
{
    size_t count = 0;

    for (enum event e = session_next(f->session); e != EVENT_END;
         e = session_next(f->session)) {
        const struct question *q = session_question(f->session);
        if (e != EVENT_QUESTION || strcmp(q->name, name) != 0)
            continue;
        *is_conditional = q->is_conditional;
        count++;
    }
    return count;
}

static void everything_asks_what_conditions_would_pass_over(void **state)
{
    const struct session_start all = {.everything = true}, usual = {0};
    bool is_conditional = false;
    (void)state;

    struct filling f = begin("household.xml", &usual);
    assert_int_equal(asked(&f, "why", &is_conditional), 0);
    end(&f);
    f = begin("household.xml", &all);
    assert_int_equal(asked(&f, "why", &is_conditional), 1);
    assert_true(is_conditional);
    end(&f);
    f = begin("household.xml", &all);
    assert_int_equal(asked(&f, "name", &is_conditional), 1);
    assert_false(is_conditional);
    end(&f);
}

static void finish_leaves_out_what_is_not_relevant(void **state)
{
    struct filling f = begin("household.xml", NULL);
    struct response a = {.id = NULL}, b = {.id = NULL};

    (void)state;
    take(&f, "/data/consent", "yes");
    take(&f, "/data/hidden/why", "because");
    take(&f, "/data/consent", "no");
    assert_int_equal(session_finish(f.session, true, &a), ERR_NONE);
    assert_null(strstr(a.body, "because"));
    assert_null(strstr(a.body, "hidden"));
    assert_string_equal(a.id, session_id(f.session));
    assert_memory_equal(a.id, "uuid:", 5);
    assert_string_equal(a.form_id, "household");
    assert_string_equal(a.envelope.flags, "partial");
    assert_int_equal(session_finish(f.session, false, &b), ERR_NONE);
    assert_string_equal(a.body, b.body);
    response_clear(&a);
    response_clear(&b);
    end(&f);
}

static void renewed_the_same_answers_are_another_response(void **state)
{
    struct filling f = begin("household.xml", NULL);
    struct response a = {.id = NULL}, b = {.id = NULL};

    (void)state;
    take(&f, "/data/name", "Ana");
    assert_int_equal(session_finish(f.session, false, &a), ERR_NONE);
    session_renew(f.session);
    assert_false(session_is_frozen(f.session));
    assert_int_equal(session_finish(f.session, false, &b), ERR_NONE);
    assert_string_not_equal(a.id, b.id);
    assert_memory_not_equal(a.key, b.key, sizeof a.key);
    assert_null(strstr(b.body, a.id));
    assert_non_null(strstr(b.body, b.id));
    assert_non_null(strstr(b.body, "Ana"));
    assert_int_equal(a.body_size, b.body_size);
    response_clear(&a);
    response_clear(&b);
    end(&f);
}

static void validate_moves_to_the_first_refusal(void **state)
{
    struct filling f = begin("household.xml", NULL);

    (void)state;
    assert_int_equal(session_validate(f.session), ERR_CONFLICT);
    assert_string_equal(session_ref(f.session), "/data[1]/name[1]");
    take(&f, NULL, "Ana");
    assert_int_equal(session_validate(f.session), ERR_NONE);
    end(&f);
}

static void what_is_not_known_any_more_is_no_place(void **state)
{
    const struct session_start start = {.location = "19.4 -99.1 0 0"};
    struct filling f = begin("household.xml", &start);

    (void)state;
    assert_string_equal(session_location(f.session), "19.4 -99.1 0 0");
    session_set_location(f.session, "");
    assert_string_equal(session_location(f.session), "");
    session_set_location(f.session, "20 -99 0 0");
    assert_string_equal(session_location(f.session), "20 -99 0 0");
    end(&f);
}

static void new_refuses_a_form_that_cannot_be_computed(void **state)
{
    struct xform *form;
    struct session *session;

    (void)state;
    assert_int_equal(xform_open(&form, FOLDER "unknown.xml"), ERR_NONE);
    assert_int_equal(session_new(&session, form, NULL), ERR_FORMAT);
    xform_free(form);
}

static bool count_one(void *context, const struct question *question)
{
    size_t *count = context;

    assert_non_null(question->ref);
    return ++*count < 3;
}

static void audit_names_positions_at_repeats_only(void **state)
{
    static const char *const REFS[][2] = {
        {"/data[1]/name[1]", "/data/name"},
        {"/data[1]/person[1]/who[1]", "/data/person[1]/who"},
        {"/data[1]/nobody[1]", ""},
    };
    const struct session_start start = {.audit = "audit.csv"};
    struct filling f = begin("household.xml", &start);
    struct buf out;

    (void)state;
    assert_int_equal(session_add_repeat(f.session, "/data/person[1]"),
                     ERR_NONE);
    for (size_t i = 0; i < COUNT_OF(REFS); i++) {
        buf_init(&out, 0);
        session_print_audit_ref(f.session, REFS[i][0], &out);
        assert_string_equal(buf_text(&out), REFS[i][1]);
        buf_clear(&out);
    }
    assert_false(session_is_audited(f.session)); /* it does not ask for one */
    end(&f);
}

static void each_stops_when_told(void **state)
{
    struct filling f = begin("household.xml", NULL);
    size_t count = 0;

    (void)state;
    session_each(f.session, count_one, &count);
    assert_int_equal(count, 3);
    assert_int_equal(session_event(f.session), EVENT_BEGIN);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_visits_what_is_relevant_in_order),
        cmocka_unit_test(question_shows_texts_in_the_language_of_the_session),
        cmocka_unit_test(answer_refuses_and_keeps_the_old_value),
        cmocka_unit_test(repeats_grow_shrink_and_are_counted),
        cmocka_unit_test(progress_counts_anew_after_an_answer),
        cmocka_unit_test(jr_count_makes_instances_when_they_are_reached),
        cmocka_unit_test(a_count_that_grows_by_itself_ends),
        cmocka_unit_test(choices_follow_their_filter),
        cmocka_unit_test(
            a_list_that_never_changes_knows_what_each_question_chose),
        cmocka_unit_test(search_finds_choices_in_a_file),
        cmocka_unit_test(search_leaves_the_forms_own_choices_in_place),
        cmocka_unit_test(everything_asks_what_conditions_would_pass_over),
        cmocka_unit_test(finish_leaves_out_what_is_not_relevant),
        cmocka_unit_test(renewed_the_same_answers_are_another_response),
        cmocka_unit_test(validate_moves_to_the_first_refusal),
        cmocka_unit_test(what_is_not_known_any_more_is_no_place),
        cmocka_unit_test(new_refuses_a_form_that_cannot_be_computed),
        cmocka_unit_test(audit_names_positions_at_repeats_only),
        cmocka_unit_test(each_stops_when_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
