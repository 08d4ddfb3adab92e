#include "fetch.h"
#include "place.h"
#include "staging.h"
#include "stand.h"

static const char FORM[] =
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
    "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>V</h:title>"
    "<model><instance><data id=\"%s\" version=\"%d\"><w/><meta><instanceID/>"
    "</meta></data></instance><bind nodeset=\"/data/w\" type=\"string\"/>"
    "</model></h:head><h:body><input ref=\"/data/w\"><label>W</label></input>"
    "</h:body></h:html>";

static char *form_text(struct stand *s, const char *id, int version)
{
    char *text = xasprintf(FORM, id, version);
    char *copy = arena_strdup(s->arena, text);

    free(text);
    return copy;
}

static void stage(struct stand *s, const struct edition_item *item,
                  const char *content)
{
    char *path = place_staged(&s->config, item);

    put(path, content);
    free(path);
}

/* Whether all of the edition is staged or in place; nothing is fetched: what
 * is missing would be asked of a hub that is not there. */
static bool fill(struct stand *s, const struct edition *edition)
{
    struct fetch fetch = {&s->lane, s->db, true, false};

    assert_int_equal(staging_fill(&fetch, edition), ERR_NONE);
    return fetch.complete && !fetch.over;
}

static void all_that_is_staged_changes_places_at_once(void **state)
{
    struct stand *s = *state;
    char *form = form_text(s, "voz", 1);
    struct edition_item items[] = {
        item_of(PUBLICATION_FORM, "voz", "voz", form),
        item_of(PUBLICATION_MEDIA, "a.csv", "voz", "name\n1\n"),
        item_of(PUBLICATION_THEME, "noche", "", "colours"),
    };
    const struct edition edition = {.number = 7, .items = items, .count = 3};

    stage(s, &items[0], form);
    stage(s, &items[1], "name\n1\n");
    stage(s, &items[2], "colours");
    assert_true(fill(s, &edition));
    assert_holds(path_of(s, "forms/voz.xml"), NULL);
    assert_int_equal(staging_begin(&s->config, "note", 4), ERR_NONE);
    assert_int_equal(staging_switch(&s->lane, s->db, &edition), ERR_NONE);
    assert_holds(path_of(s, "forms/voz.xml"), form);
    assert_holds(path_of(s, "forms/voz-media/a.csv"), "name\n1\n");
    assert_holds(path_of(s, "published/theme/noche"), "colours");
    /* As after a power cut before its end: once more does no harm. */
    assert_int_equal(staging_switch(&s->lane, s->db, &edition), ERR_NONE);
    assert_int_equal(staging_end(&s->config), ERR_NONE);
    assert_holds(path_of(s, "staged/edition"), NULL);
    assert_int_equal(staging_end(&s->config), ERR_NONE);
    assert_true(fill(s, &edition));
}

static void a_new_version_keeps_the_old_one_apart(void **state)
{
    struct stand *s = *state;

    for (int version = 1; version <= 2; version++) {
        char *form = form_text(s, "voz", version);
        struct edition_item item =
            item_of(PUBLICATION_FORM, "voz", "voz", form);
        item.version = version == 1 ? "1" : "2";
        const struct edition edition = {.items = &item, .count = 1};
        stage(s, &item, form);
        assert_true(fill(s, &edition));
        assert_int_equal(staging_switch(&s->lane, s->db, &edition), ERR_NONE);
        assert_holds(path_of(s, "forms/voz.xml"), form);
    }
    char *command =
        xasprintf("grep -q 'version=\"1\"' %s/forms/old/*", s->folder);
    assert_int_equal(system(command), 0);
    free(command);
    assert_int_equal(staging_switch(&s->lane, s->db, &(struct edition){0}),
                     ERR_NONE);
    assert_holds(path_of(s, "forms/voz.xml"), NULL);
}

static void an_unusable_form_is_left_out_with_its_files(void **state)
{
    struct stand *s = *state;
    char *good = form_text(s, "voz", 1), *foreign = form_text(s, "other", 1);
    struct edition_item items[] = {
        item_of(PUBLICATION_FORM, "voz", "voz", good),
        item_of(PUBLICATION_FORM, "cut", "cut", "<h:html>cut"),
        item_of(PUBLICATION_MEDIA, "b.csv", "cut", "b"),
        item_of(PUBLICATION_FORM, "idea", "idea", foreign),
    };
    const struct edition edition = {.items = items, .count = 4};

    stage(s, &items[0], good);
    stage(s, &items[1], "<h:html>cut");
    stage(s, &items[2], "b");
    stage(s, &items[3], foreign);
    assert_true(fill(s, &edition));
    assert_int_equal(s->lane.trouble, TROUBLE_BAD_FORM);
    assert_int_equal(staging_switch(&s->lane, s->db, &edition), ERR_NONE);
    assert_holds(path_of(s, "forms/voz.xml"), good);
    assert_holds(path_of(s, "forms/cut.xml"), NULL);
    assert_holds(path_of(s, "forms/cut-media/b.csv"), NULL);
    assert_holds(path_of(s, "forms/idea.xml"), NULL);
}

static void what_is_too_large_is_not_asked_for(void **state)
{
    struct stand *s = *state;
    struct edition_item item = item_of(PUBLICATION_THEME, "t", "", "x");
    const struct edition edition = {.items = &item, .count = 1};

    item.size = 1ULL << 40;
    assert_false(fill(s, &edition));
    assert_int_equal(s->lane.trouble, TROUBLE_LARGE_FORM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(all_that_is_staged_changes_places_at_once),
        CASE(a_new_version_keeps_the_old_one_apart),
        CASE(an_unusable_form_is_left_out_with_its_files),
        CASE(what_is_too_large_is_not_asked_for),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
