/* The door to the terminal: shows a canvas in as few bytes as possible and
 * says what the person did. Nothing that a terminal raises (signals, keys,
 * replies) ends the program. */
#ifndef UI_TERMINAL_H
#define UI_TERMINAL_H

#include "ui/canvas.h"
#include "ui/input.h"
#include "ui/theme.h"

#include "base/attr.h"
#include "base/err.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

struct terminal;

/* Takes over the terminal on standard input and output. A locale without
 * UTF-8 is replaced by C.UTF-8. ERR_MISSING when there is no terminal or its
 * TERM is unknown or cannot place a cursor; the log says so in plain words
 * and the terminal is left as it was. */
MUST_USE enum err terminal_open(struct terminal **out,
                                const struct theme *theme);
/* Gives the terminal back as it was. NULL is accepted. */
void terminal_close(struct terminal *terminal);

/* Columns of the window. */
int terminal_width(const struct terminal *terminal);
/* Rows of the window. */
int terminal_height(const struct terminal *terminal);
/* The richest set that terminal and theme both can show. */
enum glyphs terminal_glyphs(const struct terminal *terminal);
/* Whether ink and paper are ours to choose. Without, nobody knows which of the
 * two is the lighter. */
bool terminal_has_colours(const struct terminal *terminal);

/* Other colours from the next terminal_show on; the theme is copied. */
void terminal_set_theme(struct terminal *terminal, const struct theme *theme);
/* Sends what differs from what is shown, in one write. */
void terminal_show(struct terminal *terminal, const struct canvas *canvas);
/* Makes the page of a canvas ready that is likely to come next... */
void terminal_foresee(struct terminal *terminal, const struct canvas *canvas);
/* ...and shows it, if what was shown is still the same; terminal_show must
 * follow, and then has nothing left to do. */
void terminal_turn(struct terminal *terminal);
/* The bell, with the next page that is shown. */
void terminal_beep(struct terminal *terminal);

/* Whether terminal_read would return at once with something that was typed
 * together with what it returned last. */
bool terminal_has_input(const struct terminal *terminal);
/* A descriptor that stays open as long as the terminal: while it is readable
 * terminal_read answers INPUT_OTHER. ERR_IO when it cannot be waited for;
 * the log says why. */
MUST_USE enum err terminal_heed(struct terminal *terminal, int fd);
/* Waits for the next input, at most timeout_ms (below 0: for ever). Other
 * descriptors, below 0 for none, are watched in the same wait: INPUT_OTHER
 * leaves the answer in their revents. others may be NULL when the count is 0.
 */
struct input terminal_read(struct terminal *terminal, struct pollfd *others,
                           size_t others_count, int timeout_ms);

#endif
