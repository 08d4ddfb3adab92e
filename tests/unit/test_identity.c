#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "wire/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HEAD "barrio.identity/1\n"

static void what_is_written_is_read_back(void **state)
{
    const struct identity identity = {"7K2M9QXT4HWZ", "Luna 3, ñ", "", "k",
                                      "h"};
    struct arena *arena = arena_new();
    struct identity got;
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    identity_write(&text, &identity);
    assert_int_equal(identity_read(text.data, text.size, arena, &got),
                     ERR_NONE);
    assert_string_equal(got.code, identity.code);
    assert_string_equal(got.station, identity.station);
    assert_string_equal(got.token, "");
    assert_string_equal(got.key, "k");
    assert_string_equal(got.hub, "h");
    buf_clear(&text);
    arena_free(arena);
}

static void malformed_texts_are_refused(void **state)
{
    static const char *const WRONG[] = {
        "",
        "barrio.identity/2\nkey k\n",
        HEAD,
        HEAD "code c\n",
        HEAD "key \n",
        HEAD "key k",
        HEAD "key k\ncode c\n",
        HEAD "key k\nkey k\n",
        HEAD "key k\nother o\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct arena *arena = arena_new();
        struct identity got;
        if (identity_read(WRONG[i], strlen(WRONG[i]), arena, &got) !=
            ERR_FORMAT)
            fail_msg("taken: %s", WRONG[i]);
        arena_free(arena);
    }
}

static void codes_are_read_as_people_type_them(void **state)
{
    static const char *const WRONG[] = {"", "7K2M9QXT4HW", "7K2M9QXT4HWZZ",
                                        "7K2M9QXT4HWU", "7K2M/9QXT/4HWZ"};
    char code[IDENTITY_CODE_SIZE], again[IDENTITY_CODE_SIZE];

    (void)state;
    assert_true(identity_read_code(" 7k2m-9qxt 4hwz", code));
    assert_string_equal(code, "7K2M9QXT4HWZ");
    assert_true(identity_read_code("oOiIlL-000000", code));
    assert_string_equal(code, "001111000000");
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_false(identity_read_code(WRONG[i], code));
    identity_new_code(code);
    assert_true(identity_read_code(code, again));
    assert_string_equal(code, again);
    identity_new_code(again);
    assert_string_not_equal(code, again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(malformed_texts_are_refused),
        cmocka_unit_test(codes_are_read_as_people_type_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
