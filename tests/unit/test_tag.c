#include "proof/tag.h"
#include "proof/claim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Reckoned by hand: printf 'barrio/tag/1 8f10fd2e8a9f1ec9c4699acb7f343f6c' |
 * sha256sum, of the hash of the token in tests/proof_vectors.txt. */
static void the_tag_is_what_the_papers_say(void **state)
{
    unsigned char hash[OPENING_TOKEN_SIZE];
    char tag[TAG_SIZE];

    (void)state;
    claim_hash("01234567890123456780", hash);
    tag_of(hash, tag);
    assert_string_equal(tag, "39edd38a3f");
}

static void another_token_has_another_tag(void **state)
{
    unsigned char hash[OPENING_TOKEN_SIZE];
    char one[TAG_SIZE], other[TAG_SIZE];

    (void)state;
    claim_hash("01234567890123456780", hash);
    tag_of(hash, one);
    claim_hash("12345678901234567894", hash);
    tag_of(hash, other);
    assert_string_not_equal(one, other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tag_is_what_the_papers_say),
        cmocka_unit_test(another_token_has_another_tag),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
