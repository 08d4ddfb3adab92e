/* The page on which a Leader publishes the figures of a form. */
#ifndef HUB_RELEASE_DESK_H
#define HUB_RELEASE_DESK_H

struct visit;

/* GET forms/FORM/release: what is public, and how many people it takes until
 * the next. */
void release_desk_show(struct visit *visit);
/* POST forms/FORM/release: makes it, in a child process. */
void release_desk_make(struct visit *visit);

#endif
