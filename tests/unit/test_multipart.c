#include "base/buf.h"
#include "wire/multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static enum err begin(void *context, const struct multipart_part *part)
{
    buf_printf(context, "[%s|%s|%s:", part->name, part->filename, part->type);
    return strcmp(part->name, "refuse me") == 0 ? ERR_DENIED : ERR_NONE;
}

static enum err data(void *context, const void *bytes, size_t size)
{
    buf_add(context, bytes, size);
    return ERR_NONE;
}

static enum err end(void *context)
{
    buf_putc(context, ']');
    return ERR_NONE;
}

static const struct multipart_handler HANDLER = {begin, data, end};

static enum err read_in_pieces(const char *type, const char *body, size_t size,
                               size_t piece, struct buf *out)
{
    struct multipart *m = multipart_new(type, &HANDLER, out);
    enum err err = ERR_NONE;

    assert_non_null(m);
    for (size_t at = 0; !err && at < size; at += piece)
        err =
            multipart_feed(m, body + at, size - at < piece ? size - at : piece);
    if (!err)
        err = multipart_finish(m);
    multipart_free(m);
    return err;
}

static void assert_reads(const char *body, enum err wanted, const char *parts)
{
    struct buf out;

    buf_init(&out, 0);
    for (size_t piece = 1; piece < 200; piece += 7) {
        buf_reset(&out);
        assert_int_equal(read_in_pieces("multipart/form-data; boundary=b", body,
                                        strlen(body), piece, &out),
                         wanted);
        assert_string_equal(buf_text(&out), parts);
    }
    buf_clear(&out);
}

static void what_is_written_is_read_however_it_is_cut(void **state)
{
    static const char CONTENT[] = "\r\n--b\r\n-\r\n--barrio\0\r\r\n--";
    char boundary[MULTIPART_BOUNDARY_SIZE], type[100];
    struct buf body, got, wanted;

    (void)state;
    multipart_boundary(boundary);
    snprintf(type, sizeof type, "multipart/form-data; boundary=%s", boundary);
    buf_init(&body, 0);
    buf_init(&got, 0);
    buf_init(&wanted, 0);
    multipart_add(&body, boundary, "xml", "a \"b\".xml", "text/xml", CONTENT,
                  sizeof CONTENT);
    multipart_add(&body, boundary, "*isIncomplete*", NULL, NULL, "yes", 3);
    multipart_add(&body, boundary, "empty", "ñ.jpg", "image/jpeg", "", 0);
    multipart_end(&body, boundary);
    buf_puts(&wanted, "[xml|a \"b\".xml|text/xml:");
    buf_add(&wanted, CONTENT, sizeof CONTENT);
    buf_puts(&wanted, "][*isIncomplete*||:yes][empty|ñ.jpg|image/jpeg:]");
    for (size_t piece = 1; piece <= body.size; piece++) {
        buf_reset(&got);
        assert_int_equal(
            read_in_pieces(type, body.data, body.size, piece, &got), ERR_NONE);
        assert_int_equal(got.size, wanted.size);
        assert_memory_equal(got.data, wanted.data, got.size);
    }
    buf_clear(&body);
    buf_clear(&got);
    buf_clear(&wanted);
}

static void preamble_epilogue_and_odd_headers_are_taken(void **state)
{
    (void)state;
    assert_reads("a preamble\r\n--b  \r\n"
                 "content-disposition:form-data; x=1; NAME=plain\r\n"
                 "X-Other: 1\r\n\r\n1\r\n--b\r\n\r\nno header\r\n--b--\r\nbye",
                 ERR_NONE, "[plain||:1][||:no header]");
}

static void quotes_in_names_are_undone(void **state)
{
    (void)state;
    assert_reads("--b\r\nContent-Disposition: form-data; "
                 "name=\"a\\\"b%22c\"; filename=\"C:\\x%41.jpg\"\r\n\r\n"
                 "\r\n--b--",
                 ERR_NONE, "[a\"b\"c|C:\\x%41.jpg|:]");
}

static void a_truncated_body_is_never_whole(void **state)
{
    static const char WHOLE[] = "--b\r\nContent-Disposition: form-data; "
                                "name=\"a\"\r\n\r\n12345\r\n--b--";
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    for (size_t size = 0; size < sizeof WHOLE - 1; size++)
        assert_int_equal(read_in_pieces("multipart/form-data; boundary=\"b\"",
                                        WHOLE, size, 5, &out),
                         ERR_FORMAT);
    assert_int_equal(read_in_pieces("multipart/form-data; boundary=\"b\"",
                                    WHOLE, sizeof WHOLE - 1, 5, &out),
                     ERR_NONE);
    buf_clear(&out);
}

static void malformed_bodies_are_refused(void **state)
{
    (void)state;
    assert_reads("--bad\r\n", ERR_FORMAT, "");
    assert_reads("--b\r\nno colon\r\n\r\nx\r\n--b--", ERR_FORMAT, "");
    assert_reads("no part at all", ERR_FORMAT, "");
    assert_reads("--b\r\nContent-Disposition: form-data; name=\"refuse me\""
                 "\r\n\r\nx\r\n--b--",
                 ERR_DENIED, "[refuse me||:");
}

static void a_header_without_end_is_limited(void **state)
{
    struct buf out, body;

    (void)state;
    buf_init(&out, 0);
    buf_init(&body, 0);
    buf_puts(&body, "--b\r\nX: ");
    for (int i = 0; i < 10000; i++)
        buf_putc(&body, 'x');
    assert_int_equal(read_in_pieces("multipart/form-data; boundary=b",
                                    body.data, body.size, 1000, &out),
                     ERR_LIMIT);
    buf_clear(&out);
    buf_clear(&body);
}

static void parts_without_number_are_limited(void **state)
{
    struct buf out, body;

    (void)state;
    buf_init(&out, 0);
    buf_init(&body, 0);
    for (int i = 0; i < 1001; i++)
        multipart_add(&body, "b", "x", NULL, NULL, "", 0);
    multipart_end(&body, "b");
    assert_int_equal(read_in_pieces("multipart/form-data; boundary=b",
                                    body.data, body.size, 4096, &out),
                     ERR_LIMIT);
    buf_clear(&out);
    buf_clear(&body);
}

static void other_content_types_are_not_read(void **state)
{
    static const char *const TYPES[] = {
        NULL,
        "",
        "text/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=1234567890123456789012345678901234567890"
        "1234567890123456789012345678901",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        assert_null(multipart_new(TYPES[i], &HANDLER, NULL));
    multipart_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_however_it_is_cut),
        cmocka_unit_test(preamble_epilogue_and_odd_headers_are_taken),
        cmocka_unit_test(quotes_in_names_are_undone),
        cmocka_unit_test(a_truncated_body_is_never_whole),
        cmocka_unit_test(malformed_bodies_are_refused),
        cmocka_unit_test(a_header_without_end_is_limited),
        cmocka_unit_test(parts_without_number_are_limited),
        cmocka_unit_test(other_content_types_are_not_read),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
