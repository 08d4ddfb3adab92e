#include "packing.h"
#include "record/response.h"
#include "shelf.h"
#include "stand.h"
#include "store/formfile.h"
#include "wire/dictionary.h"

static const char FORM[] =
    "<model><instance> <d id=\"voz\"><w/></d></instance>";

/* A form that the target brought. */
static void shelve(struct stand *s)
{
    const struct formfile file = {.target = s->lane.target->name,
                                  .form_id = "voz",
                                  .form_version = "1",
                                  .name = "voz.xml",
                                  .hash = "x"};

    assert_int_equal(
        shelf_put(s->config.forms_folder, "voz.xml", FORM, sizeof FORM - 1),
        ERR_NONE);
    assert_int_equal(formfile_replace(s->db, &file, 1), ERR_NONE);
}

static struct response answer_to(const char *form, const char *version)
{
    return (struct response){.form_id = (char *)(uintptr_t)form,
                             .form_version = (char *)(uintptr_t)version};
}

static enum squeeze_kind kind_for(struct stand *s, long version, bool lacks)
{
    struct packing packing;

    s->lane.hub_version = version;
    s->lane.hub_lacks_zstd = lacks;
    packing_init(&packing, &s->lane, s->db);
    enum squeeze_kind kind = packing.how.kind;
    packing_clear(&packing);
    return kind;
}

static void the_hub_is_sent_what_it_can_unpack(void **state)
{
    struct stand *s = *state;
    bool has = squeeze_knows(SQUEEZE_ZSTD);

    assert_int_equal(kind_for(s, 1, false),
                     has ? SQUEEZE_ZSTD : SQUEEZE_STORED);
    assert_int_equal(kind_for(s, 2, false),
                     has ? SQUEEZE_ZSTD : SQUEEZE_STORED);
    assert_int_equal(kind_for(s, 3, false), has ? SQUEEZE_ZSTD : SQUEEZE_ZLIB);
    assert_int_equal(kind_for(s, 3, true), SQUEEZE_ZLIB);
    assert_int_equal(kind_for(s, 4, true), SQUEEZE_ZLIB);
}

static void a_form_of_that_version_gives_a_dictionary(void **state)
{
    struct stand *s = *state;
    const struct response ours = answer_to("voz", "1"),
                          older = answer_to("voz", "0"),
                          foreign = answer_to("idea", "1");
    struct packing packing;

    shelve(s);
    s->lane.hub_version = 3;
    packing_init(&packing, &s->lane, s->db);
    packing_choose(&packing, &older);
    assert_null(packing.how.dictionary);
    packing_choose(&packing, &foreign);
    assert_null(packing.how.dictionary);
    assert_false(packing.has_helped);
    packing_choose(&packing, &ours);
    assert_non_null(packing.how.dictionary);
    assert_string_equal(packing.how.dictionary->data,
                        "<instance><d id=\"voz\"><w></w></d></instance>");
    packing_choose(&packing, &foreign);
    assert_null(packing.how.dictionary);
    assert_true(packing.has_helped);
    packing_clear(&packing);
}

static void neither_an_older_hub_nor_one_that_refused_it_gets_any(void **state)
{
    struct stand *s = *state;
    const struct response ours = answer_to("voz", "1");

    shelve(s);
    for (int i = 0; i < 2; i++) {
        struct packing packing;
        s->lane.hub_version = i ? 3 : 2;
        s->lane.is_plain = i;
        packing_init(&packing, &s->lane, s->db);
        packing_choose(&packing, &ours);
        assert_null(packing.how.dictionary);
        assert_false(packing.has_helped);
        packing_clear(&packing);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_hub_is_sent_what_it_can_unpack),
        CASE(a_form_of_that_version_gives_a_dictionary),
        CASE(neither_an_older_hub_nor_one_that_refused_it_gets_any),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
