#include "base/buf.h"
#include "wire/dictionary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void assert_gives(const char *document, const char *wanted)
{
    struct buf out;

    buf_init(&out, 0);
    assert_int_equal(dictionary_of_form(document, strlen(document), &out),
                     wanted != NULL);
    assert_string_equal(buf_text(&out), wanted ? wanted : "");
    buf_clear(&out);
}

static void it_is_the_empty_instance_as_answers_will_have_it(void **state)
{
    (void)state;
    assert_gives("<model>\n <instance>\n  <data id=\"a\" version=\"1\">\n"
                 "   <x/>\n   <y a='1'/>\n   <z> 7 </z>\n  </data>\n"
                 " </instance>\n <instance id='no'/></model>",
                 "<instance><data id=\"a\" version=\"1\"><x></x>"
                 "<y a='1'></y><z> 7 </z></data></instance>");
    assert_gives("<instance xmlns=\"\"><d/></instance>",
                 "<instance xmlns=\"\"><d></d></instance>");
}

static void a_document_without_one_gives_none(void **state)
{
    (void)state;
    assert_gives("", NULL);
    assert_gives("<instance>", NULL);
    assert_gives("</instance><instance", NULL);
    assert_gives("<html>log in</html>", NULL);
}

static void odd_bytes_do_no_harm(void **state)
{
    (void)state;
    assert_gives("<instance></></instance>", "<instance></></instance>");
    assert_gives("<instance><<x/></instance>",
                 "<instance><<x></<x></instance>");
    assert_gives("<instance</instance>", "<instance</instance>");
}

static void one_that_is_too_long_is_none(void **state)
{
    size_t size = 2 * DICTIONARY_LARGEST;
    char *document = malloc(size);
    struct buf out;

    (void)state;
    assert_non_null(document);
    buf_init(&out, 0);
    memset(document, 'x', size);
    memcpy(document, "<instance>", 10);
    memcpy(document + size - 11, "</instance>", 11);
    assert_false(dictionary_of_form(document, size, &out));
    /* Its elements grow when they are written out. */
    for (size_t at = 10; at + 4 < DICTIONARY_LARGEST; at += 4)
        memcpy(document + at, "<a/>", 4);
    memcpy(document + DICTIONARY_LARGEST - 11, "</instance>", 11);
    assert_false(dictionary_of_form(document, size, &out));
    assert_int_equal(out.size, 0);
    buf_clear(&out);
    free(document);
}

static void its_key_tells_it_from_others(void **state)
{
    unsigned char a[DICTIONARY_KEY_SIZE], b[DICTIONARY_KEY_SIZE];
    struct buf text;

    (void)state;
    buf_init(&text, 0);
    buf_puts(&text, "abc");
    dictionary_key(&text, a);
    assert_memory_equal(a, "\xba\x78\x16\xbf\x8f\x01\xcf\xea", sizeof a);
    buf_putc(&text, '.');
    dictionary_key(&text, b);
    assert_memory_not_equal(a, b, sizeof a);
    buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_empty_instance_as_answers_will_have_it),
        cmocka_unit_test(a_document_without_one_gives_none),
        cmocka_unit_test(odd_bytes_do_no_harm),
        cmocka_unit_test(one_that_is_too_long_is_none),
        cmocka_unit_test(its_key_tells_it_from_others),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
