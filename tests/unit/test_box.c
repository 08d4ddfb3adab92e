#include "base/attr.h"
#include "base/buf.h"
#include "proof/box.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void only_its_owner_opens_it(void **state)
{
    struct sign_key owner, other;
    struct buf sealed, plain;

    (void)state;
    sign_key_new(&owner, "a");
    sign_key_new(&other, "a");
    buf_init(&sealed, 0);
    buf_init(&plain, 0);
    assert_int_equal(box_seal(owner.open, "secret", 6, &sealed), ERR_NONE);
    assert_int_equal(sealed.size, 6 + BOX_OVERHEAD);
    assert_int_equal(box_open(&other, sealed.data, sealed.size, &plain),
                     ERR_DENIED);
    assert_int_equal(plain.size, 0);
    assert_int_equal(box_open(&owner, sealed.data, sealed.size, &plain),
                     ERR_NONE);
    assert_string_equal(buf_text(&plain), "secret");
    buf_clear(&sealed);
    buf_clear(&plain);
}

static void any_change_is_seen(void **state)
{
    struct sign_key owner;
    struct buf sealed, plain;

    (void)state;
    sign_key_new(&owner, "a");
    buf_init(&sealed, 0);
    buf_init(&plain, 0);
    assert_int_equal(box_seal(owner.open, "", 0, &sealed), ERR_NONE);
    for (size_t i = 0; i < sealed.size; i++) {
        sealed.data[i] ^= 1;
        assert_int_equal(box_open(&owner, sealed.data, sealed.size, &plain),
                         ERR_DENIED);
        sealed.data[i] ^= 1;
        assert_int_equal(box_open(&owner, sealed.data, i, &plain), ERR_DENIED);
    }
    assert_int_equal(box_open(&owner, sealed.data, sealed.size, &plain),
                     ERR_NONE);
    buf_clear(&sealed);
    buf_clear(&plain);
}

static void what_is_no_key_gets_nothing(void **state)
{
    static const unsigned char SMALL[SIGN_KEY_SIZE] = {1};
    struct buf sealed;

    (void)state;
    buf_init(&sealed, 0);
    assert_int_equal(box_seal(SMALL, "x", 1, &sealed), ERR_FORMAT);
    assert_int_equal(sealed.size, 0);
    buf_clear(&sealed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_its_owner_opens_it),
        cmocka_unit_test(any_change_is_seen),
        cmocka_unit_test(what_is_no_key_gets_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
