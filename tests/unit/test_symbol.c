#include "proof/symbol.h"

#include "proof/slip.h"

#include "../proof_vectors.h"

static void check_symbol(char *values[VECTOR_VALUES])
{
    unsigned char commitment[COMMITMENT_SIZE];
    char code[SLIP_CODE_SIZE];

    vectors_hex(values[0], commitment, sizeof commitment);
    assert_string_equal(symbol_word(symbol_of(commitment)), values[2]);
    assert_string_equal(symbol_word(symbol_of_code(values[1])), values[2]);
    slip_code(commitment, code);
    assert_string_equal(symbol_word(symbol_of_code(code)), values[2]);
}

static void commitment_and_code_show_what_a_second_program_says(void **state)
{
    (void)state;
    assert_int_equal(vectors_check("symbol", check_symbol), 12);
}

static void every_sign_is_read_by_its_word_and_no_other(void **state)
{
    static const char *const none[] = {"",    "su",   "sunny",
                                       "Sun", "star", "comet"};
    size_t symbol = SYMBOL_COUNT;

    (void)state;
    for (size_t i = 0; i < SYMBOL_COUNT; i++) {
        assert_true(symbol_read(symbol_word(i), &symbol));
        assert_int_equal(symbol, i);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(symbol_read(none[i], &symbol));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commitment_and_code_show_what_a_second_program_says),
        cmocka_unit_test(every_sign_is_read_by_its_word_and_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
