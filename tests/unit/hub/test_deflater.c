#include "base/mem.h"
#include "deflater.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <zlib.h>

/* What one of the doors packs is unpacked by zlib, which is the other one's
 * or, in test_deflater_zlib, its own opposite. */
enum { SIZE = 300 * 1000, ROOM = 400 * 1000, PIECE = 7001, WINDOW = 999 };

static char *make_text(void)
{
    char *text = xmalloc(SIZE);

    for (size_t i = 0; i < SIZE; i++)
        text[i] = i % 3 ? (char)(i * i >> 9) : 'a';
    return text;
}

static size_t pack(struct deflater *d, const char *text, size_t size, char *out)
{
    size_t packed = 0;

    for (size_t at = 0; at <= size; at += PIECE) {
        bool is_last = at + PIECE > size;
        size_t made = WINDOW;
        deflater_give(d, text + at, is_last ? size - at : PIECE, is_last);
        for (; made == WINDOW; packed += made) {
            assert_true(packed + WINDOW <= ROOM);
            made = deflater_take(d, out + packed, WINDOW);
        }
    }
    return packed;
}

static void assert_unpacks(char *packed, size_t size, const char *text,
                           size_t wanted)
{
    char *again = xmalloc(SIZE + 1);
    z_stream z = {.next_in = (unsigned char *)packed,
                  .avail_in = (uInt)size,
                  .next_out = (unsigned char *)again,
                  .avail_out = SIZE + 1};

    assert_int_equal(inflateInit2(&z, -15), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.avail_in, 0);
    assert_int_equal(z.total_out, wanted);
    assert_memory_equal(again, text, wanted);
    inflateEnd(&z);
    free(again);
}

static void what_is_packed_in_pieces_comes_out_again(void **state)
{
    static const size_t SIZES[] = {0, 1, PIECE, SIZE};
    struct deflater *d = deflater_new();
    char *text = make_text(), *packed = xmalloc(ROOM);

    (void)state;
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        size_t size = pack(d, text, SIZES[i], packed);
        assert_unpacks(packed, size, text, SIZES[i]);
        deflater_reset(d);
    }
    deflater_free(d);
    free(text);
    free(packed);
}

static void the_checksum_is_that_of_zip_files(void **state)
{
    uint32_t first = deflater_checksum(0, "1234", 4);

    (void)state;
    /* The check value of CRC-32/ISO-HDLC. */
    assert_int_equal(deflater_checksum(first, "56789", 5), 0xcbf43926);
    assert_int_equal(deflater_checksum(0, "", 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_in_pieces_comes_out_again),
        cmocka_unit_test(the_checksum_is_that_of_zip_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
