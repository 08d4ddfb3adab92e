/* The count of bits in lib/proof must agree with the encoder that draws. */
#include "proof/slip.h"

#include "base/digest.h"

#include <qrencode.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { VERSION = 5, LONGEST_HOST = 44 };

/* The version of the code that holds an address. */
static int version_of(const char *address)
{
    QRcode *code = QRcode_encodeString(address, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

    assert_non_null(code);
    int version = code->version;
    QRcode_free(code);
    return version;
}

static bool fits(size_t host, bool with_token)
{
    struct slip slip = {.log = "plaza/2", .index = 12345};
    char hub[LONGEST_HOST + 16] = "https://";
    struct buf out;

    memset(hub + strlen(hub), 'a', host);
    digest_random(slip.commitment, sizeof slip.commitment);
    if (with_token)
        claim_new(slip.token);
    buf_init(&out, 0);
    bool written = slip_write(&slip, hub, &out) == ERR_NONE;
    if (written && version_of(out.data) > VERSION)
        fail_msg("counted as fitting, but is version %d: %s",
                 version_of(out.data), out.data);
    buf_clear(&out);
    return written;
}

static void what_is_counted_as_fitting_is_at_most_version_5(void **state)
{
    size_t longest[2] = {0, 0};

    (void)state;
    for (size_t host = 3; host <= LONGEST_HOST; host++) {
        for (int token = 0; token < 2; token++) {
            if (fits(host, token))
                longest[token] = host;
        }
    }
    /* Room for a real host, "opina.villadelprado.es", also with a token. */
    assert_true(longest[0] >= 40 && longest[1] >= 24);
    assert_true(longest[1] < LONGEST_HOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_counted_as_fitting_is_at_most_version_5),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
