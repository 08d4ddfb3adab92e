/* A camera's software reads the codes that the canvas shows: the cells are
 * painted into a picture, half a cell a module, and given to zbarimg. */
#include "ui/qr.h"

#include "base/buf.h"
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 80, HEIGHT = 24, PIXELS = 6 };

/* Whether the half of a cell is light: the page around a code is grey. */
static int shade(const struct canvas *c, int x, int y, int half)
{
    const struct cell *cell = canvas_cell(c, x, y);

    if (cell->style != ROLE_QR)
        return 128;
    if (strcmp(cell->text, "█") == 0)
        return 255;
    return strcmp(cell->text, half ? "▄" : "▀") == 0 ? 255 : 0;
}

static void paint(const struct canvas *c, const char *path)
{
    struct buf picture;

    buf_init(&picture, 0);
    buf_printf(&picture, "P5 %d %d 255\n", WIDTH * PIXELS, HEIGHT * 2 * PIXELS);
    for (int y = 0; y < HEIGHT * 2 * PIXELS; y++)
        for (int x = 0; x < WIDTH * PIXELS; x++)
            buf_putc(&picture, (char)shade(c, x / PIXELS, y / PIXELS / 2,
                                           y / PIXELS % 2));
    assert_int_equal(file_write(path, picture.data, picture.size), 0);
    buf_clear(&picture);
}

static void check_read(const char *text, int height, bool mirrored)
{
    char path[] = "/tmp/barrio-qr-XXXXXX", command[80], line[512] = "";
    struct canvas *c = canvas_new(WIDTH, HEIGHT);
    struct qr *qr = qr_new(text, WIDTH, height);

    canvas_set_mirrored(c, mirrored);
    assert_non_null(qr);
    assert_string_equal(qr_text(qr), text);
    assert_true(qr_height(qr) <= height);
    qr_draw(qr, c, 2, 0);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    paint(c, path);
    snprintf(command, sizeof command,
             "zbarimg -q --nodbus --raw %s 2>/dev/null", path);
    FILE *camera = popen(command, "r");
    assert_non_null(camera);
    if (fgets(line, sizeof line, camera))
        line[strcspn(line, "\n")] = '\0';
    pclose(camera);
    unlink(path);
    assert_string_equal(line, text);
    qr_free(qr);
    canvas_free(c);
}

static const char ADDRESS[] = "https://eco.barrio.mx/buscar#4081552690732148";

static void a_camera_reads_the_code(void **state)
{
    (void)state;
    check_read(ADDRESS, HEIGHT, false);
}

static void
where_room_is_scarce_the_margin_is_narrow_and_still_read(void **state)
{
    (void)state;
    check_read(ADDRESS, 17, false);
}

static void a_mirrored_page_does_not_mirror_the_code(void **state)
{
    (void)state;
    check_read(ADDRESS, HEIGHT, true);
}

static void the_longest_code_that_fits_80x24_is_read(void **state)
{
    char text[107];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    memcpy(text, ADDRESS, strlen(ADDRESS));
    check_read(text, HEIGHT, false);
}

static void a_code_that_does_not_fit_is_none(void **state)
{
    char *text = malloc(8000);

    (void)state;
    assert_null(qr_new(ADDRESS, WIDTH, 11));
    assert_non_null(text);
    memset(text, 'x', 7999);
    text[7999] = '\0';
    assert_null(qr_new(text, 1000, 1000));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_camera_reads_the_code),
        cmocka_unit_test(
            where_room_is_scarce_the_margin_is_narrow_and_still_read),
        cmocka_unit_test(a_mirrored_page_does_not_mirror_the_code),
        cmocka_unit_test(the_longest_code_that_fits_80x24_is_read),
        cmocka_unit_test(a_code_that_does_not_fit_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
