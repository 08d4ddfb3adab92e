/* The part of the coverage page that sends field workers out. */
#ifndef HUB_ASSIGNMENT_PAGE_H
#define HUB_ASSIGNMENT_PAGE_H

#include "base/attr.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct buf;
struct reach;
struct visit;

/* Appends who is sent where, and the fields to send somebody; list is whom the
 * census of the form plans. */
MUST_USE enum err assignment_page_add(struct visit *visit, struct buf *out,
                                      int64_t family, const struct reach *list,
                                      size_t count);
/* POST forms/FORM/assignments: sends one or all, or takes one back. */
void assignment_page_take(struct visit *visit);

#endif
