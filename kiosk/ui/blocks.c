#include "ui/blocks.h"

#include <stddef.h>
#include <string.h>

/* Pixels of one cell. */
static const struct {
    const char *name;
    int across, down;
} BLOCKS[] = {
    [BLOCKS_HALF] = {"half", 1, 2},
    [BLOCKS_QUADRANT] = {"quadrant", 2, 2},
    [BLOCKS_SEXTANT] = {"sextant", 2, 3},
};

bool blocks_parse(const char *name, enum blocks *out)
{
    for (size_t i = 0; i < COUNT_OF(BLOCKS); i++) {
        if (strcmp(BLOCKS[i].name, name) != 0)
            continue;
        *out = (enum blocks)i;
        return true;
    }
    return false;
}

int blocks_across(enum blocks blocks)
{
    return BLOCKS[blocks].across;
}

int blocks_down(enum blocks blocks)
{
    return BLOCKS[blocks].down;
}

const char *blocks_sign(enum blocks blocks, unsigned bits,
                        char room[BLOCKS_SIGN_SIZE])
{
    static const char *const HALVES[] = {" ", "▀", "▄", "█"};
    static const char *const QUARTERS[] = {" ", "▘", "▝", "▀", "▖", "▌",
                                           "▞", "▛", "▗", "▚", "▐", "▜",
                                           "▄", "▙", "▟", "█"};
    enum { LEFT_HALF = 0x15, RIGHT_HALF = 0x2a, ALL = 0x3f };

    if (blocks == BLOCKS_HALF)
        return HALVES[bits];
    if (blocks == BLOCKS_QUADRANT)
        return QUARTERS[bits];
    if (bits == 0 || bits == ALL)
        return bits ? "█" : " ";
    if (bits == LEFT_HALF || bits == RIGHT_HALF)
        return bits == LEFT_HALF ? "▌" : "▐";
    /* U+1FB00 and on, in order, without the two halves above. */
    unsigned code =
        0x1fb00 + bits - 1 - (bits > LEFT_HALF) - (bits > RIGHT_HALF);
    room[0] = (char)0xf0;
    room[1] = (char)(0x80 | (code >> 12 & 0x3f));
    room[2] = (char)(0x80 | (code >> 6 & 0x3f));
    room[3] = (char)(0x80 | (code & 0x3f));
    room[4] = '\0';
    return room;
}
