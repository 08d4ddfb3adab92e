#include "place.h"
#include "stand.h"

static void each_item_has_a_place_of_its_own(void **state)
{
    struct stand *s = *state;
    const struct edition_item items[] = {
        item_of(PUBLICATION_FORM, "voz", "voz", "same"),
        item_of(PUBLICATION_MEDIA, "a.csv", "voz", "same"),
        item_of(PUBLICATION_MEDIA, "a.csv", "idea", "same"),
        item_of(PUBLICATION_THEME, "noche.theme", "", "same"),
    };
    static const char *const FINAL[] = {
        "forms/voz.xml", "forms/voz-media/a.csv", "forms/idea-media/a.csv",
        "published/theme/noche.theme"};

    for (size_t i = 0; i < COUNT_OF(items); i++) {
        char *final = place_final(&s->config, &items[i]);
        char *staged = place_staged(&s->config, &items[i]);
        assert_string_equal(final, path_of(s, FINAL[i]));
        for (size_t k = 0; k < i; k++) {
            char *before = place_staged(&s->config, &items[k]);
            assert_string_not_equal(staged, before);
            free(before);
        }
        free(staged);
        free(final);
    }
}

static void only_the_very_bytes_are_read(void **state)
{
    struct stand *s = *state;
    const struct edition_item item =
        item_of(PUBLICATION_THEME, "t", "", "wanted");
    static const char *const OTHERS[] = {"wantee", "wante", "wanted ", ""};
    char *path = path_of(s, "file");
    struct buf out;

    buf_init(&out, 0);
    assert_int_equal(place_read(path, &item, &out), ERR_MISSING);
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++) {
        put(path, OTHERS[i]);
        assert_int_equal(place_read(path, &item, &out), ERR_MISSING);
        assert_int_equal(out.size, 0);
    }
    put(path, "wanted");
    assert_int_equal(place_read(path, &item, &out), ERR_NONE);
    assert_string_equal(out.data, "wanted");
    assert_true(place_matches(&item, &out));
    buf_clear(&out);
}

static void a_file_moves_over_what_was_there(void **state)
{
    struct stand *s = *state;
    char *from = path_of(s, "staged/x"), *to = path_of(s, "deep/er/x");

    put(from, "new");
    assert_int_equal(place_move(from, to), ERR_NONE);
    assert_holds(to, "new");
    put(from, "newer");
    assert_int_equal(place_move(from, to), ERR_NONE);
    assert_holds(to, "newer");
    assert_holds(from, NULL);
    assert_int_not_equal(place_move(from, to), ERR_NONE);
    assert_holds(to, "newer");
}

static void what_is_published_no_more_goes_and_only_that(void **state)
{
    struct stand *s = *state;
    struct edition_item items[] = {
        item_of(PUBLICATION_THEME, "a", "", "a"),
        item_of(PUBLICATION_THEME, "ab", "", "ab"),
        item_of(PUBLICATION_BULLETIN, "news", "", "n"),
    };
    const struct edition all = {.items = items, .count = 3},
                         rest = {.items = items + 1, .count = 1};

    put(path_of(s, "published/theme/a"), "a");
    put(path_of(s, "published/theme/ab"), "ab");
    put(path_of(s, "published/theme/mine"), "m");
    put(path_of(s, "published/bulletin/news"), "n");
    assert_int_equal(place_remove_others(&s->lane, s->db, &all), ERR_NONE);
    assert_holds(path_of(s, "published/theme/a"), "a");
    assert_int_equal(place_remove_others(&s->lane, s->db, &rest), ERR_NONE);
    assert_holds(path_of(s, "published/theme/a"), NULL);
    assert_holds(path_of(s, "published/theme/ab"), "ab");
    assert_holds(path_of(s, "published/bulletin/news"), NULL);
    /* It was not this target that brought it. */
    assert_holds(path_of(s, "published/theme/mine"), "m");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_item_has_a_place_of_its_own),
        CASE(only_the_very_bytes_are_read),
        CASE(a_file_moves_over_what_was_there),
        CASE(what_is_published_no_more_goes_and_only_that),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
