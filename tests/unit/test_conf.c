/* base/conf, base/json, base/words, base/plural: small files from outside. */
#include "base/attr.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/plural.h"
#include "base/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct settings {
    char *name;
    long rows;
    bool loud;
};

static const struct conf_key KEYS[] = {
    {"name", CONF_TEXT, offsetof(struct settings, name), "Luna", 0, 0, "who"},
    {"rows", CONF_NUMBER, offsetof(struct settings, rows), "24", 5, 60, "n"},
    {"loud", CONF_BOOL, offsetof(struct settings, loud), "no", 0, 0, "bell"},
};

static enum err load(const char *text, struct settings *out)
{
    char path[] = "/tmp/barrio-conf-XXXXXX";
    int fd = mkstemp(path);

    assert_true(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    *out = (struct settings){0};
    conf_defaults(KEYS, COUNT_OF(KEYS), out);
    enum err err = conf_load(path, KEYS, COUNT_OF(KEYS), out);
    unlink(path);
    return err;
}

static void settings_are_read_over_their_fallbacks(void **state)
{
    struct settings s;

    (void)state;
    assert_int_equal(load("# c\n\n rows = 30 \nname=La Luna\n", &s), ERR_NONE);
    assert_string_equal(s.name, "La Luna");
    assert_int_equal(s.rows, 30);
    assert_false(s.loud);
    conf_clear(KEYS, COUNT_OF(KEYS), &s);
    assert_null(s.name);
}

static void wrong_settings_are_refused(void **state)
{
    static const char *const WRONG[] = {
        "rows = 4\n", "rows = 61\n",    "rows = many\n",  "rows =\n",
        "rows 30\n",  "loud = maybe\n", "colour = red\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct settings s;
        assert_int_equal(load(WRONG[i], &s), ERR_FORMAT);
        conf_clear(KEYS, COUNT_OF(KEYS), &s);
    }
}

static void the_printed_example_reads_as_the_fallbacks(void **state)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    struct settings s;

    (void)state;
    conf_print_example(KEYS, COUNT_OF(KEYS), to);
    fclose(to);
    for (char *p = text; *p; p++) { /* take the comment signs off */
        if (*p == '#' && p[1] != ' ')
            *p = ' ';
    }
    assert_int_equal(load(text, &s), ERR_NONE);
    assert_int_equal(s.rows, 24);
    assert_string_equal(s.name, "Luna");
    conf_clear(KEYS, COUNT_OF(KEYS), &s);
    free(text);
}

static void json_is_read_and_escaped(void **state)
{
    const char *text = "{\"a\": [1, \"x\"], \"b\": true}";
    struct json *document;
    struct buf out;

    (void)state;
    assert_int_equal(json_read(text, strlen(text), &document), ERR_NONE);
    struct json *a = json_member(document, "a");
    assert_int_equal(json_length(a), 2);
    assert_true(json_number(json_element(a, 0), 0) == 1);
    assert_string_equal(json_text(json_element(a, 1), ""), "x");
    assert_true(json_bool(json_member(document, "b"), false));
    assert_string_equal(json_text(json_member(document, "none"), "-"), "-");
    json_free(document);
    assert_int_equal(json_read("{", 1, &document), ERR_FORMAT);
    buf_init(&out, 0);
    json_escape(&out, "a\"\\\n\x01\xc3\xb1");
    assert_string_equal(buf_text(&out), "\"a\\\"\\\\\\n\\u0001\xc3\xb1\"");
    buf_clear(&out);
}

static void plural_rules_of_real_languages_work(void **state)
{
    static const unsigned long FORMS[][2] = {{0, 0},  {1, 1},   {2, 2},  {5, 3},
                                             {11, 4}, {100, 5}, {103, 3}};
    struct plural *arabic =
        plural_parse("n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && "
                     "n%100<=10 ? 3 : n%100>=11 ? 4 : 5;");
    struct plural *spanish = plural_parse("(n != 1)");

    (void)state;
    assert_non_null(arabic);
    for (size_t i = 0; i < COUNT_OF(FORMS); i++)
        assert_int_equal(plural_form(arabic, FORMS[i][0]), FORMS[i][1]);
    assert_int_equal(plural_form(spanish, 1), 0);
    assert_int_equal(plural_form(spanish, 0), 1);
    plural_free(arabic);
    plural_free(spanish);
}

