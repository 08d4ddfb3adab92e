#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "wire/edition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEAD "barrio.edition/1\nnumber 7\ntime 1795862400\nkey k\n"

static enum err read_text(const char *text, struct arena *arena,
                          struct edition *out)
{
    return edition_read(text, strlen(text), arena, out);
}

static void what_is_written_is_read_back(void **state)
{
    struct edition_item items[] = {
        {PUBLICATION_FORM, "calle 5/ñ", "calle 5/ñ", "", 12, {1}},
        {PUBLICATION_FORM, "b", "b", "2026 1", 12, {2}},
        {PUBLICATION_MEDIA, "a b.csv", "b", "", 3, {3}},
        {PUBLICATION_BULLETIN, "barrio.atom", "", "", 0, {4}},
    };
    const struct edition edition = {7, 1795862400, "k", items, COUNT_OF(items)};
    struct arena *arena = arena_new();
    struct edition got;
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    edition_write(&text, &edition);
    assert_int_equal(edition_read(text.data, text.size, arena, &got), ERR_NONE);
    assert_int_equal(got.number, 7);
    assert_int_equal(got.time_s, 1795862400);
    assert_string_equal(got.key, "k");
    assert_int_equal(got.count, COUNT_OF(items));
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        assert_int_equal(got.items[i].kind, items[i].kind);
        assert_string_equal(got.items[i].name, items[i].name);
        assert_string_equal(got.items[i].form_id, items[i].form_id);
        assert_string_equal(got.items[i].version, items[i].version);
        assert_int_equal(got.items[i].size, items[i].size);
        assert_memory_equal(got.items[i].sha256, items[i].sha256, SHA256_SIZE);
    }
    buf_clear(&text);
    arena_free(arena);
}

static void malformed_texts_are_refused(void **state)
{
    static const char *const WRONG[] = {
        "",
        "barrio.edition/2\nnumber 7\ntime 1\nkey k\n",
        "barrio.edition/1\nnumber 7\ntime 1\n",
        "barrio.edition/1\nnumber -7\ntime 1\nkey k\n",
        "barrio.edition/1\nnumber 99999999999999999999\ntime 1\nkey k\n",
        "barrio.edition/1\ntime 1\nnumber 7\nkey k\n",
        HEAD "theme " HEX " 3 x",
        HEAD "theme " HEX " 3 \n",
        HEAD "theme " HEX " x x\n",
        HEAD "theme 00 3 x\n",
        HEAD "theme " HEX " 3 x y\n",
        HEAD "theme " HEX " 3 ..%2Fpasswd\n",
        HEAD "theme " HEX " 3 .hidden\n",
        HEAD "theme " HEX " 3 a%00b\n",
        HEAD "theme " HEX " 3 a%4\n",
        HEAD "theme " HEX " 3 %\n",
        HEAD "media " HEX " 3 %2e%2e%2Fx form\n",
        HEAD "media " HEX " 3 x %\n",
        HEAD "form " HEX " 3 % 1\n",
        HEAD "\n",
        HEAD "theme " HEX " 3 x\ntheme " HEX " 4 x\n",
        HEAD "form " HEX " 3 f 1\nform " HEX " 3 f 2\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct arena *arena = arena_new();
        struct edition got;
        if (read_text(WRONG[i], arena, &got) != ERR_FORMAT)
            fail_msg("taken: %s", WRONG[i]);
        arena_free(arena);
    }
}

static void a_kind_of_a_later_version_is_passed_over(void **state)
{
    struct arena *arena = arena_new();
    struct edition got;

    (void)state;
    assert_int_equal(read_text(HEAD "voice " HEX " 3 x y z\n"
                                    "release " HEX " 3 x\n",
                               arena, &got),
                     ERR_NONE);
    assert_int_equal(got.count, 1);
    assert_int_equal(got.items[0].kind, PUBLICATION_RELEASE);
    arena_free(arena);
}

static void too_many_items_are_refused(void **state)
{
    struct arena *arena = arena_new();
    struct edition got;
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    buf_puts(&text, HEAD);
    for (int i = 0; i <= EDITION_MOST_ITEMS; i++)
        buf_printf(&text, "release " HEX " 1 r%d\n", i);
    assert_int_equal(edition_read(text.data, text.size, arena, &got),
                     ERR_LIMIT);
    buf_clear(&text);
    arena_free(arena);
}

static void each_item_has_its_address(void **state)
{
    static const struct {
        struct edition_item item;
        const char *path;
    } CASES[] = {
        {{PUBLICATION_FORM, "a b", "a b", "1", 0, {0}}, "forms/a%20b.xml"},
        {{PUBLICATION_MEDIA, "x/y", "f", "", 0, {0}},
         "forms/f/attachments/x%2Fy"},
        {{PUBLICATION_THEME, "n.theme", "", "", 0, {0}},
         "edition/theme/n.theme"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct buf path;
        buf_init(&path, 0);
        edition_add_path(&path, &CASES[i].item);
        assert_string_equal(buf_text(&path), CASES[i].path);
        buf_clear(&path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(malformed_texts_are_refused),
        cmocka_unit_test(a_kind_of_a_later_version_is_passed_over),
        cmocka_unit_test(too_many_items_are_refused),
        cmocka_unit_test(each_item_has_its_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
