#include "base/arena.h"
#include "base/buf.h"
#include "base/xml.h"
#include "wire/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define OPEN "<manifest xmlns='http://openrosa.org/xforms/xformsManifest'>"

static int setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

static void what_is_written_is_read(void **state)
{
    struct manifest_file f[] = {
        {"calles & plazas.csv", "md5:00", "http://h/a?b&c", ""},
        {"trees.csv", "md5:11", "http://h/t", "entityList"},
    };
    const struct manifest manifest = {f, 2};
    struct manifest got;
    struct buf out;

    buf_init(&out, 0);
    manifest_write(&out, &manifest);
    assert_int_equal(
        manifest_read(buf_text(&out), out.size, *state, &got, NULL), ERR_NONE);
    assert_int_equal(got.count, 2);
    assert_string_equal(got.files[0].filename, f[0].filename);
    assert_string_equal(got.files[0].download_url, f[0].download_url);
    assert_true(manifest_hash_is_of_bytes(&got.files[0]));
    assert_string_equal(got.files[1].type, "entityList");
    assert_false(manifest_hash_is_of_bytes(&got.files[1]));
    buf_clear(&out);
}

static void folders_are_cut_off_a_name(void **state)
{
    static const char TEXT[] =
        OPEN "<mediaFile><filename>../../etc/passwd</filename><hash>md5:0"
             "</hash><downloadUrl>u</downloadUrl></mediaFile></manifest>";
    struct manifest got;

    assert_int_equal(manifest_read(TEXT, sizeof TEXT - 1, *state, &got, NULL),
                     ERR_NONE);
    assert_string_equal(got.files[0].filename, "passwd");
}

static void a_form_with_some_of_its_files_is_refused(void **state)
{
    static const char *const TEXTS[] = {
        OPEN "<mediaFile><filename>a</filename><hash>h</hash></mediaFile>"
             "</manifest>",
        OPEN "<mediaFile><filename>a</filename><downloadUrl>u</downloadUrl>"
             "</mediaFile></manifest>",
        OPEN "<mediaFile><filename>a/</filename><hash>h</hash>"
             "<downloadUrl>u</downloadUrl></mediaFile></manifest>",
        OPEN "<mediaFile><filename>..</filename><hash>h</hash>"
             "<downloadUrl>u</downloadUrl></mediaFile></manifest>",
        "<html/>",
    };
    struct manifest got;
    struct xml_error why;

    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        assert_int_equal(
            manifest_read(TEXTS[i], strlen(TEXTS[i]), *state, &got, &why),
            ERR_FORMAT);
        assert_int_not_equal(why.reason[0], '\0');
        assert_int_equal(got.count, 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(folders_are_cut_off_a_name),
        TEST(a_form_with_some_of_its_files_is_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
