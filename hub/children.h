/* Work that would hold up the loop runs in processes of the same program
 * (`barrio-hub export ...`); their output is read without waiting. */
#ifndef HUB_CHILDREN_H
#define HUB_CHILDREN_H

#include "base/attr.h"
#include "base/err.h"

#include <poll.h>
#include <stddef.h>
#include <sys/types.h>

struct child;
struct children;

/* An empty set; the caller frees it, which ends and reaps what still runs. */
struct children *children_new(void);
/* NULL is accepted. */
void children_free(struct children *children);

/* Starts this program with arguments (NULL-terminated, without the program's
 * name) and input on its standard input. ready is called from children_run
 * whenever there is output to read or it has ended; it may end the child. */
MUST_USE enum err child_start(struct child **out, struct children *children,
                              const char *const *arguments, const char *input,
                              void (*ready)(void *context), void *context);
/* Lets it run only where nobody else wants the processor, so that whoever
 * waits for the hub does not wait for it too. Not for one that writes into the
 * archive: it would hold the lock while it waits. */
void child_yield(struct child *child);
/* What it printed: bytes read, 0 when there is nothing now, -1 when it has
 * ended. */
ssize_t child_read(struct child *child, char *out, size_t size);
/* Lets go of it: its exit status once child_read has said -1, otherwise it is
 * killed (-1, as for NULL). Never waits. */
int child_end(struct child *child);

/* Fills in what to poll, at most room; returns how many. */
size_t children_poll(const struct children *children, struct pollfd *out,
                     size_t room);
/* Calls ready of those whose descriptors have something, or that have ended;
 * to be called after SIGCHLD too. */
void children_run(struct children *children, const struct pollfd *polled,
                  size_t count);
/* How many run. */
size_t children_count(const struct children *children);

#endif
