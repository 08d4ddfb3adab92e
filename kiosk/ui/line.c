#include "ui/line.h"

#include "base/attr.h"

#include <stddef.h>
#include <termios.h>

enum { BITS = 10, SECOND_US = 1000000 }; /* with start and stop */

/* 38,400 is missing: every pseudo-terminal says so (Linux, tty_std_termios).
 * A wire that is faster than these is served like 19,200: what its receiver
 * holds back counts for more than its bytes. */
static const struct {
    speed_t code;
    int baud;
} SLOW[] = {
    {B300, 300},   {B600, 600},   {B1200, 1200}, {B1800, 1800},
    {B2400, 2400}, {B4800, 4800}, {B9600, 9600}, {B19200, 19200},
};

int line_byte_us(const struct termios *mode)
{
    speed_t code = cfgetispeed(mode);

    if (code == B0)
        code = cfgetospeed(mode);
    for (size_t i = 0; i < COUNT_OF(SLOW); i++) {
        if (SLOW[i].code == code)
            return BITS * SECOND_US / SLOW[i].baud;
    }
    return code == B38400 || code == B0 ? 0 : BITS * SECOND_US / 19200;
}
