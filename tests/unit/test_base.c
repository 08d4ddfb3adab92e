/* arena, buf, file, digest, uuid, stamp and the nouns of lib/record. */
#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "base/uuid.h"
#include "record/receipt.h"
#include "record/response.h"

#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void arena_gives_zeroed_aligned_memory(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    for (size_t size = 1; size < 5000; size += 37) {
        unsigned char *memory = arena_alloc(arena, size);
        assert_int_equal((uintptr_t)memory % sizeof(long double), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, size);
    }
    assert_string_equal(arena_printf(arena, "%d-%s", 7, "x"), "7-x");
    assert_string_equal(arena_strndup(arena, "abcdef", 3), "abc");
    assert_null(arena_strdup(arena, NULL));
    arena_free(arena);
    arena_free(NULL);
}

static void buf_stops_at_its_ceiling_and_says_so(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 8);
    buf_puts(&buf, "12345678");
    assert_false(buf.overflow);
    buf_putc(&buf, '9');
    assert_true(buf.overflow);
    assert_string_equal(buf_text(&buf), "12345678");
    buf_reset(&buf);
    buf_printf(&buf, "%s", "abc");
    assert_false(buf.overflow);
    buf_truncate(&buf, 1);
    char *stolen = buf_steal(&buf);
    assert_string_equal(stolen, "a");
    free(stolen);
    assert_string_equal(buf_text(&buf), "");
    buf_clear(&buf);
}

/* Formats that pedantry refuses are among them, so that it may not know what
 * this is. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void check_printed(const char *format, ...)
{
    char wanted[128];
    struct buf buf;
    va_list args;

    va_start(args, format);
    vsnprintf(wanted, sizeof wanted, format, args);
    va_end(args);
    buf_init(&buf, 0);
    buf_puts(&buf, "-");
    va_start(args, format);
    buf_vprintf(&buf, format, args);
    va_end(args);
    assert_string_equal(buf_text(&buf) + 1, wanted);
    buf_clear(&buf);
}
#pragma GCC diagnostic pop

static void buf_prints_every_format_as_printf_does(void **state)
{
    (void)state;
    check_printed("");
    check_printed("%s", "");
    check_printed("100 %% of %s, %d and %zu", "ñandú", -3, SIZE_MAX / 2);
    check_printed("%d%d%s%s", INT_MIN, INT_MAX, "a", "b");
    check_printed("%3zu of %zu, %9d, %1d", (size_t)7, (size_t)280, -4, 12345);
    check_printed("%s: %05.1f, %s", "x", 2.5, "y"); /* not plain from here on */
    check_printed("%2$s %1$s", "second", "first");
    check_printed("%.3s|%-6s|%c|%lld", "abcdef", "ab", 'c', 1LL << 40);
    check_printed("%zx %s", (size_t)255, "z");
}

static void what_is_printed_is_added_whole_or_not_at_all(void **state)
{
    struct buf buf;

    (void)state;
    buf_init(&buf, 8);
    buf_puts(&buf, "123");
    buf_printf(&buf, "%s%d", "abc", 1000);
    assert_true(buf.overflow);
    assert_string_equal(buf_text(&buf), "123");
    buf_clear(&buf);
}

static void buf_puts_numbers_as_printf_does(void **state)
{
    static const int64_t NUMBERS[] = {
        0, 7, -7, 10, 1790000000000, INT64_MAX, INT64_MIN};
    struct buf buf, wanted;

    (void)state;
    buf_init(&buf, 0);
    buf_init(&wanted, 0);
    for (size_t i = 0; i < COUNT_OF(NUMBERS); i++) {
        buf_put_int(&buf, NUMBERS[i]);
        buf_printf(&wanted, "%lld", (long long)NUMBERS[i]);
    }
    assert_string_equal(buf_text(&buf), buf_text(&wanted));
    buf_clear(&buf);
    buf_clear(&wanted);
}

struct place {
    char folder[40];
    char *path;
};

static struct place new_place(void)
{
    struct place place = {"/tmp/barrio-test-XXXXXX", NULL};

    assert_non_null(mkdtemp(place.folder));
    place.path = file_join(place.folder, "x");
    return place;
}

static void leave(struct place *place)
{
    unlink(place->path);
    assert_int_equal(rmdir(place->folder), 0); /* nothing else was left */
    free(place->path);
}

static void file_write_replaces_and_read_gives_it_back(void **state)
{
    struct place place = new_place();
    struct buf got;

    (void)state;
    buf_init(&got, 100);
    assert_int_equal(file_read(place.path, &got), ERR_MISSING);
    assert_int_equal(file_write(place.path, "one", 3), ERR_NONE);
    assert_int_equal(file_write(place.path, "seven\0!", 7), ERR_NONE);
    assert_int_equal(file_read(place.path, &got), ERR_NONE);
    assert_int_equal(got.size, 7);
    assert_memory_equal(got.data, "seven\0!", 7);
    buf_clear(&got);
    leave(&place);
}

