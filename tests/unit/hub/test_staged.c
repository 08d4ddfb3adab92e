#include "staged.h"

#include "base/arena.h"
#include "base/file.h"
#include "complaint.h"
#include "staged_folder.h"
#include "stand.h"

static const int64_t NOW = 1795000000000;
static const int64_t DAY = 24LL * 3600 * 1000;

/* One file beside the form. */
static enum err medium(void *context, size_t i, const char **name,
                       struct buf *out)
{
    (void)context;
    if (i)
        return ERR_MISSING;
    *name = "lista.csv";
    buf_puts(out, "name,label\n");
    return ERR_NONE;
}

struct brought {
    struct arena *arena;
    struct complaints warnings;
    struct buf document, itemsets;
};

static struct brought bring(void)
{
    struct brought b = {.arena = arena_new()};

    complaints_init(&b.warnings);
    buf_init(&b.document, 0);
    buf_init(&b.itemsets, 0);
    buf_puts(&b.document, "<form/>");
    return b;
}

static void clear(struct brought *b)
{
    buf_clear(&b->itemsets);
    buf_clear(&b->document);
    complaints_clear(&b->warnings);
    arena_free(b->arena);
}

static void add(struct stand *p, const struct brought *b, const char *name,
                int64_t now_ms, char id[UUID_TEXT_SIZE])
{
    assert_int_equal(staged_add(p->archive,
                                &(struct staging){.name = name,
                                                  .who = "Ana",
                                                  .now_ms = now_ms,
                                                  .document = &b->document,
                                                  .itemsets = &b->itemsets,
                                                  .warnings = &b->warnings,
                                                  .medium = medium},
                                id),
                     ERR_NONE);
}

static void what_is_staged_is_unpacked_with_its_files(void **state)
{
    struct stand *p = *state;
    struct brought b = bring();
    char id[UUID_TEXT_SIZE];
    struct staged found;

    add(p, &b, "a\tb\n.xml", NOW, id);
    assert_int_equal(staged_find(p->archive, id, b.arena, &found), ERR_NONE);
    assert_string_equal(found.name, "a b .xml");
    assert_string_equal(found.who, "Ana");
    assert_true(found.made_ms == NOW);
    const char *folder = arena_printf(b.arena, "%s/look/form", p->folder);
    assert_int_equal(staged_unpack(p->archive, id, folder), ERR_NONE);
    assert_true(file_exists(arena_printf(b.arena, "%s/form.xml", folder)));
    assert_true(
        file_exists(arena_printf(b.arena, "%s/form-media/lista.csv", folder)));
    assert_int_equal(staged_remove(p->archive, id), ERR_NONE);
    assert_int_equal(staged_find(p->archive, id, b.arena, &found), ERR_MISSING);
    assert_int_equal(staged_unpack(p->archive, id, folder), ERR_MISSING);
    clear(&b);
}

/* As long as the door lets it in. */
static void a_long_name_is_found_as_well(void **state)
{
    struct stand *p = *state;
    struct brought b = bring();
    char id[UUID_TEXT_SIZE], name[8001];
    struct staged found;

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    add(p, &b, name, NOW, id);
    assert_int_equal(staged_find(p->archive, id, b.arena, &found), ERR_NONE);
    assert_string_equal(found.name, name);
    clear(&b);
}

static void warnings_come_back_as_they_were(void **state)
{
    struct stand *p = *state;
    struct brought b = bring();
    char id[UUID_TEXT_SIZE];
    struct complaints again;

    complaints_add(&b.warnings,
                   &(struct complaint){.where = "sheet survey, row 2",
                                       .what = "A label is missing.",
                                       .shown = "text | uno"});
    complaints_add(&b.warnings,
                   &(struct complaint){
                       .where = "", .line = 7, .what = "Odd.", .shown = ""});
    add(p, &b, "a.md", NOW, id);
    complaints_init(&again);
    assert_int_equal(staged_warnings(p->archive, id, &again), ERR_NONE);
    assert_int_equal(again.count, 2);
    assert_string_equal(again.list[0].where, "sheet survey, row 2");
    assert_string_equal(again.list[0].shown, "text | uno");
    assert_int_equal(again.list[1].line, 7);
    assert_string_equal(again.list[1].what, "Odd.");
    complaints_clear(&again);
    clear(&b);
}

static void count(void *context, const struct staged *staged)
{
    size_t *n = context;

    (void)staged;
    ++*n;
}

static void the_oldest_make_room(void **state)
{
    struct stand *p = *state;
    struct brought b = bring();
    char id[UUID_TEXT_SIZE], first[UUID_TEXT_SIZE];
    struct staged found;
    size_t n = 0;

    add(p, &b, "old.md", NOW - 8 * DAY, id);
    add(p, &b, "first.md", NOW, first);
    assert_int_equal(staged_find(p->archive, id, b.arena, &found), ERR_MISSING);
    for (int i = 1; i <= 20; i++)
        add(p, &b, "more.md", NOW + i, id);
    assert_int_equal(staged_each(p->archive, count, &n), ERR_NONE);
    assert_int_equal(n, 20);
    assert_int_equal(staged_find(p->archive, first, b.arena, &found),
                     ERR_MISSING);
    assert_int_equal(staged_find(p->archive, id, b.arena, &found), ERR_NONE);
    clear(&b);
}

