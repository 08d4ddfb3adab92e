#include "image.h"

#include "base/file.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MEDIA "tests/forms/pictures/calle-media/"

static struct buf file(const char *path)
{
    struct buf bytes;

    buf_init(&bytes, 1 << 20);
    assert_int_equal(file_read(path, &bytes), ERR_NONE);
    return bytes;
}

static struct image of(int width, int height, const char *grey)
{
    struct image image = {width, height, xmalloc((size_t)(width * height))};

    memcpy(image.grey, grey, (size_t)(width * height));
    return image;
}

static void what_is_transparent_is_paper(void **state)
{
    struct buf bytes = file(MEDIA "tree.png");
    struct image image;

    (void)state;
    assert_int_equal(image_read_png(&image, bytes.data, bytes.size), ERR_NONE);
    assert_int_equal(image.width, 96);
    assert_int_equal(image.height, 96);
    assert_int_equal(image.grey[0], 255);        /* a corner, transparent */
    assert_true(image.grey[40 * 96 + 48] < 192); /* the tree, green */
    free(image.grey);
    buf_clear(&bytes);
}

static void a_photograph_is_read(void **state)
{
    struct buf bytes = file(MEDIA "street.jpg");
    struct image image;

    (void)state;
    assert_int_equal(image_read_jpeg(&image, bytes.data, bytes.size), ERR_NONE);
    image_shrink(&image, 128);
    assert_int_equal(image.width, 128);
    assert_int_equal(image.height, 96);
    free(image.grey);
    buf_clear(&bytes);
}

/* Each cut of a file is refused: as none, or by the size that the decoder reads
 * where its header ends. Nothing is left behind. */
static void a_broken_file_is_no_picture(void **state)
{
    struct buf png = file(MEDIA "light.png"), jpeg = file(MEDIA "street.jpg");
    struct image image = {0};

    (void)state;
    for (size_t i = 0; i < png.size - 16; i++)
        assert_int_not_equal(image_read_png(&image, png.data, i), ERR_NONE);
    for (size_t i = 0; i < jpeg.size - 2; i += 7)
        assert_int_not_equal(image_read_jpeg(&image, jpeg.data, i), ERR_NONE);
    assert_null(image.grey);
    buf_clear(&png);
    buf_clear(&jpeg);
}

static void one_too_large_is_refused_before_it_is_decoded(void **state)
{
    /* The size stands at byte 16 of a PNG (its section 11.2.2), and at the
     * frame's header of a JPEG (T.81, B.2.2). */
    struct buf png = file(MEDIA "light.png"), jpeg = file(MEDIA "street.jpg");
    struct image image = {0};
    size_t at = 0;

    (void)state;
    while (memcmp(jpeg.data + at, "\xff\xc0", 2) != 0)
        at++;
    memset(jpeg.data + at + 5, 0xfe, 4);
    assert_int_equal(image_read_jpeg(&image, jpeg.data, jpeg.size), ERR_LIMIT);
    /* The checksum of the header fails as well: either way it is refused. */
    memcpy(png.data + 16, "\0\0\x7f\xff\0\0\x7f\xff", 8);
    assert_int_not_equal(image_read_png(&image, png.data, png.size), ERR_NONE);
    buf_clear(&png);
    buf_clear(&jpeg);
}

static void shrinking_takes_means_and_keeps_proportions(void **state)
{
    struct image image = of(4, 2, "\0\x64\xff\xff\x64\xc8\xff\xff");

    (void)state;
    image_shrink(&image, 2);
    assert_int_equal(image.width, 2);
    assert_int_equal(image.height, 1);
    assert_int_equal(image.grey[0], 100);
    assert_int_equal(image.grey[1], 255);
    image_shrink(&image, 8); /* never larger */
    assert_int_equal(image.width, 2);
    free(image.grey);

    image = of(9, 1, "123456789"); /* never to nothing */
    image_shrink(&image, 3);
    assert_int_equal(image.height, 1);
    free(image.grey);
}

static void a_drawing_in_two_colours_becomes_black_and_white(void **state)
{
    struct image image = of(4, 1, "\x50\x50\xc0\xc2"),
                 even = of(2, 1, "\x30\x30");

    (void)state;
    image_ink(&image);
    assert_memory_equal(image.grey, "\0\0\xff\xff", 4);
    free(image.grey);
    image_ink(&even); /* of one tone: no parting at all */
    assert_int_equal(even.grey[0], even.grey[1]);
    free(even.grey);
}

static void a_photograph_keeps_its_greys(void **state)
{
    unsigned char ramp[256];
    struct image image = {256, 1, ramp};

    (void)state;
    for (int i = 0; i < 256; i++)
        ramp[i] = (unsigned char)i;
    image_ink(&image);
    assert_int_equal(ramp[0], 0);
    assert_int_equal(ramp[255], 255);
    assert_true(ramp[96] > 0 && ramp[96] < 128);
    for (int i = 1; i < 256; i++)
        assert_true(ramp[i] >= ramp[i - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_transparent_is_paper),
        cmocka_unit_test(a_photograph_is_read),
        cmocka_unit_test(a_broken_file_is_no_picture),
        cmocka_unit_test(one_too_large_is_refused_before_it_is_decoded),
        cmocka_unit_test(shrinking_takes_means_and_keeps_proportions),
        cmocka_unit_test(a_drawing_in_two_colours_becomes_black_and_white),
        cmocka_unit_test(a_photograph_keeps_its_greys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