static void broken_plural_rules_are_refused(void **state)
{
    static const char *const WRONG[] = {"",    "n +", "(n",   "n ? 1",
                                        "1 2", "x",   "n / 0"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_null(plural_parse(WRONG[i]));
}

static void words_fall_back_to_english(void **state)
{
    struct words *words = words_open("/nonexistent", "es");

    (void)state;
    assert_string_equal(words_get(words, "es", "Back"), "Back");
    assert_string_equal(words_plural(words, NULL, "%d day", "%d days", 2),
                        "%d days");
    assert_true(words_is_rtl("ar"));
    assert_true(words_is_rtl("ar-EG"));
    assert_false(words_is_rtl("arn"));
    words_free(words);
}

static const char CATALOGUE[] =
    "msgid \"\"\nmsgstr \"\"\n"
    "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
    "\"Plural-Forms: nplurals=2; plural=n!=1;\\n\"\n\n"
    "msgid \"Back\"\nmsgstr \"Atrás\"\n\n"
    "msgid \"day\"\nmsgid_plural \"days\"\n"
    "msgstr[0] \"día\"\nmsgstr[1] \"días\"\n";

static void compile_catalogue(const char *path)
{
    char command[200];

    snprintf(command, sizeof command, "msgfmt -o %s -", path);
    FILE *to = popen(command, "w");
    assert_non_null(to);
    fputs(CATALOGUE, to);
    assert_int_equal(pclose(to), 0);
}

/* Where a text was found is remembered by its address, which says nothing of
 * what stands there now. */
static void check_other_words_in_one_place(const struct words *words)
{
    char place[8] = "Back";

    for (int i = 0; i < 2; i++) {
        strcpy(place, "Back");
        assert_string_equal(words_get(words, "es", place), "Atrás");
        assert_string_equal(words_get(words, "es", place), "Atrás");
        strcpy(place, "Next");
        assert_string_equal(words_get(words, "es", place), "Next");
        strcpy(place, "day");
        assert_string_equal(words_get(words, "es", place), "día");
    }
}

static void words_are_looked_up_by_language(void **state)
{
    char folder[] = "/tmp/barrio-words-XXXXXX";

    (void)state;
    assert_non_null(mkdtemp(folder));
    char *path = file_join(folder, "es.mo");
    compile_catalogue(path);
    struct words *words = words_open(folder, "es en");
    assert_string_equal(words_get(words, "es-MX", "Back"), "Atrás");
    assert_string_equal(words_get(words, "en", "Back"), "Back");
    assert_string_equal(words_get(words, "es", "Next"), "Next");
    assert_string_equal(words_plural(words, "es", "day", "days", 1), "día");
    assert_string_equal(words_plural(words, "es", "day", "days", 3), "días");
    check_other_words_in_one_place(words);
    words_free(words);
    assert_int_equal(truncate(path, 40), 0);
    words = words_open(folder, "es"); /* damaged: left out, not trusted */
    assert_string_equal(words_get(words, "es", "Back"), "Back");
    words_free(words);
    unlink(path);
    rmdir(folder);
    free(path);
}

static void a_list_has_whole_words_only(void **state)
{
    (void)state;
    assert_true(conf_list_has("uno, dos tres", "dos"));
    assert_true(conf_list_has("uno,dos", "uno"));
    assert_false(conf_list_has("unos, dos", "uno"));
    assert_false(conf_list_has("uno", "unos"));
    assert_false(conf_list_has("uno", ""));
    assert_false(conf_list_has(" , ", "uno"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_read_over_their_fallbacks),
        cmocka_unit_test(wrong_settings_are_refused),
        cmocka_unit_test(the_printed_example_reads_as_the_fallbacks),
        cmocka_unit_test(json_is_read_and_escaped),
        cmocka_unit_test(plural_rules_of_real_languages_work),
        cmocka_unit_test(broken_plural_rules_are_refused),
        cmocka_unit_test(words_fall_back_to_english),
        cmocka_unit_test(words_are_looked_up_by_language),
        cmocka_unit_test(a_list_has_whole_words_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
