/* barrio-voice, the program that speaks: started when somebody asks for it,
 * told by a pipe what to say, ended with the visit. Nothing here ever waits. */
#ifndef KIOSK_SPEAKER_H
#define KIOSK_SPEAKER_H

#include "base/attr.h"
#include "base/err.h"

#include <stdbool.h>
#include <sys/types.h>

/* Zeroed, it is closed. */
struct speaker {
    bool is_open;
    int to;      /* its standard input */
    pid_t child; /* also one that is still leaving; 0: none */
};

/* Starts the program for a speech server's socket, "auto": the usual one.
 * ERR_MISSING (logged) when there is no such program. */
MUST_USE enum err speaker_open(struct speaker *speaker, const char *socket);
/* Gives one order, such as "say" and a text of one line; a very long text goes
 * as several, cut at blanks. False when the program is gone. What does not fit
 * the pipe is not said. */
bool speaker_order(struct speaker *speaker, const char *order,
                   const char *about);
/* Ends it, without waiting; a closed one stays so. */
void speaker_close(struct speaker *speaker);

#endif
