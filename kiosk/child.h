/* A program that the kiosk starts beside itself: the voice, the decoder of
 * pictures, a camera, the compiler of spreadsheets. None of them may write on
 * the screen or hear the resident's keys. Who starts one also waits for it. */
#ifndef KIOSK_CHILD_H
#define KIOSK_CHILD_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <sys/types.h>

/* A standard stream that leads nowhere (/dev/null). */
enum { CHILD_NOTHING = -1 };

/* What the child has as its standard streams; descriptors of ours, which stay
 * open here. */
struct child_streams {
    int in, out, err;
};

/* Starts the program at the path words[0]; words end with NULL. No signal is
 * held back from it. In the kiosk's group it ignores, as the kiosk does, what
 * a terminal raises; one that stands apart leads a process group of its own,
 * which one signal ends with all that it started, and has every signal as
 * usual. Returns 0, or the error number; *child is then unchanged. */
MUST_USE int child_start(pid_t *child, char *const *words,
                         const struct child_streams *streams, bool is_apart);

/* The same for a program of Barrio's own: from beside the kiosk, as in a build
 * folder, or from where packages put it. words[0] is its name. */
MUST_USE int child_start_own(pid_t *child, char **words,
                             const struct child_streams *streams);

/* A pipe that no child inherits, but as one of its streams; the end that is
 * read blocks as the other does. ERR_IO (logged) when there is none. */
MUST_USE enum err child_pipe(int ends[2]);

#endif
