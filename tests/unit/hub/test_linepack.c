#include "linepack.h"

#include "base/attr.h"
#include "proof/leaf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* The same lines, packed and as text. */
struct lines {
    struct linepack pack;
    struct buf text;
};

static int begin(void **state)
{
    static struct lines lines;

    linepack_init(&lines.pack);
    buf_init(&lines.text, 0);
    *state = &lines;
    return 0;
}

static int end(void **state)
{
    struct lines *l = *state;

    linepack_clear(&l->pack);
    buf_clear(&l->text);
    return 0;
}

static void add_answer(struct lines *l, const char *log, uint64_t index,
                       const char *form)
{
    unsigned char commitment[LEAF_HASH_SIZE];

    memset(commitment, (int)(index * 37 + 11), sizeof commitment);
    linepack_add_answer(&l->pack, log, index, commitment, form);
    leaf_write_answer(log, index, commitment, form, &l->text);
    buf_putc(&l->text, '\n');
}

static void add(struct lines *l, const char *line)
{
    linepack_add(&l->pack, line, strlen(line));
    buf_printf(&l->text, "%s\n", line);
}

/* Runs that end for each reason that there is: 18 lines. */
static void fill(struct lines *l)
{
    add(l, "epoch plaza/1 0 - 0 00");
    for (uint64_t i = 1; i < 6; i++)
        add_answer(l, "plaza/1", i, "noise");
    add(l, "spoiled plaza/1 6 ab");
    add(l, "spoiled plaza/1 7 cd");
    for (uint64_t i = 8; i < 11; i++)
        add_answer(l, "plaza/1", i, "noise");
    add_answer(l, "plaza/1", 11, "trees");
    add_answer(l, "plaza/1", 13, "trees");
    add_answer(l, "plaza/2", 14, "trees");
    for (uint64_t i = UINT32_MAX; i < UINT32_MAX + 3ull; i++)
        add_answer(l, "school.77aa/12", i, "a:b%20c");
    add(l, "heard city.example/1 17 plaza/1 14 ef gh");
}

enum { FILLED = 18 };

static size_t line_offset(const struct buf *text, uint64_t number)
{
    const char *at = text->data;

    while (number-- > 0 && *at)
        at = strchr(at, '\n') + 1;
    return (size_t)(at - text->data);
}

/* With the mark of the range before, or none. */
static void check_range(const void *packed, size_t size, const struct buf *text,
                        uint64_t from, uint64_t count,
                        struct linepack_mark mark)
{
    size_t begin = line_offset(text, from);
    size_t end = line_offset(text, from + count);
    struct buf out;

    buf_init(&out, 0);
    assert_int_equal(linepack_read(packed, size, from, count, &mark, &out),
                     ERR_NONE);
    assert_int_equal(out.size, end - begin);
    if (out.size)
        assert_memory_equal(out.data, text->data + begin, out.size);
    buf_clear(&out);
}

static void check_all(const void *packed, size_t size, const struct buf *text)
{
    struct linepack_mark mark = {.line = 0}, none = {.line = 0};
    struct buf out;

    buf_init(&out, 0);
    for (uint64_t from = 0; from <= FILLED + 1; from++) {
        for (uint64_t count = 0; count <= FILLED + 1; count++) {
            check_range(packed, size, text, from, count, none);
            check_range(packed, size, text, from, count, mark);
            assert_int_equal(linepack_read(packed, size,
                                           (from * count) % FILLED, 1, &mark,
                                           &out),
                             ERR_NONE);
        }
    }
    buf_clear(&out);
}

static void lines_come_back_as_they_were(void **state)
{
    struct lines *l = *state;

    fill(l);
    check_all(l->pack.bytes.data, l->pack.bytes.size, &l->text);
}

static void lines_that_are_text_are_read_as_well(void **state)
{
    struct lines *l = *state;

    fill(l);
    check_all(l->text.data, l->text.size, &l->text);
}

static void nothing_has_no_lines(void **state)
{
    struct buf out;
    int64_t count = 7;

    struct linepack_mark mark = {.line = 0};

    (void)state;
    buf_init(&out, 0);
    assert_int_equal(linepack_read("", 0, 0, 5, &mark, &out), ERR_NONE);
    assert_int_equal(out.size, 0);
    assert_int_equal(linepack_count("", 0, "spoiled ", &count), ERR_NONE);
    assert_int_equal(count, 0);
    buf_clear(&out);
}

static void a_run_takes_little_more_than_its_commitments(void **state)
{
    struct lines *l = *state;

    for (uint64_t i = 0; i < 1000; i++)
        add_answer(l, "plaza/1", i, "noise");
    assert_in_range(l->pack.bytes.size, 32000, 32040);
    check_range(l->pack.bytes.data, l->pack.bytes.size, &l->text, 990, 20,
                (struct linepack_mark){.line = 0});
}

static void words_are_counted_where_lines_begin(void **state)
{
    struct lines *l = *state;
    int64_t packed, text;

    fill(l);
    add(l, "excluded city.example/1 18 2026-01-01 aa spoiled by rain");
    assert_int_equal(linepack_count(l->pack.bytes.data, l->pack.bytes.size,
                                    "spoiled ", &packed),
                     ERR_NONE);
    assert_int_equal(
        linepack_count(l->text.data, l->text.size, "spoiled ", &text),
        ERR_NONE);
    assert_int_equal(packed, 2);
    assert_int_equal(text, 2);
}

/* Cut anywhere, it is either refused or gives whole lines of the beginning. */
static void what_is_damaged_is_never_read_beyond(void **state)
{
    struct lines *l = *state;
    size_t refused = 0;

    fill(l);
    for (size_t size = 1; size < l->pack.bytes.size; size++) {
        char *cut = test_malloc(size);
        struct buf out;
        struct linepack_mark mark = {.line = 0};
        int64_t count;
        buf_init(&out, 0);
        memcpy(cut, l->pack.bytes.data, size);
        enum err err = linepack_read(cut, size, 0, 100, &mark, &out);
        assert_true(err == ERR_NONE || err == ERR_FORMAT);
        assert_int_equal(linepack_count(cut, size, "spoiled ", &count), err);
        assert_memory_equal(buf_text(&out), l->text.data, out.size);
        refused += err == ERR_FORMAT;
        buf_clear(&out);
        test_free(cut);
    }
    assert_true(refused > l->pack.bytes.size / 2);
}

static void an_unknown_record_is_refused(void **state)
{
    struct lines *l = *state;
    struct linepack_mark mark = {.line = 0};
    struct buf out;

    fill(l);
    buf_init(&out, 0);
    l->pack.bytes.data[1] = 'x';
    assert_int_equal(linepack_read(l->pack.bytes.data, l->pack.bytes.size, 0, 1,
                                   &mark, &out),
                     ERR_FORMAT);
    buf_clear(&out);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(lines_come_back_as_they_were),
        CASE(lines_that_are_text_are_read_as_well),
        CASE(nothing_has_no_lines),
        CASE(a_run_takes_little_more_than_its_commitments),
        CASE(words_are_counted_where_lines_begin),
        CASE(what_is_damaged_is_never_read_beyond),
        CASE(an_unknown_record_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
