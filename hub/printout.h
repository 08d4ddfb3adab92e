/* All that a child prints, gathered until it has ended, for work whose result
 * is small and worth nothing before it is whole. */
#ifndef HUB_PRINTOUT_H
#define HUB_PRINTOUT_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct child;
struct children;

/* Lies in its user, who fills in nothing. */
struct printout {
    struct child *child;
    struct buf text;
    void (*done)(void *context, const char *text);
    void *context;
};

/* Starts a child as child_start does. done is called once, from children_run:
 * with what it printed, or with NULL when it failed or printed more than most
 * bytes. An error: nothing was started. */
MUST_USE enum err printout_start(struct printout *out,
                                 struct children *children,
                                 const char *const *arguments, size_t most,
                                 void (*done)(void *context, const char *text),
                                 void *context);
/* Ends the child if it still runs, and forgets the text; done is not called
 * any more. */
void printout_end(struct printout *printout);

#endif
