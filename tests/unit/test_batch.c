#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "record/response.h"
#include "wire/batch.h"
#include "wire/dictionary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { COUNT = 50 };

static struct response sample(int i)
{
    struct response r = {
        .id = xasprintf("uuid:%08x-1111-4111-8111-%012d",
                        (unsigned)i * 77777777u, i),
        .form_id = xstrdup("barrio"),
        .form_version = xasprintf("%d", i / 10),
        .envelope = {.origin = xstrdup("esquina-7"),
                     .extra = xasprintf("{\"ms\":{\"/data/q\":%d}}", i * 37),
                     .started = {1795428000000 + i * 61234, i * 61234 + 9,
                                 CLOCK_SET},
                     .saved = {1795428000000 + i * 61234 + 45678,
                               i * 61234 + 45687, CLOCK_GUESSED}},
    };

    r.body = i % 7 == 3 ? xasprintf("<data>no id in it, %d</data>", i)
                        : xasprintf("<data><q>¿%d?</q><meta><instanceID>%s"
                                    "</instanceID></meta></data>",
                                    i * i, r.id);
    r.body_size = strlen(r.body);
    response_key(r.id, r.key);
    if (i % 5) {
        r.evidence.log = xstrdup("esquina-7.ab12/3");
        r.evidence.index = (uint64_t)(i * 3);
        r.evidence.symbol = xstrdup(i % 2 ? "★" : "");
        memset(r.evidence.salt, i, sizeof r.evidence.salt);
        memset(r.evidence.token_hash, i + 100, sizeof r.evidence.token_hash);
    }
    response_complete(&r);
    return r;
}

static void make_packed(struct response list[COUNT], struct buf *out,
                        size_t frame, const struct batch_packing *packing)
{
    const struct response *pointers[COUNT];

    batch_begin(out);
    for (int i = 0; i < COUNT; i++) {
        list[i] = sample(i);
        pointers[i] = &list[i];
    }
    for (size_t at = 0; at < COUNT; at += frame)
        batch_add_frame(out, packing, &pointers[at],
                        COUNT - at < frame ? COUNT - at : frame);
}

static void make(struct response list[COUNT], struct buf *out, size_t frame)
{
    make_packed(list, out, frame, &(struct batch_packing){SQUEEZE_ZSTD, NULL});
}

struct seen {
    const struct response *wanted;
    size_t count;
    size_t frames;
    const struct buf *dictionary;
};

static void compare_stamps(const struct stamp *a, const struct stamp *b)
{
    assert_int_equal(a->wall_ms, b->wall_ms);
    assert_int_equal(a->boot_ms, b->boot_ms);
    assert_int_equal(a->quality, b->quality);
}

static enum err compare(void *context, struct arena *arena, struct response *r,
                        size_t count)
{
    struct seen *seen = context;

    seen->frames++;
    for (size_t i = 0; i < count; i++) {
        const struct response *w = &seen->wanted[seen->count++];
        assert_string_equal(r[i].id, w->id);
        assert_memory_equal(r[i].key, w->key, sizeof w->key);
        assert_string_equal(r[i].form_id, w->form_id);
        assert_string_equal(r[i].form_version, w->form_version);
        assert_string_equal(r[i].body, w->body);
        assert_int_equal(r[i].body_size, w->body_size);
        assert_string_equal(r[i].envelope.origin, "esquina-7");
        assert_string_equal(r[i].envelope.extra, w->envelope.extra);
        compare_stamps(&r[i].envelope.started, &w->envelope.started);
        compare_stamps(&r[i].envelope.saved, &w->envelope.saved);
        assert_string_equal(r[i].evidence.log, w->evidence.log);
        assert_string_equal(r[i].evidence.symbol, w->evidence.symbol);
        if (!*w->evidence.log)
            continue;
        assert_int_equal(r[i].evidence.index, w->evidence.index);
        assert_memory_equal(r[i].evidence.salt, w->evidence.salt, 16);
        assert_memory_equal(r[i].evidence.token_hash, w->evidence.token_hash,
                            16);
    }
    arena_free(arena);
    return ERR_NONE;
}

