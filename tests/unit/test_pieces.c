#include "proof/pieces.h"

#include "base/attr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const char *piece(struct buf *out, const char *text, size_t number)
{
    buf_reset(out);
    pieces_write(text, strlen(text), number, out);
    return buf_text(out);
}

/* RFC 4648, section 10, without its padding. */
static void pieces_are_base32_of_the_rfc(void **state)
{
    static const char *const VECTORS[][2] = {
        {"", "1/1 "},
        {"f", "1/1 MY"},
        {"fo", "1/1 MZXQ"},
        {"foo", "1/1 MZXW6"},
        {"foob", "1/1 MZXW6YQ"},
        {"fooba", "1/1 MZXW6YTB"},
        {"foobar", "1/1 MZXW6YTBOI"},
    };
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++)
        assert_string_equal(piece(&out, VECTORS[i][0], 0), VECTORS[i][1]);
    buf_clear(&out);
}

static void a_text_is_cut_into_full_pieces_and_the_rest(void **state)
{
    char text[2 * PIECE_SIZE + 2];
    struct buf out;

    (void)state;
    memset(text, 'f', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    buf_init(&out, 0);
    assert_int_equal(pieces_count(PIECE_SIZE), 1);
    assert_int_equal(pieces_count(PIECE_SIZE + 1), 2);
    assert_int_equal(pieces_count(sizeof text - 1), 3);
    assert_int_equal(strlen(piece(&out, text, 1)),
                     strlen("2/3 ") + PIECE_SIZE * 8 / 5);
    assert_string_equal(piece(&out, text, 2), "3/3 MY");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_base32_of_the_rfc),
        cmocka_unit_test(a_text_is_cut_into_full_pieces_and_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
