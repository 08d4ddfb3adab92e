/* The line between a terminal and this program, as far as its speed tells what
 * it is. */
#ifndef UI_LINE_H
#define UI_LINE_H

struct termios;

/* Microseconds that a byte takes on a serial line; 0 where the line says the
 * speed that pseudo-terminals and consoles are given, which means nothing. */
int line_byte_us(const struct termios *mode);

#endif
