#include "base/typeface.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const char BDF[] = "STARTFONT 2.1\n"
                          "FONTBOUNDINGBOX 4 6 0 -1\n"
                          "STARTCHAR H\nENCODING 72\nBBX 3 5 0 0\nBITMAP\n"
                          "A0\nA0\nE0\nA0\nA0\nENDCHAR\n"
                          "STARTCHAR comma\nENCODING 44\nBBX 1 2 1 -1\nBITMAP\n"
                          "80\n80\nENDCHAR\nENDFONT\n";

/* A PSF of version 2, 12 pixels across, of one letter for H and e acute. */
static const unsigned char PSF2[] = {
    0x72, 0xb5, 0x4a, 0x86, 0,    0,    0,   0,   32,   0,    0,    0,
    1,    0,    0,    0,    1,    0,    0,   0,   6,    0,    0,    0,
    3,    0,    0,    0,    12,   0,    0,   0,   0x80, 0x10, 0xff, 0xf0,
    0x80, 0x10, 'H',  0xc3, 0xa9, 0xfe, 'a', 'b', 0xff};

static struct typeface *read_well(const void *bytes, size_t size)
{
    struct typeface *face;

    assert_int_equal(typeface_read(&face, bytes, size), ERR_NONE);
    return face;
}

static void bdf_letters_stand_on_one_line(void **state)
{
    struct typeface *face = read_well(BDF, sizeof BDF - 1);
    const uint32_t *h = typeface_letter(face, 'H');
    const uint32_t *comma = typeface_letter(face, ',');

    (void)state;
    assert_int_equal(typeface_width(face), 4);
    assert_int_equal(typeface_height(face), 6);
    assert_int_equal(h[0], 0xa0000000);
    assert_int_equal(h[2], 0xe0000000);
    assert_int_equal(h[5], 0);
    assert_int_equal(comma[3], 0);
    assert_int_equal(comma[4], 0x40000000);
    assert_int_equal(comma[5], 0x40000000);
    assert_int_equal(typeface_capital(face), 5);
    assert_null(typeface_letter(face, 'x'));
    typeface_free(face);
}

static void psf_has_letters_by_their_code_points(void **state)
{
    struct typeface *face = read_well(PSF2, sizeof PSF2);
    const uint32_t *letter = typeface_letter(face, 0xe9);

    (void)state;
    assert_int_equal(typeface_width(face), 12);
    assert_ptr_equal(letter, typeface_letter(face, 'H'));
    assert_int_equal(letter[0], 0x80100000);
    assert_int_equal(letter[1], 0xfff00000);
    /* What is written with several code points is not asked for by one. */
    assert_null(typeface_letter(face, 'a'));
    typeface_free(face);
}

static void the_first_psf_has_two_bytes_a_code_point(void **state)
{
    enum { LETTERS = 256, HEADER = 4 };
    static unsigned char psf[HEADER + LETTERS + 6] = {0x36, 0x04, 0x02, 1};

    (void)state;
    psf[HEADER + 1] = 0x81;
    memcpy(psf + HEADER + LETTERS, "\xff\xff\x8e\xfe\xff\xff", 6);
    struct typeface *face = read_well(psf, sizeof psf);
    assert_int_equal(typeface_letter(face, 0xfe8e)[0], 0x81000000);
    typeface_free(face);
}

static void what_is_no_font_is_refused(void **state)
{
    struct typeface *face;
    unsigned char wide[sizeof PSF2], many[sizeof PSF2];

    (void)state;
    assert_int_equal(typeface_read(&face, "", 0), ERR_FORMAT);
    assert_int_equal(typeface_read(&face, "STARTFONT", 9), ERR_FORMAT);
    assert_int_equal(typeface_read(&face, BDF, 60), ERR_FORMAT);
    assert_null(face);
    memcpy(wide, PSF2, sizeof PSF2);
    wide[28] = 33;
    assert_int_equal(typeface_read(&face, wide, sizeof wide), ERR_LIMIT);
    memcpy(many, PSF2, sizeof PSF2);
    many[19] = 0xff;
    assert_int_equal(typeface_read(&face, many, sizeof many), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bdf_letters_stand_on_one_line),
        cmocka_unit_test(psf_has_letters_by_their_code_points),
        cmocka_unit_test(the_first_psf_has_two_bytes_a_code_point),
        cmocka_unit_test(what_is_no_font_is_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
