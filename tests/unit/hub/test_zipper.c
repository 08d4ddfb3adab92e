#include "base/mem.h"
#include "outlet.h"
#include "datapackage.h"
#include "package.h"
#include "zipper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <zip.h>

/* Another library reads what ours wrote. */
struct file {
    char path[32];
    struct outlet out;
    struct zipper *zip;
};

static int setup(void **state)
{
    struct file *f = xcalloc(1, sizeof *f);

    strcpy(f->path, "/tmp/barrio-zip.XXXXXX");
    outlet_init(&f->out, mkstemp(f->path));
    assert_true(f->out.fd >= 0);
    f->zip = zipper_new(&f->out, 1764000000000);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct file *f = *state;

    zipper_free(f->zip);
    outlet_clear(&f->out);
    close(f->out.fd);
    unlink(f->path);
    free(f);
    return 0;
}

static zip_t *reopen(struct file *f)
{
    int code;

    assert_int_equal(zipper_finish(f->zip), ERR_NONE);
    zip_t *zip = zip_open(f->path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    assert_non_null(zip);
    return zip;
}

static void assert_entry(zip_t *zip, const char *name, const void *data,
                         size_t size)
{
    zip_stat_t stat;
    char *got = xmalloc(size + 1);

    assert_int_equal(zip_stat(zip, name, 0, &stat), 0);
    assert_int_equal(stat.size, size);
    zip_file_t *file = zip_fopen(zip, name, 0);
    assert_int_equal(zip_fread(file, got, size + 1), size);
    assert_int_equal(zip_fclose(file), 0); /* checks the checksum too */
    assert_memory_equal(got, data, size);
    free(got);
}

static void what_is_packed_comes_out_again(void **state)
{
    struct file *f = *state;
    size_t size = 3 << 20;
    char *noise = xmalloc(size);

    for (size_t i = 0; i < size; i++)
        noise[i] = (char)((i * i) >> 7 ^ i);
    assert_int_equal(zipper_begin(f->zip, "a/ruido"), ERR_NONE);
    for (size_t at = 0; at < size; at += 1 << 20)
        assert_int_equal(zipper_add(f->zip, noise + at, 1 << 20), ERR_NONE);
    assert_int_equal(zipper_end(f->zip), ERR_NONE);
    assert_int_equal(zipper_text(f->zip, "vacío", "", 0), ERR_NONE);
    zip_t *zip = reopen(f);
    assert_entry(zip, "a/ruido", noise, size);
    assert_entry(zip, "vacío", "", 0);
    zip_discard(zip);
    free(noise);
}

static void a_file_is_stored_as_it_is(void **state)
{
    struct file *f = *state;
    char path[] = "/tmp/barrio-one.XXXXXX";
    int fd = mkstemp(path);

    assert_int_equal(write(fd, "foto", 4), 4);
    close(fd);
    assert_int_equal(zipper_file(f->zip, "x/foto.jpg", path), ERR_NONE);
    assert_int_equal(zipper_file(f->zip, "x/no.jpg", "/nowhere"), ERR_MISSING);
    unlink(path);
    zip_t *zip = reopen(f);
    assert_int_equal(zip_get_num_entries(zip, 0), 1);
    assert_entry(zip, "x/foto.jpg", "foto", 4);
    zip_discard(zip);
}

static void more_entries_than_old_zip_files_can_have(void **state)
{
    struct file *f = *state;
    char name[16];

    for (int i = 0; i < 70000; i++) {
        snprintf(name, sizeof name, "%d", i);
        assert_int_equal(zipper_text(f->zip, name, name, strlen(name)),
                         ERR_NONE);
    }
    zip_t *zip = reopen(f);
    assert_int_equal(zip_get_num_entries(zip, 0), 70000);
    assert_entry(zip, "69999", "69999", 5);
    zip_discard(zip);
}

static void a_package_names_its_tables_plainly(void **state)
{
    struct file *f = *state;
    struct package *p = package_new(
        &f->out,
        &(struct datapackage){
            .name = "Barrio Luna/1", .title = "\"Luna\"", .version = "3"},
        1764000000000);

    assert_int_equal(package_begin(p, "Árbol", "t"), ERR_NONE);
    assert_int_equal(package_add(p, "a\r\n1\r\n", 6), ERR_NONE);
    assert_int_equal(package_end(p, "{\"fields\":[]}"), ERR_NONE);
    assert_int_equal(package_finish(p), ERR_NONE);
    package_free(p);
    int code;
    zip_t *zip = zip_open(f->path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
    assert_non_null(zip);
    assert_entry(zip, "data/--rbol.csv", "a\r\n1\r\n", 6);
    char text[1000] = "";
    zip_file_t *file = zip_fopen(zip, "datapackage.json", 0);
    assert_true(zip_fread(file, text, sizeof text - 1) > 0);
    zip_fclose(file);
    assert_non_null(strstr(text, "\"name\": \"barrio-luna-1\""));
    assert_non_null(strstr(text, "\"title\": \"\\\"Luna\\\"\""));
    assert_non_null(strstr(text, "\"version\": \"3\""));
    assert_non_null(strstr(text, "\"path\": \"data/--rbol.csv\""));
    zip_discard(zip);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_packed_comes_out_again),
        CASE(a_file_is_stored_as_it_is),
        CASE(more_entries_than_old_zip_files_can_have),
        CASE(a_package_names_its_tables_plainly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
