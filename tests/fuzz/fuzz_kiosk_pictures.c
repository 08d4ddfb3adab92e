/* What the kiosk reads where barrio-picture should write: a decoder that was
 * taken over by a picture can write anything, in pieces of any size. What came
 * is drawn. */
#include "pictures.h"
#include "ui/canvas.h"
#include "ui/theme.h"

#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 40, ROWS = 11 };

static void hear_in_pieces(struct pictures *p, int to, const uint8_t *data,
                           size_t size, size_t piece)
{
    for (size_t at = 0; at < size && p->is_open; at += piece) {
        size_t now = size - at < piece ? size - at : piece;
        assert(write(to, data + at, now) == (ssize_t)now);
        pictures_hear(p, 0);
    }
}

static void draw(const struct pictures *p, struct canvas *canvas)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct picture *picture = &p->list[i];
        assert(!picture->grey ||
               (picture->width > 0 && picture->width <= PICTURE_MOST &&
                picture->height > 0 && picture->height <= PICTURE_MOST));
        assert(!picture->grey || !picture->is_missing);
        for (int blocks = BLOCKS_HALF; blocks <= BLOCKS_SEXTANT; blocks++)
            picture_draw(picture, canvas,
                         (struct rect){2, 1, COLUMNS - 4, ROWS - 2},
                         (enum blocks)blocks);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pictures pictures = {0};
    struct canvas *canvas;
    int ends[2];

    /* The first byte is how many are awaited, the second the pieces' size. */
    if (size < 2 || pipe(ends))
        return 0;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    pictures_await(&pictures, ends[0], 1 + data[0] % (PICTURES_MOST + 1), 0);
    hear_in_pieces(&pictures, ends[1], data + 2, size - 2,
                   1 + (size_t)data[1] * 16);
    close(ends[1]);
    pictures_hear(&pictures, 0);
    assert(!pictures.is_open && pictures.come == pictures.count);
    canvas = canvas_new(COLUMNS, ROWS);
    draw(&pictures, canvas);
    canvas_free(canvas);
    pictures_stop(&pictures);
    return 0;
}
