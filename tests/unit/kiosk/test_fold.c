#include "ui/fold.h"

#include "base/buf.h"
#include "ui/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void check_match(const char *text, const char *typed, bool wanted)
{
    char *folded = fold_text(text), *small = text_fold(typed);

    assert_int_equal(fold_match(folded, small), wanted);
    free(folded);
    free(small);
}

static void words_are_found_by_their_beginnings(void **state)
{
    (void)state;
    check_match("Colonia Roma Norte", "rom", true);
    check_match("Colonia Roma Norte", "nor col", true);
    check_match("Colonia Roma Norte", "oma", false);
    check_match("Árboles y sombra", "arb", true);
    check_match("Calle 5 (esquina)", "esq", true);
    check_match("anything", "", true);
    check_match("", "a", false);
    check_match("ROMA", "Roma ", true);
}

static void check_fold(const struct folder *folder, const char *text)
{
    char *alone = fold_text(text);
    struct buf out;

    buf_init(&out, 0);
    folder_add(folder, text, &out);
    assert_string_equal(out.data, alone);
    buf_clear(&out);
    free(alone);
}

static void many_are_folded_as_one_is(void **state)
{
    static const char *const TEXTS[] = {
        "",
        "Colonia Roma",
        "POBLACIÓN Ñuñoa (½)",
        "Çédille, œuvre - Ångström",
        "Străzi și ĳs",
        "n\xcc\x83o com\xc3\xba",
        "حي الزهور",
        "Straße № 5",
        "\xc3",
        "\xff\xc3\x28 broken",
        "İstanbul ŒŐǅ",
    };
    struct folder folder;

    (void)state;
    folder_init(&folder);
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        check_fold(&folder, TEXTS[i]);
}

static void each_letter_of_the_table_is_folded_as_it_is_alone(void **state)
{
    struct folder folder;

    (void)state;
    folder_init(&folder);
    for (unsigned code = FOLD_FIRST; code <= FOLD_LAST; code++) {
        const char text[] = {'a', (char)(0xc0 | code >> 6),
                             (char)(0x80 | (code & 0x3f)), 'b', '\0'};
        check_fold(&folder, text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_by_their_beginnings),
        cmocka_unit_test(many_are_folded_as_one_is),
        cmocka_unit_test(each_letter_of_the_table_is_folded_as_it_is_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