/* As a hub that has published one form. */
static enum err find(void *context, const unsigned char *key, struct buf *out)
{
    const struct seen *seen = context;
    unsigned char known[DICTIONARY_KEY_SIZE];

    dictionary_key(seen->dictionary, known);
    if (memcmp(key, known, sizeof known) != 0)
        return ERR_MISSING;
    buf_add(out, seen->dictionary->data, seen->dictionary->size);
    return ERR_NONE;
}

static void clear(struct response list[COUNT])
{
    for (int i = 0; i < COUNT; i++)
        response_clear(&list[i]);
}

static enum err count_all(void *context, struct arena *arena,
                          struct response *r, size_t count)
{
    (void)r;
    arena_free(arena);
    *(size_t *)context += count;
    return ERR_NONE;
}

static enum err feed(const struct buf *batch, size_t size, size_t piece,
                     batch_take *take, void *context)
{
    struct batch_reader *reader =
        batch_reader_new(take, take == compare ? find : NULL, context);
    enum err err = ERR_NONE;

    for (size_t at = 0; !err && at < size; at += piece)
        err = batch_feed(reader, batch->data + at,
                         size - at < piece ? size - at : piece);
    batch_reader_free(reader);
    return err;
}

static void what_is_written_is_read_however_it_is_cut(void **state)
{
    struct response list[COUNT];
    struct buf batch;

    (void)state;
    buf_init(&batch, 0);
    make(list, &batch, 20);
    for (size_t piece = 1; piece < batch.size; piece += 97) {
        struct seen seen = {.wanted = list};
        assert_int_equal(feed(&batch, batch.size, piece, compare, &seen),
                         ERR_NONE);
        assert_int_equal(seen.count, COUNT);
        assert_int_equal(seen.frames, 3);
    }
    clear(list);
    buf_clear(&batch);
}

static const char FORM[] =
    "<h:html><model><instance>\n <data id='barrio' version='1'>\n  <q/>\n"
    "  <meta><instanceID/></meta></data></instance></model></h:html>";

static void each_way_of_packing_is_read(void **state)
{
    static const enum squeeze_kind KINDS[] = {SQUEEZE_STORED, SQUEEZE_ZSTD,
                                              SQUEEZE_ZLIB};
    struct response list[COUNT];
    struct buf batch, dictionary;
    size_t sizes[2];

    (void)state;
    buf_init(&dictionary, 0);
    assert_true(dictionary_of_form(FORM, strlen(FORM), &dictionary));
    for (size_t i = 0; i < 2 * COUNT_OF(KINDS); i++) {
        const struct batch_packing packing = {KINDS[i / 2],
                                              i % 2 ? &dictionary : NULL};
        struct seen seen = {.wanted = list, .dictionary = &dictionary};
        if (!squeeze_knows(packing.kind))
            continue;
        buf_init(&batch, 0);
        make_packed(list, &batch, 5, &packing);
        assert_int_equal(feed(&batch, batch.size, 97, compare, &seen),
                         ERR_NONE);
        assert_int_equal(seen.count, COUNT);
        sizes[i % 2] = batch.size;
        if (packing.kind != SQUEEZE_STORED && i % 2)
            assert_true(sizes[1] < sizes[0]);
        clear(list);
        buf_clear(&batch);
    }
    buf_clear(&dictionary);
}

static void an_unknown_dictionary_is_no_batch(void **state)
{
    struct response list[COUNT];
    struct buf batch, one, other;

    (void)state;
    buf_init(&batch, 0);
    buf_init(&one, 0);
    buf_init(&other, 0);
    buf_puts(&one, "<instance><data><q></q><meta></meta></data></instance>");
    buf_puts(&other, "<instance><data><p></p></data></instance>");
    make_packed(list, &batch, COUNT,
                &(struct batch_packing){SQUEEZE_ZLIB, &one});
    struct seen seen = {.wanted = list, .dictionary = &other};
    size_t taken = 0;
    assert_int_equal(feed(&batch, batch.size, 97, compare, &seen), ERR_FORMAT);
    assert_int_equal(seen.count, 0);
    assert_int_equal(feed(&batch, batch.size, 97, count_all, &taken),
                     ERR_FORMAT);
    assert_int_equal(taken, 0);
    clear(list);
    buf_clear(&batch);
    buf_clear(&one);
    buf_clear(&other);
}

