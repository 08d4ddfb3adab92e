#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "form/seal.h"
#include "form/sealed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A folder with a key pair made by the openssl program. */
struct fixture {
    char folder[64];
    struct buf private_pem, public_key;
    struct sealed sealed;
};

static void run(const char *format, const char *folder)
{
    char command[500];
    size_t used = 0;

    /* Every $D of the command is the folder. */
    for (; *format; format++) {
        if (format[0] == '$' && format[1] == 'D') {
            used += (size_t)snprintf(command + used, sizeof command - used,
                                     "%s", folder);
            format++;
        } else {
            command[used++] = *format;
        }
    }
    command[used] = '\0';
    assert_int_equal(system(command), 0);
}

static void read_beside(const struct fixture *f, const char *name,
                        struct buf *out)
{
    char *path = file_join(f->folder, name);

    buf_init(out, 0);
    assert_int_equal(file_read(path, out), ERR_NONE);
    free(path);
}

static int make_keys(void **state)
{
    static struct fixture f;

    log_set_level(LOG_LEVEL_ERROR);
    strcpy(f.folder, "/tmp/barrio-seal-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    run("cd $D && openssl genpkey -quiet -algorithm RSA -out private.pem "
        "2>/dev/null || openssl genpkey -algorithm RSA -out private.pem "
        "2>/dev/null",
        f.folder);
    run("cd $D && openssl pkey -in private.pem -pubout -outform DER | "
        "openssl base64 -A > public.txt",
        f.folder);
    read_beside(&f, "private.pem", &f.private_pem);
    read_beside(&f, "public.txt", &f.public_key);
    *state = &f;
    return 0;
}

static int drop_keys(void **state)
{
    struct fixture *f = *state;

    run("rm -r $D", f->folder);
    buf_clear(&f->private_pem);
    buf_clear(&f->public_key);
    return 0;
}

static const char BODY[] = "<data id=\"f\"><a>\xc3\xb1 &amp; 1</a></data>";
static const char PHOTO[] = "0123456789abcdef"; /* one whole block */

static void seal(struct fixture *f)
{
    const struct sealed_file media[] = {
        {.name = "photo.jpg", .data = PHOTO, .size = sizeof PHOTO - 1},
        {.name = "empty.txt", .data = "", .size = 0},
    };
    const struct sealed_source source = {
        .form_id = "form & co",
        .form_version = "7",
        .instance_id = "uuid:0b0c7c4a-1111-4222-8333-444455556666",
        .public_key = buf_text(&f->public_key),
        .submission = {.data = BODY, .size = sizeof BODY - 1},
        .media = media,
        .media_count = 2,
    };

    assert_int_equal(sealed_make(&f->sealed, &source), ERR_NONE);
}

static enum err read_part(void *context, const char *name, struct buf *out)
{
    struct fixture *f = context;

    for (size_t i = 0; i < f->sealed.parts_count; i++) {
        if (strcmp(f->sealed.parts[i].name, name) != 0)
            continue;
        buf_add(out, f->sealed.parts[i].data.data,
                f->sealed.parts[i].data.size);
        return ERR_NONE;
    }
    return ERR_MISSING;
}

static enum err open_again(struct fixture *f, struct sealed *out)
{
    const struct sealed_reader reader = {read_part, f};

    return sealed_open(out, buf_text(&f->sealed.envelope),
                       f->sealed.envelope.size, buf_text(&f->private_pem), "",
                       &reader);
}

static void opens_what_it_sealed(void **state)
{
    struct fixture *f = *state;
    struct sealed opened;

    seal(f);
    assert_string_equal(f->sealed.parts[0].name, "photo.jpg.enc");
    assert_int_equal(f->sealed.parts[0].data.size, 32);
    assert_null(strstr(buf_text(&f->sealed.parts[2].data), "data"));
    assert_int_equal(open_again(f, &opened), ERR_NONE);
    assert_int_equal(opened.parts_count, 3);
    assert_string_equal(opened.parts[0].name, "photo.jpg");
    assert_string_equal(buf_text(&opened.parts[0].data), PHOTO);
    assert_int_equal(opened.parts[1].data.size, 0);
    assert_string_equal(opened.parts[2].name, "submission.xml");
    assert_string_equal(buf_text(&opened.parts[2].data), BODY);
    sealed_clear(&opened);
    sealed_clear(&f->sealed);
}

static void is_opened_by_others_too(void **state)
{
    struct fixture *f = *state;
    struct buf out;

    seal(f);
    char *path = file_join(f->folder, "envelope.xml");
    assert_int_equal(
        file_write(path, f->sealed.envelope.data, f->sealed.envelope.size),
        ERR_NONE);
    free(path);
    for (size_t i = 0; i < f->sealed.parts_count; i++) {
        path = file_join(f->folder, f->sealed.parts[i].name);
        assert_int_equal(file_write(path, f->sealed.parts[i].data.data,
                                    f->sealed.parts[i].data.size),
                         ERR_NONE);
        free(path);
    }
    run("/usr/bin/python3 tests/unseal.py $D $D/private.pem > $D/out",
        f->folder);
    read_beside(f, "out", &out);
    assert_string_equal(buf_text(&out),
                        "photo.jpg\n0123456789abcdef\nempty.txt\n\n"
                        "submission.xml\n<data id=\"f\"><a>\xc3\xb1 &amp; 1</a>"
                        "</data>\n");
    buf_clear(&out);
    sealed_clear(&f->sealed);
}

static void refuses_another_key(void **state)
{
    struct fixture *f = *state;
    struct sealed opened;
    struct buf own = f->private_pem;

    seal(f);
    run("openssl genpkey -algorithm RSA -out $D/other.pem 2>/dev/null",
        f->folder);
    read_beside(f, "other.pem", &f->private_pem);
    assert_int_equal(open_again(f, &opened), ERR_DENIED);
    buf_clear(&f->private_pem);
    f->private_pem = own;
    sealed_clear(&f->sealed);
}

static void refuses_files_that_are_damaged_or_missing(void **state)
{
    struct fixture *f = *state;
    struct sealed opened;

    seal(f);
    buf_truncate(&f->sealed.parts[0].data, 31);
    assert_int_equal(open_again(f, &opened), ERR_FORMAT);
    f->sealed.parts[0].name[0] = 'x';
    assert_int_equal(open_again(f, &opened), ERR_MISSING);
    buf_truncate(&f->sealed.envelope, f->sealed.envelope.size - 7);
    assert_int_equal(open_again(f, &opened), ERR_FORMAT);
    sealed_clear(&f->sealed);
}

static void refuses_a_public_key_that_is_none(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    assert_int_equal(seal_wrap("bm8ga2V5", "x", 1, &out), ERR_FORMAT);
    assert_int_equal(seal_wrap("", "x", 1, &out), ERR_FORMAT);
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_what_it_sealed),
        cmocka_unit_test(is_opened_by_others_too),
        cmocka_unit_test(refuses_another_key),
        cmocka_unit_test(refuses_files_that_are_damaged_or_missing),
        cmocka_unit_test(refuses_a_public_key_that_is_none),
    };

    return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
