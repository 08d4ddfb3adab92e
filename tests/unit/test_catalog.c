#include "base/file.h"
#include "base/mem.h"
#include "form/catalog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static void write_form(const char *folder, const char *name, const char *id,
                       const char *version)
{
    char *path = file_join(folder, name);
    char *text = xasprintf(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" "
        "xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>T</h:title>"
        "<model><instance><data id=\"%s\" version=\"%s\"><a/></data>"
        "</instance></model></h:head><h:body><input ref=\"/data/a\"/></h:body>"
        "</h:html>",
        id, version);

    assert_int_equal(file_write(path, text, strlen(text)), ERR_NONE);
    free(text);
    free(path);
}

static void open_sorts_keeps_the_later_and_counts_the_refused(void **state)
{
    char folder[] = "/tmp/barrio-cat.XXXXXX";
    struct catalog *catalog;

    (void)state;
    assert_non_null(mkdtemp(folder));
    write_form(folder, "b.xml", "one", "2");
    write_form(folder, "c.xml", "two", "1");
    write_form(folder, "a.xml", "one", "3");
    char *broken = file_join(folder, "d.xml");
    assert_int_equal(file_write(broken, "<x", 2), ERR_NONE);
    assert_int_equal(catalog_open(&catalog, folder), ERR_NONE);
    assert_int_equal(catalog_count(catalog), 2);
    assert_int_equal(catalog_refused(catalog), 1);
    assert_string_equal(catalog_entry(catalog, 0)->id, "one");
    assert_string_equal(catalog_find(catalog, "one")->version, "3");
    assert_string_equal(catalog_find(catalog, "two")->title, "T");
    assert_null(catalog_find(catalog, "three"));
    catalog_free(catalog);
    free(broken);
    char *command = xasprintf("rm -rf %s", folder);
    assert_int_equal(system(command), 0);
    free(command);
}

static void open_needs_a_folder(void **state)
{
    struct catalog *catalog;

    (void)state;
    assert_int_equal(catalog_open(&catalog, "/nonexistent"), ERR_IO);
    assert_null(catalog);
    catalog_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_sorts_keeps_the_later_and_counts_the_refused),
        cmocka_unit_test(open_needs_a_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
