#include "phone.h"

#include "base/buf.h"
#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* What Collect does: base64, then zlib, as another program reads them. */
static void unpacked(const char *text, char *out, size_t room)
{
    static const char UNPACK[] =
        "/usr/bin/python3 -c \"import base64,sys,zlib;"
        "sys.stdout.write(zlib.decompress(base64.b64decode("
        "sys.argv[1])).decode())\" '%s'";
    char command[4096];

    snprintf(command, sizeof command, UNPACK, text);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t size = fread(out, 1, room - 1, pipe);
    out[size] = '\0';
    assert_int_equal(pclose(pipe), 0);
}

static void a_phone_reads_the_hub_and_its_token(void **state)
{
    char json[2048];
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    assert_int_equal(phone_settings(&out, "Barrio \"Luna\"",
                                    "https://hub.example.org", "tok-1"),
                     ERR_NONE);
    unpacked(buf_text(&out), json, sizeof json);
    assert_non_null(strstr(
        json, "\"server_url\":\"https://hub.example.org/v1/key/tok-1\""));
    assert_non_null(strstr(json, "\"name\":\"Barrio \\\"Luna\\\"\""));
    assert_non_null(strstr(json, "\"form_update_mode\":\"match_exactly\""));
    buf_clear(&out);
}

static void its_code_is_a_picture_with_a_margin(void **state)
{
    struct buf out;

    (void)state;
    buf_init(&out, 0);
    assert_int_equal(phone_svg(&out, "hola"), ERR_NONE);
    /* Version 1 has 21 modules; four of white on each side. */
    assert_non_null(strstr(buf_text(&out), "viewBox=\"0 0 29 29\""));
    assert_non_null(strstr(buf_text(&out), "M4 4h1v1h-1z"));
    assert_null(strstr(buf_text(&out), "M3 "));
    buf_clear(&out);
}

static void what_is_too_long_for_a_code_is_said(void **state)
{
    char *text = calloc(1, 5001);
    struct buf out;

    (void)state;
    memset(text, 'x', 5000);
    buf_init(&out, 0);
    assert_int_equal(phone_svg(&out, text), ERR_LIMIT);
    buf_clear(&out);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phone_reads_the_hub_and_its_token),
        cmocka_unit_test(its_code_is_a_picture_with_a_margin),
        cmocka_unit_test(what_is_too_long_for_a_code_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