static void file_write_never_replaces_what_is_no_file(void **state)
{
    struct place place = new_place();
    struct stat st;
    char got[4] = "";

    (void)state;
    assert_int_equal(mkfifo(place.path, 0600), 0);
    int fd = open(place.path, O_RDWR | O_NONBLOCK);
    assert_true(fd >= 0);
    assert_int_equal(file_write(place.path, "abc", 3), ERR_NONE);
    assert_int_equal(read(fd, got, 3), 3);
    assert_string_equal(got, "abc");
    assert_int_equal(stat(place.path, &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    close(fd);
    leave(&place);
}

static void file_read_refuses_more_than_the_limit(void **state)
{
    struct place place = new_place();
    struct buf got;

    (void)state;
    assert_int_equal(file_write(place.path, "0123456789", 10), ERR_NONE);
    buf_init(&got, 9);
    assert_int_equal(file_read(place.path, &got), ERR_LIMIT);
    buf_clear(&got);
    buf_init(&got, 10);
    assert_int_equal(file_read(place.path, &got), ERR_NONE);
    buf_clear(&got);
    leave(&place);
}

static void file_names_from_outside_are_judged(void **state)
{
    (void)state;
    assert_true(file_name_is_safe("ward list.csv"));
    assert_false(file_name_is_safe(""));
    assert_false(file_name_is_safe(".."));
    assert_false(file_name_is_safe(".hidden"));
    assert_false(file_name_is_safe("a/b"));
    assert_false(file_name_is_safe("a\nb"));
    assert_true(file_name_is_safe("\u00a0\u00f1and\u00fa \ufffd.jpg"));
    assert_false(file_name_is_safe("\xff\xfe.jpg"));
    assert_false(file_name_is_safe("cut\xc3"));
    assert_false(file_name_is_safe("a\xc2\x9b"
                                   "31m"));
    assert_false(file_name_is_safe("a\xef\xbf\xbf"));
}

static void digests_match_their_published_vectors(void **state)
{
    unsigned char hash[DIGEST_LARGEST];
    char hex[2 * DIGEST_LARGEST + 1];

    (void)state;
    digest_md5_hex("abc", 3, hex); /* RFC 1321, A.5 */
    assert_string_equal(hex, "900150983cd24fb0d6963f7d28e17f72");
    digest_sha256("abc", 3, hash); /* FIPS 180-4 */
    hex_encode(hash, SHA256_SIZE, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
                             "b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(digest(DIGEST_SHA512, "", 0, hash), 64);
}

static void hex_and_base64_go_both_ways(void **state)
{
    /* RFC 4648, section 10. */
    static const char *const VECTORS[][2] = {{"", ""},
                                             {"f", "Zg=="},
                                             {"fo", "Zm8="},
                                             {"foo", "Zm9v"},
                                             {"foob", "Zm9vYg=="},
                                             {"fooba", "Zm9vYmE="},
                                             {"foobar", "Zm9vYmFy"}};
    unsigned char bytes[2];
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        buf_reset(&out);
        base64_encode(VECTORS[i][0], strlen(VECTORS[i][0]), &out);
        assert_string_equal(buf_text(&out), VECTORS[i][1]);
        buf_reset(&out);
        assert_true(base64_decode(VECTORS[i][1], strlen(VECTORS[i][1]), &out));
        assert_string_equal(buf_text(&out), VECTORS[i][0]);
    }
    assert_false(base64_decode("a*b", 3, &out));
    buf_clear(&out);
    assert_true(hex_decode("0aFf", bytes, 2));
    assert_int_equal(bytes[1], 0xff);
    assert_false(hex_decode("0aF", bytes, 2));
    assert_false(hex_decode("0g", bytes, 1));
}

static void uuids_are_random_and_of_version_4(void **state)
{
    char a[UUID_TEXT_SIZE], b[UUID_TEXT_SIZE];

    (void)state;
    uuid_new(a);
    uuid_new(b);
    assert_string_not_equal(a, b);
    assert_int_equal(strlen(a), 36);
    assert_int_equal(a[14], '4');
    assert_non_null(strchr("89ab", a[19]));
}

static void stamps_print_and_parse_back(void **state)
{
    char text[STAMP_TEXT_SIZE];
    int64_t ms;

    (void)state;
    setenv("TZ", "CST6", 1);
    tzset();
    assert_true(stamp_parse("2026-11-23T10:41:07.120Z", &ms));
    stamp_print_utc(ms, text);
    assert_string_equal(text, "2026-11-23T10:41:07.120Z");
    stamp_print_local(ms, text);
    assert_string_equal(text, "2026-11-23T04:41:07.120-06:00");
    int64_t again;
    assert_true(stamp_parse(text, &again));
    assert_true(ms == again);
    stamp_print_utc(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
    stamp_print_utc(-62167219200000, text);
    assert_string_equal(text, "0000-01-01T00:00:00.000Z");
    stamp_print_utc(253402300800000, text);
    assert_string_equal(text, "10000-01-01T00:00:00.000Z");
    assert_false(stamp_parse("yesterday", &ms));
    assert_false(stamp_parse("2026-13-01T00:00:00Z", &ms));
}

/* Madrid, 2026: at 02:00 on 29 March it becomes 03:00, at 03:00 on 25 October
 * 02:00. */
static void a_local_moment_is_the_same_on_both_sides_of_a_change(void **state)
{
    static const char *const CASES[][2] = {
        {"2026-03-29T01:30", "2026-03-29T00:30:00.000Z"},
        {"2026-03-29T03:30", "2026-03-29T01:30:00.000Z"},
        {"2026-03-29T23:00", "2026-03-29T21:00:00.000Z"},
        {"2026-10-25T01:30", "2026-10-24T23:30:00.000Z"},
        {"2026-10-25T04:00:30", "2026-10-25T03:00:00.000Z"},
        {"2026-02-28T00:00", "2026-02-27T23:00:00.000Z"},
    };
    char text[STAMP_TEXT_SIZE];
    int64_t ms;

    (void)state;
    setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    tzset();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        assert_true(stamp_parse_local(CASES[i][0], &ms));
        stamp_print_utc(ms, text);
        assert_string_equal(text, CASES[i][1]);
    }
    assert_false(stamp_parse_local("2026-02-31T10:00", &ms));
    assert_false(stamp_parse_local("2026-11-23", &ms));
    assert_false(stamp_parse_local("2026-11-23T10:30Z", &ms));
    assert_false(stamp_parse_local("soon", &ms));
    setenv("TZ", "CST6", 1);
    tzset();
}

static void a_clock_before_the_programs_birth_is_unknown(void **state)
{
    (void)state;
    setenv("BARRIO_NOW", "1970-01-01T00:10:00Z", 1);
    assert_int_equal(stamp_now().quality, CLOCK_UNKNOWN);
    assert_string_equal(clock_quality_name(CLOCK_UNKNOWN), "unknown");
    setenv("BARRIO_NOW", "2027-01-01T00:10:00Z", 1);
    assert_int_not_equal(stamp_now().quality, CLOCK_UNKNOWN);
    unsetenv("BARRIO_NOW");
}

static void a_responses_key_is_half_the_hash_of_its_id(void **state)
{
    unsigned char key[RESPONSE_KEY_SIZE], hash[SHA256_SIZE];
    struct response r = {0};

    (void)state;
    response_key("uuid:1", key);
    digest_sha256("uuid:1", 6, hash);
    assert_memory_equal(key, hash, RESPONSE_KEY_SIZE);
    response_complete(&r);
    assert_string_equal(r.envelope.extra, "{}");
    assert_string_equal(r.deprecated_id, "");
    response_clear(&r);
    assert_null(r.id);
}

static void errors_and_verdicts_have_words(void **state)
{
    (void)state;
    assert_string_equal(err_text(ERR_FULL), "no space left");
    assert_string_equal(err_text((enum err)999), "unknown error");
    assert_string_equal(verdict_name(VERDICT_CONFLICT), "conflict");
    assert_true(verdict_is_kept(VERDICT_DUPLICATE));
    assert_false(verdict_is_kept(VERDICT_REFUSED));
}

static void arena_forgets_but_keeps_a_block(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    arena_reset(arena);
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(arena, 1000), 'x', 1000);
    arena_reset(arena);
    size_t kept = arena_size(arena);
    for (int i = 0; i < 10; i++) {
        const char *memory = arena_alloc(arena, 1000);
        assert_int_equal(memory[0], 0);
        assert_int_equal(memory[999], 0);
    }
    assert_int_equal(arena_size(arena), kept);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_forgets_but_keeps_a_block),
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(buf_stops_at_its_ceiling_and_says_so),
        cmocka_unit_test(buf_puts_numbers_as_printf_does),
        cmocka_unit_test(buf_prints_every_format_as_printf_does),
        cmocka_unit_test(what_is_printed_is_added_whole_or_not_at_all),
        cmocka_unit_test(file_write_replaces_and_read_gives_it_back),
        cmocka_unit_test(file_write_never_replaces_what_is_no_file),
        cmocka_unit_test(file_read_refuses_more_than_the_limit),
        cmocka_unit_test(file_names_from_outside_are_judged),
        cmocka_unit_test(digests_match_their_published_vectors),
        cmocka_unit_test(hex_and_base64_go_both_ways),
        cmocka_unit_test(uuids_are_random_and_of_version_4),
        cmocka_unit_test(stamps_print_and_parse_back),
        cmocka_unit_test(a_local_moment_is_the_same_on_both_sides_of_a_change),
        cmocka_unit_test(a_clock_before_the_programs_birth_is_unknown),
        cmocka_unit_test(a_responses_key_is_half_the_hash_of_its_id),
        cmocka_unit_test(errors_and_verdicts_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
