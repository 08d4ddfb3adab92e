#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/attachment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static int setup(void **state)
{
    char *folder = xstrdup("/tmp/barrio-att.XXXXXX");

    assert_non_null(mkdtemp(folder));
    *state = folder;
    return 0;
}

static int teardown(void **state)
{
    char *command = xasprintf("rm -rf %s", (char *)*state);

    assert_int_equal(system(command), 0);
    free(command);
    free(*state);
    return 0;
}

static char *path_of(const char *folder, const unsigned char *sha256)
{
    char hex[2 * SHA256_SIZE + 1];

    hex_encode(sha256, SHA256_SIZE, hex);
    return xasprintf("%s/attachments/%s", folder, hex);
}

static void a_file_is_found_by_its_content(void **state)
{
    unsigned char one[SHA256_SIZE], again[SHA256_SIZE], other[SHA256_SIZE];
    struct buf got;

    assert_int_equal(attachment_keep(*state, "a\0b", 3, one), ERR_NONE);
    assert_int_equal(attachment_keep(*state, "a\0b", 3, again), ERR_NONE);
    assert_int_equal(attachment_keep(*state, "", 0, other), ERR_NONE);
    assert_memory_equal(one, again, sizeof one);
    buf_init(&got, 0);
    buf_puts(&got, "before ");
    assert_int_equal(attachment_read(*state, one, &got), ERR_NONE);
    assert_int_equal(got.size, 10);
    assert_memory_equal(got.data, "before a\0b", 10);
    buf_reset(&got);
    assert_int_equal(attachment_read(*state, other, &got), ERR_NONE);
    assert_int_equal(got.size, 0);
    buf_clear(&got);
}

static void a_missing_or_changed_file_is_never_taken(void **state)
{
    unsigned char sha256[SHA256_SIZE];
    struct buf got;

    assert_int_equal(attachment_keep(*state, "photo", 5, sha256), ERR_NONE);
    char *path = path_of(*state, sha256);
    assert_int_equal(file_write(path, "phot0", 5), ERR_NONE);
    buf_init(&got, 0);
    assert_int_equal(attachment_read(*state, sha256, &got), ERR_FORMAT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(attachment_read(*state, sha256, &got), ERR_MISSING);
    buf_clear(&got);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_found_by_its_content, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            a_missing_or_changed_file_is_never_taken, setup, teardown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
