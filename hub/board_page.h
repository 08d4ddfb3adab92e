/* The page that lists the bulletin, and warns of what it lacks. */
#ifndef HUB_BOARD_PAGE_H
#define HUB_BOARD_PAGE_H

#include "base/attr.h"
#include "base/err.h"

struct buf;
struct visit;

/* GET bulletin: all entries, and what needs a word. */
void board_page_show(struct visit *visit);

/* Appends a warning for each survey that is open and admits no problem to
 * those it asks; only one form's where form_id is not NULL. */
MUST_USE enum err board_page_warn(struct visit *visit, struct buf *out,
                                  const char *form_id);
/* Publishes the feed for a visit's hub; replies and returns 0 when it fails. */
int board_page_publish(struct visit *visit);

#endif
