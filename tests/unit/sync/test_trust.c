#include "stand.h"

struct hub {
    struct sign_key key;
    char printed[NOTE_VERIFIER_SIZE];
};

static void hub_make(struct hub *hub, const char *name)
{
    struct note_verifier verifier;

    sign_key_new(&hub->key, name);
    note_verifier_of(&verifier, &hub->key, NOTE_SIGNATURE);
    note_verifier_print(&verifier, hub->printed);
}

/* Judges an edition of that number that names key and is signed by one hub or
 * two. */
static enum trouble judge(struct stand *s, int64_t number, const char *key,
                          const struct hub *one, const struct hub *two)
{
    const struct edition edition = {
        .number = number, .time_s = 1795862400, .key = key};
    struct edition out;
    struct buf note;

    buf_init(&note, 0);
    edition_write(&note, &edition);
    assert_int_equal(note_sign(&note, &one->key), ERR_NONE);
    if (two)
        assert_int_equal(note_sign(&note, &two->key), ERR_NONE);
    enum trouble trouble =
        trust_judge(&s->lane, s->db, note.data, note.size, s->arena, &out);
    buf_clear(&note);
    return trouble;
}

static void the_first_key_is_trusted_and_no_other(void **state)
{
    struct stand *s = *state;
    struct hub ours, other;

    hub_make(&ours, "hub.example/1");
    hub_make(&other, "hub.example/2");
    assert_int_equal(judge(s, 10, ours.printed, &ours, NULL), TROUBLE_NONE);
    assert_int_equal(judge(s, 11, other.printed, &other, NULL),
                     TROUBLE_FOREIGN_KEY);
    assert_int_equal(judge(s, 11, ours.printed, &other, NULL),
                     TROUBLE_FOREIGN_KEY);
    assert_int_equal(judge(s, 11, ours.printed, &ours, NULL), TROUBLE_NONE);
    sign_key_clear(&ours.key);
    sign_key_clear(&other.key);
}

static void a_key_of_the_settings_is_not_overruled(void **state)
{
    struct stand *s = *state;
    struct hub ours, other;

    hub_make(&ours, "hub.example/1");
    hub_make(&other, "hub.example/2");
    free(s->config.first.hub_key);
    s->config.first.hub_key = xstrdup(ours.printed);
    assert_int_equal(judge(s, 10, other.printed, &other, NULL),
                     TROUBLE_FOREIGN_KEY);
    assert_int_equal(judge(s, 10, ours.printed, &ours, NULL), TROUBLE_NONE);
    /* Another one in the settings begins anew. */
    free(s->config.first.hub_key);
    s->config.first.hub_key = xstrdup(other.printed);
    assert_int_equal(judge(s, 11, ours.printed, &ours, NULL),
                     TROUBLE_FOREIGN_KEY);
    assert_int_equal(judge(s, 11, other.printed, &other, NULL), TROUBLE_NONE);
    sign_key_clear(&ours.key);
    sign_key_clear(&other.key);
}

static void a_successor_must_be_vouched_for_and_sign_itself(void **state)
{
    struct stand *s = *state;
    struct hub old, new;

    hub_make(&old, "hub.example/1");
    hub_make(&new, "hub.example/2");
    assert_int_equal(judge(s, 10, old.printed, &old, NULL), TROUBLE_NONE);
    assert_int_equal(judge(s, 11, new.printed, &old, NULL),
                     TROUBLE_FOREIGN_KEY);
    assert_int_equal(judge(s, 11, new.printed, &old, &new), TROUBLE_NONE);
    assert_int_equal(judge(s, 12, new.printed, &new, NULL), TROUBLE_NONE);
    assert_int_equal(judge(s, 13, old.printed, &old, NULL),
                     TROUBLE_FOREIGN_KEY);
    sign_key_clear(&old.key);
    sign_key_clear(&new.key);
}

static void nothing_older_and_nothing_else_of_the_same_number(void **state)
{
    struct stand *s = *state;
    struct hub hub, next;

    hub_make(&hub, "hub.example/1");
    hub_make(&next, "hub.example/2");
    assert_int_equal(judge(s, 10, hub.printed, &hub, NULL), TROUBLE_NONE);
    assert_int_equal(judge(s, 9, hub.printed, &hub, NULL), TROUBLE_ROLLBACK);
    assert_int_equal(judge(s, 10, hub.printed, &hub, NULL), TROUBLE_NONE);
    assert_int_equal(judge(s, 10, next.printed, &hub, &next), TROUBLE_ROLLBACK);
    sign_key_clear(&hub.key);
    sign_key_clear(&next.key);
}

static void what_is_no_note_is_damaged(void **state)
{
    static const char *const TEXTS[] = {"", "<html>log in</html>",
                                        "barrio.edition/1\nnumber 1\n"};
    struct stand *s = *state;
    struct edition out;

    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        assert_int_equal(trust_judge(&s->lane, s->db, TEXTS[i],
                                     strlen(TEXTS[i]), s->arena, &out),
                         TROUBLE_DAMAGED_EDITION);
}

static void each_target_has_notes_of_its_own(void **state)
{
    struct stand *s = *state;
    struct target second = {.name = (char *)(uintptr_t) "ministry"};
    struct lane other = {.config = &s->config, .target = &second};

    assert_int_equal(trust_note(&s->lane, s->db, "x", "ours"), ERR_NONE);
    assert_int_equal(trust_note(&other, s->db, "x", "theirs"), ERR_NONE);
    char *a = trust_recall(&s->lane, s->db, "x");
    char *b = trust_recall(&other, s->db, "x");
    char *c = trust_recall(&other, s->db, "y");
    assert_string_equal(a, "ours");
    assert_string_equal(b, "theirs");
    assert_string_equal(c, "");
    free(a);
    free(b);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_first_key_is_trusted_and_no_other),
        CASE(a_key_of_the_settings_is_not_overruled),
        CASE(a_successor_must_be_vouched_for_and_sign_itself),
        CASE(nothing_older_and_nothing_else_of_the_same_number),
        CASE(what_is_no_note_is_damaged),
        CASE(each_target_has_notes_of_its_own),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