static void a_cut_costs_one_frame_at_most(void **state)
{
    struct response list[COUNT];
    struct buf batch;
    size_t last = 0;

    (void)state;
    buf_init(&batch, 0);
    make(list, &batch, 10);
    for (size_t size = 0; size <= batch.size; size++) {
        struct seen seen = {.wanted = list};
        assert_int_equal(feed(&batch, size, 4096, compare, &seen), ERR_NONE);
        assert_true(seen.frames >= last);
        last = seen.frames;
    }
    assert_int_equal(last, 5);
    clear(list);
    buf_clear(&batch);
}

static enum err refuse(void *context, struct arena *arena, struct response *r,
                       size_t count)
{
    (void)r;
    arena_free(arena);
    *(size_t *)context += count;
    return ERR_FULL;
}

static void the_takers_error_stops_the_reading(void **state)
{
    struct response list[COUNT];
    struct buf batch;
    size_t taken = 0;

    (void)state;
    buf_init(&batch, 0);
    make(list, &batch, 10);
    assert_int_equal(feed(&batch, batch.size, 9999, refuse, &taken), ERR_FULL);
    assert_int_equal(taken, 10);
    clear(list);
    buf_clear(&batch);
}

/* Any answer but a crash; the sanitizers watch. */
static void flipped_bits_never_harm(void **state)
{
    struct response list[COUNT];
    struct buf batch;

    (void)state;
    buf_init(&batch, 0);
    make(list, &batch, 25);
    for (size_t i = 0; i < batch.size; i++) {
        size_t taken = 0;
        batch.data[i] ^= (char)(1 << i % 8);
        enum err err = feed(&batch, batch.size, 9999, count_all, &taken);
        assert_true(err == ERR_NONE || err == ERR_FORMAT || err == ERR_LIMIT);
        assert_true(taken <= 2 * COUNT);
        batch.data[i] ^= (char)(1 << i % 8);
    }
    clear(list);
    buf_clear(&batch);
}

static void what_is_no_batch_is_refused(void **state)
{
    static const char *const TEXTS[] = {
        "<html>log in</html>", "BARRIO2\n",
        "BARRIO1\n\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        "BARRIO1\n\x01\x01\x01\x01\xff\x01\x01\x01\x01"};
    struct buf batch;
    size_t taken = 0;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        buf_init(&batch, 0);
        buf_puts(&batch, TEXTS[i]);
        assert_int_not_equal(feed(&batch, batch.size, 3, count_all, &taken),
                             ERR_NONE);
        buf_clear(&batch);
    }
    assert_int_equal(taken, 0);
}

/* A bomb says a size that it does not keep, or one that is not allowed. */
static void a_frame_is_never_larger_than_it_says(void **state)
{
    struct response list[COUNT];
    struct buf batch;
    size_t taken = 0;

    (void)state;
    buf_init(&batch, 0);
    make(list, &batch, COUNT);
    batch.data[8 + 7]--;
    assert_int_equal(feed(&batch, batch.size, 9999, count_all, &taken),
                     ERR_FORMAT);
    batch.data[8 + 4] = 0x7f;
    assert_int_equal(feed(&batch, batch.size, 9999, count_all, &taken),
                     ERR_LIMIT);
    assert_int_equal(taken, 0);
    clear(list);
    buf_clear(&batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_however_it_is_cut),
        cmocka_unit_test(each_way_of_packing_is_read),
        cmocka_unit_test(an_unknown_dictionary_is_no_batch),
        cmocka_unit_test(a_cut_costs_one_frame_at_most),
        cmocka_unit_test(the_takers_error_stops_the_reading),
        cmocka_unit_test(flipped_bits_never_harm),
        cmocka_unit_test(what_is_no_batch_is_refused),
        cmocka_unit_test(a_frame_is_never_larger_than_it_says),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
