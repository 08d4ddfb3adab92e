#include "staged.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "complaint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const int64_t NOW = 1795000000000;
static const int64_t DAY = 24LL * 3600 * 1000;

struct bench {
    char folder[32];
    struct arena *arena;
    struct complaints warnings;
    struct buf document, itemsets;
};

static int setup(void **state)
{
    struct bench *b = xcalloc(1, sizeof *b);

    strcpy(b->folder, "/tmp/barrio-st.XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    b->arena = arena_new();
    complaints_init(&b->warnings);
    buf_init(&b->document, 0);
    buf_init(&b->itemsets, 0);
    buf_puts(&b->document, "<form/>");
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;

    file_remove_tree(b->folder);
    assert_false(file_exists(b->folder));
    buf_clear(&b->itemsets);
    buf_clear(&b->document);
    complaints_clear(&b->warnings);
    arena_free(b->arena);
    free(b);
    return 0;
}

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

static void add(struct bench *b, const char *name, int64_t now_ms,
                char id[UUID_TEXT_SIZE])
{
    assert_int_equal(staged_add(b->folder,
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

static void what_is_staged_is_found_with_its_files(void **state)
{
    struct bench *b = *state;
    char id[UUID_TEXT_SIZE];
    struct staged found;

    add(b, "a\tb\n.xml", NOW, id);
    assert_int_equal(staged_find(b->folder, id, b->arena, &found), ERR_NONE);
    assert_string_equal(found.name, "a b .xml");
    assert_string_equal(found.who, "Ana");
    assert_true(found.made_ms == NOW);
    assert_true(file_exists(found.path));
    assert_true(file_exists(
        arena_printf(b->arena, "%s/form-media/lista.csv", found.folder)));
    staged_remove(b->folder, id);
    assert_int_equal(staged_find(b->folder, id, b->arena, &found), ERR_MISSING);
}

/* As long as the door lets it in. */
static void a_long_name_is_found_as_well(void **state)
{
    struct bench *b = *state;
    char id[UUID_TEXT_SIZE], name[8001];
    struct staged found;

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    add(b, name, NOW, id);
    assert_int_equal(staged_find(b->folder, id, b->arena, &found), ERR_NONE);
    assert_string_equal(found.name, name);
    assert_string_equal(found.who, "Ana");
}

static void warnings_come_back_as_they_were(void **state)
{
    struct bench *b = *state;
    char id[UUID_TEXT_SIZE];
    struct staged found;
    struct complaints again;

    complaints_add(&b->warnings,
                   &(struct complaint){.where = "sheet survey, row 2",
                                       .what = "A label is missing.",
                                       .shown = "text | uno"});
    complaints_add(&b->warnings,
                   &(struct complaint){
                       .where = "", .line = 7, .what = "Odd.", .shown = ""});
    add(b, "a.md", NOW, id);
    assert_int_equal(staged_find(b->folder, id, b->arena, &found), ERR_NONE);
    complaints_init(&again);
    assert_int_equal(staged_warnings(&found, &again), ERR_NONE);
    assert_int_equal(again.count, 2);
    assert_string_equal(again.list[0].where, "sheet survey, row 2");
    assert_string_equal(again.list[0].shown, "text | uno");
    assert_int_equal(again.list[1].line, 7);
    assert_string_equal(again.list[1].what, "Odd.");
    complaints_clear(&again);
}

static void ids_that_are_paths_are_none(void **state)
{
    struct bench *b = *state;
    struct staged found;

    assert_int_equal(staged_find(b->folder, "..", b->arena, &found),
                     ERR_MISSING);
    assert_int_equal(staged_find(b->folder,
                                 "../../../../../../../../etc/passwd0000",
                                 b->arena, &found),
                     ERR_MISSING);
    staged_remove(b->folder, "..");
    assert_true(file_exists(b->folder));
}

static void count(void *context, const struct staged *staged)
{
    size_t *n = context;

    (void)staged;
    ++*n;
}

static void the_oldest_make_room(void **state)
{
    struct bench *b = *state;
    char id[UUID_TEXT_SIZE], first[UUID_TEXT_SIZE];
    struct staged found;
    size_t n = 0;

    add(b, "old.md", NOW - 8 * DAY, id);
    add(b, "first.md", NOW, first);
    assert_int_equal(staged_find(b->folder, id, b->arena, &found), ERR_MISSING);
    for (int i = 1; i <= 20; i++)
        add(b, "more.md", NOW + i, id);
    staged_each(b->folder, b->arena, count, &n);
    assert_int_equal(n, 20);
    assert_int_equal(staged_find(b->folder, first, b->arena, &found),
                     ERR_MISSING);
    assert_int_equal(staged_find(b->folder, id, b->arena, &found), ERR_NONE);
}

static void what_was_cut_off_goes_when_another_comes(void **state)
{
    struct bench *b = *state;
    char id[UUID_TEXT_SIZE];
    const char *half = arena_printf(
        b->arena, "%s/staged/0f0e0d0c-0b0a-4908-8706-050403020100", b->folder);

    assert_int_equal(file_make_folder(arena_printf(b->arena, "%s/form", half)),
                     ERR_NONE);
    add(b, "a.md", NOW, id);
    assert_false(file_exists(half));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_staged_is_found_with_its_files,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_long_name_is_found_as_well, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(warnings_come_back_as_they_were, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(ids_that_are_paths_are_none, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_oldest_make_room, setup, teardown),
        cmocka_unit_test_setup_teardown(
            what_was_cut_off_goes_when_another_comes, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
