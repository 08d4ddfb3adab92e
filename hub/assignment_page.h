/* The part of the coverage page that sends field workers out. */
#ifndef HUB_ASSIGNMENT_PAGE_H
#define HUB_ASSIGNMENT_PAGE_H

#include "base/attr.h"
#include "base/err.h"

struct buf;
struct reckoning;
struct visit;

/* Appends who is sent where with what is done of it, and the fields to send
 * somebody of those whom the census of the form plans. */
MUST_USE enum err assignment_page_add(struct visit *visit, struct buf *out,
                                      const struct reckoning *now);
/* POST forms/FORM/assignments: sends one or all, or takes one back. */
void assignment_page_take(struct visit *visit);

#endif
