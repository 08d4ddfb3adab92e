#include "lexicon.h"
#include "stand.h"
#include "wire/dictionary.h"

/* The dictionary of the stand's form with more in its instance. */
static void words_of(const char *version, const char *more, struct buf *out,
                     unsigned char key[DICTIONARY_KEY_SIZE])
{
    char *form = xasprintf(FORM, version, more);

    buf_init(out, 0);
    assert_true(dictionary_of_form(form, strlen(form), out));
    dictionary_key(out, key);
    free(form);
}

static void every_version_ever_published_gives_one(void **state)
{
    struct stand *p = *state;
    struct lexicon *lexicon = lexicon_new(p->archive);
    unsigned char one[DICTIONARY_KEY_SIZE], two[DICTIONARY_KEY_SIZE];
    struct buf first, second, out;

    buf_init(&out, 0);
    words_of("1", "", &first, one);
    words_of("2", "<c/>", &second, two);
    assert_int_equal(lexicon_find(lexicon, one, &out), ERR_NONE);
    assert_string_equal(out.data, first.data);
    assert_int_equal(lexicon_find(lexicon, two, &out), ERR_MISSING);
    assert_int_equal(out.size, first.size);
    /* One that is published meanwhile is learnt when it is asked for. */
    publish(p->archive, "2", "<c/>");
    buf_reset(&out);
    assert_int_equal(lexicon_find(lexicon, two, &out), ERR_NONE);
    assert_string_equal(out.data, second.data);
    buf_reset(&out);
    assert_int_equal(lexicon_find(lexicon, one, &out), ERR_NONE);
    assert_string_equal(out.data, first.data);
    buf_clear(&out);
    buf_clear(&first);
    buf_clear(&second);
    lexicon_free(lexicon);
    lexicon_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_version_ever_published_gives_one),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
