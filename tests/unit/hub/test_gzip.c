#include "base/attr.h"
#include "base/buf.h"
#include "gzip.h"
#include "wire/squeeze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

enum { MANY = 300000 };

/* Bytes that pack, but not to nothing. */
static void fill(struct buf *out, size_t size)
{
    unsigned seed = 7;

    buf_init(out, 0);
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1103515245 + 12345;
        buf_putc(out, (char)('a' + (seed >> 16) % 12));
    }
}

/* What the system's own gzip makes of it. */
static void unpack(const struct buf *packed, struct buf *out)
{
    char path[] = "/tmp/barrio-gzip.XXXXXX", command[64], piece[4096];
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, packed->data, packed->size),
                     (ssize_t)packed->size);
    close(fd);
    snprintf(command, sizeof command, "gzip -dc <%s", path);
    FILE *from = popen(command, "r"); /* NOLINT(cert-env33-c) */
    assert_non_null(from);
    for (size_t n; (n = fread(piece, 1, sizeof piece, from)) > 0;)
        buf_add(out, piece, n);
    assert_int_equal(pclose(from), 0);
    unlink(path);
}

static void another_program_reads_what_was_packed(void **state)
{
    static const size_t SIZES[] = {0, 1, 100, MANY};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
        struct buf plain, packed, again;
        fill(&plain, SIZES[i]);
        buf_init(&packed, 0);
        buf_init(&again, 0);
        assert_int_equal(gzip_pack(&packed, buf_text(&plain), plain.size),
                         ERR_NONE);
        unpack(&packed, &again);
        assert_int_equal(again.size, plain.size);
        assert_memory_equal(buf_text(&again), buf_text(&plain), plain.size);
        assert_true(SIZES[i] < 100 || packed.size < plain.size);
        buf_clear(&again);
        buf_clear(&packed);
        buf_clear(&plain);
    }
}

/* A release is the same file whenever and wherever it is packed: neither a
 * time nor a name stands in it. */
static void the_same_bytes_pack_to_the_same(void **state)
{
    struct buf plain, one, two;

    (void)state;
    fill(&plain, 5000);
    buf_init(&one, 0);
    buf_init(&two, 0);
    assert_int_equal(gzip_pack(&one, plain.data, plain.size), ERR_NONE);
    buf_puts(&two, "before");
    assert_int_equal(gzip_pack(&two, plain.data, plain.size), ERR_NONE);
    assert_int_equal(two.size, one.size + strlen("before"));
    assert_memory_equal(two.data, "before", strlen("before"));
    assert_memory_equal(two.data + strlen("before"), one.data, one.size);
    assert_memory_equal(one.data, "\x1f\x8b\x08\0\0\0\0\0", 8);
    buf_clear(&two);
    buf_clear(&one);
    buf_clear(&plain);
}

static void zlibs_own_frame_is_read_by_zlib(void **state)
{
    struct buf plain, packed, again;

    (void)state;
    fill(&plain, MANY);
    buf_init(&packed, 0);
    buf_init(&again, 0);
    assert_int_equal(gzip_pack_zlib(&packed, plain.data, plain.size), ERR_NONE);
    assert_int_equal(squeeze_unpack(SQUEEZE_ZLIB, NULL, packed.data,
                                    packed.size, plain.size, &again),
                     ERR_NONE);
    assert_memory_equal(again.data, plain.data, plain.size);
    buf_clear(&again);
    buf_clear(&packed);
    buf_clear(&plain);
}

static void what_has_no_room_is_refused(void **state)
{
    struct buf plain, packed;

    (void)state;
    fill(&plain, MANY);
    buf_init(&packed, 1000);
    assert_int_equal(gzip_pack(&packed, plain.data, plain.size), ERR_LIMIT);
    buf_clear(&packed);
    buf_clear(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_program_reads_what_was_packed),
        cmocka_unit_test(the_same_bytes_pack_to_the_same),
        cmocka_unit_test(zlibs_own_frame_is_read_by_zlib),
        cmocka_unit_test(what_has_no_room_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
