/* The pictures of a question, made small and grey by a program of its own,
 * barrio-picture: a picture that is broken, or made to do harm, harms nothing
 * here. The kiosk's loop watches it; nothing waits, and pages are drawn with
 * their room kept free until they come. A question without pictures starts
 * nothing. */
#ifndef KIOSK_PICTURES_H
#define KIOSK_PICTURES_H

#include "ui/picture.h"

#include "base/buf.h"

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PICTURES_MOST = 40 };

/* Zeroed, there are none. */
struct pictures {
    struct picture list[PICTURES_MOST];
    size_t count, come; /* how many are awaited, and answered for */
    pid_t child;        /* 0: none; also one that was told to end */
    int from;           /* its output; while is_open */
    bool is_open;
    struct buf unread;
    int64_t began_ms;
};

/* Forgets those before and begins to read these files, PICTURES_MOST at most;
 * none of them, and nothing is started. */
void pictures_begin(struct pictures *pictures, const char *const *paths,
                    size_t count, int64_t now_ms);
/* Awaits so many pictures (PICTURES_MOST at most) from a descriptor, which
 * does not block and is closed when they have come. For pictures_begin, and
 * for whoever writes in the program's place. */
void pictures_await(struct pictures *pictures, int from, size_t count,
                    int64_t now_ms);
/* Ends the program, if it runs, and forgets the pictures. */
void pictures_stop(struct pictures *pictures);
/* What the loop is to watch; fd -1: nothing. */
struct pollfd pictures_watch(const struct pictures *pictures);
/* Takes in what came. What did not come in time is missing. */
void pictures_hear(struct pictures *pictures, int64_t now_ms);
/* Waits until all have come or are missing, for whoever draws pages once and
 * has no loop. */
void pictures_wait(struct pictures *pictures);
/* Milliseconds until pictures_hear wants to be called; -1: never. */
int pictures_wait_ms(const struct pictures *pictures, int64_t now_ms);

#endif