/* A second hub on the archive is asked for what the first one took. */
static void each_hub_on_the_archive_has_it(void **state)
{
    struct stand *p = *state;
    struct brought b = bring();
    struct archive *other;
    char id[UUID_TEXT_SIZE];
    struct staged found;

    add(p, &b, "a.md", NOW, id);
    assert_int_equal(
        archive_open(&other, p->folder,
                     getenv("BARRIO_TEST_DATABASE") ? p->address : ""),
        ERR_NONE);
    assert_int_equal(staged_find(other, id, b.arena, &found), ERR_NONE);
    assert_string_equal(found.name, "a.md");
    archive_close(other);
    clear(&b);
}

/* What a hub that kept them as folders wrote. */
static const char *write_folder(const struct stand *p, struct arena *arena,
                                const char *id, const char *about)
{
    static const char WARNINGS[] =
        "0\tsheet survey, row 2\tA label is missing.\ttext | uno\n"
        "7\t\tOdd.\t\n";
    const char *folder = arena_printf(arena, "%s/staged", p->folder);
    const char *home = arena_printf(arena, "%s/%s", folder, id);
    const char *media = arena_printf(arena, "%s/form/form-media", home);

    assert_int_equal(file_make_folder(media), ERR_NONE);
    assert_int_equal(file_write(arena_printf(arena, "%s/form/form.xml", home),
                                "<form/>", strlen("<form/>")),
                     ERR_NONE);
    assert_int_equal(
        file_write(arena_printf(arena, "%s/a b.csv", media), "a\0b", 3),
        ERR_NONE);
    assert_int_equal(
        file_write(arena_printf(arena, "%s/itemsets.csv", media), "x\n", 2),
        ERR_NONE);
    assert_int_equal(file_write(arena_printf(arena, "%s/warnings", home),
                                WARNINGS, strlen(WARNINGS)),
                     ERR_NONE);
    if (about)
        assert_int_equal(file_write(arena_printf(arena, "%s/about", home),
                                    about, strlen(about)),
                         ERR_NONE);
    return folder;
}

struct listed {
    struct arena *arena;
    struct staged last;
    size_t count;
};

static void list(void *context, const struct staged *staged)
{
    struct listed *l = context;

    l->count++;
    l->last = (struct staged){.id = arena_strdup(l->arena, staged->id),
                              .name = arena_strdup(l->arena, staged->name),
                              .who = arena_strdup(l->arena, staged->who),
                              .made_ms = staged->made_ms};
}

static void those_of_an_earlier_hub_are_taken_over(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    struct listed l = {.arena = arena};
    struct complaints warnings;
    struct buf bytes;

    write_folder(p, arena, "cut-off", NULL);
    const char *folder =
        write_folder(p, arena, "462d9031", "mesa.md\nAna\n1795000000000\n");
    assert_int_equal(staged_folder_adopt(p->archive, folder), ERR_NONE);
    assert_false(file_exists(arena_printf(arena, "%s/462d9031", folder)));
    assert_int_equal(staged_each(p->archive, list, &l), ERR_NONE);
    assert_int_equal(l.count, 1);
    assert_string_equal(l.last.name, "mesa.md");
    assert_string_equal(l.last.who, "Ana");
    assert_true(l.last.made_ms == NOW);
    const char *out = arena_printf(arena, "%s/out", p->folder);
    assert_int_equal(staged_unpack(p->archive, l.last.id, out), ERR_NONE);
    buf_init(&bytes, 0);
    assert_int_equal(
        file_read(arena_printf(arena, "%s/form-media/a b.csv", out), &bytes),
        ERR_NONE);
    assert_int_equal(bytes.size, 3);
    assert_memory_equal(bytes.data, "a\0b", 3);
    assert_true(
        file_exists(arena_printf(arena, "%s/form-media/itemsets.csv", out)));
    complaints_init(&warnings);
    assert_int_equal(staged_warnings(p->archive, l.last.id, &warnings),
                     ERR_NONE);
    assert_int_equal(warnings.count, 2);
    assert_int_equal(warnings.list[1].line, 7);
    complaints_clear(&warnings);
    /* Once: the next start finds nothing more. */
    assert_int_equal(staged_folder_adopt(p->archive, folder), ERR_NONE);
    l.count = 0;
    assert_int_equal(staged_each(p->archive, list, &l), ERR_NONE);
    assert_int_equal(l.count, 1);
    buf_clear(&bytes);
    arena_free(arena);
}

static void there_need_be_none_to_take_over(void **state)
{
    struct stand *p = *state;
    struct arena *arena = arena_new();
    size_t n = 0;

    assert_int_equal(staged_folder_adopt(
                         p->archive, arena_printf(arena, "%s/no", p->folder)),
                     ERR_NONE);
    assert_int_equal(staged_each(p->archive, count, &n), ERR_NONE);
    assert_int_equal(n, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            what_is_staged_is_unpacked_with_its_files, setup, teardown),
        cmocka_unit_test_setup_teardown(a_long_name_is_found_as_well, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(warnings_come_back_as_they_were, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_oldest_make_room, setup, teardown),
        cmocka_unit_test_setup_teardown(those_of_an_earlier_hub_are_taken_over,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(there_need_be_none_to_take_over, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(each_hub_on_the_archive_has_it, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
